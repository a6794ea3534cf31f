import type { Text } from '../domain/text.ts';
import { scoreLedger } from '../engine/score-ledger.ts';
import { Database } from './database.ts';

/** The newest answers of the month that are looked at, however many there are. */
const CALLS_MAX = 2000;
/** Fewer forecasts than these say nothing. */
const CALLS_MIN = 20;

/**
 * How the month went, worth showing around: calls that would have failed and did not leave as they were, and how far estimates
 * were off. No amounts, no names. Null: there is nothing to tell yet. `now`: epoch ms.
 */
export async function readMonthLine(now: number): Promise<Text | null> {
  const database = new Database();
  try {
    return await monthLine(database, now);
  } finally {
    database.close();
  }
}

/** {@link readMonthLine} of an open database. */
export async function monthLine(database: Database, now: number): Promise<Text | null> {
  const since = new Date(now);
  since.setDate(1);
  since.setHours(0, 0, 0, 0);
  const [avoided, answers] = await Promise.all([
    database.blocks
      .where('at')
      .aboveOrEqual(since.getTime())
      .filter(({ state, cause }) => state === 'no' && REFUSED.has(cause))
      .count(),
    database.records
      .where('[outcome+openedAt]')
      .between(['answer', since.getTime()], ['answer', Number.MAX_SAFE_INTEGER])
      .reverse()
      .limit(CALLS_MAX)
      .toArray(),
  ]);
  const { calls, costError } = scoreLedger(answers).all;
  const parts: readonly Text[] = [
    ...(avoided > 0 ? [{ key: 'popup.month.avoided', params: { n: avoided } } as const] : []),
    ...(calls >= CALLS_MIN && costError !== null
      ? [{ key: 'popup.month.close', params: { n: Math.max(1, Math.ceil(costError * 100)) } } as const]
      : []),
  ];
  const [first, second] = parts;
  if (first === undefined) return null;
  if (second === undefined) return { key: 'popup.month.single', params: { said: first } };
  return { key: 'popup.month.both', params: { avoided: first, close: second } };
}

/** What a provider would have refused; limits and repetitions are the user's own. */
const REFUSED: ReadonlySet<string> = new Set([
  ...['depleted', 'not-enough', 'frozen', 'in-flight', 'billing-mismatch', 'key-limit', 'batch', 'too-long'],
]);
