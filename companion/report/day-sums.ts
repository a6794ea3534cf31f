import { toDecimal } from '../../lib/domain/money.ts';
import type { RollupRow } from '../../lib/ledger/rows.ts';
import { readCorrectionsIn } from '../ledger/corrections.ts';
import type { Below, LedgerStore } from '../ledger/open-ledger.ts';

/** What days are added up by. */
export type SumsBy = 'provider' | 'model' | 'day';

/** Sums of days, by what is asked for; by unit alone without. */
export async function sumsFrom(
  store: Pick<LedgerStore, 'transactBelow'>,
  from: string,
  to: string,
  by: SumsBy | null = null,
): Promise<readonly object[]> {
  const rows = await readDaySums(store, from, to);
  const sums = new Map<string, { key: object; calls: number; refusals: number; unknown: number; nano: bigint }>();
  for (const row of rows) {
    const key = {
      ...(by === 'model' && { provider: row.provider }),
      ...(by !== null && { [by]: row[by] }),
      unit: row.unit,
    };
    const name = JSON.stringify(key);
    const sum = sums.get(name) ?? { key, calls: 0, refusals: 0, unknown: 0, nano: 0n };
    sum.calls += row.calls;
    sum.refusals += row.refusals;
    sum.unknown += row.unknownCalls;
    sum.nano += row.likelyNano;
    sums.set(name, sum);
  }
  return [...sums.values()]
    .sort((a, b) => (a.nano === b.nano ? b.calls - a.calls : a.nano < b.nano ? 1 : -1))
    .map(({ key, nano, calls, refusals, unknown }) => ({ ...key, cost: toDecimal(nano), calls, refusals, unknown }));
}

/** Every sum of these days, and what corrections changed in them. */
export function readDaySums(
  store: Pick<LedgerStore, 'transactBelow'>,
  from: string,
  to: string,
): Promise<readonly DaySum[]> {
  return store.transactBelow(async (below) => [
    ...(await below.tables.rollups.where('day').between(from, to, true, true).toArray()),
    ...(await correctionsOfDays(below, from, to)),
  ]);
}

/** What calls of a day came to that have all of this in common. */
export type DaySum = Pick<
  RollupRow,
  'day' | 'provider' | 'model' | 'unit' | 'calls' | 'refusals' | 'likelyNano' | 'unknownCalls'
>;

/** A call is of the day of its record, or of one beside that by the database's clock, ms. */
const BESIDE_MS = 2 * 86_400_000;

/** What corrections of calls change in the sums of days, which are of records alone. */
async function correctionsOfDays(below: Below, from: string, to: string): Promise<readonly DaySum[]> {
  const span = { start: Date.parse(from) - BESIDE_MS, end: Date.parse(to) + BESIDE_MS };
  const corrections = await readCorrectionsIn(below, span);
  const records = await below.tables.records.bulkGet([...corrections.keys()]);
  return records.flatMap((record): readonly DaySum[] => {
    if (record === undefined || record.day < from || record.day > to) return [];
    const { day, provider, model, certainty, cost } = record;
    const of = { day, provider, model: model ?? '', calls: 0, refusals: 0, unknownCalls: 0 };
    const changes = (corrections.get(record.callId) ?? []).map(
      (one): DaySum => ({ ...of, unit: one.cost.unit, likelyNano: one.cost.nano }),
    );
    // What it came to is known from its first correction on.
    const isTold = cost === null || certainty === 'unknown';
    return isTold ? [{ ...of, unit: cost?.unit ?? '', likelyNano: 0n, unknownCalls: -1 }, ...changes] : changes;
  });
}
