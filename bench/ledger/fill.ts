import type { Booking } from '../../companion/ledger/amounts.ts';
import { QUARTER_MS } from '../../companion/ledger/flush.ts';
import { BOOKING_COLUMNS, bookingRow } from '../../companion/ledger/rows.ts';
import { migrate } from '../../companion/ledger/schema.ts';
import type { SqliteSql } from '../../companion/ledger/sqlite.ts';

const PROVIDERS = ['openai', 'anthropic', 'deepseek', 'openrouter'];
const MODELS = 5;
const MONTH_MS = 30 * 24 * 3_600_000;

/** A ledger with so many calls, spread over the 30 days before `now` in the order they came. */
export async function fill(sql: SqliteSql, calls: number, now: number): Promise<void> {
  await migrate(sql, 'main');
  for (let from = 0; from < calls; from += 10_000) {
    const part = Math.min(10_000, calls - from);
    await sql.transaction(async (tx) => {
      const rows = Array.from({ length: part }, (_, at) => bookingOf(from + at, calls, now));
      await tx.insert(
        'bookings',
        BOOKING_COLUMNS,
        rows.map((booking) => bookingRow('main', booking)),
      );
    });
  }
  await sql.transaction((tx) =>
    tx.run(
      `insert into rollups select ledger, reserved_at - reserved_at % $1, provider, account, model, '', unit,
         sum(cost_units), sum(cost_nano), sum(tokens), sum(calls), 0 from bookings
       group by ledger, reserved_at - reserved_at % $1, provider, account, model, unit`,
      [QUARTER_MS],
    ),
  );
}

function bookingOf(index: number, calls: number, now: number): Booking {
  const provider = PROVIDERS[index % PROVIDERS.length] ?? '';
  const model = `${provider}-${Math.floor(index / PROVIDERS.length) % MODELS}`;
  const reservedAt = now - MONTH_MS + Math.floor((index * MONTH_MS) / calls);
  const cost = { unit: 'USD', nano: BigInt(1_000_000 + (index % 977) * 1000) };
  return {
    callId: `0-${String(index).padStart(10, '0')}`,
    certainty: 'known',
    call: { provider, account: 'team', model, key: 'k', label: null, origin: 'tool' },
    ...{
      cost,
      tokens: 900n,
      calls: 1n,
      held: cost,
      heldTokens: 2000n,
      rates: {},
      reservedAt,
      settledAt: reservedAt + 900,
    },
  };
}
