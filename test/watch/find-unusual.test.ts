import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../bench/runway/random.ts';
import { findUnusual } from '../../lib/watch/find-unusual.ts';
import type { SeenLoop, UseHour } from '../../lib/watch/unusual.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const DAYS = 28;
const NOW = START + DAYS * 24 * HOUR_MS + 14 * HOUR_MS + 60_000;

/** Calls of nine to five, on each day, as much as chance has it. */
function usual(change: Partial<UseHour> = {}, seed = 1): readonly UseHour[] {
  const random = seededRandom(seed);
  return Array.from({ length: DAYS * 24 + 14 }, (_, hour): UseHour => {
    const calls = hour % 24 >= 9 && hour % 24 < 17 ? random.poisson(20) : 0;
    return use(hour, calls, calls * 0.01, change);
  });
}

function use(hour: number, calls: number, cost: number, change: Partial<UseHour> = {}): UseHour {
  return {
    ...{ at: START + hour * HOUR_MS, provider: 'sandbox', account: 'a', model: 'small', key: 'k', origin: 'app' },
    ...{ unit: 'USD', nano: BigInt(Math.round(cost * 1e9)), calls },
    ...change,
  };
}
const last = DAYS * 24 + 13;
const find = (hours: readonly UseHour[], loops: readonly SeenLoop[] = []) => findUnusual({ hours, loops, now: NOW });

describe('unusual use', () => {
  it('is none where all is as usual, nor where nothing is usual yet', () => {
    expect(find(usual())).toEqual([]);
    expect(find([use(last, 1000, 1000)])).toEqual([]);
    expect(find([])).toEqual([]);
  });

  it('of a key that nobody knew is told by the key, with what it cost', () => {
    const found = find([...usual(), use(last - 1, 200, 4, { key: 'stolen' }), use(last, 200, 4, { key: 'stolen' })]);
    expect(found).toMatchObject([
      { kind: 'more', by: { kind: 'key', id: 'stolen' }, costNano: 8_000_000_000n, calls: 400 },
    ]);
    expect(found[0]?.since).toBe(START + (last - 1) * HOUR_MS);
    expect(found[0]?.usualNano).toBeLessThan(1_000_000_000n);
  });

  it('of all there is is told by the account, once', () => {
    const hours = usual().map((hour) =>
      hour.at >= START + (last - 4) * HOUR_MS ? { ...hour, calls: hour.calls * 8, nano: hour.nano * 8n } : hour,
    );
    expect(find(hours)).toMatchObject([{ kind: 'more', by: { kind: 'account', id: 'a' } }]);
  });

  it('of two causes is two findings', () => {
    const more = ['one', 'two'].map((key, index) =>
      use(last, 300, 5, { key, origin: `o${index}`, model: `m${index}` }),
    );
    expect(
      find([...usual(), ...more.map((hour) => ({ ...hour, model: 'small' }))])
        .map(({ by }) => by.id)
        .sort(),
    ).toEqual(['one', 'two']);
  });

  it('is a new model that costs far more than calls do', () => {
    const found = find([...usual(), use(last, 5, 3, { model: 'huge' })]);
    expect(found).toMatchObject([{ kind: 'new-model', by: { kind: 'model', id: 'huge' }, calls: 5 }]);
    expect(find([...usual(), use(last, 5, 0.05, { model: 'tiny' })])).toEqual([]);
  });

  it('is a model whose calls cost far more than they did, though there are no more of them', () => {
    const hours = usual().map((hour) =>
      hour.at >= START + (last - 2) * HOUR_MS ? { ...hour, nano: hour.nano * 5n } : hour,
    );
    const [found] = find(hours);
    expect(found).toMatchObject({
      kind: 'costlier',
      by: { kind: 'model', id: 'small' },
      since: START + (last - 2) * HOUR_MS,
    });
    expect(Number(found?.costNano) / Number(found?.usualNano)).toBeCloseTo(5, 0);
  });

  it('is a loop while it runs, and what it spends is no second finding', () => {
    const loop = { provider: 'sandbox', account: 'a', model: 'small', key: 'looping', origin: 'app', unit: 'USD' };
    const seen = { ...loop, since: START + last * HOUR_MS, until: NOW - 60_000, nano: 9_000_000_000n, calls: 900 };
    const hours = [...usual(), use(last, 900, 9, { key: 'looping' })];
    expect(find(hours, [seen])).toMatchObject([
      { kind: 'loop', by: { kind: 'key', id: 'looping' }, costNano: 9_000_000_000n },
    ]);
    expect(find(usual(), [{ ...seen, calls: 19 }])).toEqual([]);
    expect(find(usual(), [{ ...seen, until: NOW - 2 * HOUR_MS }])).toEqual([]);
  });

  it('of one account or unit does not touch another', () => {
    const other = usual({ account: 'b', unit: 'CNY' }, 2);
    const found = find([...usual(), ...other, use(last, 500, 9, { account: 'b', unit: 'CNY', key: 'x' })]);
    expect(found).toMatchObject([{ account: 'b', unit: 'CNY', by: { kind: 'key', id: 'x' } }]);
  });
});
