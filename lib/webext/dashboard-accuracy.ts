import type { AccuracyView } from '../domain/accuracy.ts';
import type { CallRecord } from '../domain/record.ts';
import { isScored, scoreLedger } from '../engine/score-ledger.ts';
import { nameOf } from '../screens/account-name.ts';
import type { Database } from './database.ts';

/** The newest answers that are looked at, however many there are. */
const CALLS_MAX = 2000;
/** Models that are shown. */
const MODELS_MAX = 20;

/** How right the estimates of the newest answers were, by model. */
export async function readAccuracy(database: Database): Promise<AccuracyView> {
  const answer: CallRecord['outcome'] = 'answer';
  const [newest, lists] = await Promise.all([
    database.records
      .where('[outcome+openedAt]')
      .between([answer, 0], [answer, Number.MAX_SAFE_INTEGER])
      .reverse()
      .limit(CALLS_MAX)
      .toArray(),
    database.priceLists.toArray(),
  ]);
  const scored = newest.filter(isScored);
  const models = scoreLedger(scored).models.slice(0, MODELS_MAX);
  return {
    calls: scored.length,
    models: models.map((model) => ({ ...model, providerName: nameOf(model.provider, lists) })),
  };
}
