import type { RollupRow } from '../../lib/ledger/rows.ts';
import type { Adjustment } from '../ledger/amounts.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import { readAdjustment } from '../ledger/rows.ts';
import { type Row, toBigint, toText, toTextOrNull } from '../ledger/sql.ts';
import { type ExportedCall, readCall } from './exported-call.ts';

/** `[start, end)`, epoch ms. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * So many are read at once: what is in memory at a time, and how long a server is kept from others. More of them would outlive the
 * young part of the heap, and collecting the old one took a third of an export's time.
 */
const PAGE_ROWS = 100;

/**
 * The calls that were opened in a span, in order, page by page: no snapshot is held open while whoever reads is slow, and
 * whatever comes meanwhile comes behind what was read.
 */
export function readCalls(reader: LedgerReader, ledger: string, span: Span): AsyncGenerator<ExportedCall[]> {
  return readBodies(reader, { ledger, span, read: readCall });
}

/** The same, as whatever is made of a record's row. */
export async function* readBodies<T>(
  reader: LedgerReader,
  { ledger, span, read }: { readonly ledger: string; readonly span: Span; readonly read: (body: string) => T },
): AsyncGenerator<T[]> {
  // By the instant alone: with the id behind it every instant would be sorted apart, which takes twice as long.
  const text =
    'select opened_at, call_id, body from row_records where ledger = $1 and opened_at >= $2 ' +
    `and opened_at < $3 order by opened_at limit ${PAGE_ROWS}`;
  for (let from = BigInt(span.start); ; ) {
    const rows = await reader.rows(text, [ledger, from, BigInt(span.end)]);
    const last = rows.at(-1);
    if (last === undefined) return;
    const isLast = rows.length < PAGE_ROWS;
    const until = toBigint(last.opened_at);
    // There may be more calls of the page's last instant: they are read with the next page.
    const whole = isLast ? rows : rows.filter((row) => toBigint(row.opened_at) < until);
    if (whole.length > 0) yield inOrder(whole).map(({ body }) => read(toText(body)));
    else yield* readInstant(reader, { ledger, at: until, read });
    if (isLast) return;
    from = whole.length > 0 ? until : until + 1n;
  }
}

/** The calls of one instant, of which there are more than a page has. */
async function* readInstant<T>(
  reader: LedgerReader,
  { ledger, at, read }: { readonly ledger: string; readonly at: bigint; readonly read: (body: string) => T },
): AsyncGenerator<T[]> {
  const text =
    'select call_id, body from row_records where ledger = $1 and opened_at = $2 and call_id > $3 ' +
    `order by call_id limit ${PAGE_ROWS}`;
  for (let after = ''; ; ) {
    const rows = await reader.rows(text, [ledger, at, after]);
    if (rows.length > 0) yield rows.map(({ body }) => read(toText(body)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = toText(last.call_id);
  }
}

/** By instant, as they come, and id: calls of one instant are few. */
function inOrder(rows: readonly Row[]): readonly Row[] {
  const isTied = rows.some(({ opened_at }, at) => opened_at === rows[at - 1]?.opened_at);
  return isTied ? rows.toSorted(apart) : rows;
}

function apart(a: Row, b: Row): number {
  const between = toBigint(a.opened_at) - toBigint(b.opened_at);
  if (between !== 0n) return between < 0n ? -1 : 1;
  return toText(a.call_id) < toText(b.call_id) ? -1 : 1;
}

/** How many calls are in a span. */
export async function countCalls(reader: LedgerReader, ledger: string, { start, end }: Span): Promise<number> {
  const text = 'select count(*) as found from row_records where ledger = $1 and opened_at >= $2 and opened_at < $3';
  const [row] = await reader.rows(text, [ledger, BigInt(start), BigInt(end)]);
  return Number(toBigint(row?.found));
}

/** A correction of a call that was booked, and whose call it was. */
export interface Correction extends Adjustment {
  /** Epoch ms. */
  readonly at: number;
  readonly reservedAt: number;
  readonly provider: string;
  readonly account: string | null;
  readonly model: string | null;
  readonly label: string | null;
}

/** Corrections made in a span. What calls used that was told late is none: their records say it. */
export async function* readCorrections(
  reader: LedgerReader,
  ledger: string,
  span: Span,
): AsyncGenerator<readonly Correction[]> {
  const text =
    'select a.*, c.reserved_at, c.provider, c.account, c.model, c.label from adjustments a ' +
    'join bookings c on c.ledger = a.ledger and c.call_id = a.call_id ' +
    `where a.ledger = $1 and (a.call_id, a.id) > ($2, $3) and a.at >= $4 and a.at < $5 and a.kind <> 'late-usage' ` +
    `order by a.call_id, a.id limit ${PAGE_ROWS}`;
  for (let after = ['', '']; ; ) {
    const rows = await reader.rows(text, [ledger, ...after, BigInt(span.start), BigInt(span.end)]);
    if (rows.length > 0) yield rows.map(correctionOf);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = [toText(last.call_id), toText(last.id)];
  }
}

function correctionOf(row: Row): Correction {
  return {
    ...readAdjustment(row),
    ...{ at: Number(row.at), reservedAt: Number(row.reserved_at), provider: toText(row.provider) },
    ...{ account: toTextOrNull(row.account), model: toTextOrNull(row.model), label: toTextOrNull(row.label) },
  };
}

/** Sums of days, in order; amounts as they are stored. */
export async function* readDays(
  reader: LedgerReader,
  ledger: string,
  { from, to }: { readonly from: string | null; readonly to: string | null },
): AsyncGenerator<readonly ExportedDay[]> {
  const text =
    'select day, provider, model, unit, body from row_day_sums where ledger = $1 ' +
    'and (day, provider, model, unit) > ($2, $3, $4, $5) and day <= $6 ' +
    `order by day, provider, model, unit limit ${PAGE_ROWS}`;
  for (let after = [from ?? '', '', '', '']; ; ) {
    const rows = await reader.rows(text, [ledger, ...after, to ?? '9999-12-31']);
    if (rows.length > 0) yield rows.map(({ body }) => JSON.parse(toText(body)) as ExportedDay);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = [toText(last.day), toText(last.provider), toText(last.model), toText(last.unit)];
  }
}

/** A day's sums of one provider, model and unit; the amount as JSON has it (`lib/domain/bigint-json`). */
export type ExportedDay = Omit<RollupRow, 'likelyNano'> & { readonly likelyNano: { readonly $nano: string } };
