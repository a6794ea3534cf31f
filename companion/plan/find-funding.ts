import { parseDecimal } from '../../lib/domain/money.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { planFunding } from '../../lib/watch/plan-funding.ts';
import { DEFAULT_HOURS, type Lead, learnHours, remindAt, type WorkingHours } from '../../lib/watch/remind-at.ts';
import { findRises } from '../../lib/watch/rises.ts';
import { rechargeLink } from '../balance/links-at.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';
import type { FoundRunway } from '../watch/runways.ts';
import { type AccountFunding, type FundingSettings, leadOf, readFunding } from './funding-settings.ts';

/** A recharge that the coming days need. */
export interface FundingStep {
  readonly account: string;
  readonly name: string;
  readonly unit: string;
  readonly amountNano: bigint;
  /** When it has to be there, epoch ms: on that day the balance would fall below what a usual three days take. */
  readonly neededAt: number;
  /** When to begin, epoch ms: in working hours, early enough for how it is paid. */
  readonly beginAt: number;
  readonly by: AccountFunding['by'];
  /** The provider's own page; null: none is known. */
  readonly link: string | null;
}

/** What a plan is made from. */
export interface FundingDesk {
  readonly runways: readonly FoundRunway[];
  /** IANA name. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
}

/** How people work and pay. */
export interface FundingHabits {
  readonly settings: FundingSettings;
  readonly hours: WorkingHours;
  /** What was paid last, by account and unit (`account|unit`), nano-units. */
  readonly lastPaid: ReadonlyMap<string, bigint>;
}

const DAY_MS = 86_400_000;
/** So many usual days shall always be left. */
const SPARE_DAYS = 3;
/** Hours of work are learned from so many of the newest calls. */
const CALLS_MAX = 2000;
const READINGS_MAX = 400;
const AS_USUAL: AccountFunding = { by: 'card', workingDays: null, hours: null, amount: null };

/** The recharges of the next 30 days, in the order in which they begin. */
export function findFunding(habits: FundingHabits, desk: FundingDesk): readonly FundingStep[] {
  return desk.runways
    .flatMap((found) => stepsOf(found, habits, desk))
    .sort((one, other) => one.beginAt - other.beginAt || (one.account < other.account ? -1 : 1));
}

/** How long recharging something takes; null: nobody said. */
export function leadFor({ kind, id }: FoundRunway['of'], { accounts }: Pick<FundingSettings, 'accounts'>): Lead | null {
  const how = kind === 'account' ? accounts[id] : undefined;
  return how === undefined ? null : leadOf(how);
}

/** Whose recharges are looked at. */
export type Funded = Pick<FoundRunway, 'of' | 'unit'>;

/** What of a runway tells whose it is. */
export function toFunded({ of, unit }: FoundRunway): Funded {
  return { of, unit };
}

/** How people work and pay, by what they set and what was seen. */
export function readHabits(
  store: Pick<LedgerStore, 'transactBelow'>,
  { of: funded, zone }: { readonly of: readonly Funded[]; readonly zone: string },
): Promise<FundingHabits> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const watch = openWatchTables(tx, ledger);
    const settings = await readFunding(watch);
    const calls = await tables.records.where('openedAt').between(0, Number.MAX_SAFE_INTEGER).reverse().limit(CALLS_MAX);
    const pages = (await calls.toArray()).filter(({ origin }) => !origin.startsWith('tool:'));
    // Scripts work at night; people do so on pages. Without any of these nobody knows.
    const hours =
      pages.length === 0
        ? DEFAULT_HOURS
        : learnHours(
            pages.map(({ openedAt }) => openedAt),
            zone,
          );
    const lastPaid = new Map<string, bigint>();
    for (const { of, unit } of funded) {
      if (of.kind !== 'account') continue;
      const points = await watch.balanceHistory
        .where('[account+unit+at]')
        .between([of.id, unit, 0], [of.id, unit, Number.MAX_SAFE_INTEGER])
        .reverse()
        .limit(READINGS_MAX)
        .toArray();
      const last = findRises(points.toReversed()).at(-1);
      if (last !== undefined) lastPaid.set(`${of.id}|${unit}`, last.nano);
    }
    return { settings, hours, lastPaid };
  });
}

function stepsOf(found: FoundRunway, habits: FundingHabits, desk: FundingDesk): readonly FundingStep[] {
  const { of, unit, left, expected, runway } = found;
  if (of.kind !== 'account' || left === null || expected === null || runway === null) return [];
  const provider = found.provider === null ? null : findProvider(found.provider);
  const how = habits.settings.accounts[of.id] ?? AS_USUAL;
  const spare = expected.slice(0, SPARE_DAYS).reduce((sum, nano) => sum + nano, 0n);
  const steps = planFunding({
    ...{ account: of.id, unit, leftNano: left, daysNano: expected, floorNano: spare },
    amountNano: parseDecimal(how.amount) ?? habits.lastPaid.get(`${of.id}|${unit}`) ?? null,
    leastNano: parseDecimal(provider?.rechargeMin[unit]) ?? 0n,
  });
  return steps.map(({ day, amountNano }): FundingStep => {
    const neededAt = desk.now + day * DAY_MS;
    return {
      ...{ account: of.id, name: found.name, unit, amountNano, neededAt, by: how.by },
      beginAt: remindAt({
        ...{ endsAt: neededAt, now: desk.now, lead: leadOf(how), zone: desk.zone },
        ...{ hours: habits.hours, holidays: habits.settings.holidays },
      }),
      link: rechargeLink(found.provider),
    };
  });
}
