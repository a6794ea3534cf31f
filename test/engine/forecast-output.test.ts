import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import {
  forecastOutput,
  type GroupedCall,
  groupsOf,
  isOfOrigin,
  type KnownGroup,
  learnOutput,
  type SeenOutput,
} from '../../lib/engine/forecast-output.ts';
import { chatDraft, chatPrice } from '../domain/samples.ts';

const HERE = 'https://here.example';
const call = (change: Partial<Draft> = {}, origin = HERE): GroupedCall => ({ draft: chatDraft(change), origin });
const seen = (outputTokens: number, change: Partial<SeenOutput> = {}): SeenOutput => ({
  inputTokens: 1200,
  outputTokens,
  thoughtTokens: 0,
  isCut: false,
  ...change,
});

/** Keeps groups as a host does, each time as JSON. */
function openStore() {
  const groups = new Map<string, string>();
  const known = (asked: GroupedCall): readonly KnownGroup[] =>
    groupsOf(asked).flatMap((name) => {
      const group = groups.get(name);
      return group === undefined ? [] : [JSON.parse(group) as KnownGroup];
    });
  return {
    groups,
    learn(times: number, asked: GroupedCall, came: SeenOutput) {
      for (let at = 0; at < times; at++) {
        for (const group of learnOutput(known(asked), asked, came)) groups.set(group.name, JSON.stringify(group));
      }
    },
    forecast: (asked: GroupedCall, price = chatPrice()) => forecastOutput(known(asked), asked, price),
  };
}

