import { decodeJson } from '../../lib/domain/bigint-json.ts';
import { asCorrected } from '../../lib/domain/corrected.ts';
import type { CallFilter, CallPosition, CallSlice } from '../../lib/domain/dashboard.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { idsOfWallet } from '../../lib/ledger/ledger-context.ts';
import { nameOf } from '../../lib/screens/account-name.ts';
import { isFound, positionAfter } from '../../lib/screens/fit-calls.ts';
import { daySpan } from '../api/days.ts';
import { withCorrections } from '../ledger/corrections.ts';
import type { Below, LedgerStore } from '../ledger/open-ledger.ts';
import { type SqlValue, toText } from '../ledger/sql.ts';

/** Which calls are asked for, from where on, and whose days are meant (IANA name). */
export interface SliceAsked {
  readonly filter: CallFilter;
  readonly after: CallPosition | null;
  readonly callsMax: number;
  readonly zone: string;
}

/** Rows looked at in one go where the database cannot answer it alone; whoever asked may then ask for more. */
const ROWS_MAX = 1000;
/** Rows read together there. */
const PORTION = 200;

/** The next calls that fit, the newest first, at most `callsMax`. @throws LedgerError */
export function sliceCalls(store: Pick<LedgerStore, 'transactBelow'>, asked: SliceAsked): Promise<CallSlice> {
  const { filter, callsMax } = asked;
  const search = filter.search.trim().toLowerCase();
  const isUnreviewed = filter.outcome === 'unreviewed';
  const isAnswered = search === '' && !isUnreviewed;
  return store.transactBelow(async (below) => {
    const lists = await below.tables.priceLists.toArray();
    const ids = filter.account === null ? null : await idsOfWallet(below.tables, filter.account);
    const calls: CallRecord[] = [];
    let position = asked.after;
    let next: CallPosition | null = null;
    for (let passed = 0; passed < ROWS_MAX; ) {
      const limit = isAnswered ? callsMax + 1 : PORTION;
      const rows = await readRows(below, { ...asked, after: position }, { ids, limit });
      const seen = takeFitting(rows, calls, {
        callsMax,
        fits: (record) => !(isUnreviewed && record.isReviewed) && isFound(record, search),
      });
      const isEnd = rows.length < limit && seen === rows.length;
      position = positionAfter(rows.slice(0, seen), position);
      next = isEnd ? null : position;
      if (isEnd || calls.length >= callsMax) break;
      passed += seen;
    }
    // In a list each call says what it came to after all; its screen says how.
    const shown = (await withCorrections(below, calls)).map(asCorrected);
    return { calls: shown.map((record) => ({ record, providerName: nameOf(record.provider, lists) })), next };
  });
}

/** Adds what fits until there is enough; how many rows were looked at. */
function takeFitting(
  rows: readonly CallRecord[],
  calls: CallRecord[],
  { callsMax, fits }: { readonly callsMax: number; readonly fits: (record: CallRecord) => boolean },
): number {
  let seen = 0;
  for (const record of rows) {
    if (calls.length >= callsMax) break;
    seen += 1;
    if (fits(record)) calls.push(record);
  }
  return seen;
}

interface Rows {
  /** Accounts whose calls are meant; null: any. */
  readonly ids: readonly string[] | null;
  readonly limit: number;
}

async function readRows(
  { tx, ledger }: Below,
  { filter, after, zone }: SliceAsked,
  { ids, limit }: Rows,
): Promise<readonly CallRecord[]> {
  const { start, end } = daySpan({ from: filter.fromDay, to: filter.toDay, zone });
  const values: SqlValue[] = [ledger, BigInt(start), BigInt(after === null ? end : Math.min(end, after.at + 1))];
  const conditions = ['ledger = $1', 'opened_at >= $2', 'opened_at < $3'];
  const is = (column: string, ...among: readonly string[]): void => {
    const places = among.map((value) => `$${values.push(value)}`);
    conditions.push(`${column} in (${places.join(', ')})`);
  };
  const { provider, model, outcome } = filter;
  if (provider !== null) is('provider', provider);
  if (model !== null) is('model', model);
  if (outcome !== null && outcome !== 'unreviewed') is('outcome', outcome);
  if (ids !== null) is('account', ...ids);
  const rows = await tx.rows(
    `select body from row_records where ${conditions.join(' and ')}
     order by opened_at desc, call_id desc limit ${limit} offset ${after?.skip ?? 0}`,
    values,
  );
  return rows.map(({ body }) => decodeJson(toText(body)) as CallRecord);
}
