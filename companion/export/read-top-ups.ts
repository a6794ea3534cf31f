import { findRises, type ReadAt, type Rise } from '../../lib/watch/rises.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import { join, toText } from '../ledger/sql.ts';

/** Money that was paid into an account, as its balance showed it. */
export interface TopUp extends Rise {
  readonly account: string;
  /** What came, nano-units: the rise, and what was spent from it until it was seen. */
  readonly paidNano: bigint;
}

interface Point extends ReadAt {
  readonly account: string;
}

/** So many readings are looked at at once. */
const PAGE_ROWS = 500;

/** What was paid in within `[start, end)`, epoch ms, account by account, as far as balances were read. */
export async function* readTopUps(
  reader: LedgerReader,
  ledger: string,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<readonly TopUp[]> {
  const text =
    'select account, unit, at, body from row_balance_history where ledger = $1 and (account, unit, at) > ($2, $3, $4) ' +
    `order by account, unit, at limit ${PAGE_ROWS}`;
  let last: Point | null = null;
  for (let after: readonly [string, string, bigint] = ['', '', -1n]; ; ) {
    const rows = await reader.rows(text, [ledger, ...after]);
    const points = rows.map((row): Point => {
      const { reading } = JSON.parse(toText(row.body)) as { readonly reading: { readonly availableNano: unknown } };
      const availableNano = nanoOf(reading.availableNano);
      return { account: toText(row.account), unit: toText(row.unit), at: Number(row.at), reading: { availableNano } };
    });
    const found: TopUp[] = [];
    for (const account of new Set(points.map((point) => point.account))) {
      const own: Point[] = points.filter((point) => point.account === account);
      const rises: readonly Rise[] = findRises(last?.account === account ? [last, ...own] : own);
      for (const rise of rises.filter(({ at }) => at >= start && at < end)) {
        found.push({
          ...rise,
          account,
          paidNano: rise.nano + (await spentBetween(reader, ledger, { ...rise, account })),
        });
      }
    }
    if (found.length > 0) yield found;
    const tail = rows.at(-1);
    if (tail === undefined || rows.length < PAGE_ROWS) return;
    after = [toText(tail.account), toText(tail.unit), BigInt(Number(tail.at))];
    last = points.findLast(({ reading }) => reading.availableNano !== null) ?? last;
  }
}

/** An amount in a row's JSON (`lib/domain/bigint-json`); null: the reading says none. */
function nanoOf(stored: unknown): bigint | null {
  const text = (stored as { readonly $nano?: unknown } | null)?.$nano;
  return typeof text === 'string' ? BigInt(text) : null;
}

async function spentBetween(
  reader: LedgerReader,
  ledger: string,
  { account, unit, after, at }: Rise & { readonly account: string },
): Promise<bigint> {
  const [row] = await reader.rows(
    'select sum(cost_units) as units, sum(cost_nano) as nano from bookings ' +
      'where ledger = $1 and reserved_at > $2 and reserved_at <= $3 and account = $4 and unit = $5',
    [ledger, BigInt(after), BigInt(at), account, unit],
  );
  return join(row?.units, row?.nano);
}
