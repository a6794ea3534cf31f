import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DayUsage, UsageAsk } from '../../lib/domain/usage-ask.ts';
import { readUsageByKey } from '../../lib/engine/read-usage-by-key.ts';
import { findProvider, providers } from '../../lib/providers/registry.ts';
import { root } from '../architecture/sources.ts';
import { standIn, type Told } from './loopback.ts';

interface UsageFixture {
  readonly source: string;
  readonly date: string;
  readonly at: string;
  readonly body: unknown;
  readonly expected: readonly DayUsage[];
}

const recorded: Readonly<Record<string, readonly UsageFixture[]>> = JSON.parse(
  readFileSync(join(root, 'test/providers/usage.json'), 'utf8'),
);
const FROM = Date.parse('2024-10-01T15:00:00Z');
const EMPTY = { data: [], next_page: null };

function asksOf(id: string): readonly UsageAsk[] {
  return findProvider(id)?.usageByKey ?? [];
}

async function read(id: string, answer: Parameters<typeof standIn>[0], from = FROM) {
  const { ports, seen } = await standIn(answer);
  return { found: await readUsageByKey(asksOf(id), { key: 'sk-admin', from, origin: null }, ports), seen };
}

const bodies = (id: string) => (url: string) => recorded[id]?.find(({ at }) => url.startsWith(at))?.body ?? EMPTY;

it('each address that tells what was counted has a recording with source and day', () => {
  const paths = providers.flatMap(({ usageByKey = [] }) => usageByKey.map(({ path }) => path));
  const all = Object.values(recorded).flat();
  expect(all.map(({ at }) => at).sort()).toEqual([...paths].sort());
  for (const { source, date } of all) {
    expect(source).toMatch(/^https:/);
    expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  }
});

it.each(Object.entries(recorded))('%s: what was recorded is read, model by model', async (id, all) => {
  const { found, seen } = await read(id, ({ url }) => ({ body: bodies(id)(url) }));
  expect(found).toEqual({ kind: 'read', days: all.flatMap(({ expected }) => expected) });
  expect(seen.map(({ host }) => host)).toEqual(asksOf(id).map(({ host }) => host));
});

it('OpenAI is asked by days and models in seconds, Anthropic in ISO texts, each by its own headers', async () => {
  const { seen } = await read('openai', () => ({ body: EMPTY }));
  expect(seen.map(({ url }) => url)).toEqual(
    ['completions', 'embeddings'].map(
      (kind) => `/v1/organization/usage/${kind}?bucket_width=1d&limit=31&group_by=model&start_time=1727740800`,
    ),
  );
  expect(seen[0]?.headers.authorization).toBe('Bearer sk-admin');
  const [other] = (await read('anthropic', () => ({ body: EMPTY }))).seen;
  const { pathname, searchParams } = new URL(other?.url ?? '', 'http://x');
  expect(pathname).toBe('/v1/organizations/usage_report/messages');
  expect([searchParams.get('group_by[]'), searchParams.get('starting_at')]).toEqual(['model', '2024-10-01T00:00:00Z']);
  expect(other?.headers).toMatchObject({ 'x-api-key': 'sk-admin', 'anthropic-version': '2023-06-01' });
});

it('counts of one model and day are added up, page by page; what one of them does not tell is not known', async () => {
  const row = { input_tokens: 100, output_tokens: 10, num_model_requests: 1, model: 'gpt-4o' };
  const bucket = (more: object) => ({ start_time: 1730419200, results: [{ ...row, ...more }] });
  const { found } = await read('openai', ({ url }) => {
    if (!url.includes('completions')) return { body: EMPTY };
    return url.includes('page=two')
      ? { body: { data: [bucket({ num_model_requests: null })], next_page: null } }
      : { body: { data: [bucket({ input_cached_tokens: 60 }), bucket({ model: null })], next_page: 'two' } };
  });
  const day = '2024-11-01';
  expect(found).toEqual({
    kind: 'read',
    days: [
      { day, model: '', inputTokens: 100, cachedTokens: 0, outputTokens: 10, calls: 1 },
      { day, model: 'gpt-4o', inputTokens: 200, cachedTokens: 60, outputTokens: 20, calls: null },
    ],
  });
});

describe('what is none is an error, and never zero', () => {
  const counted = (row: object) => ({ data: [{ start_time: 1730419200, results: [row] }] });
  it.each<readonly [string, Told, string]>([
    [
      'an ordinary key',
      { status: 403, text: '{"error":{"message":"Missing scopes: api.usage.read"}}' },
      'wrong-kind-of-key',
    ],
    ['another form', { body: { data: { sum: 3 } } }, 'unknown-answer'],
    ['no input', { body: counted({ output_tokens: 3 }) }, 'unknown-answer'],
    ['a count below zero', { body: counted({ input_tokens: -3, output_tokens: 3 }) }, 'unknown-answer'],
    ['a text for a count', { body: counted({ input_tokens: '3', output_tokens: 3 }) }, 'unknown-answer'],
    [
      'cached ones in another form',
      { body: counted({ input_tokens: 3, output_tokens: 3, input_cached_tokens: {} }) },
      'unknown-answer',
    ],
  ])('%s', async (_what, answer, kind) => {
    const { found } = await read('openai', ({ url }) => (url.includes('completions') ? answer : { body: EMPTY }));
    expect(found).toMatchObject({ kind: 'problem', problem: { kind } });
  });

  it('one of two questions that fails leaves no half', async () => {
    const { found } = await read('openai', ({ url }) =>
      url.includes('embeddings') ? { status: 500, text: 'no' } : { body: bodies('openai')(url) },
    );
    expect(found).toMatchObject({ kind: 'problem', problem: { kind: 'unavailable' } });
  });
});
