import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeenCall } from '../../lib/forecast/call-window.ts';
import { CALLS_MAX, type OpenGroups, openGroupForecast, type SavedGroup } from '../../lib/forecast/group-forecast.ts';

const call: fc.Arbitrary<SeenCall> = fc.record({
  inputTokens: fc.nat(100_000),
  outputTokens: fc.nat(2000),
  isCut: fc.boolean(),
});

function callsOf({ calls }: SavedGroup): SeenCall[] {
  return Array.from({ length: calls.length / 3 }, (_none, at) => ({
    inputTokens: calls[at * 3] ?? 0,
    outputTokens: calls[at * 3 + 1] ?? 0,
    isCut: calls[at * 3 + 2] === 1,
  }));
}

describe('a group of calls', () => {
  it('is saved as its last calls, oldest first', () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: CALLS_MAX - 5, maxLength: CALLS_MAX + 5 }), (calls) => {
        const group = openGroupForecast();
        for (const one of calls) group.observe(one);
        expect(callsOf(group.save())).toEqual(calls.slice(-CALLS_MAX));
      }),
      { numRuns: 20 },
    );
  });

  it('says the same whether it stayed open or was opened from data before every call', () => {
    const asked = fc.array(fc.tuple(call, fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(asked, (calls) => {
        const open: OpenGroups = new WeakMap();
        let remembered: SavedGroup | undefined;
        let stored: SavedGroup | undefined;
        for (const [one, isForecast] of calls) {
          const kept = openGroupForecast(remembered, open);
          const read = openGroupForecast(stored && structuredClone(stored));
          if (isForecast) expect(kept.predict(one.inputTokens)).toEqual(read.predict(one.inputTokens));
          kept.observe(one);
          read.observe(one);
          remembered = kept.save();
          stored = read.save();
          expect(remembered).toEqual(stored);
        }
      }),
    );
  });

  it('goes on from what it was saved as, where what came after that was taken back', () => {
    const open: OpenGroups = new WeakMap();
    const first = openGroupForecast(undefined, open);
    first.observe({ inputTokens: 10, outputTokens: 100, isCut: false });
    const before = first.save();
    first.observe({ inputTokens: 10, outputTokens: 900, isCut: false });
    first.save();
    const again = openGroupForecast(before, open);
    expect(again.calls()).toBe(1);
    expect(callsOf(again.save()).map(({ outputTokens }) => outputTokens)).toEqual([100]);
  });
});
