import type { TimeSpan } from '../../lib/budget/window-of.ts';
import type { Below } from './open-ledger.ts';
import { join, type Row, type Transaction, toBigint, toText } from './sql.ts';

/** What the calls of an hour came to, as far as rollups tell them apart. Null: they had none, or it is not known. */
export interface SpendHour {
  /** Epoch ms of its beginning; a whole hour of UTC. */
  readonly at: number;
  readonly provider: string;
  readonly account: string | null;
  readonly model: string | null;
  readonly label: string | null;
  /** Empty: calls of which nobody knows what they cost. */
  readonly unit: string;
  readonly nano: bigint;
  readonly tokens: bigint;
  readonly calls: bigint;
}

/** The same by key and origin, without labels; only calls whose cost is known. */
export interface CallHour extends Pick<SpendHour, 'at' | 'provider' | 'account' | 'model' | 'unit' | 'nano'> {
  /** The key's fingerprint, never the key. */
  readonly key: string | null;
  readonly origin: string | null;
  readonly calls: number;
}

/** Rows that are read at once; a day of an account has a few hundred. */
export const USE_ROWS_MAX = 50_000;
/** Of a column of an hour. */
const hourOf = (column: string): string => `${column} - ${column} % 3600000`;

/** The hours of a span (epoch ms, whole hours), out of the rollups; of more than {@link USE_ROWS_MAX} the newest. */
export async function readSpendHours(
  tx: Transaction,
  ledger: string,
  { start, end }: TimeSpan,
): Promise<readonly SpendHour[]> {
  const rows = await tx.rows(
    `select ${hourOf('quarter_at')} as hour_at, provider, account, model, label, unit, sum(cost_units) as units,
       sum(cost_nano) as nano, sum(tokens) as tokens, sum(calls) as calls from rollups
     where ledger = $1 and quarter_at >= $2 and quarter_at < $3
     group by hour_at, provider, account, model, label, unit order by hour_at desc limit ${USE_ROWS_MAX}`,
    [ledger, start, end],
  );
  return rows.map((row) => ({
    ...{ at: Number(row.hour_at), provider: toText(row.provider), unit: toText(row.unit) },
    ...{ account: textOf(row, 'account'), model: textOf(row, 'model'), label: textOf(row, 'label') },
    ...{ nano: join(row.units, row.nano), tokens: toBigint(row.tokens), calls: toBigint(row.calls) },
  }));
}

/** The same out of the calls themselves. */
export async function readUseHours(
  tx: Transaction,
  ledger: string,
  { start, end }: TimeSpan,
): Promise<readonly CallHour[]> {
  const rows = await tx.rows(
    `select ${hourOf('reserved_at')} as hour_at, provider, account, model, key_mark, origin, unit,
       sum(cost_units) as units, sum(cost_nano) as nano, sum(calls) as calls from bookings
     where ledger = $1 and reserved_at >= $2 and reserved_at < $3 and calls > 0 and unit is not null
     group by hour_at, provider, account, model, key_mark, origin, unit order by hour_at desc limit ${USE_ROWS_MAX}`,
    [ledger, start, end],
  );
  return rows.map(readHour);
}

function readHour(row: Row): CallHour {
  return {
    ...{ at: Number(row.hour_at), provider: toText(row.provider), unit: toText(row.unit) },
    ...{ account: textOf(row, 'account'), model: textOf(row, 'model') },
    ...{ key: textOf(row, 'key_mark'), origin: textOf(row, 'origin') },
    ...{ nano: join(row.units, row.nano), calls: Number(toBigint(row.calls)) },
  };
}

/** What calls of an hour came to, by all that they are told apart by. */
export interface CallPart extends CallHour {
  /** What they were sent to (`openai/chat`). Null: it was not asked for, or is not known. */
  readonly surface: string | null;
}

/**
 * The same with what was told late, and with corrections, where they are booked; what nobody knows the cost of is no part of it.
 * What calls were sent to stands in their records alone, and takes a look into each of them: only where it is asked for.
 */
export async function readCallParts(
  { tx, ledger, dialect }: Pick<Below, 'tx' | 'ledger' | 'dialect'>,
  { start, end }: TimeSpan,
  withSurface: boolean,
): Promise<readonly CallPart[]> {
  const surface = !withSurface
    ? 'null'
    : dialect === 'sqlite'
      ? `r.body ->> '$.surface'`
      : `r.body::json ->> 'surface'`;
  const record = withSurface ? 'left join row_records r on r.ledger = b.ledger and r.call_id = b.call_id' : '';
  const of = `${hourOf('b.reserved_at')} as hour_at, b.provider, b.account, b.model, b.key_mark, b.origin, ${surface} as surface`;
  const within = 'b.ledger = $1 and b.reserved_at >= $2 and b.reserved_at < $3';
  const rows = await tx.rows(
    `select hour_at, provider, account, model, key_mark, origin, surface, unit, sum(units) as units, sum(nano) as nano,
       sum(calls) as calls from (
         select ${of}, b.unit, b.cost_units as units, b.cost_nano as nano, b.calls from bookings b ${record}
         where ${within} and b.calls > 0 and b.unit is not null and (b.certainty = 'known' or exists (
           select 1 from adjustments a where a.ledger = b.ledger and a.call_id = b.call_id))
         union all
         select ${of}, a.unit, a.cost_units, a.cost_nano, a.calls from adjustments a
         join bookings b on b.ledger = a.ledger and b.call_id = a.call_id ${record} where ${within} and a.unit <> ''
       ) parts
     group by hour_at, provider, account, model, key_mark, origin, surface, unit
     order by hour_at desc limit ${USE_ROWS_MAX}`,
    [ledger, start, end],
  );
  return rows.map((row) => ({ ...readHour(row), surface: textOf(row, 'surface') }));
}

function textOf(row: Row, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined || value === '' ? null : toText(value);
}
