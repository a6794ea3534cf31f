import './fake-browser.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { readBudgetsView, saveBudget } from '../../lib/webext/choose-budgets.ts';
import { Database } from '../../lib/webext/database.ts';
import { answered, chat, counted, lost, refused } from '../engine/calls.ts';
import { openAsking, reviewOf, settleOf } from './asking.ts';

let database: Database;
let opened = 0;
const ask = openAsking(() => database);
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 10, 18, 12).getTime() }));
afterEach(() => void vi.useRealTimers());

/** Calls that begin at the same moment, how large their answers may be, and how the oldest that runs ends. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('begin' as const),
    outputMax: fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    how: fc.constantFrom('answer', 'cut', 'refusal', 'lost'),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

interface Running {
  readonly callId: string;
  readonly outputMax: number;
}

function outcomeOf(how: string, share: number, { outputMax }: Running): Outcome {
  const output = Math.round(outputMax * share);
  if (how === 'answer') return answered(1200, output);
  if (how === 'cut') return counted(output, 'cut');
  return how === 'refusal' ? refused() : lost;
}

const caps = fc.record({
  daily: fc.integer({ min: 0, max: 400 }),
  tokens: fc.integer({ min: 0, max: 12_000 }),
  calls: fc.integer({ min: 0, max: 6 }),
});

it('no call that a user starts takes what is spent and on its way beyond a hard budget', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(caps, fc.array(step, { maxLength: 12 }), async (cap, steps) => {
      opened += 1;
      database = new Database(`own-caps-${opened}`);
      const common = { scope: 'everything', isHard: true };
      const typed = [
        { ...common, name: 'daily', counts: 'money|USD', span: 'day', limit: (cap.daily / 1000).toString() },
        { ...common, name: 'tokens', counts: 'tokens', span: 'week', limit: `${cap.tokens}` },
        { ...common, name: 'calls', counts: 'calls', span: 'month', limit: `${cap.calls}` },
      ];
      for (const budget of typed) expect(await saveBudget(database, budget, null)).toBeNull();
      const running: Running[] = [];
      for (const [at, one] of steps.entries()) {
        if (one.kind === 'end') {
          const call = running.shift();
          if (call) await settle(call, outcomeOf(one.how, one.share, call));
        } else running.push(...(await begin(at, one.outputMax)));
        const { budgets } = await readBudgetsView(database, Date.now());
        for (const { id, spent, held, cap: most } of budgets) expect([id, spent + held <= most]).toEqual([id, true]);
      }
      await database.delete();
    }),
    { numRuns: 40 },
  );
});

/** Those that were let go; what is held is given up. */
async function begin(at: number, outputMax: readonly number[]): Promise<readonly Running[]> {
  const calls = outputMax.map((max, index) => ({ callId: `${at}-${index}`, outputMax: max }));
  const cards = await Promise.all(
    calls.map(async ({ callId, outputMax: max }) => {
      const { card } = await ask(reviewOf(callId, { draft: { ...chat, outputTokensMax: max } }));
      return card;
    }),
  );
  const held = calls.filter((_, index) => cards[index] !== null);
  for (const call of held) await settle(call, { kind: 'unsent' });
  return calls.filter((call) => !held.includes(call));
}

async function settle({ callId, outputMax }: Running, outcome: Outcome): Promise<void> {
  await ask(settleOf(callId, { outcome, draft: { ...chat, outputTokensMax: outputMax } }));
}