describe('a forecast of an answer', () => {
  it('is the stated prior where nothing is known, within what the answer cannot exceed', () => {
    const { forecast } = openStore();
    expect(forecast(call())).toEqual({ p10: 60, p50: 220, p90: 420, p95: 505, calls: 0, of: null });
    expect(forecast(call({ outputTokensMax: 100 }))).toMatchObject({ p10: 60, p50: 100, p90: 100 });
    expect(forecast(call(), chatPrice({ outputTokensPrior: null }))).toBeNull();
  });

  it('rests on calls to the model from the fifth on, and says on how many', () => {
    const store = openStore();
    store.learn(4, call(), seen(900));
    expect(store.forecast(call())).toMatchObject({ calls: 0, of: null });
    store.learn(42, call(), seen(900));
    expect(store.forecast(call())).toMatchObject({ calls: 46, of: 'model' });
    expect(Math.abs((store.forecast(call())?.p50 ?? 0) - 900)).toBeLessThan(150);
  });

  it('counts the same calls once, however many groups hold them', () => {
    const store = openStore();
    store.learn(2, call(), seen(2200));
    // Two calls beside the five that the prior counts as: 2200 in a share of two sevenths, as ratios.
    expect(Math.abs((store.forecast(call())?.p50 ?? 0) - 220 * 10 ** (2 / 7))).toBeLessThan(8);
  });

  it.each([
    ['another model', { model: 'new' }, HERE, 'provider', 20],
    ['the same model with tools', { traits: ['tools'] }, HERE, 'model', 20],
    ['the same model with more thinking', { effort: 'high' }, HERE, 'model', 20],
    ['the same model on another page', {}, 'https://there.example', 'model', 20],
  ] as const)('speaks of %s as of the narrowest calls it knows', (_what, change, origin, of, calls) => {
    const store = openStore();
    store.learn(20, call(), seen(50));
    expect(store.forecast(call(change, origin))).toMatchObject({ of, calls });
  });

  it('tells calls with tools from those without, once it knows both', () => {
    const store = openStore();
    store.learn(30, call(), seen(50));
    store.learn(30, call({ traits: ['tools'] }), seen(800));
    expect(store.forecast(call())).toMatchObject({ of: 'alike', calls: 30 });
    expect(store.forecast(call())?.p50).toBeLessThan(100);
    expect(store.forecast(call({ traits: ['tools'] }))?.p50).toBeGreaterThan(400);
  });

  it('knows that an answer that was cut would have been longer', () => {
    const [honest, blind] = [openStore(), openStore()];
    for (const store of [honest, blind]) store.learn(30, call(), seen(900));
    honest.learn(30, call(), seen(100, { isCut: true }));
    blind.learn(30, call(), seen(100));
    expect(honest.forecast(call())?.p10).toBeGreaterThan(2 * (blind.forecast(call())?.p10 ?? 0));
  });

  it('says how much of it will be thoughts, where the provider told them apart', () => {
    const store = openStore();
    store.learn(20, call(), seen(1000, { thoughtTokens: 700 }));
    const { p50 = 0, thought } = store.forecast(call()) ?? {};
    expect(thought?.p50).toBeGreaterThan(500);
    expect(thought?.p50).toBeLessThan(p50);
    // It thinks no more: that is learned as well.
    store.learn(300, call(), seen(300));
    expect(store.forecast(call())?.thought?.p50).toBe(1);
    const plain = openStore();
    plain.learn(20, call(), seen(1000));
    expect(plain.forecast(call())).not.toHaveProperty('thought');
  });

  it('rises from level to level within its bound and is never no number, whatever came and however it was kept', () => {
    const some = fc.record({
      inputTokens: fc.nat(5_000_000),
      outputTokens: fc.nat(2_000_000),
      thoughtTokens: fc.nat(2_000_000),
      isCut: fc.boolean(),
    });
    const asked = fc.record({
      model: fc.constantFrom('a', 'b', null),
      traits: fc.subarray(['tools', 'json', 'stop'] as const),
      outputTokensMax: fc.option(fc.integer({ min: 1, max: 5000 })),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(asked, some), { maxLength: 25 }), asked, (calls, last) => {
        const store = openStore();
        for (const [change, came] of calls) store.learn(1, call(change), came);
        const { p10 = -1, p50 = -1, p90 = -1, thought } = store.forecast(call(last)) ?? {};
        const most = last.outputTokensMax ?? 4096;
        for (const [low, mid, high] of [[p10, p50, p90], thought ? [thought.p10, thought.p50, thought.p90] : []]) {
          if (low === undefined || mid === undefined || high === undefined) continue;
          expect([low, mid, high].every(Number.isSafeInteger)).toBe(true);
          expect(1 <= low && low <= mid && mid <= high && high <= most).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the groups of a call', () => {
  it('hold model, what is asked of the answer and the page, in that order, whatever order the traits came in', () => {
    const one = groupsOf(call({ traits: ['tools', 'json'], effort: 'low' }));
    expect(one).toEqual(['[]', '["big"]', '["big","json tools/low"]', `["big","json tools/low","${HERE}"]`]);
    expect(groupsOf(call({ traits: ['json', 'tools'], effort: 'low' }))).toEqual(one);
  });

  it('are told by their page only where they are of one', () => {
    expect(groupsOf(call()).map((name) => isOfOrigin(name, HERE))).toEqual([false, false, false, true]);
    expect(groupsOf(call({ model: HERE })).map((name) => isOfOrigin(name, HERE))).toEqual([false, false, false, true]);
    expect(groupsOf(call()).some((name) => isOfOrigin(name, 'https://other.example'))).toBe(false);
  });
});

describe('groups that hold the same calls', () => {
  it('learn what each would learn by itself, however many are alike', () => {
    const models = fc.constantFrom('a', 'b');
    const calls = fc.array(fc.tuple(models, fc.constantFrom(HERE, 'https://there.example'), fc.nat(5000)), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(calls, (came) => {
        const store = openStore();
        const alone = new Map<string, KnownGroup>();
        for (const [model, origin, tokens] of came) {
          const asked = call({ model }, origin);
          store.learn(1, asked, seen(tokens));
          for (const name of groupsOf(asked)) {
            const known = alone.get(name);
            const learned = learnOutput(known === undefined ? [] : [known], asked, seen(tokens));
            const own = learned.find((group) => group.name === name);
            if (own !== undefined) alone.set(name, JSON.parse(JSON.stringify(own)) as KnownGroup);
          }
        }
        for (const [name, group] of alone) expect(JSON.parse(store.groups.get(name) ?? '')).toEqual(group);
      }),
      { numRuns: 30 },
    );
  });
});
