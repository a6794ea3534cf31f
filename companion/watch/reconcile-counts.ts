import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { isoDayOf } from '../../lib/domain/utc-day.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { type CountedDay, reconcileUsage, type SeenUsage, tokensOf } from '../../lib/watch/reconcile-usage.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { callsOfProvider, isComparable } from './calls-of-provider.ts';
import type { ReconcileRange } from './reconcile-wallets.ts';
import { COUNTS, readStated, statedProviders } from './stated-days.ts';
import type { WatchDesk } from './watch-desk.ts';

/** What a provider said it counted, beside the ledger. */
export interface ReconciledCounts {
  readonly provider: string;
  /** The named account whose key was asked with last; null: none was. */
  readonly name: string | null;
  /** There were more calls than are looked at: of the days before the first nobody looked. */
  readonly isCut: boolean;
  /** Days that it told and that were over then, each with a row for each model. */
  readonly days: readonly CountedDay[];
  /** Why it told nothing when it was asked last; null: it did. */
  readonly problem: BalanceProblem | null;
}

type Range = Omit<ReconcileRange, 'dayOf'>;

/** Of every provider that was ever asked. */
export async function reconcileAllCounts(
  desk: Pick<WatchDesk, 'store'>,
  range: Range,
): Promise<readonly ReconciledCounts[]> {
  const asked = await inWatchTables(desk.store, ({ watchStates }) => statedProviders(watchStates, COUNTS));
  const found: ReconciledCounts[] = [];
  for (const provider of asked.toSorted()) found.push(...(await reconcileCounts(desk, provider, range)));
  return found;
}

/**
 * Puts what a provider told of its counting, whenever that was, beside the ledger's calls of the kinds that it tells of. Empty: it
 * was never asked.
 */
async function reconcileCounts(
  { store }: Pick<WatchDesk, 'store'>,
  provider: string,
  range: Range,
): Promise<readonly ReconciledCounts[]> {
  const state = await inWatchTables(store, ({ watchStates }) => readStated(watchStates, COUNTS, provider));
  const { triedAt, name, problem, told } = state;
  if (triedAt === null) return [];
  if (told === null) return [{ provider, name, problem, days: [], isCut: false }];
  const { rows, cutDay } = await store.transact((tables) => callsOfProvider({ tables }, provider, range));
  const isIn = ({ day }: { readonly day: string }): boolean => isComparable(day, { ...range, told, cutDay });
  const days = reconcileUsage(state.days.filter(isIn), seenOf(provider, rows).filter(isIn));
  return [{ provider, name, problem, days, isCut: cutDay !== '' }];
}

/** The calls of which the provider tells, each a row of its own. */
function seenOf(provider: string, rows: readonly CallRecord[]): readonly SeenUsage[] {
  const { surfaces = [], usageByKey = [] } = findProvider(provider) ?? {};
  const isTold = (id: string): boolean => {
    const wire = surfaces.find((surface) => surface.id === id)?.wire ?? null;
    return usageByKey.some(({ wires }) => wires === undefined || (wire !== null && wires.includes(wire)));
  };
  return rows.flatMap((record): readonly SeenUsage[] => {
    const { surface, saved, usage, certainty, openedAt, model, draft } = record;
    if (saved !== undefined || !isTold(surface)) return [];
    const at = { day: isoDayOf(openedAt), model: model ?? '' };
    const tokens = usage === null ? null : tokensOf(usage);
    // A batch is one call here, and as many as it has requests to who counts them.
    const calls = draft?.each === undefined ? 1 : draft.answers;
    if (tokens !== null) return [{ ...at, ...tokens, calls, unknownCalls: 0 }];
    if (certainty !== 'unknown') return [];
    return [{ ...at, inputTokens: 0, cachedTokens: 0, outputTokens: 0, calls, unknownCalls: 1 }];
  });
}
