import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import type { RelayView } from '../../lib/domain/relay-view.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { hasRelays, readRelays } from '../../lib/webext/dashboard-relays.ts';
import { historyOf } from '../domain/counted-records.ts';
import { NOW } from '../domain/samples.ts';
import { answered, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { countReads } from './watch-database.ts';

const DAY_MS = 86_400_000;
const padded = (tokens: number): number => tokens * 1.4;

let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
});
afterEach(() => host.close());

/** Writes histories as they are, and their daily sums. */
async function fill(...histories: Parameters<typeof historyOf>[0][]): Promise<void> {
  const records = histories.flatMap((history) => historyOf({ newestAt: NOW - 60_000, ...history }));
  await host.database.records.bulkAdd(records);
  for (const provider of new Set(records.map((record) => record.provider))) {
    const calls = records.filter((record) => record.provider === provider).length;
    const sums = { calls, refusals: 0, likelyNano: 0n, unknownCalls: 0 };
    await host.database.rollups.put({ day: '2026-11-21', provider, model: 'gpt-4o', unit: 'USD', ...sums });
  }
}

const read = (days = 30): Promise<RelayView> => readRelays(host.database, { days, now: NOW, exchangeRates: [] });
const findings = ({ models }: RelayView) =>
  models.map(({ model, accounts }) => [model, accounts.map(({ account, finding }) => [account, finding])]);

describe('a settled call', () => {
  const outcome: Outcome = {
    ...(answered(1300, 400) as Extract<Outcome, { kind: 'answer' }>),
    output: { low: 290, likely: 300, high: 310 },
  };

  it('keeps what was counted beside what was billed, in numbers only', async () => {
    const { record } = await settleCall(settlement('a', outcome), host.ports);
    expect(record?.counted).toEqual({
      input: { billed: 1300, counted: 1200 },
      output: { billed: 400, counted: 300 },
    });
    expect(await hasRelays(host.database)).toBe(true);
  });

  it('keeps nothing where nothing was billed by tokens', async () => {
    await settleCall(settlement('a', { kind: 'error', status: 500 }), host.ports);
    const [record] = await host.records();
    expect(record).not.toHaveProperty('counted');
    expect(await hasRelays(host.database)).toBe(false);
    expect(await read()).toMatchObject({ calls: 0, isPart: false, models: [] });
  });

  it('is found by the screen through the sums that it was added to', async () => {
    await settleCall(settlement('a', outcome), host.ports);
    const view = await readRelays(host.database, { days: 30, now: NOW + 1000, exchangeRates: [] });
    expect(view.calls).toBe(1);
    expect(view.models[0]?.accounts[0]).toMatchObject({ finding: 'few' });
  });
});

describe('the check of relays', () => {
  it('says of each account how it is billed, and what answers cost', async () => {
    await fill({ account: 'cheap:1', calls: 40, bill: padded }, { account: 'fair:1', calls: 60 });
    const view = await read();
    expect(findings(view)).toEqual([
      [
        'gpt-4o',
        [
          ['fair:1', 'usual'],
          ['cheap:1', 'more'],
        ],
      ],
    ]);
    expect(view).toMatchObject({ calls: 100, isPart: false });
    expect(view.models[0]?.accounts[1]?.spent).toMatchObject({ median: { unit: 'USD' }, shown: null });
  });

  it('takes accounts that are one wallet as one', async () => {
    await fill({ account: 'sandbox:1', calls: 7 }, { account: 'sandbox:2', calls: 6 });
    for (const id of ['sandbox:1', 'sandbox:2']) await host.addAccount(id);
    expect(findings(await read())).toEqual([
      [
        'gpt-4o',
        [
          ['sandbox:1', 'few'],
          ['sandbox:2', 'few'],
        ],
      ],
    ]);
    await host.database.accounts.update('sandbox:2', { mergedInto: 'sandbox:1' });
    expect(findings(await read())).toEqual([['gpt-4o', [['sandbox:1', 'usual']]]]);
  });

  it('believes a provider that says what its models count by', async () => {
    const calls = { model: 'toll-mini', calls: 40, bill: padded };
    await fill({ account: 'sandbox:1', ...calls }, { account: 'elsewhere:1', ...calls });
    const [model] = (await read()).models;
    expect(model?.accounts.find(({ account }) => account === 'sandbox:1')?.finding).toBe('more');
    expect(model?.accounts.find(({ account }) => account === 'elsewhere:1')?.finding).toBe('usual');
  });

  it('shows what an answer costs in the currency that was chosen, and at what the relay sells its dollar for', async () => {
    await fill({ account: 'new-api@api.laozhang.ai:1', calls: 12 });
    const exchangeRates = [{ from: 'USD', to: 'EUR', rate: '0.9', on: '2026-11-21' }];
    const { models } = await readRelays(host.database, { days: 30, now: NOW, exchangeRates });
    const spent = models[0]?.accounts[0]?.spent;
    expect(spent?.shown?.unit).toBe('EUR');
    expect(Number(spent?.shown?.nano) / Number(spent?.median.nano)).toBeCloseTo(0.9, 3);
  });

  it('looks no further back than the days asked for', async () => {
    await fill({ account: 'fair:1', calls: 12, newestAt: NOW - 40 * DAY_MS });
    await host.database.rollups.put({
      ...{ day: '2026-10-12', provider: 'fair', model: 'gpt-4o', unit: 'USD' },
      ...{ calls: 12, refusals: 0, likelyNano: 0n, unknownCalls: 0 },
    });
    expect((await read(30)).calls).toBe(0);
    expect((await read(90)).calls).toBe(12);
  });

  it('reads at most a thousand calls of a provider, however many there are, and says so', async () => {
    await fill({ account: 'busy:1', calls: 20_000 }, { account: 'fair:1', calls: 30 });
    const reads = countReads(host.database);
    const view = await read();
    expect(view).toMatchObject({ calls: 1030, isPart: true });
    expect(reads.take().rows).toBeLessThan(1100);
  });
});
