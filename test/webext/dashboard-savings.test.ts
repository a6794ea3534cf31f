import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { SavingsQuery, SavingsView, WhatIfView } from '../../lib/domain/savings-view.ts';
import type { SpendPeriod } from '../../lib/domain/spend-view.ts';
import { hasSavings, readSavings, readWhatIf, readWhatIfChoices } from '../../lib/webext/dashboard-savings.ts';
import { localDay, startOfDay } from '../../lib/webext/local-day.ts';
import { CALLS_LOOKED_MAX, chooseSpan, readSpan } from '../../lib/webext/read-span.ts';
import { made, usd } from '../advice/samples.ts';
import { NOW, ONE } from '../domain/samples.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { countReads } from './watch-database.ts';

let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
});
afterEach(() => host.close());

/** A call so many local days ago, at its day's own noon. */
function ago(days: number, number: number, change: Parameters<typeof made>[1]): CallRecord {
  const openedAt = startOfDay(localDay(NOW), -days) + 12 * 3_600_000 + number;
  return made(days * 1000 + number, { openedAt, day: localDay(openedAt), ...change });
}

/** Calls as they are, and their daily sums. */
async function fill(records: readonly CallRecord[], count = 1): Promise<void> {
  await host.database.records.bulkAdd(records);
  for (const { day, provider, model, cost } of records) {
    const key = { day, provider, model: model ?? '', unit: cost?.unit ?? '' };
    const known = await host.database.rollups.get([key.day, key.provider, key.model, key.unit]);
    const sums = { refusals: 0, unknownCalls: 0, likelyNano: 0n };
    await host.database.rollups.put({ ...key, ...sums, calls: (known?.calls ?? 0) + count });
  }
}

const read = (period: SpendPeriod = '30'): Promise<SavingsView> =>
  readSavings(host.database, period, { now: NOW, exchangeRates: [] });
const ask = (asked: Partial<SavingsQuery>): Promise<WhatIfView> =>
  readWhatIf(host.database, { period: '30', of: null, model: null, provider: null, cache: null, ...asked }, NOW);

/** $3 that failed and $6 that a long answer cost, both of gpt-5.5 ($5 in, $30 out a million). */
const failed = (days: number, number: number): CallRecord =>
  ago(days, number, { usage: { 'input-tokens': 10, 'output-tokens': 100_000 }, outcome: 'error', cost: usd(3n * ONE) });
const long = (days: number, number: number): CallRecord =>
  ago(days, number, { usage: { 'input-tokens': 0, 'output-tokens': 200_000 } });

describe('what could have been saved', () => {
  it('is not there before anything did cost something', async () => {
    expect(await hasSavings(host.database)).toBe(false);
    await fill([ago(1, 1, { usage: null, outcome: 'refusal', cost: usd(0n) })]);
    expect(await hasSavings(host.database)).toBe(false);
    expect(await read('7')).toMatchObject({ sums: [{ spentNano: 0n }], savings: [], best: [] });
    await fill([long(1, 2)]);
    expect(await hasSavings(host.database)).toBe(true);
  });

  it('is found in the calls of the period alone, to the nano-unit', async () => {
    await fill([failed(2, 1), failed(3, 2), long(3, 3), failed(40, 4)]);
    const view = await read();
    expect(view.looked).toMatchObject({ calls: 3, ofCalls: 3, toDay: localDay(NOW) });
    expect(view.sums).toEqual([{ unit: 'USD', spentNano: 12n * ONE, savedNano: 6n * ONE }]);
    expect(view.savings).toMatchObject([
      {
        ...{ kind: 'failed', nano: 6n * ONE, calls: 2 },
        places: [{ place: { providerName: 'OpenAI', model: 'gpt-5.5', origin: 'nightly/prod' }, nano: 6n * ONE }],
      },
    ]);
    expect((await read('90')).looked.calls).toBe(4);
  });

  it('says which way of paying is best, and by what the calls look like', async () => {
    await fill(Array.from({ length: 30 }, (_, number) => long(number, number)));
    const { best, ways, reasons } = await read();
    expect(reasons).toEqual([{ key: 'advice.pattern.stable' }]);
    expect(best).toMatchObject([{ unit: 'USD', nano: 90n * ONE, name: { key: 'page.way.batch' } }]);
    expect(ways[0]).toMatchObject({ compared: [{ calls: 30, wasNano: 180n * ONE, likelyNano: 90n * ONE }] });
  });

  it("takes the user's own rate for what a dollar is elsewhere", async () => {
    const yuan = (nano: bigint): CallRecord =>
      ago(1, 1, { usage: null, outcome: 'error', cost: { ...usd(nano), unit: 'CNY' } });
    // Two yuan: less than a dollar a month, unless a dollar is one.
    await fill([yuan(2n * ONE)]);
    expect((await read()).savings).toEqual([]);
    const exchangeRates = [{ from: 'USD', to: 'CNY', rate: '1', on: '2026-11-21' }];
    const view = await readSavings(host.database, '30', { now: NOW, exchangeRates });
    expect(view.savings).toMatchObject([{ kind: 'failed', unit: 'CNY', nano: 2n * ONE }]);
  });
});

