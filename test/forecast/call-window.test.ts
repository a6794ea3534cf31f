import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCallWindow, type SeenCall, scaleOf } from '../../lib/forecast/call-window.ts';

const call: fc.Arbitrary<SeenCall> = fc.record({
  inputTokens: fc.nat(5_000_000),
  outputTokens: fc.nat(20),
  isCut: fc.boolean(),
});

describe('a window of calls', () => {
  it('holds the last calls in the order of their outputs, cut ones behind whole ones, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (calls, size) => {
        const window = openCallWindow(size);
        for (const one of calls) window.add(one);
        const rows = [...window.outputs.subarray(0, window.held())].map((outputTokens, rank) => [
          outputTokens,
          window.cuts[rank] ?? 0,
          window.inputs[rank] ?? 0,
        ]);
        const expected = calls
          .slice(-size)
          .map(({ outputTokens, isCut, inputTokens }) => [outputTokens, isCut ? 1 : 0, scaleOf(inputTokens)]);
        const byOutput = (one: number[], other: number[]): number =>
          (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0);
        expect(rows).toEqual([...rows].sort(byOutput));
        expect(rows.map(String).sort()).toEqual(expected.map(String).sort());
      }),
    );
  });
});
