import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Daemon, readDaemon } from '../../../companion/api/daemon-file.ts';
import { startCommand } from '../start-command.ts';
import { type Asked, answerChat, chat, chatStandIn, EMPTY, sendJson } from './support.ts';

/* kill -9 in a chain of hops: each attempt that the provider saw is booked once, and counted. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-hops-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function up(standIns: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH, TOLLKEEPER_HOME: folder, HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
  const upstreams = Object.entries(standIns).map(([id, origin]) => `${id}=${origin}`);
  const started = startCommand(['up', '--port', '0', '--json', '--no-polling', '--upstream', upstreams.join()], env);
  await expect.poll(() => started.output.out + started.output.err, { timeout: 30_000 }).toContain('\n');
  const { origin, apiToken } = readDaemon(folder) as Daemon;
  const api = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    expect([path, answer.status]).toEqual([path, 200]);
    return (await answer.json()) as Record<string, unknown>;
  };
  return { ...started, origin, api };
}

const KEYS = { main: 'sk-main-key-1', spare: 'sk-spare-key-2', own: 'sk-deepseek-key-3' } as const;
const keyOf = ({ headers }: Asked): string => String(headers.authorization).replace('Bearer ', '');

/** A call as the API tells it. */
interface ToldCall {
  readonly id: string;
  readonly certainty: string;
  readonly cost: { readonly high: string } | null;
}

/** Where in the chain it is killed, and how many attempts the providers have seen by then. */
const POINTS = [
  ['while the first account is asked', KEYS.main, 'asked', 1],
  ['when the first account has said that it is empty', KEYS.main, 'answered', 1],
  ['while the second account is asked', KEYS.spare, 'asked', 2],
  ['when the second account has said that it is empty', KEYS.spare, 'answered', 2],
  ['while the other provider is asked', KEYS.own, 'asked', 2],
  ['when the other provider has answered', KEYS.own, 'answered', 2],
] as const;

describe('killed in a chain of hops', { timeout: 120_000 }, () => {
  it.each(POINTS)('%s', async (_where, key, when, seen) => {
    let kill = (): void => undefined;
    const provider = () =>
      chatStandIn((asked, response) => {
        const isHere = keyOf(asked) === key;
        // Whoever is asked when it is killed never gets to answer.
        if (isHere && when === 'asked') return kill();
        if (isHere) response.once('finish', () => kill());
        if (keyOf(asked) === KEYS.own) return answerChat(asked, response);
        sendJson(response, 429, EMPTY);
      });
    const [openai, deepseek] = [await provider(), await provider()];
    const standIns = { openai: openai.origin, deepseek: deepseek.origin };
    const first = await up(standIns);
    kill = () => void first.child.kill('SIGKILL');
    const { api } = first;
    // DeepSeek's list is in another currency, and no rate is set: there calls are counted.
    const unit = key === KEYS.own ? 'calls' : 'USD';
    await api('PUT', '/budgets/all', { limit: '100', unit, per: 'day' });
    for (const [of, name] of [
      ['openai', 'main'],
      ['openai', 'spare'],
      ['deepseek', 'own'],
    ] as const) {
      await api('POST', '/accounts', { provider: of, name, key: KEYS[name] });
    }
    const toOther = { provider: 'openai', to: 'deepseek', models: { 'gpt-4o': 'deepseek-chat' } };
    const policy =
      key === KEYS.own
        ? { kind: 'backup-provider', ...toOther }
        : { kind: 'backup-account', provider: 'openai', accounts: ['spare'] };
    await api('PUT', '/policies/next', { policy });
    const { token } = await api('POST', '/tools', { name: 'agent', label: null });
    const call = fetch(`${first.origin}/openai/v1/chat/completions`, {
      ...{ method: 'POST', body: JSON.stringify(chat()) },
      headers: {
        ...{ 'content-type': 'application/json', authorization: `Bearer ${token}` },
        'tollkeeper-account': 'main',
      },
    }).then((answer) => answer.text());
    // It was killed before its answer, or in the middle of it; who gets an answer all the same says which.
    const answered = call.then(
      (text) => sleep(10_000, text),
      () => first.ended,
    );
    expect(await Promise.race([first.ended, answered])).toBeNull();

    const again = await up(standIns);
    const asked = [...openai.asked, ...deepseek.asked];
    expect(asked.length).toBeGreaterThanOrEqual(seen);
    // What was killed after it had noted a hop as sent and before the provider had it is booked, too: it may have been billed.
    const { calls } = (await again.api('GET', '/calls?limit=10')) as { calls: readonly ToldCall[] };
    expect(calls.length).toBeGreaterThanOrEqual(asked.length);
    expect(calls.length).toBeLessThanOrEqual(asked.length + 1);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    const unknown = calls.filter(({ certainty }) => certainty === 'unknown');
    expect(unknown.length).toBeLessThanOrEqual(1 + (when === 'answered' ? 1 : 0));
    if (when === 'asked') expect(unknown).toHaveLength(1);
    // Of the one whose end nobody saw at least what it may have cost is counted: spent, or held until its time is over.
    const { budgets } = (await again.api('GET', '/budgets')) as { budgets: readonly { spent: string; held: string }[] };
    const counted = Number(budgets[0]?.spent) + Number(budgets[0]?.held);
    const most = calls.reduce((sum, { cost }) => sum + Number(cost?.high ?? 0), 0);
    expect(counted).toBeGreaterThanOrEqual(most - 1e-9);
    if (unknown.length > 0) expect(counted).toBeGreaterThan(0);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });
});
