import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../bench/options/kinds.ts';
import { playBatch, playSituation, type Situation } from '../../bench/options/play.ts';
import { scoreOf } from '../../bench/options/score.ts';
import { openSandbox } from '../companion/sandbox/support.ts';

/** Every option is sent over HTTP to a place whose rules are not ours; the largest is found by halving, against the place. */
const DRAWS = 30;
const TIME_MS = 240_000;

describe('options that are offered', () => {
  it(
    'are taken by the place in 98 of 100, and within a twentieth of the largest that would have been',
    async () => {
      const sandbox = await openSandbox();
      const situations: Situation[] = [];
      for (const [index, kind] of kinds.entries()) {
        for (let draw = 0; draw < DRAWS; draw += 1) {
          const counts = draw % 3 === 0 ? 'exact' : 'page';
          situations.push(await playSituation(sandbox, kind, (index + 1) * 1_000_003 + draw, counts));
        }
      }
      for (let draw = 0; draw < DRAWS; draw += 1) situations.push(await playBatch(sandbox, 9_000_011 + draw));
      const { situations: drawn, offered, right, possible, found } = scoreOf(situations);
      expect(drawn).toBeGreaterThanOrEqual(360);
      expect(offered).toBeGreaterThanOrEqual(300);
      expect(right / offered).toBeGreaterThanOrEqual(0.98);
      // To offer nothing would be right as well, and of no use.
      expect(found / possible).toBeGreaterThanOrEqual(0.6);
    },
    TIME_MS,
  );

  it(
    'are all taken, and near the largest, where the price is told and tokens are counted by the place’s own vocabulary',
    async () => {
      const sandbox = await openSandbox();
      const told = kinds.filter(({ when }) => when === 'before');
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...told), fc.nat(), async (kind, seed) => {
          const { tried } = await playSituation(sandbox, kind, seed, 'exact');
          for (const { isAccepted, share } of tried) {
            expect(isAccepted).toBe(true);
            expect(share ?? 1).toBeGreaterThanOrEqual(0.95);
          }
        }),
        { numRuns: 60 },
      );
    },
    TIME_MS,
  );
});
