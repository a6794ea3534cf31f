import { decodeJson } from '../../lib/domain/bigint-json.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { NoHeard, RefusalSaid } from '../../lib/domain/refusal-view.ts';
import type { LedgerTable } from '../../lib/ledger/table.ts';
import { rowTable, tableSteps } from './row-tables.ts';
import { type Transaction, toText } from './sql.ts';
import { openTable } from './sql-tables.ts';

/** What is kept of refusals besides the records: what never left has none. */
export interface RefusalTables {
  readonly blockedCalls: LedgerTable<NoHeard, string>;
  readonly refusalNotes: LedgerTable<RefusalNote, string>;
}

/** What somebody said of a story, by the id of its first call. */
export interface RefusalNote extends RefusalSaid {
  readonly id: string;
}

const tables = {
  blockedCalls: rowTable('blocked_calls', ['id'], { indexes: [['at']], isKept: false }),
  refusalNotes: rowTable('refusal_notes', ['id'], { isKept: false }),
};

/** The index has refusals alone: calls that go through do not pay for it. */
export const refusalSteps: readonly string[] = [
  ...tableSteps(Object.values(tables)),
  `create index row_records_refused on row_records (ledger, opened_at) where outcome = 'refusal'`,
];

/** These tables inside one transaction. */
export function openRefusalTables(tx: Transaction, ledger: string): RefusalTables {
  const open = (name: keyof RefusalTables): unknown => openTable({ tx, ledger, table: tables[name] });
  return {
    blockedCalls: open('blockedCalls') as RefusalTables['blockedCalls'],
    refusalNotes: open('refusalNotes') as RefusalTables['refusalNotes'],
  };
}

/** `[start, end)`, epoch ms, and how many at most. */
interface RefusedSpan {
  readonly start: number;
  readonly end: number;
  readonly rowsMax: number;
}

/** Records of refusals, the newest first. */
export async function readRefused(tx: Transaction, ledger: string, span: RefusedSpan): Promise<readonly CallRecord[]> {
  const rows = await tx.rows(
    `select body from row_records where ledger = $1 and outcome = 'refusal' and opened_at >= $2 and opened_at < $3 ` +
      `order by opened_at desc limit ${span.rowsMax}`,
    [ledger, BigInt(span.start), BigInt(span.end)],
  );
  return rows.map(({ body }) => decodeJson(toText(body)) as CallRecord);
}

/** Calls of one provider looked through for what went through; behind them it is as if nothing had. */
const LOOKED_MAX = 5000;

/** The first call of an origin and provider that went through in `(after, until]`; null: none. */
export async function findWentRecord(
  tx: Transaction,
  ledger: string,
  asked: {
    readonly provider: string;
    readonly origin: string;
    /** Epoch ms. */
    readonly after: number;
    readonly until: number;
  },
): Promise<CallRecord | null> {
  const { provider, origin, after, until } = asked;
  const [row] = await tx.rows(
    'select body from (select opened_at, origin, outcome, body from row_records ' +
      'where ledger = $1 and provider = $2 and opened_at > $3 and opened_at <= $4 ' +
      `order by opened_at limit ${LOOKED_MAX}) looked ` +
      `where origin = $5 and outcome in ('answer', 'cut') order by opened_at limit 1`,
    [ledger, provider, BigInt(after), BigInt(until), origin],
  );
  return row === undefined ? null : (decodeJson(toText(row.body)) as CallRecord);
}
