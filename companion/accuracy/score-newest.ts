import type { LedgerAccuracy } from '../../lib/domain/accuracy.ts';
import { decodeJson } from '../../lib/domain/bigint-json.ts';
import { isScored, type ScoredRecord, scoreLedger } from '../../lib/engine/score-ledger.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { type SqlValue, toBigint, toText } from '../ledger/sql.ts';

/** Records that are scored: the newest ones. */
const SCORED_MAX = 100_000;
/** Read at once: a record has some kilobytes, and what is scored of it a fraction of that. */
const PAGE_ROWS = 1000;
/** In SQLite's numbers of 64 bits, and behind every instant. */
const NEVER = BigInt(Number.MAX_SAFE_INTEGER);

/** How right the estimates of the newest calls were, all together and by model. @throws LedgerError */
export async function scoreNewest(store: Pick<LedgerStore, 'transactBelow'>): Promise<LedgerAccuracy> {
  const newest: ScoredRecord[] = [];
  let before: readonly SqlValue[] = [NEVER, ''];
  for (let looked = 0; looked < SCORED_MAX; looked += PAGE_ROWS) {
    const rows = await store.transactBelow(({ tx, ledger }) =>
      tx.rows(
        'select opened_at, call_id, body from row_records where ledger = $1 and (opened_at, call_id) < ($2, $3) ' +
          `order by opened_at desc, call_id desc limit ${PAGE_ROWS}`,
        [ledger, ...before],
      ),
    );
    for (const { body } of rows) {
      const record = decodeJson(toText(body)) as ScoredRecord;
      if (isScored(record)) newest.push(scoredPart(record));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) break;
    before = [toBigint(last.opened_at), toText(last.call_id)];
  }
  return scoreLedger(newest.reverse());
}

function scoredPart(record: ScoredRecord): ScoredRecord {
  const { provider, model, outcome, usage, cost, certainty, estimateLikelyNano, forecast, counted } = record;
  return {
    ...{ provider, model, outcome, usage, cost, certainty, estimateLikelyNano },
    ...(forecast && { forecast }),
    ...(counted && { counted }),
  };
}
