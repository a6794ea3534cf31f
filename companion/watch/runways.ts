import { type Budget, isWithin } from '../../lib/budget/budget.ts';
import { balanceNow } from '../../lib/domain/balance.ts';
import { balancesOf, idsStandingFor, isOwnWallet, readWallets } from '../../lib/ledger/ledger-context.ts';
import { expectSpend, forecastRunway } from '../../lib/watch/forecast-runway.ts';
import { hourlySpend, type SpentAt } from '../../lib/watch/hourly-spend.ts';
import type { HourlySpend, Runway, ScheduledSpend } from '../../lib/watch/runway.ts';
import { nameAccount } from '../balance/account-name.ts';
import type { Holds } from '../ledger/holds.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { SpendHistory } from './gather-spend.ts';
import { readScheduled, timesOf } from './schedule.ts';

/** How long a balance, or what a budget has left in its window, lasts. */
export interface FoundRunway {
  readonly of: { readonly kind: 'account'; readonly id: string } | { readonly kind: 'budget'; readonly id: string };
  /** What people call it. */
  readonly name: string;
  readonly provider: string | null;
  /** A currency, a provider's credit, `tokens` or `calls`. */
  readonly unit: string;
  /** Nano-units, whole tokens or calls; null: not known, and then there is no runway. */
  readonly left: bigint | null;
  readonly runway: Runway | null;
  /** What is expected to be spent in each of the next 30 periods of 24 hours, nano-units; null: of a budget. */
  readonly expected: readonly bigint[] | null;
  /** When a budget begins anew, epoch ms; null: never. */
  readonly renewsAt: number | null;
}

/** What runways are worked out from. */
export interface RunwayDesk {
  readonly store: Pick<LedgerStore, 'transact' | 'transactBelow'>;
  readonly holds: Pick<Holds, 'budgets' | 'usage'>;
  readonly history: SpendHistory;
  /** IANA name. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
}

/** Recharges are planned for so many days. */
export const PLAN_DAYS = 30;
/** More accounts and budgets are not forecast at once. */
const RUNWAYS_MAX = 200;

/** The runway of every account with a balance, and of every budget whose calls rollups tell apart. */
export async function findRunways(desk: RunwayDesk): Promise<readonly FoundRunway[]> {
  const spend = await desk.history.spend(desk.now);
  const found = [...(await ofAccounts(desk, spend)), ...(await ofBudgets(desk, spend))];
  return found.slice(0, RUNWAYS_MAX);
}

type Hours = Awaited<ReturnType<SpendHistory['spend']>>;

async function ofAccounts(desk: RunwayDesk, spend: Hours): Promise<readonly FoundRunway[]> {
  const wallets = await desk.store.transact(async (tables) => {
    const accounts = await tables.accounts.toArray();
    const read: { row: (typeof accounts)[number]; ids: readonly string[]; unit: string; left: bigint | null }[] = [];
    for (const provider of new Set(accounts.map((row) => row.provider))) {
      const known = await readWallets(tables, provider);
      for (const row of known.accounts.filter((one) => isOwnWallet(known.accounts, one))) {
        const ids = idsStandingFor(known.accounts, row.id);
        for (const { reading, spentSinceNano, openNano } of balancesOf(row, known, null)) {
          read.push({ row, ids, unit: reading.unit, left: balanceNow(reading, spentSinceNano, openNano).usableNano });
        }
      }
    }
    return read.slice(0, RUNWAYS_MAX);
  });
  const planned = await inWatchTables(desk.store, readScheduled);
  return wallets.map(({ row, ids, unit, left }) => {
    const own = spend.filter((hour) => hour.unit === unit && hour.account !== null && ids.includes(hour.account));
    const hours = hourlySpend(
      own.map(({ at, nano }) => ({ at, amount: nano })),
      unit,
      desk.now,
    );
    const work = planned.filter((one) => one.unit === unit && ids.includes(one.account));
    const scheduled = work.flatMap((one) => timesOf(one, desk.now));
    return {
      ...{ of: { kind: 'account', id: row.id }, name: nameAccount(row), provider: row.provider, unit, left },
      ...{ runway: forecast(desk, { hours, left, scheduled }), renewsAt: null },
      expected: expectSpend({ spend: hours, leftNano: 0n, now: desk.now, zone: desk.zone, scheduled }, PLAN_DAYS),
    };
  });
}

async function ofBudgets(desk: RunwayDesk, spend: Hours): Promise<readonly FoundRunway[]> {
  const [budgets, uses] = [await desk.holds.budgets(), await desk.holds.usage()];
  const inUse = new Map<string, (typeof uses)[number]>(uses.map((use) => [use.budget, use]));
  const found: FoundRunway[] = [];
  for (const budget of budgets.slice(0, RUNWAYS_MAX)) {
    const use = inUse.get(budget.id);
    if (use === undefined || use.window === null) continue;
    const left = use.cap > use.spent + use.held ? use.cap - use.spent - use.held : 0n;
    const unit = budget.unit.kind === 'money' ? budget.unit.currency : budget.unit.kind;
    const amounts = needsCalls(budget)
      ? amountsOfCalls(budget, await desk.history.use(desk.now))
      : amountsOf(budget, spend);
    const hours = amounts === null ? null : hourlySpend(amounts, unit, desk.now);
    found.push({
      ...{ of: { kind: 'budget', id: budget.id }, name: budget.id, provider: null, unit, left },
      ...{ runway: hours && forecast(desk, { hours, left, scheduled: [] }), renewsAt: use.window.end },
      expected: null,
    });
  }
  return found;
}

interface Forecast {
  readonly hours: HourlySpend;
  readonly left: bigint | null;
  readonly scheduled: readonly ScheduledSpend[];
}

function forecast({ zone, now }: RunwayDesk, { hours, left, scheduled }: Forecast): Runway | null {
  return left === null ? null : forecastRunway({ spend: hours, leftNano: left, now, zone, scheduled });
}

/** Keys and origins are not in the rollups. */
function needsCalls({ scope }: Budget): boolean {
  const inner = scope.kind === 'envelope' ? scope.within : scope;
  return inner.kind === 'key' || inner.kind === 'origin';
}

/** What counts in the budget's own unit: what was converted is not in it. */
function amountsOf(budget: Budget, spend: Hours): readonly SpentAt[] {
  const { unit } = budget;
  return spend
    .filter((hour) => isWithin(budget, { ...hour, key: null, origin: null }))
    .filter((hour) => unit.kind !== 'money' || hour.unit === unit.currency)
    .map(({ at, nano, tokens, calls }) => ({ at, amount: { money: nano, tokens, calls }[unit.kind] }));
}

/** Null: calls by key and origin have no labels and no count of tokens here. */
function amountsOfCalls(budget: Budget, use: Awaited<ReturnType<SpendHistory['use']>>): readonly SpentAt[] | null {
  const { unit, scope } = budget;
  if (unit.kind === 'tokens' || scope.kind === 'envelope') return null;
  return use
    .filter((hour) => isWithin(budget, { ...hour, label: null }))
    .filter((hour) => unit.kind !== 'money' || hour.unit === unit.currency)
    .map(({ at, nano, calls }) => ({ at, amount: unit.kind === 'money' ? nano : BigInt(calls) }));
}