describe('what the same calls would have cost', () => {
  it('to another model, of one model only', async () => {
    const other = ago(1, 9, { model: 'gpt-5.4', usage: { 'input-tokens': 0, 'output-tokens': 100_000 } });
    await fill([long(1, 1), long(2, 2), other]);
    const whatIf = await ask({ model: 'gpt-5.4', of: 'gpt-5.5' });
    expect(whatIf.compared).toMatchObject([{ calls: 2, wasNano: 12n * ONE, likelyNano: 6n * ONE, unit: 'USD' }]);
    expect(whatIf.leftOut).toMatchObject([{ why: 'kind', calls: 1 }]);
    expect(whatIf.caveats.map(({ key }) => key)).toContain('advice.caveat.quality');
  });

  it('at another provider, and to a model that nobody has a price of', async () => {
    await fill([long(1, 1)]);
    expect((await ask({ model: 'claude-sonnet-4-5', provider: 'anthropic' })).compared).toMatchObject([
      { calls: 1, wasNano: 6n * ONE, unit: 'USD' },
    ]);
    expect(await ask({ model: 'a-model-of-nobody' })).toMatchObject({
      compared: [],
      leftOut: [{ why: 'price', calls: 1 }],
    });
  });

  it('by the price that the user says a model has at an account', async () => {
    await host.addAccount('openai:1');
    const prices = [
      { model: 'gpt-5.4', unit: 'USD', rates: { 'input-tokens': 0n, 'output-tokens': 1_000_000n }, on: '2026-01-01' },
    ];
    await host.database.accounts.update('openai:1', { own: { times: {}, prices } });
    await fill([{ ...long(1, 1), account: 'openai:1' }]);
    expect((await ask({ model: 'gpt-5.4' })).compared).toMatchObject([{ wasNano: 6n * ONE, likelyNano: ONE / 5n }]);
  });

  it('offers what was called, and what has a price where it was called or at who was chosen', async () => {
    await fill([long(1, 1)]);
    const given = { now: NOW, providers: [{ id: 'openai', name: 'OpenAI' }] };
    const choices = await readWhatIfChoices(host.database, { period: '30', provider: null }, given);
    expect(choices).toMatchObject({ called: ['gpt-5.5'], providers: given.providers });
    expect(choices.models).toEqual(expect.arrayContaining(['gpt-5.4', 'gpt-5.5']));
    const elsewhere = await readWhatIfChoices(host.database, { period: '30', provider: 'anthropic' }, given);
    expect(elsewhere.models).not.toContain('gpt-5.4');
    expect(elsewhere.models.some((model) => model.startsWith('claude'))).toBe(true);
  });
});

describe('which calls are looked at', () => {
  const days = (from: number, to = 0) => ({
    from: localDay(startOfDay(localDay(NOW), -from)),
    to: localDay(startOfDay(localDay(NOW), -to)),
  });

  it('the newest whole days that are not too many together, by sums alone', async () => {
    await fill([long(0, 1), long(1, 2), long(2, 3)], 9000);
    const reads = countReads(host.database);
    const span = await chooseSpan(host.database, days(29));
    expect(span).toEqual({ fromDay: days(1).from, toDay: days(0).to, ofCalls: 27_000, days: 2 });
    expect(reads.take()).toMatchObject({ rows: 3 });
    expect(await chooseSpan(host.database, days(29), 27_000)).toMatchObject({ fromDay: days(29).from, days: 30 });
    // One day at least.
    expect(await chooseSpan(host.database, days(29), 10)).toMatchObject({ fromDay: days(0).from, days: 1 });
    expect(await chooseSpan(host.database, days(50, 40))).toMatchObject({ ofCalls: 0, days: 11 });
  });

  it('each of them once and in the order of time, many of one instant among them', async () => {
    const many = Array.from({ length: 1300 }, (_, number) => ({
      ...ago(0, 0, { usage: null }),
      callId: `same-${String(number).padStart(4, '0')}`,
    }));
    await host.database.records.bulkAdd([...many, long(0, 1), long(1, 2), long(2, 3)]);
    const take = async (callsMax?: number): Promise<readonly string[]> => {
      const found: string[] = [];
      const { from: fromDay, to: toDay } = days(1);
      for await (const { callId } of readSpan(host.database, { fromDay, toDay }, callsMax)) found.push(callId);
      return found;
    };
    const all = await take();
    expect(all).toHaveLength(1302);
    expect(new Set(all).size).toBe(1302);
    expect([all[0], all.at(-1)]).toEqual([long(1, 2).callId, long(0, 1).callId]);
    expect(await take(700)).toEqual(all.slice(0, 700));
  });

  it('no more than a bound of one day that has more, and it is said', async () => {
    await fill([long(0, 1), long(0, 2)], CALLS_LOOKED_MAX * 20);
    expect((await read()).looked).toMatchObject({ calls: 2, ofCalls: CALLS_LOOKED_MAX * 40 });
  });
});
