import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { answered, chat, PLENTY } from './calls.ts';
import type { Stage } from './contract-stage.ts';

/** 600 tokens as we count them, 20 of them around the texts; the model makes 900 of them. */
const written: Draft = { ...chat, inputTokens: { low: 560, likely: 620, high: 680 }, kinds: [500, 20, 20, 60, 0, 0] };
const BILLED = 920;

/** What any ledger must keep of how a model counts. */
export function describeCounting(stage: Stage): void {
  const { review, settle, has, tick } = stage;

  let calls = 0;
  async function call(draft: Draft, billed = BILLED): Promise<void> {
    calls += 1;
    await review(`count-${calls}`, {}, draft);
    tick();
    await settle(`count-${calls}`, answered(billed, 40), draft);
  }
  async function forecast(draft: Draft = written): Promise<number | undefined> {
    calls += 1;
    return (await review(`ask-${calls}`, {}, draft)).facts?.estimate?.basis?.input.likely;
  }

  describe('how a model counts', () => {
    it('is learned from what an account was billed, from the third call on', async () => {
      await has(PLENTY);
      const seen: (number | undefined)[] = [];
      for (let count = 0; count < 8; count++) {
        seen.push(await forecast());
        await call(written);
      }
      expect(seen.slice(0, 3)).toEqual([620, 620, 620]);
      expect(Math.abs(((await forecast()) ?? 0) - BILLED)).toBeLessThan(40);
      // Another model counts in its own way.
      expect(await forecast({ ...written, model: 'toll-mini' })).toBe(620);
    });

    it('is not learned from calls of which not all was seen', async () => {
      await has(PLENTY);
      for (const uncounted of ['media', 'tools', 'remembered'] as const)
        for (let count = 0; count < 4; count++) await call({ ...written, uncounted });
      const { kinds: _, ...unknown } = written;
      for (let count = 0; count < 4; count++) await call(unknown);
      expect(await forecast()).toBe(620);
    });
  });
}
