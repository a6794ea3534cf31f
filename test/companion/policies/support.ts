import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { readDaemon } from '../../../companion/api/daemon-file.ts';
import { openCallDesk } from '../../../companion/calls/call-desk.ts';
import { reviewCalls } from '../../../companion/calls/review-calls.ts';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { openLedgerFile } from '../../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { type Companion, openCompanion } from '../../../companion/open-companion.ts';
import { openGoverned as openPolicyPort } from '../../../companion/policies/open-governed.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { bodyOf, openGateway, standIn } from '../gateway/support.ts';

/** What a provider's stand-in was asked. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A provider that answers chats, and what it was asked. */
export interface ChatStandIn {
  readonly origin: string;
  readonly asked: Asked[];
}

type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>;

/** 1,000 tokens in, 500 out, whatever is asked. */
export const ANSWERED = {
  id: 'c1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 },
};

export const answerChat: Answer = (_, response) => sendJson(response, 200, ANSWERED);

export function sendJson(response: ServerResponse, status: number, body: object, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** OpenAI's words for an empty account. */
export const EMPTY = {
  error: {
    message: 'You exceeded your current quota, please check your plan and billing details.',
    type: 'insufficient_quota',
    param: null,
    code: 'insufficient_quota',
  },
};

export async function chatStandIn(answer: Answer = answerChat): Promise<ChatStandIn> {
  const asked: Asked[] = [];
  const { origin, close } = await standIn(async (request, response) => {
    const text = (await bodyOf(request)).toString('utf8');
    const one = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text || '{}'), text };
    asked.push(one);
    await answer(one, response);
  });
  onTestFinished(close);
  return { origin, asked };
}

/** A companion in front of stand-ins, and what a test asks of it. */
export interface Governed {
  readonly companion: Companion;
  readonly folder: string;
  readonly troubles: string[];
  /** Asks the control API. */
  readonly api: (
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ status: number; body: Record<string, unknown> }>;
  readonly setPolicy: (name: string, policy: object) => Promise<void>;
  readonly setBudget: (change?: Partial<Budget>) => Promise<void>;
  /** A tool's token. */
  readonly token: (name?: string, label?: string) => Promise<string>;
  readonly addAccount: (provider: string, name: string, key: string) => Promise<void>;
  /** A chat to OpenAI. */
  readonly chat: (body: object | string, headers?: Record<string, string>, signal?: AbortSignal) => Promise<Response>;
  readonly records: (count: number) => Promise<readonly CallRecord[]>;
  /** Spent and held of each budget, when nothing is under way any more. */
  readonly used: () => Promise<readonly (readonly bigint[])[]>;
  /** Until so many calls are booked with all that follows of it; there must be a budget. */
  readonly settled: (count: number) => Promise<readonly CallRecord[]>;
  readonly restart: () => Promise<void>;
}

export async function openGoverned(standIns: Readonly<Record<string, string>>): Promise<Governed> {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-policies-'));
  const troubles: string[] = [];
  const start = (): Promise<Companion> =>
    openCompanion({
      ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns },
      onTrouble: (what) => void troubles.push(what),
    });
  let companion = await start();
  onTestFinished(async () => {
    await companion.stop();
    rmSync(folder, { recursive: true });
  });
  const api: Governed['api'] = async (method, path, body) => {
    const daemon = readDaemon(folder);
    const answer = await fetch(`${daemon?.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${daemon?.apiToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const done = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await api(method, path, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const records: Governed['records'] = async (count) => {
    const read = (): Promise<readonly CallRecord[]> =>
      companion.store.transact(async (tables) => tables.records.toArray());
    await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(count);
    return read();
  };
  const used: Governed['used'] = async () => {
    const read = async (): Promise<readonly (readonly bigint[])[]> =>
      (await companion.holds.usage()).map(({ spent, held }) => [spent, held]);
    await expect.poll(async () => (await read()).every(([, held]) => held === 0n), { timeout: 10_000 }).toBe(true);
    return read();
  };
  return {
    folder,
    troubles,
    api,
    get companion() {
      return companion;
    },
    setPolicy: async (name, policy) => void (await done('PUT', `/policies/${name}`, { policy })),
    async setBudget(change = {}) {
      const budget: Budget = {
        ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' } },
        ...{
          window: { kind: 'day', zone: 'UTC' },
          limit: 1_000_000_000n,
          isHard: true,
          onFailure: 'closed',
          raises: [],
        },
        ...change,
      };
      const put = { kind: 'put', id: `put-${Math.random()}`, budgetId: budget.id, budget } as const;
      expect((await companion.holds.change(put)).problem).toBeNull();
    },
    token: async (name = 'agent', label) =>
      String((await done('POST', '/tools', { name, label: label ?? null })).token),
    addAccount: async (provider, name, key) => void (await done('POST', '/accounts', { provider, name, key })),
    chat: (body, headers = {}, signal) =>
      fetch(`${companion.gateway.origin}/openai/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-own-key', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(signal && { signal }),
      }),
    records,
    used,
    async settled(count) {
      const all = await records(count);
      await used();
      return all;
    },
    async restart() {
      await companion.stop();
      companion = await start();
    },
  };
}

export const chat = (change: object = {}): object => ({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'How far is it to the moon?' }],
  max_tokens: 500,
  ...change,
});

/** A companion's parts on a clock of the test's, in front of a stand-in for OpenAI. */
export async function openOnClock(now: () => number) {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-clock-'));
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const holds = openHolds(file.sql, { now });
  const store = openLedgerStore(file.sql);
  const ports = store.portsFor({ now, dayOf: () => '2026-11-22' });
  const desk = openCallDesk({ ports, secretHex: 'ab'.repeat(32), runId: 'companion-1', counters: {} });
  const onTrouble = (): void => undefined;
  const reviewing = reviewCalls({ desk, holds, onTrouble });
  const governed = openPolicyPort({ folder, holds, reviewer: reviewing.reviewer, now, onTrouble });
  const upstream = await chatStandIn();
  const gateway = await openGateway({ review: governed.port, standIns: { openai: upstream.origin } });
  onTestFinished(async () => {
    await gateway.stop();
    governed.stop();
    reviewing.running.stop();
    await file.close();
    rmSync(folder, { recursive: true });
  });
  return { holds, store, governed, upstream, gateway };
}
