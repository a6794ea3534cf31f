import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sharing } from '../../../companion/ledger/change-envelopes.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import { budgetOf, callOf } from '../../budget/samples.ts';
import { adapters, type TestDatabase } from './adapters.ts';
import { CENT, DOLLAR, openTestHolds, requestOf, settlementOf, type TestHolds } from './samples.ts';

describe.each(adapters)('budgets over $name', ({ open }) => {
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

  describe('changing budgets', () => {
    it('a new one counts the calls that were there before it', async () => {
      await holds.reserve(requestOf('c1', DOLLAR));
      await holds.reserve(requestOf('c2', DOLLAR, { call: callOf({ provider: 'deepseek' }) }));
      await holds.reserve(requestOf('c3', DOLLAR));
      await holds.settle(settlementOf('c3', 5n));
      await holds.put(budgetOf({ id: 'one', scope: { kind: 'provider', provider: 'openai' } }));
      await holds.put(budgetOf({ id: 'tokens', unit: { kind: 'tokens' } }));
      expect(await holds.use('one')).toEqual({ spent: 5n, held: DOLLAR, uncounted: 0n });
      expect(await holds.use('tokens')).toEqual({ spent: 50n, held: 2000n, uncounted: 0n });
      await holds.settle(settlementOf('c1', 7n));
      expect(await holds.use('one')).toEqual({ spent: 12n, held: 0n, uncounted: 0n });
    });

    it('another scope, zone, unit or hardness adds up anew; holds that run move with it', async () => {
      await holds.put(budgetOf());
      await holds.reserve(requestOf('c1', DOLLAR, { call: callOf({ label: 'test' }) }));
      await holds.reserve(requestOf('c2', DOLLAR));
      await holds.put(
        budgetOf({ scope: { kind: 'label', label: 'test' }, window: { kind: 'day', zone: 'Asia/Kathmandu' } }),
      );
      expect((await holds.use('all')).held).toBe(DOLLAR);
      await holds.put(budgetOf({ isHard: false }));
      expect((await holds.use('all')).held).toBe(20n * CENT);
      await holds.settle(settlementOf('c1', 3n));
      await holds.settle(settlementOf('c2', 4n));
      expect(await holds.use('all')).toEqual({ spent: 7n, held: 0n, uncounted: 0n });
    });

    it('a lower limit refuses new calls and never touches running ones', async () => {
      await holds.put(budgetOf());
      await holds.reserve(requestOf('c1', 3n * DOLLAR));
      await holds.put(budgetOf({ limit: DOLLAR }));
      expect((await holds.reserve(requestOf('c2', CENT))).kind).toBe('refused');
      expect(await holds.settle(settlementOf('c1', 2n * DOLLAR))).toBe('booked');
      expect(await holds.use('all')).toEqual({ spent: 2n * DOLLAR, held: 0n, uncounted: 0n });
    });

    it('a raise counts for its time, once, and leaves the limit', async () => {
      await holds.put(budgetOf({ limit: DOLLAR }));
      const raise = { id: 'r1', budgetId: 'all', kind: 'raise', by: DOLLAR, forMs: 7_200_000 } as const;
      await holds.change(raise);
      const { budgets, problem } = await holds.change(raise);
      expect(problem).toBe(null);
      expect(budgets[0]).toMatchObject({ limit: DOLLAR, raises: [{ id: 'r1', by: DOLLAR }] });
      expect((await holds.usage())[0]?.cap).toBe(2n * DOLLAR);
      expect((await holds.reserve(requestOf('c1', 2n * DOLLAR))).kind).toBe('held');
      expect((await holds.change({ ...raise, id: 'r2', by: 0n })).problem).toBe('no-amount');
      expect((await holds.change({ ...raise, id: 'r3', budgetId: 'none' })).problem).toBe('no-such-budget');
    });

    it('one of an account that was merged counts what was booked, is held and comes under any id of the wallet', async () => {
      await holds.put(budgetOf({ id: 'mine', scope: { kind: 'account', account: 'x:named' }, limit: 3n * DOLLAR }));
      const of = (callId: string, account: string, worst = DOLLAR) =>
        requestOf(callId, worst, { call: callOf({ account }) });
      await holds.reserve(of('c1', 'x:named'));
      await holds.settle(settlementOf('c1', DOLLAR));
      await holds.reserve(of('c2', 'x:listed'));
      await holds.reserve(of('c3', 'x:other'));
      expect(await holds.use('mine')).toEqual({ spent: DOLLAR, held: 0n, uncounted: 0n });
      const link = (id: string, wallet: readonly string[]) =>
        holds.change({ id, budgetId: 'mine', kind: 'link', wallet });
      const { budgets } = await link('l1', ['x:listed', 'x:named']);
      expect(budgets[0]?.scope).toEqual({ kind: 'account', account: 'x:named', wallet: ['x:listed', 'x:named'] });
      expect(await holds.use('mine')).toEqual({ spent: DOLLAR, held: DOLLAR, uncounted: 0n });
      expect((await holds.reserve(of('c4', 'x:listed', 2n * DOLLAR))).kind).toBe('refused');
      await holds.settle(settlementOf('c2', 5n));
      expect(await holds.use('mine')).toEqual({ spent: DOLLAR + 5n, held: 0n, uncounted: 0n });
      await link('l2', ['x:named']);
      expect(await holds.use('mine')).toEqual({ spent: DOLLAR, held: 0n, uncounted: 0n });
    });

    it('one that is removed stops nobody any more', async () => {
      await holds.put(budgetOf({ limit: 0n }));
      expect((await holds.reserve(requestOf('c1', 1n))).kind).toBe('refused');
      await holds.change({ id: 'x', budgetId: 'all', kind: 'remove' });
      expect((await holds.reserve(requestOf('c1', 1n))).kind).toBe('held');
      expect(await holds.budgets()).toEqual([]);
    });

    it.each([
      ['zone', { window: { kind: 'day', zone: 'Europe/Atlantis' } }],
      ['id', { id: 'a/b' }],
      ['limit', { limit: -1n }],
    ] as const)('one with an impossible %s is not taken', async (_name, parts) => {
      await expect(holds.put(budgetOf(parts))).rejects.toThrow(RangeError);
      expect(await holds.budgets()).toEqual([]);
    });
  });

  describe('envelopes', () => {
    const shares = [
      { name: 'production', share: 60, labels: ['production'] },
      { name: 'development', share: 20, labels: ['development', 'test'] },
      { name: 'reserve', share: 20, labels: [] },
    ];
    const labelled = (label: string | null) => ({ call: callOf({ label }) });

    it('each has its share, unlabelled calls draw on the reserve, and none takes another’s', async () => {
      await holds.put(budgetOf({ envelopes: { shares, moves: [] } }));
      expect((await holds.reserve(requestOf('c1', 3n * DOLLAR, labelled('production')))).kind).toBe('held');
      const full = await holds.reserve(requestOf('c2', 1n, labelled('production')));
      expect(full).toMatchObject({ kind: 'refused', objections: [{ budget: 'all/production', cap: 3n * DOLLAR }] });
      expect((await holds.reserve(requestOf('c3', DOLLAR, labelled(null)))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c4', 1n, labelled(null)))).kind).toBe('refused');
      expect((await holds.use('all')).held).toBe(4n * DOLLAR);
      expect((await holds.use('all/reserve')).held).toBe(DOLLAR);
    });

    it('a move takes what is free of one and gives it to another, with history', async () => {
      await holds.put(budgetOf({ envelopes: { shares, moves: [] } }));
      await holds.reserve(requestOf('c1', 40n * CENT, labelled(null)));
      const move = { id: 'm1', budgetId: 'all', kind: 'move', from: 'reserve', to: 'development' } as const;
      expect(await holds.change({ ...move, amount: 61n * CENT })).toMatchObject({
        ...{ problem: 'not-enough', free: 60n * CENT },
      });
      expect((await holds.change({ ...move, amount: 60n * CENT })).problem).toBe(null);
      expect((await holds.change({ ...move, amount: 60n * CENT })).problem).toBe(null);
      expect((await holds.change({ ...move, id: 'm2', to: 'nobody', amount: 1n })).problem).toBe('no-such-envelope');
      const caps = Object.fromEntries((await holds.usage()).map(({ budget, cap }) => [budget, cap]));
      expect(caps).toMatchObject({
        'all/development': 160n * CENT,
        'all/reserve': 40n * CENT,
        'all/production': 300n * CENT,
      });
      expect((await holds.reserve(requestOf('c2', 160n * CENT, labelled('test')))).kind).toBe('held');
      expect((await holds.reserve(requestOf('c3', 1n, labelled(null)))).kind).toBe('refused');
      expect((await holds.history('all')).map(({ kind }) => kind)).toEqual(['put', 'move']);
    });

    it('sharing out anew keeps the moves between envelopes that stay, and counts by the new labels', async () => {
      await holds.put(budgetOf());
      await holds.reserve(requestOf('c1', 10n * CENT, labelled('batch')));
      const share = (id: string, sharing: Sharing) => holds.change({ id, budgetId: 'all', kind: 'share', sharing });
      await share('s1', { shares });
      const move = { budgetId: 'all', kind: 'move', amount: 30n * CENT } as const;
      await holds.change({ ...move, id: 'm1', from: 'reserve', to: 'development' });
      await holds.change({ ...move, id: 'm2', from: 'development', to: 'production' });
      expect((await holds.use('all/reserve')).held).toBe(10n * CENT);
      const next = [
        { name: 'production', share: 3, labels: ['production', 'batch'] },
        { name: 'reserve', share: 2, labels: [] },
        { name: 'development', share: 0, labels: ['development'] },
      ];
      await share('s2', { shares: next });
      await share('s2', { shares });
      const caps = async () => Object.fromEntries((await holds.usage()).map(({ budget, cap }) => [budget, cap]));
      expect(await caps()).toEqual({
        all: 500n * CENT,
        'all/production': 330n * CENT,
        'all/reserve': 170n * CENT,
        'all/development': 0n,
      });
      expect((await holds.use('all/production')).held).toBe(10n * CENT);
      await share('s3', { shares: next.slice(0, 2) });
      expect((await holds.budgets())[0]?.envelopes?.moves).toEqual([]);
      await share('s4', null);
      expect(await caps()).toEqual({ all: 500n * CENT });
      const steps = await holds.history('all');
      expect(steps.map(({ kind }) => kind)).toEqual(['put', 'share', 'move', 'move', 'share', 'share', 'share']);
      expect(steps.map(({ budget }) => budget?.envelopes?.moves.length)).toEqual([undefined, 0, 1, 2, 2, 0, undefined]);
    });

    it('changing the budget keeps them; another unit is refused while there are amounts in the old one', async () => {
      await holds.put(budgetOf({ envelopes: { shares, moves: [] } }));
      await holds.change({ id: 'm', budgetId: 'all', kind: 'move', from: 'reserve', to: 'development', amount: CENT });
      await holds.change({ id: 'r', budgetId: 'all', kind: 'raise', by: DOLLAR, forMs: 60_000 });
      const put = (id: string, parts: Partial<Budget>) =>
        holds.change({ id, budgetId: 'all', kind: 'put', keeps: true, budget: budgetOf(parts) });
      expect((await put('p1', { limit: 10n * DOLLAR })).problem).toBe(null);
      const [kept] = await holds.budgets();
      expect([kept?.limit, kept?.raises.length, kept?.envelopes?.moves.length]).toEqual([10n * DOLLAR, 1, 1]);
      expect((await put('p2', { unit: { kind: 'calls' } })).problem).toBe('shared-unit');
      expect((await put('p3', { window: { kind: 'per-call' } })).problem).toBe('no-window');
      await holds.change({ id: 's', budgetId: 'all', kind: 'share', sharing: null });
      expect((await put('p4', { unit: { kind: 'calls' } })).problem).toBe(null);
      expect((await holds.budgets())[0]?.raises).toEqual([]);
    });

    it('what cannot be shared out so is not, and nothing is changed', async () => {
      await holds.put(budgetOf());
      const share = (sharing: Sharing) => holds.change({ id: 'x', budgetId: 'all', kind: 'share', sharing });
      await expect(share({ shares: shares.slice(0, 2) })).rejects.toThrow(/reserve/);
      await expect(share({ shares: [...shares, ...shares.slice(0, 1)] })).rejects.toThrow(/two envelopes/);
      expect(await holds.budgets()).toEqual([budgetOf()]);
      await holds.put(budgetOf({ id: 'each', window: { kind: 'per-call' } }));
      const each = await holds.change({ id: 'y', budgetId: 'each', kind: 'share', sharing: { shares } });
      expect(each.problem).toBe('no-window');
      expect((await holds.change({ id: 'z', budgetId: 'none', kind: 'share', sharing: null })).problem).toBe(
        'no-such-budget',
      );
    });

    it('near the emergency reserve development and test stop first', async () => {
      const emergency = { amount: DOLLAR, stopsFirst: ['development', 'test'] };
      const all = [{ name: 'reserve', share: 1, labels: [] }];
      await holds.put(budgetOf({ envelopes: { shares: all, moves: [], emergency } }));
      await holds.reserve(requestOf('c1', 4n * DOLLAR));
      const stopped = await holds.reserve(requestOf('c2', CENT, labelled('test')));
      expect(stopped).toMatchObject({ kind: 'refused', objections: [{ budget: 'all', cap: 4n * DOLLAR }] });
      expect((await holds.reserve(requestOf('c3', CENT, labelled('production')))).kind).toBe('held');
    });
  });
});
