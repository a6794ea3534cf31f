import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Adjustment } from '../../../companion/ledger/amounts.ts';
import { budgetOf, callOf } from '../../budget/samples.ts';
import { adapters, type TestDatabase } from './adapters.ts';
import { CENT, DOLLAR, openTestHolds, rateOf, requestOf, settlementOf, type TestHolds } from './samples.ts';

describe.each(adapters)('holds over $name', ({ open }) => {
  let database: TestDatabase;
  let ledger: string;
  let holds: TestHolds;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    ledger = await database.newLedger();
    holds = openTestHolds(database.sql, ledger);
  });

  describe('a reserve', () => {
    it('holds in every budget of the call, with what each has', async () => {
      await holds.put(budgetOf());
      await holds.put(
        budgetOf({ id: 'calls', unit: { kind: 'calls' }, limit: 3n, window: { kind: 'day', zone: 'UTC' } }),
      );
      await holds.put(budgetOf({ id: 'tokens', unit: { kind: 'tokens' }, limit: 5000n, isHard: false }));
      await holds.put(budgetOf({ id: 'other', scope: { kind: 'provider', provider: 'deepseek' } }));
      const answer = await holds.reserve(requestOf('c1', DOLLAR));
      expect(answer).toMatchObject({ kind: 'held', callId: 'c1', isRepeated: false, warnings: [] });
      expect(await holds.use('all')).toEqual({ spent: 0n, held: DOLLAR, uncounted: 0n });
      expect(await holds.use('calls')).toEqual({ spent: 0n, held: 1n, uncounted: 0n });
      // Soft: what is usual, not the worst.
      expect(await holds.use('tokens')).toEqual({ spent: 0n, held: 100n, uncounted: 0n });
      expect(await holds.use('other')).toEqual({ spent: 0n, held: 0n, uncounted: 0n });
      if (answer.kind === 'held') expect(answer.uses.map(({ budget }) => budget)).toEqual(['all', 'calls', 'tokens']);
    });

    it('that one budget refuses holds in none, and names it with its figures', async () => {
      await holds.put(budgetOf({ id: 'a', limit: 9n * DOLLAR }));
      await holds.put(budgetOf({ id: 'b', limit: 2n * DOLLAR, window: { kind: 'hour', zone: 'UTC' } }));
      await holds.reserve(requestOf('c1', DOLLAR));
      await holds.settle(settlementOf('c1', 50n * CENT));
      await holds.reserve(requestOf('c2', DOLLAR));
      const answer = await holds.reserve(requestOf('c3', DOLLAR));
      const [objection, ...others] = answer.kind === 'refused' ? answer.objections : [];
      expect(others).toEqual([]);
      expect(objection).toMatchObject({ budget: 'b', reason: 'limit', isHard: true, needed: DOLLAR, cap: 2n * DOLLAR });
      expect(objection).toMatchObject({ spent: 50n * CENT, held: DOLLAR, uncounted: 0n });
      const { start = 0, end = 0 } = objection?.window ?? {};
      expect([end - start, end % 3_600_000]).toEqual([3_600_000, 0]);
      expect(await holds.use('a')).toEqual({ spent: 50n * CENT, held: DOLLAR, uncounted: 0n });
    });

    it('fits to the last nano-unit', async () => {
      await holds.put(budgetOf({ limit: DOLLAR }));
      expect((await holds.reserve(requestOf('c1', DOLLAR - 1n))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c2', 2n))).kind).toBe('refused');
      expect((await holds.reserve(requestOf('c3', 1n))).kind).toBe('held');
    });

    it('of the same call finds its hold, and takes nothing twice', async () => {
      await holds.put(budgetOf());
      await holds.reserve(requestOf('c1', DOLLAR));
      expect(await holds.reserve(requestOf('c1', DOLLAR))).toMatchObject({ kind: 'held', isRepeated: true });
      expect((await holds.use('all')).held).toBe(DOLLAR);
      await holds.settle(settlementOf('c1', CENT));
      expect(await holds.reserve(requestOf('c1', DOLLAR))).toEqual({ kind: 'settled', callId: 'c1' });
      expect(await holds.use('all')).toEqual({ spent: CENT, held: 0n, uncounted: 0n });
    });

    it('a call of its own: the limit is each call’s', async () => {
      await holds.put(budgetOf({ id: 'each', window: { kind: 'per-call' }, limit: DOLLAR }));
      expect((await holds.reserve(requestOf('c1', DOLLAR))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c2', DOLLAR))).kind).toBe('held');
      const answer = await holds.reserve(requestOf('c3', DOLLAR + 1n));
      expect(answer).toMatchObject({ kind: 'refused', objections: [{ budget: 'each', window: null, cap: DOLLAR }] });
    });

    it('a soft budget warns and lets it go', async () => {
      await holds.put(budgetOf({ isHard: false, limit: CENT }));
      const answer = await holds.reserve(requestOf('c1', DOLLAR));
      expect(answer).toMatchObject({ kind: 'held', warnings: [{ budget: 'all', reason: 'limit', isHard: false }] });
    });

    it('an elastic hard budget holds what is usual, and stops when that does not fit', async () => {
      await holds.put(budgetOf({ isElastic: true, limit: 25n * CENT }));
      expect((await holds.reserve(requestOf('c1', DOLLAR))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c2', DOLLAR))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c3', DOLLAR))).kind).toBe('refused');
      // At worst they take $2, of which $1.75 would be beyond the limit: that is shown.
      const [use] = await holds.usage();
      expect(use).toMatchObject({ held: 20n * CENT, heldMost: 2n * DOLLAR });
    });

    it('without a price or a count: hard budgets refuse, soft ones warn; unknown is not zero', async () => {
      await holds.put(budgetOf({ id: 'money' }));
      expect(await holds.reserve(requestOf('c1', 0n, { money: null }))).toMatchObject({
        kind: 'refused',
        objections: [{ budget: 'money', reason: 'unpriced', needed: null }],
      });
      await holds.put(budgetOf({ id: 'money', isHard: false }));
      await holds.put(budgetOf({ id: 'tokens', unit: { kind: 'tokens' }, isHard: false }));
      const answer = await holds.reserve(requestOf('c2', 0n, { money: null, tokens: null }));
      expect(answer).toMatchObject({ kind: 'held', warnings: [{ reason: 'unpriced' }, { reason: 'uncounted' }] });
      expect(await holds.use('money')).toEqual({ spent: 0n, held: 0n, uncounted: 1n });
      await holds.settle(settlementOf('c2', CENT));
      expect(await holds.use('money')).toEqual({ spent: CENT, held: 0n, uncounted: 0n });
      expect(await holds.use('tokens')).toEqual({ spent: 50n, held: 0n, uncounted: 0n });
    });

    it('that only asks takes nothing where anything is left, and is refused where nothing is', async () => {
      await holds.put(budgetOf({ limit: DOLLAR }));
      await holds.put(budgetOf({ id: 'tokens', unit: { kind: 'tokens' }, limit: 1000n }));
      const asks = { asksOnly: true, money: null, tokens: null };
      expect(await holds.reserve(requestOf('o1', 0n, asks))).toMatchObject({ kind: 'held', warnings: [] });
      expect(await holds.use('all')).toEqual({ spent: 0n, held: 0n, uncounted: 0n });
      expect(await holds.release('o1')).toBe(false);
      await holds.reserve(requestOf('c1', DOLLAR));
      expect(await holds.reserve(requestOf('o2', 0n, asks))).toMatchObject({
        kind: 'refused',
        objections: ['all', 'tokens'].map((budget) => ({ budget, reason: 'limit', needed: null })),
      });
      await holds.settle(settlementOf('c1', CENT));
      expect((await holds.reserve(requestOf('o3', 0n, asks))).kind).toBe('held');
    });

    it('what needs nothing passes even where all is gone', async () => {
      await holds.put(budgetOf({ limit: 0n }));
      expect((await holds.reserve(requestOf('c1', 0n))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c2', 1n))).kind).toBe('refused');
    });
  });

  describe('a hold', () => {
    it('is settled once, at what it really came to', async () => {
      await holds.put(budgetOf());
      await holds.reserve(requestOf('c1', DOLLAR));
      expect(await holds.markSent('c1')).toBe(true);
      expect(await holds.settle(settlementOf('c1', 7n))).toBe('booked');
      expect(await holds.settle(settlementOf('c1', 8n))).toBe('repeated');
      expect(await holds.use('all')).toEqual({ spent: 7n, held: 0n, uncounted: 0n });
      expect(await holds.settle(settlementOf('never', 8n))).toBe('missing');
      expect(await holds.markSent('never')).toBe(false);
    });

    it('is released without a trace in any budget', async () => {
      await holds.put(budgetOf());
      await holds.put(budgetOf({ id: 'calls', unit: { kind: 'calls' }, limit: 1n }));
      await holds.reserve(requestOf('c1', DOLLAR));
      expect(await holds.release('c1')).toBe(true);
      expect(await holds.release('c1')).toBe(false);
      expect(await holds.use('all')).toEqual({ spent: 0n, held: 0n, uncounted: 0n });
      expect((await holds.reserve(requestOf('c2', DOLLAR))).kind).toBe('held');
    });

    it('whose end nobody can tell is booked at the hold', async () => {
      await holds.put(budgetOf());
      await holds.reserve(requestOf('c1', DOLLAR));
      await holds.settle(settlementOf('c1', null, { tokens: null }));
      expect(await holds.use('all')).toEqual({ spent: DOLLAR, held: 0n, uncounted: 0n });
    });

    it('that is over is swept: released if it never left, else booked as unknown; a later word is an adjustment', async () => {
      await holds.put(budgetOf());
      await holds.put(budgetOf({ id: 'calls', unit: { kind: 'calls' }, limit: 9n }));
      for (const id of ['kept', 'reserved', 'sent', 'at-once']) {
        await holds.reserve(requestOf(id, DOLLAR, id === 'at-once' ? { isSent: true } : {}));
      }
      await holds.markSent('sent');
      await holds.extend('kept', 600_000);
      await holds.age(61_000);
      expect(await holds.extend('kept', 600_000)).toBe(true);
      expect(await holds.sweep()).toEqual({
        released: ['reserved'],
        booked: expect.arrayContaining(['sent', 'at-once']),
      });
      expect(await holds.use('all')).toEqual({ spent: 2n * DOLLAR, held: DOLLAR, uncounted: 0n });
      expect((await holds.use('calls')).spent).toBe(2n);
      expect(await holds.extend('sent', 1000)).toBe(false);
      expect(await holds.sweep()).toEqual({ released: [], booked: [] });
      expect((await holds.unheard()).toSorted()).toEqual(['at-once', 'sent']);
      expect(await holds.settle(settlementOf('sent', 30n * CENT))).toBe('adjusted');
      expect(await holds.unheard()).toEqual(['at-once']);
      expect(await holds.settle(settlementOf('sent', 30n * CENT))).toBe('repeated');
      // It had left all the same: nothing is lost.
      expect(await holds.settle(settlementOf('reserved', 5n * CENT))).toBe('adjusted');
      expect(await holds.use('all')).toEqual({ spent: DOLLAR + 35n * CENT, held: DOLLAR, uncounted: 0n });
      expect((await holds.use('calls')).spent).toBe(3n);
    });

    it('is none where a call failed open: it is booked when it is over, once', async () => {
      await holds.put(budgetOf());
      const unheld = settlementOf('c1', CENT, { unheld: { call: callOf() } });
      expect(await holds.settle(unheld)).toBe('booked');
      expect(await holds.settle(unheld)).toBe('repeated');
      expect(await holds.use('all')).toEqual({ spent: CENT, held: 0n, uncounted: 0n });
    });

    it('that was given back though its call went without it: the call counts, at the most where nobody knows its cost', async () => {
      await holds.put(budgetOf());
      for (const unit of ['calls', 'tokens'] as const) await holds.put(budgetOf({ id: unit, unit: { kind: unit } }));
      for (const id of ['at-most', 'at-hold', 'known']) {
        await holds.reserve(requestOf(id, DOLLAR));
        await holds.release(id);
      }
      const went = (id: string, nano: bigint | null, most: object = {}) =>
        holds.settle(settlementOf(id, nano, { tokens: nano && 50n, unheld: { call: callOf(), ...most } }));
      expect(await went('at-most', null, { atMost: { unit: 'USD', nano: CENT } })).toBe('adjusted');
      expect(await went('at-hold', null)).toBe('adjusted');
      expect(await went('known', 2n * CENT)).toBe('adjusted');
      expect(await went('at-hold', null)).toBe('repeated');
      expect(await holds.use('all')).toEqual({ spent: DOLLAR + 3n * CENT, held: 0n, uncounted: 0n });
      expect([(await holds.use('calls')).spent, (await holds.use('tokens')).spent]).toEqual([3n, 2050n]);
    });
  });

  it('adjustments are signed, have an id of their own and are booked once', async () => {
    await holds.put(budgetOf());
    await holds.reserve(requestOf('c1', DOLLAR));
    await holds.settle(settlementOf('c1', 60n * CENT));
    const refund = { callId: 'c1', id: 'r1', kind: 'refund', cost: { unit: 'USD', nano: -20n * CENT } } as const;
    const of = (id: string): Adjustment => ({ ...refund, id, tokens: 0n, calls: 0n });
    expect(await holds.adjust(of('r1'))).toBe(true);
    expect(await holds.adjust(of('r1'))).toBe(false);
    expect(await holds.adjust({ ...of('r2'), kind: 'reconciliation' })).toBe(true);
    expect(await holds.adjust({ ...of('r1'), callId: 'never' })).toBe(false);
    expect((await holds.use('all')).spent).toBe(20n * CENT);
  });

  describe('currencies', () => {
    const cny = { money: { unit: 'CNY', worstNano: 70n * DOLLAR, usualNano: 7n * DOLLAR } };

    it('the rate is frozen: hold, settlement and adjustment use the one it was reserved with', async () => {
      await holds.put(budgetOf({ limit: 100n * DOLLAR }));
      await holds.reserve(requestOf('c1', 0n, { ...cny, rates: { 'CNY/USD': rateOf(7n * DOLLAR) } }));
      expect((await holds.use('all')).held).toBe(10n * DOLLAR);
      const cost = { unit: 'CNY', nano: 35n * DOLLAR };
      await holds.settle({ callId: 'c1', cost, tokens: 1n, rates: { 'CNY/USD': rateOf(DOLLAR) } });
      expect((await holds.use('all')).spent).toBe(5n * DOLLAR);
      const back = { unit: 'CNY', nano: -7n * DOLLAR };
      await holds.adjust({ callId: 'c1', id: 'a', kind: 'refund', cost: back, tokens: 0n, calls: 0n });
      expect(await holds.use('all')).toEqual({ spent: 4n * DOLLAR, held: 0n, uncounted: 0n });
    });

    it('no rate: a hard budget refuses, a soft one warns and counts the call as unknown', async () => {
      await holds.put(budgetOf());
      const answer = await holds.reserve(requestOf('c1', 0n, cny));
      expect(answer).toMatchObject({ kind: 'refused', objections: [{ reason: 'no-rate', needed: null }] });
      await holds.put(budgetOf({ isHard: false }));
      const warned = await holds.reserve(requestOf('c2', 0n, cny));
      expect(warned).toMatchObject({ kind: 'held', warnings: [{ reason: 'no-rate' }] });
      await holds.settle({ callId: 'c2', cost: { unit: 'CNY', nano: 5n }, tokens: 1n });
      expect(await holds.use('all')).toEqual({ spent: 0n, held: 0n, uncounted: 1n });
    });

    it('a cost in a unit without a rate is booked at what was held, never at nothing', async () => {
      await holds.put(budgetOf());
      await holds.reserve(requestOf('c1', DOLLAR));
      await holds.settle({ callId: 'c1', cost: { unit: 'credits', nano: 3n }, tokens: 1n });
      expect(await holds.use('all')).toEqual({ spent: DOLLAR, held: 0n, uncounted: 0n });
    });

    it.each([
      ['VND', 9_200_000n * DOLLAR],
      ['credits', 10n ** 12n * DOLLAR],
      ['credits', 10n ** 18n * DOLLAR - 1n],
    ])('%s %s: amounts past 64 bits stay whole', async (currency, each) => {
      const limit = 3n * each;
      await holds.put(budgetOf({ unit: { kind: 'money', currency }, limit }));
      const money = { unit: currency, worstNano: each, usualNano: each };
      for (const id of ['c1', 'c2', 'c3'])
        expect((await holds.reserve(requestOf(id, 0n, { money }))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c4', 0n, { money: { ...money, worstNano: 1n } }))).kind).toBe('refused');
      for (const id of ['c1', 'c2'])
        await holds.settle({ callId: id, cost: { unit: currency, nano: each - 1n }, tokens: 1n });
      expect(await holds.use('all')).toEqual({ spent: 2n * each - 2n, held: each, uncounted: 0n });
      // Added up anew from the calls it is the same.
      await holds.put(budgetOf({ unit: { kind: 'money', currency }, limit, window: { kind: 'day', zone: 'UTC' } }));
      expect(await holds.use('all')).toEqual({ spent: 2n * each - 2n, held: each, uncounted: 0n });
    });
  });

  it('what one operation cannot do does not take the others of its commit with it', async () => {
    await holds.put(budgetOf());
    const broken = requestOf('broken', DOLLAR, { call: { ...callOf(), provider: null as unknown as string } });
    const asked = [requestOf('c1', DOLLAR), broken, requestOf('c2', DOLLAR)].map((request) => holds.reserve(request));
    const results = await Promise.allSettled(asked);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await holds.use('all')).held).toBe(2n * DOLLAR);
  });

  it('ledgers of one database know nothing of each other', async () => {
    const other = openTestHolds(database.sql, await database.newLedger());
    await holds.put(budgetOf({ limit: 0n }));
    expect((await other.reserve(requestOf('c1', DOLLAR))).kind).toBe('held');
    expect((await holds.reserve(requestOf('c1', DOLLAR))).kind).toBe('refused');
  });

  it('what is spent by provider and model is what the calls say, unknown ones marked', async () => {
    await holds.reserve(requestOf('c1', DOLLAR));
    await holds.settle(settlementOf('c1', 5n));
    await holds.reserve(requestOf('c2', DOLLAR, { isSent: true, expiresInMs: 1 }));
    await holds.reserve(requestOf('c3', DOLLAR, { call: callOf({ model: 'mini' }) }));
    await holds.settle(settlementOf('c3', 9n));
    await holds.age(1000);
    await holds.sweep();
    const day = { start: 0, end: Date.now() + 10 * 86_400_000 };
    const row = { provider: 'openai', unit: 'USD', calls: 1n, tokens: 50n, unknownCalls: 0n };
    expect(await holds.spend(day)).toEqual([
      { ...row, model: 'gpt', nano: DOLLAR + 5n, calls: 2n, tokens: 1050n, unknownCalls: 1n },
      { ...row, model: 'mini', nano: 9n },
    ]);
    await holds.settle(settlementOf('c2', 7n));
    expect((await holds.spend(day))[0]).toEqual({ ...row, model: 'gpt', nano: 12n, calls: 2n, tokens: 100n });
    expect(await holds.spend({ start: 0, end: 900_000 })).toEqual([]);
    // The same by the hour, with what belongs together added up; hours in which nothing was called are left out.
    const hours = await holds.hours(day);
    expect(hours.reduce((sum, { nano }) => sum + nano, 0n)).toBe(
      (await holds.spend(day)).reduce((sum, one) => sum + one.nano, 0n),
    );
    expect(hours.every(({ at, unit }) => at % 3_600_000 === 0 && unit !== '' && at >= day.start && at < day.end)).toBe(
      true,
    );
    expect(new Set(hours.map(({ at, unit }) => `${at} ${unit}`)).size).toBe(hours.length);
    expect(await holds.hours({ start: 0, end: 3_600_000 })).toEqual([]);
  });
});
