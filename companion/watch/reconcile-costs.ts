import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import { isoDayOf } from '../../lib/domain/utc-day.ts';
import type { BilledDay } from '../../lib/watch/watch-conditions.ts';
import { readCorrectionsIn, sumOfCorrections } from '../ledger/corrections.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { callsOfProvider, isComparable } from './calls-of-provider.ts';
import type { ReconcileRange } from './reconcile-wallets.ts';
import { BILLS, readStated } from './stated-days.ts';
import type { WatchDesk } from './watch-desk.ts';

/** What a provider said it billed, beside the ledger. */
export interface ReconciledCosts {
  readonly provider: string;
  /** The named account whose key was asked with last; null: none was. */
  readonly name: string | null;
  /** There were more calls than are looked at: of the days before the first nobody looked. */
  readonly isCut: boolean;
  /** Days that it told and that were over then. */
  readonly days: readonly BilledDay[];
  /** Why it told nothing when it was asked last; null: it did. */
  readonly problem: BalanceProblem | null;
}

/**
 * Puts what a provider told of its bills, whenever that was, beside the ledger's calls of it. What is kept is what it said: the
 * difference is worked out anew, because calls may be settled late. Null: it was never asked.
 */
export async function reconcileCosts(
  desk: Pick<WatchDesk, 'store'>,
  provider: string,
  range: Omit<ReconcileRange, 'dayOf'>,
): Promise<ReconciledCosts | null> {
  const state = await inWatchTables(desk.store, ({ watchStates }) => readStated(watchStates, BILLS, provider));
  const { name, problem, told } = state;
  if (state.triedAt === null) return null;
  if (told === null) return { provider, name, problem, days: [], isCut: false };
  const { sums: seen, cutDay } = await sumSeen(desk, provider, range);
  const keys = new Set([...state.days.map(({ day, unit }) => `${day} ${unit}`), ...seen.keys()]);
  const days = [...keys].sort().flatMap((key): readonly BilledDay[] => {
    const [day = '', unit = ''] = key.split(' ');
    if (!isComparable(day, { ...range, told, cutDay })) return [];
    const statedNano = state.days.find((one) => one.day === day && one.unit === unit)?.nano ?? 0n;
    const { nano: seenNano, unknown: unknownCalls } = seen.get(key) ?? { nano: 0n, unknown: 0 };
    return [{ day, unit, statedNano, seenNano, differenceNano: statedNano - seenNano, unknownCalls }];
  });
  return { provider, name, problem, days, isCut: cutDay !== '' };
}

interface Seen {
  readonly sums: ReadonlyMap<string, { readonly nano: bigint; readonly unknown: number }>;
  /** The last day of which not all calls were looked at; '': there is none. */
  readonly cutDay: string;
}

/** What the ledger has of a provider, by UTC day and unit. */
function sumSeen(
  { store }: Pick<WatchDesk, 'store'>,
  provider: string,
  range: Omit<ReconcileRange, 'dayOf'>,
): Promise<Seen> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const { rows, start, cutDay } = await callsOfProvider({ tables }, provider, range);
    const corrections = await readCorrectionsIn({ tx, ledger }, { start, end: range.now });
    const sums = new Map<string, { nano: bigint; unknown: number }>();
    for (const { callId, openedAt, cost, certainty, saved } of rows) {
      const unit = cost?.unit ?? corrections.get(callId)?.[0]?.cost.unit;
      if (saved !== undefined || unit === undefined) continue;
      const key = `${isoDayOf(openedAt)} ${unit}`;
      const sum = sums.get(key) ?? { nano: 0n, unknown: 0 };
      const nano = cost === null || certainty === 'unknown' ? 0n : cost.likelyNano;
      const isUnknown = certainty === 'unknown' && !corrections.has(callId);
      sums.set(key, {
        nano: sum.nano + nano + sumOfCorrections(corrections.get(callId), unit),
        unknown: sum.unknown + (isUnknown ? 1 : 0),
      });
    }
    return { sums, cutDay };
  });
}
