import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CostAsk, DayCost } from '../../lib/domain/cost-ask.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { Statement } from '../../lib/engine/ask-statement.ts';
import { readCostsByKey } from '../../lib/engine/read-costs-by-key.ts';
import { findProvider, providers } from '../../lib/providers/registry.ts';
import { root } from '../architecture/sources.ts';
import { standIn, type Told } from './loopback.ts';

interface CostFixture {
  readonly source: string;
  readonly date: string;
  readonly body: unknown;
  readonly expected: readonly { readonly day: string; readonly unit: string; readonly amount: string }[];
}

const recorded: Readonly<Record<string, readonly CostFixture[]>> = JSON.parse(
  readFileSync(join(root, 'test/providers/costs.json'), 'utf8'),
);

function askOf(id: string): CostAsk {
  const ask = findProvider(id)?.costsByKey;
  if (ask === undefined) throw new Error(`${id} tells no key what it billed`);
  return ask;
}

const told = (body: unknown): Told => ({ text: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

async function read(id: string, answer: Parameters<typeof standIn>[0], from = '2024-10-01') {
  const { ports, seen } = await standIn(answer);
  const by = { key: 'sk-admin', from: Date.parse(`${from}T15:00:00Z`), origin: null };
  return { found: await readCostsByKey(askOf(id), by, ports), seen };
}

const shown = (found: Statement<DayCost>): unknown =>
  found.kind === 'read' ? found.days.map(({ day, unit, nano }) => ({ day, unit, amount: toDecimal(nano) })) : found;

it('each provider that tells its bills has a recording with source and day', () => {
  const able = providers.flatMap(({ id, costsByKey }) => (costsByKey ? [id] : []));
  expect(Object.keys(recorded).sort()).toEqual([...able].sort());
  for (const { source, date } of Object.values(recorded).flat()) {
    expect(source).toMatch(/^https:/);
    expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  }
});

it.each(Object.entries(recorded).flatMap(([id, all]) => all.map((one) => [id, one] as const)))(
  '%s: what was recorded is read',
  async (id, { body, expected }) => {
    const { found, seen } = await read(id, () => told(body));
    expect(shown(found)).toEqual(expected);
    expect(seen.map(({ host }) => host)).toEqual([askOf(id).host]);
  },
);

describe('how it is asked', () => {
  it('OpenAI with seconds and a bearer key, Anthropic with a text and its own headers', async () => {
    const empty = told({ data: [], next_page: null });
    const [asked] = (await read('openai', () => empty)).seen;
    expect(asked?.url).toBe('/v1/organization/costs?bucket_width=1d&limit=31&start_time=1727740800');
    expect(asked?.headers.authorization).toBe('Bearer sk-admin');
    const [other] = (await read('anthropic', () => empty)).seen;
    expect(other?.url).toContain('starting_at=2024-10-01T00%3A00%3A00Z');
    expect(other?.headers).toMatchObject({ 'x-api-key': 'sk-admin', 'anthropic-version': '2023-06-01' });
    expect(other?.headers.authorization).toBeUndefined();
  });

  it('page by page, and sums of one day are added up', async () => {
    const bucket = (value: number) => ({ start_time: 1730419200, results: [{ amount: { value, currency: 'usd' } }] });
    const { found, seen } = await read('openai', ({ url }) =>
      url.includes('page=two')
        ? told({ data: [bucket(0.2)], next_page: null })
        : told({ data: [bucket(0.1)], next_page: 'two' }),
    );
    expect(shown(found)).toEqual([{ day: '2024-11-01', unit: 'USD', amount: '0.3' }]);
    expect(seen).toHaveLength(2);
  });

  it('days before the first are left out, however many come', async () => {
    const { found } = await read('openrouter', () => told(recorded.openrouter?.[0]?.body), '2025-08-25');
    expect(found).toEqual({ kind: 'read', days: [] });
  });
});

describe('what is none is an error, and never zero', () => {
  it.each([
    [
      'an ordinary key',
      { status: 403, text: '{"error":{"message":"Missing scopes: api.usage.read permission"}}' },
      'wrong-kind-of-key',
    ],
    ['a wrong key', { status: 401, text: '{"error":{"message":"Incorrect API key provided"}}' }, 'wrong-key'],
    ['a page', { headers: { 'content-type': 'text/html' }, text: '<!doctype html><p>hi' }, 'page'],
    ['another form', { text: '{"data":{"sum":3}}' }, 'unknown-answer'],
    [
      'a sum that is none',
      { text: '{"data":[{"start_time":1730419200,"results":[{"amount":{"value":"x"}}]}]}' },
      'unknown-answer',
    ],
    ['a failing server', { status: 502, text: 'no' }, 'unavailable'],
  ] as const)('%s', async (_what, answer, kind) => {
    expect((await read('openai', () => answer)).found).toMatchObject({ kind: 'problem', problem: { kind } });
  });

  it('pages without end are not read without end, and nothing of them counts', async () => {
    const { found, seen } = await read('openai', () => told({ data: [], next_page: 'again' }));
    expect(found).toMatchObject({ kind: 'problem', problem: { kind: 'too-large' } });
    expect(seen).toHaveLength(12);
  });

  it('an error on a later page leaves no half of a sum', async () => {
    const bucket = { start_time: 1730419200, results: [{ amount: { value: 1, currency: 'usd' } }] };
    const { found } = await read('openai', ({ url }) =>
      url.includes('page=two') ? { status: 500, text: 'no' } : told({ data: [bucket], next_page: 'two' }),
    );
    expect(found).toMatchObject({ kind: 'problem', problem: { kind: 'unavailable' } });
  });
});
