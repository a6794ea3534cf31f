import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Companion, openCompanion } from '../../companion/open-companion.ts';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import type { Budget } from '../../lib/budget/budget.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { ONE } from '../domain/samples.ts';

let folder: string;
let sandbox: Sandbox;
let companion: Companion;
let client: OpenAI;
let troubles: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-companion-'));
  sandbox = await startSandbox({ port: null });
  troubles = [];
  companion = await openCompanion({
    ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { sandbox: sandbox.origin } },
    onTrouble: (what) => void troubles.push(what),
  });
  client = new OpenAI({ baseURL: `${companion.gateway.origin}/sandbox/v1`, apiKey: demoKeys.default });
});
afterEach(async () => {
  await companion.stop();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const charged = (): readonly bigint[] =>
  sandbox.world.transactions.filter(({ kind }) => kind === 'chat' || kind === 'enrich').map((one) => -one.amountNano);
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

async function records(count: number): Promise<readonly CallRecord[]> {
  const read = (): Promise<readonly CallRecord[]> =>
    companion.store.transact(async (tables) => tables.records.toArray());
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(count);
  return read();
}

async function setBudget(change: Partial<Budget> = {}): Promise<void> {
  const budget: Budget = {
    ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' } },
    ...{ window: { kind: 'day', zone: 'UTC' }, limit: ONE, isHard: true, onFailure: 'closed', raises: [] },
    ...change,
  };
  const result = await companion.holds.change({ kind: 'put', id: `put-${Math.random()}`, budgetId: budget.id, budget });
  expect(result.problem).toBeNull();
}

const chat = (change: object = {}) =>
  ({
    model: 'toll-mini',
    messages: [{ role: 'user', content: 'How far is it to the moon?' }],
    max_tokens: 100,
    ...change,
  }) as const satisfies OpenAI.ChatCompletionCreateParamsNonStreaming;

describe('a script behind the companion', () => {
  it('gets its answer, and what it cost is booked to the nano-unit', async () => {
    await setBudget();
    const answer = await client.chat.completions.create(chat());
    expect(answer.choices[0]?.message.content).not.toBe('');
    const [record] = await records(1);
    expect([record?.outcome, record?.certainty, record?.cost?.likelyNano, record?.origin, record?.isReviewed]).toEqual([
      ...['answer', 'billed', charged()[0], 'tool:unnamed', true],
    ]);
    await expect
      .poll(async () => (await companion.holds.usage()).map(({ spent, held }) => [spent, held]))
      .toEqual([[charged()[0], 0n]]);
    expect(troubles).toEqual([]);
  });

  it('streams, and its usage is known although it did not ask for it', async () => {
    const stream = await client.chat.completions.create({ ...chat(), stream: true });
    let chunks = 0;
    for await (const chunk of stream) {
      chunks += 1;
      // What the provider was asked for besides is taken out again.
      expect(chunk.usage ?? null).toBeNull();
    }
    expect(chunks).toBeGreaterThan(2);
    const [record] = await records(1);
    expect([record?.certainty, record?.cost?.likelyNano]).toEqual(['billed', charged()[0]]);
  });

  it('is stopped by a hard budget before anything leaves, for good, and told what to do', async () => {
    await setBudget({ limit: 1000n });
    const error = await client.chat.completions.create(chat()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    const { status, code, message, error: body } = error as InstanceType<typeof OpenAI.APIError>;
    expect([status, code]).toEqual([402, 'tollkeeper_budget_exceeded']);
    expect(message).toContain('Nothing was sent, nothing was charged.');
    const { problem } = body as { problem: { options: { kind: string }[]; 'violated-policies': string[] } };
    expect([problem.options.map(({ kind }) => kind), problem['violated-policies']]).toEqual([
      ['wait', 'raise-budget'],
      ['budget:all'],
    ]);
    // Once: the SDK does not ask again.
    expect(sandbox.world.requests.filter(({ path }) => path === '/v1/chat/completions')).toEqual([]);
    expect(await companion.store.transact(async (tables) => [await tables.openCalls.toArray()])).toEqual([[]]);
    expect(await records(0)).toEqual([]);
  });

  it('is not let through a hard budget where nobody knows what it can cost at most', async () => {
    await setBudget();
    const error = await client.chat.completions
      .create(chat({ model: 'no-such-model' }))
      .catch((reason: unknown) => reason);
    expect((error as Error).message).toContain('not known');
    expect(charged()).toEqual([]);
  });

  it('never spends more than a hard cap, however many come at once', async () => {
    const limit = 3_000_000n;
    await setBudget({ limit });
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => client.chat.completions.create(chat())));
    const went = answers.filter(({ status }) => status === 'fulfilled').length;
    const all = await records(went);
    expect(went).toBeGreaterThan(10);
    expect(went).toBeLessThan(60);
    expect(sum(charged())).toBeLessThanOrEqual(limit);
    expect(sum(all.map(({ cost }) => cost?.likelyNano ?? 0n))).toBe(sum(charged()));
    await expect
      .poll(async () => (await companion.holds.usage()).map(({ spent, held }) => [spent, held]))
      .toEqual([[sum(charged()), 0n]]);
  });

  it('that goes in the middle of a stream leaves a record that does not claim to know', async () => {
    const abort = new AbortController();
    const stream = await client.chat.completions.create(
      { ...chat({ max_tokens: 400 }), stream: true },
      { signal: abort.signal },
    );
    for await (const _ of stream) break;
    abort.abort();
    const [record] = await records(1);
    expect([record?.outcome, record?.certainty]).toEqual(['cut', 'estimated']);
    expect(await companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
  });

  it('is told what a refusal of the provider means, which costs no budget anything', async () => {
    await setBudget();
    await fetch(`${sandbox.origin}/console/api/state`, {
      method: 'POST',
      body: JSON.stringify({ balances: [{ unit: 'USD', total: '0' }] }),
      headers: { 'content-type': 'application/json' },
    });
    const error = await client.chat.completions.create(chat()).catch((reason: unknown) => reason);
    const { status, headers, error: body } = error as InstanceType<typeof OpenAI.APIError>;
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers?.get('tollkeeper-cause')).toBe('depleted');
    expect(body).toMatchObject({ message: expect.any(String) });
    const [record] = await records(1);
    expect([record?.outcome, record?.cost?.highNano]).toEqual(['refusal', 0n]);
    await expect
      .poll(async () => (await companion.holds.usage()).map(({ spent, held }) => [spent, held]))
      .toEqual([[0n, 0n]]);
  });

  it('finds everything as it was after a restart', async () => {
    await setBudget();
    await client.chat.completions.create(chat());
    await records(1);
    await companion.stop();
    companion = await openCompanion({
      ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { sandbox: sandbox.origin } },
      onTrouble: (what) => void troubles.push(what),
    });
    expect((await records(1)).map(({ cost }) => cost?.likelyNano)).toEqual(charged());
    expect((await companion.holds.usage()).map(({ spent }) => spent)).toEqual([sum(charged())]);
  });
});
