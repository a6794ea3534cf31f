import { describe, expect, it } from 'vitest';
import { askStated } from '../../../companion/watch/ask-statements.ts';
import { reconcileCosts } from '../../../companion/watch/reconcile-costs.ts';
import { reconcileAllCounts } from '../../../companion/watch/reconcile-counts.ts';
import { BILLS, COUNTS } from '../../../companion/watch/stated-days.ts';
import { explainUsage } from '../../../lib/watch/reconcile-usage.ts';
import { openThrough } from './through.ts';

/* Calls through the companion, and what the provider's own reports say of them the day after. */

const DAY = 86_400_000;
const chat = (model: string) => ({
  model,
  messages: [{ role: 'user', content: 'How much is a call?' }],
  max_tokens: 40,
});

const CALLS = [
  ['openai', '/v1/chat/completions', chat('gpt-4o'), true],
  ['openai', '/v1/embeddings', { model: 'text-embedding-3-small', input: 'How much is a call?' }, true],
  ['anthropic', '/v1/messages', chat('claude-sonnet-4-5'), true],
  // What its calls cost is known by what its answers say, and the coat's say nothing of it.
  ['openrouter', '/api/v1/chat/completions', chat('openai/gpt-4o'), false],
] as const;

describe.each(CALLS)('%s%s', (id, path, body, isPriced) => {
  const open = async () => {
    const through = await openThrough(id, { accountKey: 'sk-admin', openingNano: 10n ** 12n });
    const post = async (base: string): Promise<void> => {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-mine', 'x-api-key': 'sk-mine' };
      const answer = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(answer.status, await answer.text()).toBe(200);
    };
    /** What both say on the next day of UTC. */
    const lookBack = async () => {
      const { companion } = through;
      const now = Date.now() + DAY;
      const desk = { ...companion.watch.desk, now: () => now };
      const asked = { provider: id, from: now - 2 * DAY };
      expect([await askStated(desk, BILLS, asked), await askStated(desk, COUNTS, asked)]).toEqual([true, true]);
      const range = { from: now - 2 * DAY, now, callsMax: 100 };
      const [counts] = await reconcileAllCounts(companion, range);
      return { counts, costs: await reconcileCosts(companion, id, range) };
    };
    return { ...through, post, lookBack };
  };

  it('what was seen is what was counted and billed', async () => {
    const { base, post, records, lookBack } = await open();
    await post(base);
    await post(base);
    await records(2);
    const { counts, costs } = await lookBack();
    expect(counts?.problem).toBeNull();
    const told = counts?.days.map(({ stated, seen }) => [
      stated.inputTokens - seen.inputTokens,
      stated.outputTokens - seen.outputTokens,
    ]);
    expect(told?.every(([input, output]) => input === 0 && output === 0)).toBe(true);
    expect(counts?.days.reduce((sum, { seen }) => sum + (seen.calls ?? 0), 0)).toBe(2);
    expect(counts?.days.reduce((sum, { seen }) => sum + seen.inputTokens, 0)).toBeGreaterThan(0);
    const sumOf = (side: 'statedNano' | 'seenNano') => costs?.days.reduce((sum, day) => sum + day[side], 0n);
    expect(sumOf('statedNano')).toBeGreaterThan(0n);
    if (isPriced) expect(sumOf('seenNano')).toBe(sumOf('statedNano'));
  });

  it('a call that went past us is in what was counted, and said', async () => {
    const { base, post, records, lookBack, sandbox } = await open();
    await post(base);
    await records(1);
    await post(sandbox.origin);
    const { counts } = await lookBack();
    const days = counts?.days ?? [];
    const [stated, seen] = (['stated', 'seen'] as const).map((side) =>
      days.reduce((sum, day) => sum + day[side].inputTokens, 0),
    );
    expect(stated).toBe(2 * (seen ?? 0));
    expect(explainUsage(days, id)[0]?.key).toBe('watch.counted.more');
  });
});
