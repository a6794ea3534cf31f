import { groupBy } from '../../lib/domain/group-by.ts';
import { findRises, type ReadAt, type Rise } from '../../lib/watch/rises.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import { join, toText } from '../ledger/sql.ts';
import type { Payers } from './read-payers.ts';

/** Money that was paid into a wallet, as its balance showed it. */
export interface TopUp extends Rise {
  readonly account: string;
  /** What came, nano-units: the rise, and what was spent from it until it was seen. */
  readonly paidNano: bigint;
}

/** One balance, and the ids of accounts under which it was read. */
interface Balance {
  readonly wallet: string;
  readonly ids: readonly string[];
  readonly unit: string;
}

/** Of when: `[start, end)`, epoch ms. */
interface TopUpSpan {
  readonly start: number;
  readonly end: number;
  readonly payers: Pick<Payers, 'walletOf' | 'aloneAt'>;
}

/** So many readings are looked at at once. */
const PAGE_ROWS = 500;

/** What was paid in, wallet by wallet, as far as balances were read: what two accounts show of one wallet came once. */
export async function* readTopUps(
  reader: LedgerReader,
  ledger: string,
  { start, end, payers }: TopUpSpan,
): AsyncGenerator<readonly TopUp[]> {
  const rows = await reader.rows(
    'select distinct account, unit from row_balance_history where ledger = $1 order by account, unit',
    [ledger],
  );
  const read = rows.map(({ account, unit }) => ({ account: toText(account), unit: toText(unit) }));
  const groups = groupBy(read, ({ account, unit }) => JSON.stringify([payers.walletOf(account), unit]));
  for (const own of groups.values()) {
    const [{ account, unit } = { account: '', unit: '' }] = own;
    const balance = { wallet: payers.walletOf(account), ids: own.map((one) => one.account), unit };
    for await (const rises of readRises(reader, ledger, balance)) {
      const found: TopUp[] = [];
      for (const rise of rises.filter(({ at }) => at >= start && at < end)) {
        const spentNano = await spentBetween(reader, ledger, {
          ...balance,
          rise,
          aloneAt: payers.aloneAt(balance.wallet),
        });
        found.push({ ...rise, account: balance.wallet, paidNano: rise.nano + spentNano });
      }
      if (found.length > 0) yield found;
    }
  }
}

/** Rises of one balance, a page of its readings at a time. */
async function* readRises(
  reader: LedgerReader,
  ledger: string,
  { ids, unit }: Balance,
): AsyncGenerator<readonly Rise[]> {
  const text =
    'select account, at, body from row_balance_history where ledger = $1 and unit = $2 and (at, account) > ($3, $4) ' +
    `and account in (${listed(ids, 5)}) order by at, account limit ${PAGE_ROWS}`;
  let last: ReadAt | null = null;
  for (let after: readonly [bigint, string] = [-1n, '']; ; ) {
    const rows = await reader.rows(text, [ledger, unit, ...after, ...ids]);
    const points = rows.map((row): ReadAt => {
      const { reading } = JSON.parse(toText(row.body)) as { readonly reading: { readonly availableNano: unknown } };
      return { unit, at: Number(row.at), reading: { availableNano: nanoOf(reading.availableNano) } };
    });
    yield findRises(last === null ? points : [last, ...points]);
    const tail = rows.at(-1);
    if (tail === undefined || rows.length < PAGE_ROWS) return;
    after = [BigInt(Number(tail.at)), toText(tail.account)];
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
  { ids, unit, rise, aloneAt }: Balance & { readonly rise: Rise; readonly aloneAt: string | null },
): Promise<bigint> {
  const [row] = await reader.rows(
    'select sum(cost_units) as units, sum(cost_nano) as nano from bookings ' +
      'where ledger = $1 and reserved_at > $2 and reserved_at <= $3 and unit = $4 ' +
      `and (account in (${listed(ids, 6)}) or (account is null and provider = $5))`,
    [ledger, BigInt(rise.after), BigInt(rise.at), unit, aloneAt ?? '', ...ids],
  );
  return join(row?.units, row?.nano);
}

/** The places of values in SQL, from one on. */
function listed(values: readonly string[], from: number): string {
  return values.map((_, at) => `$${from + at}`).join(', ');
}
