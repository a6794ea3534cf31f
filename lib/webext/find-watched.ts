import { accountTitle } from '../domain/account-title.ts';
import type { NoticeHabits } from '../domain/notices-view.ts';
import { resolveLinks } from '../engine/resolve-links.ts';
import { standsFor } from '../ledger/ledger-context.ts';
import type { AccountRow, HourRow } from '../ledger/rows.ts';
import { findProvider } from '../providers/registry.ts';
import type { Condition, ConditionKind } from '../watch/alert.ts';
import { findLoops } from '../watch/find-loops.ts';
import { findLow } from '../watch/find-low.ts';
import { findRefusals } from '../watch/find-refusals.ts';
import { findUnusual } from '../watch/find-unusual.ts';
import { LEADS, type WorkingHours } from '../watch/remind-at.ts';
import { reviewCondition } from '../watch/review-condition.ts';
import { runwayConditions } from '../watch/runway-conditions.ts';
import { ACCOUNT_THRESHOLDS } from '../watch/threshold.ts';
import type { UseHour } from '../watch/unusual.ts';
import { unusualConditions } from '../watch/unusual-conditions.ts';
import { findLate } from './await-recharge.ts';
import type { Past } from './learn-paces.ts';
import type { Pace } from './watch-state.ts';
import { rechargeOf, type SeenWallet } from './watched-wallets.ts';

/** What was found; of `unsure` (keys) and of what is `unseen` (kinds) nobody can tell now: it stays as it was. */
export interface Watched {
  readonly conditions: readonly Condition[];
  readonly unsure: readonly string[];
  readonly unseen: readonly ConditionKind[];
}

/** When and where it is looked. */
export interface Looking {
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
  /** Whether a condition was so before. */
  readonly isOpen: (key: string) => boolean;
  readonly habits: NoticeHabits;
  /** When the person is at work. */
  readonly hours: WorkingHours;
}

const HOUR_MS = 3_600_000;
/** What a look at the balances alone cannot see. */
const OF_PAST: readonly ConditionKind[] = ['refusals', 'unusual'];

/** What is so of balances, by their readings and by paces that were learned before. */
export function findBalances(wallets: readonly SeenWallet[], paces: readonly Pace[], looking: Looking): Watched {
  const found = wallets.map((wallet) => findLow(wallet, { ...looking, thresholds: thresholdsOf(wallet.row) }));
  return {
    conditions: [
      ...found.flatMap(({ conditions }) => conditions),
      ...wallets.flatMap((wallet) => findShort(wallet, paces, looking)),
      ...wallets.flatMap((wallet) => findLate(wallet, looking.now)),
      ...wallets.flatMap((wallet) => findOld(wallet, looking)),
    ],
    unsure: [
      ...found.flatMap(({ unsure }) => unsure),
      ...wallets
        .filter(({ usableNano }) => usableNano === null)
        .map((one) => `account:${one.account}|${one.unit}|runway`),
    ],
    unseen: OF_PAST,
  };
}

/** What is so of calls: one refusal after the other, unusual use. */
export function findOfPast(past: Past, accounts: readonly AccountRow[], looking: Looking): readonly Condition[] {
  const rowOf = (provider: string): AccountRow | undefined => accounts.find((row) => row.provider === provider);
  const nameOf = (provider: string): string => findProvider(provider)?.name ?? provider;
  const recent = past.calls.filter(({ openedAt }) => openedAt > looking.now - HOUR_MS);
  const loops = findLoops(recent, () => false).map((loop) => ({ ...loop, key: loop.key?.slice(0, 8) ?? null }));
  const hours = past.hours.map((hour) => toUse(hour, accounts));
  const unusual = unusualConditions(findUnusual({ hours, loops, now: looking.now }), {
    zone: looking.zone,
    nameOf: (account) => accounts.find(({ id }) => id === account)?.name ?? null,
    linkOf: (provider) => transactionsOf(provider, rowOf(provider)),
  });
  const refusals = findRefusals(past.calls, {
    nameOf: (provider, account) => {
      const row = accounts.find(({ id }) => id === account);
      return row?.name == null ? nameOf(provider) : accountTitle(nameOf(provider), row.name);
    },
    rechargeOf: (provider) => {
      const row = rowOf(provider);
      return row === undefined ? null : rechargeOf(row);
    },
  });
  return [...refusals, ...unusual];
}

/** From where on somebody wants to hear of an account. */
export function thresholdsOf({ thresholds }: Pick<AccountRow, 'thresholds'>): typeof ACCOUNT_THRESHOLDS {
  return thresholds ?? ACCOUNT_THRESHOLDS;
}

/** The longest of several thresholds counts: what is told of a shorter one then is how bad it became. */
function findShort(
  { row, account, name, unit, usableNano, isNotAll, link }: SeenWallet,
  paces: readonly Pace[],
  { now, zone, isOpen, hours, habits }: Looking,
): readonly Condition[] {
  if (isNotAll) return [];
  const days = thresholdsOf(row).flatMap((threshold) => (threshold.kind === 'runway' ? [threshold.days] : []));
  const runway = paces.find((one) => one.account === account && one.unit === unit)?.runway ?? null;
  const by = habits.accounts[account]?.by ?? null;
  const subject = { of: { kind: 'account', id: account }, name, unit, left: usableNano, runway } as const;
  return runwayConditions([{ ...subject, renewsAt: null, link }], {
    ...{ now, zone, hours, isOpen, holidays: habits.daysOff },
    daysOf: () => Math.max(0, ...days),
    leadOf: () => by && LEADS[by],
  });
}

/** Lines that a person has set and not looked at since. */
function findOld({ row, name }: SeenWallet, { now, habits }: Looking): readonly Condition[] {
  const seenAt = habits.accounts[row.id]?.seenAt ?? null;
  if (row.thresholds === undefined || seenAt === null) return [];
  const old = reviewCondition({ subject: { kind: 'account', id: row.id }, name, seenAt }, now);
  return old === null ? [] : [old];
}

function toUse(
  { hour, account, provider, unit, model, key, origin, nano, calls }: HourRow,
  accounts: readonly AccountRow[],
): UseHour {
  const wallet = account === '' ? null : (standsFor(accounts, account)?.id ?? account);
  const known = (text: string): string | null => (text === '' ? null : text);
  return {
    ...{ at: hour, provider, account: wallet, unit, model: known(model), key: known(key), origin: known(origin) },
    ...{ nano: nano < 0n ? 0n : nano, calls },
  };
}

function transactionsOf(id: string, row: AccountRow | undefined): string | null {
  const provider = findProvider(id);
  return provider === null || row === undefined ? null : resolveLinks(provider, row.consoleOrigin).transactions;
}
