import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CallDesk, openCallDesk } from '../../../companion/calls/call-desk.ts';
import { reviewCalls } from '../../../companion/calls/review-calls.ts';
import { scriptCallOf } from '../../../companion/calls/script-call.ts';
import type { CallEnd, GatewayCall } from '../../../companion/gateway/review-port.ts';
import { type Holds, openHolds } from '../../../companion/ledger/holds.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { LedgerError } from '../../../companion/ledger/sql.ts';
import type { Budget, BudgetScope } from '../../../lib/budget/budget.ts';
import { findSurfaceById } from '../../../lib/providers/registry.ts';
import { budgetOf } from '../../budget/samples.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';
import { call, end } from './samples.ts';

const chat: GatewayCall = {
  ...{ ...call, surface: findSurfaceById('sandbox/chat'), wire: 'openai-chat', path: '/v1/chat/completions' },
  body: { kind: 'text', text: '{"model":"toll-mini","messages":[]}', bytes: 35 },
};

describe.each(adapters)('calls without a hold, over $name', (adapter) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await adapter.open();
  }, 60_000);
  afterAll(() => database?.close());

  /** A ledger that can be written, whose holds cannot be for a while. */
  async function open(onFailure: 'open' | 'closed', change: Partial<Budget> = {}) {
    const ledger = await database.newLedger();
    const holds = openHolds(database.sql, { ledger });
    const store = openLedgerStore(database.sql, ledger);
    const budget: Budget = {
      ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'credits' } },
      ...{ window: { kind: 'month', zone: 'UTC' }, limit: 10n ** 15n, isHard: true, onFailure, raises: [] },
      ...change,
    };
    await holds.change({ kind: 'put', id: 'put', budgetId: 'all', budget });
    await holds.usage();
    const away: Holds = { ...holds, reserve: () => Promise.reject(new LedgerError('ledger-unavailable', 'away')) };
    const ports = store.portsFor({ now: Date.now, dayOf: () => '2026-11-22' });
    const desk = openCallDesk({ ports, secretHex: 'ab'.repeat(32), runId: 'companion-1', counters: {} });
    const unheld = reviewCalls({ desk, holds: away, onTrouble: () => {} });
    const blindDesk = { ...desk, review: () => Promise.reject(new Error('away')) };
    const blind = reviewCalls({ desk: blindDesk, holds, onTrouble: () => {} });
    const seeing = reviewCalls({ desk, holds, onTrouble: () => {} });
    onTestFinished(() => {
      for (const { running } of [unheld, blind, seeing]) running.stop();
    });
    return {
      ...{ desk, holds },
      port: unheld.port,
      blind: blind.reviewer,
      seeing: seeing.port,
      lookers: seeing.reviewer,
      used: async () => (await holds.usage()).map(({ spent, held }) => [spent, held]),
      openCalls: () => store.transact(async (tables) => tables.openCalls.toArray()),
      records: () => store.transact(async (tables) => tables.records.toArray()),
    };
  }

  it('one that is stopped for want of a hold leaves nothing open: it never left', async () => {
    const { port, openCalls } = await open('closed');
    await expect(port.review(call)).rejects.toThrow('away');
    expect(await openCalls()).toEqual([]);
  });

  it('one that went without a hold says so, and is counted by its budgets when it ends', async () => {
    const { port, used, openCalls, records } = await open('open');
    const answer = await port.review(call);
    expect(answer).toMatchObject({ kind: 'send', headers: { 'tollkeeper-review': 'no-hold' } });
    await port.settle(end);
    expect(await used()).toEqual([[36_000_000_000n, 0n]]);
    expect(await openCalls()).toEqual([]);
    expect(await records()).toMatchObject([{ callId: 'a', outcome: 'answer', isReviewed: false }]);
  });

  it('one that went without a hold belongs to the windows of the ledger’s clock, however wrong that of its companion is', async () => {
    const DAYS_MS = 40 * 86_400_000;
    const { desk, holds, used } = await open('open');
    const away: Holds = { ...holds, reserve: () => Promise.reject(new LedgerError('ledger-unavailable', 'away')) };
    for (const [callId, wrongMs] of [
      ['early', -DAYS_MS],
      ['late', DAYS_MS],
    ] as const) {
      const now = (): number => Date.now() + wrongMs;
      const { port, running } = reviewCalls({ desk, holds: away, now, onTrouble: () => {} });
      onTestFinished(running.stop);
      await port.review({ ...call, callId });
      await port.settle({ ...end, call: { ...call, callId }, startedAt: now() });
    }
    expect(await used()).toEqual([[72_000_000_000n, 0n]]);
  });

  it('one that nobody could review is booked and counted all the same, with the policies that changed it', async () => {
    const { blind, used, records } = await open('open');
    const changed: GatewayCall = { ...call, body: { kind: 'text', text: '{"records":[{}]}', bytes: 16 } };
    const { answer } = await blind.review(call, {
      adapt: () => ({ kind: 'changed', call: changed, changes: ['batch=1'], policies: ['one'] }),
    });
    expect(answer).toMatchObject({ kind: 'send', changed: { bodyText: '{"records":[{}]}', names: ['batch=1'] } });
    expect(answer).toMatchObject({ headers: { 'tollkeeper-review': 'none' } });
    await blind.settle(end);
    expect(await used()).toEqual([[36_000_000_000n, 0n]]);
    expect(await records()).toMatchObject([{ callId: 'a', policies: ['one'], isReviewed: false }]);
    await blind.settle(end);
    expect(await used()).toEqual([[36_000_000_000n, 0n]]);
  });

  it('one whose adapting failed is booked as it came', async () => {
    const { blind, used, records } = await open('open');
    const adapt = (): never => {
      throw new Error('no policy');
    };
    expect((await blind.review(call, { adapt })).answer).toMatchObject({ kind: 'send' });
    await blind.settle(end);
    expect(await used()).toEqual([[36_000_000_000n, 0n]]);
    expect(await records()).toMatchObject([{ callId: 'a', isReviewed: false }]);
  });

  it('one that nobody could review goes no other way, and not under a hard budget of its model', async () => {
    const { blind } = await open('open');
    const hop = { policy: 'backup-account:spare', provider: 'sandbox', account: 'spare', revisions: [] };
    await expect(blind.review({ ...call, hop }, { policies: [hop.policy] })).rejects.toThrow('away');
    const chat = findSurfaceById('openai/chat');
    const text = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
    const ofModel: GatewayCall = {
      ...{ ...call, provider: 'openai', surface: chat, wire: 'openai-chat', path: '/v1/chat/completions' },
      body: { kind: 'text', text, bytes: text.length },
    };
    const closed = await open('closed', { scope: { kind: 'model', model: 'gpt-4o' } });
    await expect(closed.blind.review(ofModel)).rejects.toThrow('away');
    const other = await open('closed', { scope: { kind: 'model', model: 'gpt-5' } });
    expect((await other.blind.review(ofModel)).answer.kind).toBe('send');
  });

  describe('what is said over a socket', () => {
    const text = JSON.stringify({
      model: 'gpt-realtime',
      max_output_tokens: 50,
      remembered_tokens: 100,
      texts: [],
      input: '',
    });
    const spoken: GatewayCall = {
      ...{ ...call, provider: 'openai', surface: findSurfaceById('openai/realtime'), wire: 'openai-realtime' },
      ...{ method: 'WS', path: '/v1/realtime', spoken: 'response', body: { kind: 'text', text, bytes: text.length } },
    };
    const cut: CallEnd = {
      ...{ ...end, call: spoken, how: 'cut-by-client' },
      reading: { usage: null, cost: null, output: null, errorText: null, isComplete: false },
    };
    const inDollars: Partial<Budget> = { unit: { kind: 'money', currency: 'USD' }, limit: 1_000n };

    it('has begun at the provider: what a budget stops of it is booked and counted as far as it came', async () => {
      const { seeing, used, openCalls, records } = await open('closed', inDollars);
      expect(await seeing.review(spoken)).toMatchObject({ kind: 'refuse', problem: { type: 'budget-exceeded' } });
      await seeing.settle(cut);
      expect(await records()).toMatchObject([
        { callId: 'a', outcome: 'cut', model: 'gpt-realtime', isReviewed: false },
      ]);
      const [[spent, held] = []] = await used();
      expect([spent !== undefined && spent > 0n, held]).toEqual([true, 0n]);
      expect(await openCalls()).toEqual([]);
    });

    it('is booked where no hold could be written, and where nobody could look at it', async () => {
      const { port, blind, used, openCalls, records } = await open('closed', inDollars);
      await expect(port.review(spoken)).rejects.toThrow('away');
      await port.settle(cut);
      await expect(blind.review({ ...spoken, callId: 'b' })).rejects.toThrow('away');
      await blind.settle({ ...cut, call: { ...spoken, callId: 'b' } });
      expect((await records()).map(({ callId, outcome, isReviewed }) => [callId, outcome, isReviewed]).sort()).toEqual([
        ['a', 'cut', false],
        ['b', 'cut', false],
      ]);
      expect((await used()).every(([spent, held]) => spent !== undefined && spent > 0n && held === 0n)).toBe(true);
      expect(await openCalls()).toEqual([]);
    });

    it('is booked where a policy stops it', async () => {
      const { lookers, used, records } = await open('open', { ...inDollars, limit: 10n ** 12n });
      const problem = { type: 'policy-refused', title: 'No', detail: 'No.' } as const;
      const { answer } = await lookers.review(spoken, { adapt: () => ({ kind: 'stop', problem }) });
      expect(answer).toEqual({ kind: 'refuse', problem });
      await lookers.settle(cut);
      expect(await records()).toMatchObject([{ callId: 'a', outcome: 'cut' }]);
      expect((await used())[0]?.[0]).toBeGreaterThan(0n);
    });

    it('is opened under a hard budget of which something is left: that it is opened takes nothing', async () => {
      const opening: GatewayCall = { ...spoken, callId: 'o', spoken: 'opening', body: { kind: 'none' } };
      const unsent: CallEnd = { ...cut, call: opening, how: 'unsent', status: null, headers: {}, reading: null };
      const ofModel = { ...inDollars, scope: { kind: 'model', model: 'gpt-realtime' } } as const;
      for (const change of [inDollars, ofModel, { unit: { kind: 'tokens' }, limit: 9n } as const]) {
        const { seeing, used, openCalls, records } = await open('closed', change);
        expect((await seeing.review(opening)).kind).toBe('send');
        expect(await used()).toEqual([[0n, 0n]]);
        await seeing.settle(unsent);
        expect([await openCalls(), await records()]).toEqual([[], []]);
      }
      const { seeing } = await open('closed', inDollars);
      await seeing.review(spoken);
      await seeing.settle(cut);
      expect(await seeing.review(opening)).toMatchObject({ kind: 'refuse', problem: { type: 'budget-exceeded' } });
    });
  });

  it.each<[string, BudgetScope, boolean]>([
    ['its model', { kind: 'model', model: 'toll-mini' }, true],
    ['another model', { kind: 'model', model: 'toll-other' }, false],
    ['an account: whose key it is nobody can tell now', { kind: 'account', account: 'sandbox:team' }, true],
    ['its provider', { kind: 'provider', provider: 'sandbox' }, true],
    ['another provider', { kind: 'provider', provider: 'openai' }, false],
    ['a label that it has not', { kind: 'label', label: 'nightly' }, false],
  ])('a call that nobody could review, under a hard budget of %s', async (_name, scope, isStopped) => {
    const { blind } = await open('closed', { scope });
    const review = blind.review(chat);
    if (isStopped) await expect(review).rejects.toThrow('away');
    else expect((await review).answer).toMatchObject({ kind: 'send', headers: { 'tollkeeper-review': 'none' } });
  });

  it('a call that nobody could review is stopped by a hard budget of its key, and by one of its model that nobody could read', async () => {
    const { desk, holds } = await open('open');
    const { fingerprint: key } = desk.unreviewed(scriptCallOf(chat), { draft: null, policies: [] });
    const put = (scope: BudgetScope) => {
      const budget = budgetOf({ id: 'of', scope });
      return holds.change({ kind: 'put', id: JSON.stringify(scope), budgetId: 'of', budget });
    };
    const away = () => Promise.reject(new Error('away'));
    const reviewer = (of: Partial<CallDesk>) => {
      const { reviewer: made, running } = reviewCalls({
        desk: { ...desk, review: away, ...of },
        holds,
        onTrouble: () => {},
      });
      onTestFinished(running.stop);
      return made;
    };
    await put({ kind: 'key', key: key ?? '' });
    await expect(reviewer({}).review(chat)).rejects.toThrow('away');
    await put({ kind: 'key', key: 'of-another' });
    expect((await reviewer({}).review(chat)).answer.kind).toBe('send');
    await put({ kind: 'model', model: 'toll-other' });
    const unread = () => {
      throw new Error('away');
    };
    await expect(reviewer({ read: unread }).review(chat)).rejects.toThrow('away');
  });

  it('of an answer whose client goes is read on, unless it is known to be a stream', async () => {
    const { holds, desk } = await open('open');
    const { port, running } = reviewCalls({ desk, holds, onTrouble: () => {} });
    onTestFinished(running.stop);
    await holds.change({ kind: 'remove', id: 'gone', budgetId: 'all' });
    const drainOf = async (callId: string, text: string, of: GatewayCall = chat) => {
      const answer = await port.review({ ...of, callId, body: { kind: 'text', text, bytes: text.length } });
      return answer.kind === 'send' ? answer.drainMs : answer;
    };
    expect(await drainOf('whole', '{"model":"toll-mini","messages":[]}')).toBe(60_000);
    expect(await drainOf('stream', '{"model":"toll-mini","messages":[],"stream":true}')).toBeUndefined();
    expect(await drainOf('unread', 'not what it understands')).toBe(60_000);
    const unread = await port.review({
      ...chat,
      callId: 'bytes',
      body: { kind: 'unreviewed', why: 'not-text', bytes: null },
    });
    expect(unread).toMatchObject({ kind: 'send', drainMs: 60_000 });
  });
});
