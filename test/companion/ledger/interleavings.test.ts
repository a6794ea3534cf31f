import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBook } from '../../../companion/ledger/budget-book.ts';
import { readBudget } from '../../../companion/ledger/budget-codec.ts';
import { QUARTER_MS } from '../../../companion/ledger/flush.ts';
import { readAdjustment, readBooking, readWindow } from '../../../companion/ledger/rows.ts';
import { join, type Transaction, toBigint } from '../../../companion/ledger/sql.ts';
import { sumWindow } from '../../../companion/ledger/window-sums.ts';
import { type Budget, limitAt } from '../../../lib/budget/budget.ts';
import { budgetOf, callOf } from '../../budget/samples.ts';
import { adapters, type TestDatabase } from './adapters.ts';
import { DOLLAR, openTestHolds, rateOf, requestOf, type TestHolds } from './samples.ts';

/** One thing that happens; `who` is one of two companions, calls are few so that things happen to the same ones. */
type Event =
  | {
      readonly kind: 'reserve';
      readonly call: number;
      readonly worst: bigint;
      readonly unit: string;
      readonly label: string | null;
    }
  | { readonly kind: 'settle'; readonly call: number; readonly part: number | null; readonly unit: string }
  | { readonly kind: 'release' | 'mark-sent'; readonly call: number }
  | {
      readonly kind: 'adjust';
      readonly call: number;
      readonly id: number;
      readonly nano: bigint;
      readonly unit: string;
    }
  | { readonly kind: 'expire' }
  | { readonly kind: 'put'; readonly budget: Budget }
  | { readonly kind: 'move'; readonly budget: string; readonly isToReserve: boolean; readonly amount: bigint };

const call = fc.nat({ max: 11 });
const unit = fc.constantFrom('USD', 'CNY', 'credits');
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      call,
      unit,
      worst: fc.bigInt({ min: 0n, max: 2n * DOLLAR }),
      label: fc.constantFrom(null, 'test', 'production'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), call, unit, part: fc.option(fc.nat({ max: 100 })) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'mark-sent' as const), call }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      call,
      unit,
      id: fc.nat({ max: 2 }),
      nano: fc.bigInt({ min: -DOLLAR, max: DOLLAR }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('put' as const), budget: budgets() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      budget: fc.constantFrom('a', 'b', 'c'),
      isToReserve: fc.boolean(),
      amount: fc.bigInt({ min: 1n, max: 5n * DOLLAR }),
    }),
  },
);

function budgets(): fc.Arbitrary<Budget> {
  const shares = [
    { name: 'test', share: 1, labels: ['test'] },
    { name: 'reserve', share: 2, labels: [] },
  ];
  return fc
    .record({
      id: fc.constantFrom('a', 'b', 'c'),
      scope: fc.constantFrom<Budget['scope']>(
        { kind: 'everything' },
        { kind: 'label', label: 'test' },
        { kind: 'model', model: 'gpt' },
      ),
      unit: fc.constantFrom<Budget['unit']>(
        { kind: 'money', currency: 'USD' },
        { kind: 'money', currency: 'CNY' },
        { kind: 'tokens' },
        { kind: 'calls' },
      ),
      window: fc.constantFrom<Budget['window']>(
        { kind: 'hour', zone: 'Asia/Kathmandu' },
        { kind: 'day', zone: 'Pacific/Apia' },
        { kind: 'week', zone: 'Europe/Vienna' },
        { kind: 'month', zone: 'America/New_York', startsOn: 15 },
      ),
      limit: fc.bigInt({ min: 0n, max: 20n * DOLLAR }),
      isHard: fc.boolean(),
      isElastic: fc.boolean(),
      hasEnvelopes: fc.boolean(),
    })
    .map(({ hasEnvelopes, ...parts }) =>
      budgetOf({ ...parts, ...(hasEnvelopes ? { envelopes: { shares, moves: [] } } : {}) }),
    );
}

/** Events of one group happen at once, in two companions where there can be two. */
const plays = fc.array(fc.array(fc.record({ who: fc.nat({ max: 1 }), event }), { minLength: 1, maxLength: 6 }), {
  maxLength: 14,
});

describe.each(adapters)('whatever happens in whatever order over $name', ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());

  it('every window and rollup says what the calls say, and a hard budget is never passed', async () => {
    const runs = name === 'sqlite' ? 120 : 25;
    await fc.assert(
      fc.asyncProperty(plays, async (groups) => {
        const ledger = await database.newLedger();
        const one = openTestHolds(database.sql, ledger);
        const companions = database.sql.isSoleWriter ? [one, one] : [one, openTestHolds(database.sql, ledger)];
        for (const group of groups) {
          await Promise.all(group.map(({ who, event }) => play(companions[who] ?? one, event)));
          await database.sql.transaction((tx) => check(tx, ledger));
        }
        await database.sql.transaction((tx) => check(tx, ledger));
      }),
      { numRuns: runs },
    );
  }, 120_000);
});

let moves = 0;

