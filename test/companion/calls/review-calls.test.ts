import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type CallDesk, openCallDesk } from '../../../companion/calls/call-desk.ts';
import { reviewCalls } from '../../../companion/calls/review-calls.ts';
import type { CallEnd, GatewayCall } from '../../../companion/gateway/review-port.ts';
import { type Holds, openHolds } from '../../../companion/ledger/holds.ts';
import { openLedgerFile } from '../../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { LedgerError } from '../../../companion/ledger/sql.ts';
import type { Budget, BudgetScope } from '../../../lib/budget/budget.ts';
import { findSurfaceById } from '../../../lib/providers/registry.ts';
import { budgetOf } from '../../budget/samples.ts';

const surface = findSurfaceById('sandbox/enrich');
const call: GatewayCall = {
  ...{ callId: 'a', requestId: 'a', kind: 'call', provider: 'sandbox', surface, wire: 'metered', method: 'POST' },
  ...{ path: '/v1/enrich', tool: 'unnamed', label: null, account: null, key: 'sk-1', isSigned: false, retry: null },
  ...{ idempotencyKey: null, signal: new AbortController().signal },
  body: { kind: 'text', text: '{"records":[{},{}]}', bytes: 19 },
};

/** A ledger that can be written, whose holds cannot be for a while. */
async function open(onFailure: 'open' | 'closed', scope: BudgetScope = { kind: 'everything' }) {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-review-'));
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const holds = openHolds(file.sql);
  const store = openLedgerStore(file.sql);
  const budget: Budget = {
    ...{ id: 'all', scope, unit: { kind: 'money', currency: 'credits' } },
    ...{ window: { kind: 'month', zone: 'UTC' }, limit: 10n ** 15n, isHard: true, onFailure, raises: [] },
  };
  await holds.change({ kind: 'put', id: 'put', budgetId: 'all', budget });
  await holds.usage();
  const away: Holds = { ...holds, reserve: () => Promise.reject(new LedgerError('ledger-unavailable', 'away')) };
  const ports = store.portsFor({ now: Date.now, dayOf: () => '2026-11-22' });
  const desk = openCallDesk({ ports, secretHex: 'ab'.repeat(32), runId: 'companion-1', counters: {} });
  const { port, stop } = reviewCalls({ desk, holds: away, onTrouble: () => {} });
  onTestFinished(async () => {
    stop();
    await file.close();
    rmSync(folder, { recursive: true });
  });
  const blind = reviewCalls({
    desk: { ...desk, review: () => Promise.reject(new Error('away')) },
    holds,
    onTrouble: () => {},
  });
  onTestFinished(blind.stop);
  return {
    port,
    blind: blind.reviewer,
    holds,
    desk,
    openCalls: () => store.transact(async (tables) => tables.openCalls.toArray()),
  };
}

it('a call that is stopped for want of a hold leaves nothing open: it never left', async () => {
  const { port, openCalls } = await open('closed');
  await expect(port.review(call)).rejects.toThrow('away');
  expect(await openCalls()).toEqual([]);
});

it('a call that went without a hold is counted by its budgets when it ends', async () => {
  const { port, holds, openCalls } = await open('open');
  expect((await port.review(call)).kind).toBe('send');
  const end: CallEnd = {
    ...{ call, how: 'answer', status: 200, headers: { 'content-type': 'application/json' }, errorText: null },
    ...{ bookedAs: null, startedAt: Date.now(), firstByteAt: null, endedAt: Date.now() },
    reading: { usage: { records: 2 }, cost: '36', output: null, errorText: null, isComplete: true },
  };
  await port.settle(end);
  expect((await holds.usage()).map(({ spent, held }) => [spent, held])).toEqual([[36_000_000_000n, 0n]]);
  expect(await openCalls()).toEqual([]);
});

it('a call that nobody could review goes as its policies want it, but never another way', async () => {
  const { blind } = await open('open');
  const hop = { policy: 'backup-account:spare', provider: 'sandbox', account: 'spare', revisions: [] };
  await expect(blind.review({ ...call, hop }, { policies: [hop.policy] })).rejects.toThrow('away');
  const changed: GatewayCall = { ...call, body: { kind: 'text', text: '{"records":[{}]}', bytes: 16 } };
  const { answer } = await blind.review(call, {
    adapt: () => ({ kind: 'changed', call: changed, changes: ['batch=1'], policies: ['one'] }),
  });
  expect(answer).toMatchObject({ kind: 'send', changed: { bodyText: '{"records":[{}]}', names: ['batch=1'] } });
});

const chat: GatewayCall = {
  ...{ ...call, surface: findSurfaceById('sandbox/chat'), wire: 'openai-chat', path: '/v1/chat/completions' },
  body: { kind: 'text', text: '{"model":"toll-mini","messages":[]}', bytes: 35 },
};

it.each<[string, BudgetScope, boolean]>([
  ['its model', { kind: 'model', model: 'toll-mini' }, true],
  ['another model', { kind: 'model', model: 'toll-other' }, false],
  ['an account: whose key it is nobody can tell now', { kind: 'account', account: 'sandbox:team' }, true],
  ['its provider', { kind: 'provider', provider: 'sandbox' }, true],
  ['another provider', { kind: 'provider', provider: 'openai' }, false],
  ['a label that it has not', { kind: 'label', label: 'nightly' }, false],
])('a call that nobody could review, under a hard budget of %s', async (_name, scope, isStopped) => {
  const { blind } = await open('closed', scope);
  const review = blind.review(chat);
  if (isStopped) await expect(review).rejects.toThrow('away');
  else expect((await review).answer).toMatchObject({ kind: 'send', headers: { 'tollkeeper-review': 'none' } });
});

it('a call that nobody could review is stopped by a hard budget of its key, and by one of its model that nobody could read', async () => {
  const { desk, holds } = await open('open');
  const key = desk.fingerprintOf(call.key, null);
  const put = (scope: BudgetScope) => {
    const budget = budgetOf({ id: 'of', scope });
    return holds.change({ kind: 'put', id: JSON.stringify(scope), budgetId: 'of', budget });
  };
  const away = () => Promise.reject(new Error('away'));
  const reviewer = (of: Partial<CallDesk>) => {
    const { reviewer: made, stop } = reviewCalls({
      desk: { ...desk, review: away, ...of },
      holds,
      onTrouble: () => {},
    });
    onTestFinished(stop);
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
  const { port, stop } = reviewCalls({ desk, holds, onTrouble: () => {} });
  onTestFinished(stop);
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
