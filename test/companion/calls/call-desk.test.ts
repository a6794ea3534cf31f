import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallDesk, openCallDesk, type ReviewedCall, type ScriptCall } from '../../../companion/calls/call-desk.ts';
import { openKeyMarks } from '../../../companion/calls/key-marks.ts';
import { outcomeOfEnd } from '../../../companion/calls/outcome-of-end.ts';
import { openCounters } from '../../../companion/estimate/open-counters.ts';
import type { CallEnd } from '../../../companion/gateway/review-port.ts';
import { type Sandbox, startSandbox } from '../../../companion/sandbox/server.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { fingerprintsOf } from '../../../lib/bridge/fingerprint.ts';
import type { Outcome } from '../../../lib/domain/call.ts';
import type { Settled } from '../../../lib/engine/settlement.ts';
import { findProvider, findSurfaceById } from '../../../lib/providers/registry.ts';
import { wires } from '../../../lib/wires/registry.ts';
import { ONE } from '../../domain/samples.ts';
import { anyKey, readingOf } from '../../engine/calls.ts';
import { ACCOUNT, type LedgerHost } from '../../engine/ledger-host.ts';
import { openMemoryHost } from '../../engine/memory-host.ts';

const SECRET = 'ab'.repeat(32);
const marksOfKey = openKeyMarks(SECRET);
const ANY = { canStop: false } as const;

let sandbox: Sandbox;
let host: LedgerHost;
let desk: CallDesk;

beforeEach(async () => {
  sandbox = await startSandbox({ port: null });
  host = await openMemoryHost(Date.now());
  await host.addAccount();
  desk = openCallDesk({ ports: host.ports, secretHex: SECRET, runId: 'run-1', counters: openCounters() });
});
afterEach(async () => {
  await sandbox.close();
  await host.close();
});

function callOf(surfaceId: string, body: unknown, change: Partial<ScriptCall> = {}): ScriptCall {
  const provider = findProvider('sandbox');
  const surface = findSurfaceById(surfaceId);
  if (provider === null || surface === null) throw new Error('the sandbox is not in the registry');
  const callId = randomUUID();
  return {
    ...{ callId, requestId: callId, provider, key: demoKeys.default, origin: 'tool:test' },
    ...{ surface, named: '' },
    bodyText: typeof body === 'string' ? body : JSON.stringify(body),
    ...change,
  };
}

const chat = (change: object = {}) => ({
  model: 'toll-mini',
  messages: [{ role: 'user', content: 'How far is it to the moon?' }],
  max_tokens: 200,
  ...change,
});

/** Sends a reviewed call to the sandbox and meters its answer as it comes; `cutAfter` chunks the client goes. */
async function send(call: ScriptCall, reviewed: ReviewedCall, cutAfter = Number.POSITIVE_INFINITY): Promise<Settled> {
  const { surface, provider } = call;
  if (surface?.wire == null) throw new Error('there is nothing to meter');
  const abort = new AbortController();
  const response = await fetch(sandbox.origin + surface.path, {
    method: 'POST',
    headers: { authorization: `Bearer ${call.key}`, 'content-type': 'application/json' },
    body: call.bodyText,
    signal: abort.signal,
  });
  const headers = Object.fromEntries(response.headers);
  const meter = wires[surface.wire].openMeter({ contentType: headers['content-type'] ?? '', headers }, surface.rule);
  const decoder = new TextDecoder();
  let errorText = '';
  let how: CallEnd['how'] = 'answer';
  let chunks = 0;
  for await (const chunk of response.body ?? []) {
    const text = decoder.decode(chunk, { stream: true });
    if (response.ok) meter.push(text);
    else errorText += text;
    chunks += 1;
    if (chunks < cutAfter) continue;
    how = 'cut-by-client';
    break;
  }
  abort.abort();
  const end = { how, status: response.status, headers, errorText, reading: response.ok ? meter.end() : null };
  return reviewed.settle(outcomeOfEnd({ ...end, call: { surface } }, '', provider.refusals), headers);
}

const charged = (): readonly bigint[] =>
  sandbox.world.transactions.filter(({ kind }) => kind === 'chat' || kind === 'enrich').map((one) => -one.amountNano);