async function play(holds: TestHolds, event: Event): Promise<void> {
  switch (event.kind) {
    case 'reserve': {
      const money =
        event.unit === 'credits' ? null : { unit: event.unit, worstNano: event.worst, usualNano: event.worst / 3n };
      const toDollars = event.call % 2 === 0 ? { 'CNY/USD': rateOf(7n * DOLLAR) } : {};
      const rates = { 'USD/CNY': rateOf(140_000_000n), ...toDollars };
      const parts = { money, rates, call: callOf({ label: event.label }), expiresInMs: 60_000 };
      const answer = await holds.reserve(requestOf(`c${event.call}`, 0n, parts));
      // What needs nothing passes a budget that is overdrawn: so does a third of a few nano-units in another currency.
      if (answer.kind !== 'held' || event.worst < 30n) return;
      const warned = new Set(answer.warnings.map(({ budget }) => budget));
      const over = answer.uses.filter(({ budget, spent, held, cap }) => !warned.has(budget) && spent + held > cap);
      expect(over).toEqual([]);
      return;
    }
    case 'settle': {
      const cost = event.part === null ? null : { unit: event.unit, nano: BigInt(event.part) * 1_000_001n };
      await holds.settle({ callId: `c${event.call}`, cost, tokens: event.part === null ? null : BigInt(event.part) });
      return;
    }
    case 'release':
      await holds.release(`c${event.call}`);
      return;
    case 'mark-sent':
      await holds.markSent(`c${event.call}`);
      return;
    case 'adjust': {
      const { id, unit: of, nano } = event;
      const adjustment = {
        id: `a${id}`,
        kind: 'repricing',
        cost: { unit: of, nano },
        tokens: nano % 100n,
        calls: 0n,
      } as const;
      await holds.adjust({ ...adjustment, callId: `c${event.call}` });
      return;
    }
    case 'expire':
      await holds.age(61_000);
      await holds.sweep();
      return;
    case 'put':
      await holds.put(event.budget);
      return;
    case 'move': {
      const [from, to] = event.isToReserve ? ['test', 'reserve'] : ['reserve', 'test'];
      const move = { kind: 'move', budgetId: event.budget, from, to, amount: event.amount } as const;
      await holds.change({ ...move, id: `move-${++moves}` });
    }
  }
}

async function check(tx: Transaction, ledger: string): Promise<void> {
  const bodies = await tx.rows('select body from budgets where ledger = $1', [ledger]);
  const book = makeBook(
    0n,
    bodies.map(({ body }) => readBudget(String(body))),
  );
  for (const { id, envelopes, limit } of book.stored) {
    const parts = book.all.filter(({ partOf }) => partOf?.budget.id === id);
    const caps = parts.map((part) => limitAt(part, Date.now()));
    expect(caps.every((cap) => cap >= 0n)).toBe(true);
    if (envelopes !== undefined) expect(caps.reduce((sum, cap) => sum + cap, 0n)).toBe(limit);
  }
  for (const row of await tx.rows('select * from windows where ledger = $1', [ledger])) {
    const { budget: id, span, spent, held, uncounted } = readWindow(row);
    const budget = book.all.find((one) => one.id === id);
    if (budget === undefined) throw new Error(`a window of no budget: ${id}`);
    expect([id, { spent, held, uncounted }]).toEqual([id, await sumWindow(tx, ledger, budget, span)]);
    expect(held >= 0n && uncounted >= 0n).toBe(true);
  }
  await checkRollups(tx, ledger);
}

async function checkRollups(tx: Transaction, ledger: string): Promise<void> {
  const raw = new Map<string, bigint[]>();
  const add = (key: string, amounts: readonly bigint[]): void => {
    const before = raw.get(key) ?? [0n, 0n, 0n, 0n];
    raw.set(
      key,
      before.map((amount, index) => amount + (amounts[index] ?? 0n)),
    );
  };
  const rows = await tx.rows('select * from bookings where ledger = $1', [ledger]);
  const bookings = new Map(rows.map(readBooking).map((booking) => [booking.callId, booking]));
  const adjustments = (await tx.rows('select * from adjustments where ledger = $1', [ledger])).map(readAdjustment);
  const keyOf = (callId: string, of: string): string => {
    const { call: made, reservedAt } = bookings.get(callId) ?? { call: callOf(), reservedAt: Number.NaN };
    return [reservedAt - (reservedAt % QUARTER_MS), made.label ?? '', of].join(' ');
  };
  for (const { callId, certainty, cost, tokens, calls } of bookings.values()) {
    if (certainty === 'released') continue;
    add(keyOf(callId, cost?.unit ?? ''), [cost?.nano ?? 0n, tokens ?? 0n, calls, 0n]);
  }
  for (const { callId, cost, tokens, calls } of adjustments)
    add(keyOf(callId, cost.unit), [cost.nano, tokens, calls, 0n]);
  const told = new Set(adjustments.filter(({ kind }) => kind === 'late-usage').map(({ callId }) => callId));
  const unknown = [...bookings.values()].filter(
    ({ certainty, callId }) => certainty === 'unknown' && !told.has(callId),
  );
  const stored = new Map<string, bigint[]>();
  let unknownCalls = 0n;
  for (const row of await tx.rows('select * from rollups where ledger = $1', [ledger])) {
    const key = [row.quarter_at, row.label, row.unit].join(' ');
    stored.set(key, [join(row.cost_units, row.cost_nano), toBigint(row.tokens), toBigint(row.calls), 0n]);
    unknownCalls += toBigint(row.unknown_calls);
  }
  expect(stored).toEqual(raw);
  expect(unknownCalls).toBe(BigInt(unknown.length));
}
