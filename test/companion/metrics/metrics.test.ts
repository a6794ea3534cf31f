import { describe, expect, it } from 'vitest';
import type { EndedCall } from '../../../companion/events/news.ts';
import { NAMES_MAX, openTally } from '../../../companion/metrics/tally.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { parseDecimal } from '../../../lib/domain/money.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { type Running, runCompanion } from '../running-companion.ts';

/** The samples of Prometheus' text, by name and labels. */
function samplesOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines)
    expect(line).toMatch(/^[a-z_\d]+(\{([a-z_]+="([^"\\]|\\.)*",?)*\})? (-?[\d.e+-]+|[+-]Inf|Nan)$/);
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]));
}

const read = async ({ ask }: Running) => samplesOf((await ask('GET', '/metrics')).text);

describe('metrics of a companion', () => {
  it('say what was called, what it cost to the nano-unit, and how budgets stand', async () => {
    const running = await runCompanion();
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '1', per: 'day' } });
    for (let n = 0; n < 3; n += 1) await running.chat();
    await expect.poll(async () => (await running.ask('GET', '/api/v1/calls')).body.calls.length).toBe(3);
    const samples = await read(running);
    const model = 'provider="sandbox",model="toll-mini"';
    const charged = running.sandbox.world.transactions.filter(({ kind }) => kind === 'chat');
    const total = charged.reduce((sum, { amountNano }) => sum - amountNano, 0n);
    expect(parseDecimal(samples.get(`tollkeeper_cost_total{${model},unit="USD"}`))).toBe(total);
    expect(parseDecimal(samples.get('tollkeeper_budget_spent{budget="daily",unit="USD"}'))).toBe(total);
    expect(samples.get('tollkeeper_budget_held{budget="daily",unit="USD"}')).toBe('0');
    expect(samples.get('tollkeeper_budget_limit{budget="daily",unit="USD"}')).toBe('1');
    expect(samples.get(`tollkeeper_calls_total{${model},outcome="answer"}`)).toBe('3');
    expect(Number(samples.get(`tollkeeper_usage_total{${model},meter="output-tokens"}`))).toBeGreaterThan(0);
    expect(samples.get('tollkeeper_calls_under_way')).toBe('0');
    for (const name of ['gateway_overhead_seconds', 'ledger_seconds']) {
      const labels = name === 'ledger_seconds' ? 'operation="reserve"' : '';
      const head = `tollkeeper_${name}_`;
      expect(samples.get(`${head}count${labels && `{${labels}}`}`)).toBe('3');
      expect(samples.get(`${head}bucket{${labels && `${labels},`}le="+Inf"}`)).toBe('3');
      expect(Number(samples.get(`${head}sum${labels && `{${labels}}`}`))).toBeGreaterThan(0);
    }
    expect(Number(samples.get('nodejs_eventloop_lag_seconds'))).toBeGreaterThanOrEqual(0);
  });

  it('tell our own refusals from those of a provider', async () => {
    const running = await runCompanion();
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '0.000000001', per: 'day' } });
    await running.chat();
    await running.ask('DELETE', '/api/v1/budgets/daily');
    // Its own limit leaves $0.02.
    await running.chat({ max_tokens: 60_000 }, { authorization: `Bearer ${demoKeys.dev1}` });
    await expect
      .poll(async () => [...(await read(running)).keys()].filter((key) => key.includes('refusals')).length)
      .toBe(2);
    const refusals = [...(await read(running))].filter(([key]) => key.includes('refusals'));
    expect(refusals).toEqual([
      ['tollkeeper_refusals_total{provider="sandbox",by="tollkeeper",cause="budget-exceeded"}', '1'],
      [expect.stringContaining('by="provider"'), '1'],
    ]);
  });

  it('are for who has the token, unless they were opened, and then for no page either', async () => {
    const closed = await runCompanion();
    expect((await closed.ask('GET', '/metrics', { headers: { authorization: '' } })).status).toBe(401);
    expect((await closed.ask('POST', '/metrics')).status).toBe(405);
    const open = await runCompanion({ metrics: 'open' });
    expect((await open.ask('GET', '/metrics', { headers: { authorization: '' } })).status).toBe(200);
    const page = { authorization: '', origin: 'https://evil.example' };
    expect((await open.ask('GET', '/metrics', { headers: page })).status).toBe(403);
    expect((await open.ask('GET', '/metrics', { headers: { authorization: '', host: 'evil.example' } })).status).toBe(
      403,
    );
  });

  it('asked for by many at once are the same for all', async () => {
    const running = await runCompanion();
    const all = await Promise.all(Array.from({ length: 50 }, () => running.ask('GET', '/metrics')));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe('a tally', () => {
  const record = (change: Partial<CallRecord>): CallRecord =>
    ({ outcome: 'answer', certainty: 'billed', usage: null, cost: null, refusalCause: null, ...change }) as CallRecord;
  const ended = (change: Partial<EndedCall>) =>
    ({
      kind: 'call-ended',
      call: {
        ...{ provider: 'p', model: 'm', how: 'answer', oursMs: null, refusal: null, record: null, replaced: null },
        ...change,
      } as EndedCall,
    }) as const;
  const cost = (nano: bigint) => ({ unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano });

  it('needs no more room for a client that makes up models and providers', () => {
    const tally = openTally();
    for (let n = 0; n < 5000; n += 1) {
      tally.hear(
        ended({
          provider: `newapi@site${n}`,
          model: `model-${n}`,
          record: record({ refusalCause: 'unsure', cost: cost(1n) }),
        }),
      );
    }
    const models = [...tally.models()];
    expect(models.length).toBeLessThanOrEqual(NAMES_MAX * 2 + 1);
    expect(models.reduce((sum, { cost: by }) => sum + (by.get('USD') ?? 0n), 0n)).toBe(5000n);
    expect([...tally.refusals()].length).toBeLessThanOrEqual(NAMES_MAX + 1);
    expect([...tally.refusals()].reduce((sum, { count }) => sum + count, 0)).toBe(5000);
  });

  it('counts a call once whose end is seen later, and never less than before', () => {
    const tally = openTally();
    const lost = record({ outcome: 'cut', certainty: 'unknown', cost: cost(10n), usage: { 'output-tokens': 3 } });
    tally.hear(ended({ record: lost }));
    const known = record({ cost: cost(25n), usage: { 'output-tokens': 5 } });
    tally.hear(ended({ record: known, replaced: lost }));
    const less = record({ cost: cost(4n), usage: { 'output-tokens': 1 } });
    tally.hear(ended({ record: less, replaced: known }));
    const [sums] = tally.models();
    expect([[...(sums?.calls ?? [])], sums?.cost.get('USD'), sums?.tokens.get('output-tokens'), sums?.unknown]).toEqual(
      [[['cut', 1]], 25n, 5, 1],
    );
  });

  it('adds up sums that no float could', () => {
    const tally = openTally();
    const large = 9_007_199_254_740_993n;
    for (let n = 0; n < 3; n += 1) tally.hear(ended({ record: record({ cost: cost(large) }) }));
    expect([...tally.models()][0]?.cost.get('USD')).toBe(large * 3n);
  });

  it('shows no key that somebody took for a model', () => {
    const tally = openTally();
    tally.hear(ended({ model: 'sk-proj-abcdefghijklmnop' }));
    expect(JSON.stringify([...tally.models()])).not.toContain('abcdefghijkl');
  });
});