describe('a call of a script', () => {
  it.each([
    ['an answer in one piece', 'sandbox/chat', chat()],
    ['an answer as a stream', 'sandbox/chat', chat({ stream: true, stream_options: { include_usage: true } })],
    ['a batch of records', 'sandbox/enrich', { records: [{ name: 'a' }, { name: 'b' }] }],
  ])('costs what the provider took for %s', async (_what, surface, body) => {
    const call = callOf(surface, body);
    const reviewed = await desk.review(call, ANY);
    expect(reviewed.verdict?.kind).toBe('send');
    const { record } = await send(call, reviewed);
    expect([record?.outcome, record?.certainty, record?.cost?.likelyNano]).toEqual(['answer', 'billed', charged()[0]]);
    expect([record?.origin, record?.isReviewed, record?.estimateLikelyNano !== null]).toEqual([
      'tool:test',
      true,
      true,
    ]);
    expect(await host.openCalls()).toEqual([]);
  });

  it('is booked once, however often it is told', async () => {
    const call = callOf('sandbox/chat', chat());
    const reviewed = await desk.review(call, ANY);
    await send(call, reviewed);
    const again: Outcome = { kind: 'answer', usage: { 'input-tokens': 9e6 }, cost: null, output: null };
    await reviewed.settle(again, null);
    expect((await host.records()).map((record) => record.cost?.likelyNano)).toEqual(charged());
  });

  it('that is cut is booked as cut, with what was billed inside its range', async () => {
    const call = callOf('sandbox/chat', chat({ stream: true, max_tokens: 400 }));
    const { record } = await send(call, await desk.review(call, ANY), 3);
    expect([record?.outcome, record?.certainty]).toEqual(['cut', 'estimated']);
    await expect.poll(() => charged().length).toBe(1);
    expect(record?.cost?.highNano).toBeGreaterThanOrEqual(charged()[0] ?? 0n);
  });

  it('that is refused for money says whose wallet and why, and costs nothing', async () => {
    const { fingerprint } = marksOfKey(demoKeys.default, null);
    await host.addKey(fingerprint ?? '', ACCOUNT, anyKey);
    await host.putReading(ACCOUNT, readingOf(host, ONE / 1000n));
    await fetch(`${sandbox.origin}/console/api/state`, {
      method: 'POST',
      body: JSON.stringify({ balances: [{ unit: 'USD', total: '0.00001' }] }),
      headers: { 'content-type': 'application/json' },
    });
    const call = callOf('sandbox/chat', chat({ model: 'toll-large', max_tokens: 4000 }));
    const { record, facts, cause } = await send(call, await desk.review(call, ANY));
    expect([record?.outcome, record?.cost?.highNano, cause]).toEqual(['refusal', 0n, 'not-enough']);
    expect(facts?.estimate?.reserveNano).toBeGreaterThan(0n);
  });

  it('is stopped only where that is asked for, and leaves nothing then', async () => {
    const { fingerprint } = marksOfKey(demoKeys.default, null);
    await host.addKey(fingerprint ?? '', ACCOUNT, anyKey);
    await host.putReading(ACCOUNT, readingOf(host, ONE / 1000n));
    const body = chat({ model: 'toll-large', max_tokens: 4000 });
    expect((await desk.review(callOf('sandbox/chat', body), ANY)).verdict?.kind).toBe('send');
    const asked = await desk.review(callOf('sandbox/chat', body), { canStop: true });
    expect(asked.verdict).toMatchObject({ kind: 'ask' });
    await asked.settle({ kind: 'unsent' }, null);
    expect([await host.records(), (await host.openCalls()).length]).toEqual([[], 1]);
  });

  it('that nobody can read goes, is open meanwhile, and costs nobody knows what', async () => {
    const call = callOf('sandbox/chat', 'no JSON at all');
    const reviewed = await desk.review(call, ANY);
    expect([reviewed.draft, reviewed.verdict, (await host.openCalls()).length]).toEqual([null, null, 1]);
    const { record } = await reviewed.settle({ kind: 'answer', usage: null, cost: null, output: null }, null);
    expect([record?.certainty, record?.isReviewed]).toEqual(['unknown', false]);
    expect(await host.openCalls()).toEqual([]);
  });

  it('with an error that is no refusal is an error with its status', async () => {
    const call = callOf('sandbox/chat', chat({ model: 'nothing-of-the-kind' }));
    const { record, cause } = await send(call, await desk.review(call, ANY));
    expect([record?.outcome, cause]).toEqual(['error', null]);
  });
});

it('a key has the same marks here as in the browser', () => {
  const keys = findProvider('sandbox')?.keys ?? null;
  for (const key of ['sk-1', demoKeys.default, 'ünïcode', '', null]) {
    for (const paths of [null, keys]) expect(marksOfKey(key, paths)).toEqual(fingerprintsOf(key, paths, SECRET));
  }
});
