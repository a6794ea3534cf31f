import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftFrame } from '../../lib/domain/call.ts';
import { aroundMessages, toolTokens } from '../../lib/domain/prompt-frame.ts';
import { openEstimator } from '../../lib/engine/estimate-pasted.ts';
import { openOurs } from '../tokenizer/encodings.ts';
import { countRanges } from './samples.ts';

const counters = { o200k: openOurs('o200k_base').count, cl100k: openOurs('cl100k_base').count };
const estimator = openEstimator({ counters, now: Date.UTC(2026, 10, 22) });
const inputOf = (body: object) => {
  const input = estimator.estimate(JSON.stringify({ max_tokens: 100, ...body }), []).models[0]?.estimate?.basis?.input;
  if (!input) throw new Error('there is no estimate');
  return input;
};
const exactly = (tokens: number) => ({ low: tokens, likely: tokens, high: tokens });
const frameOf = (change: Partial<DraftFrame> = {}): DraftFrame => ({
  ...{ messages: 3, tools: 2, written: exactly(100), around: exactly(0) },
  ...change,
});

/** The two requests and counts of https://platform.claude.com/docs/en/build-with-claude/token-counting, read 2026-11-22. */
describe('what Anthropic counts in its own examples', () => {
  it('14 tokens', () => {
    const body = { system: 'You are a scientist', messages: [{ role: 'user', content: 'Hello, Claude' }] };
    const { low, likely, high } = inputOf({ model: 'claude-opus-5', ...body });
    expect(low <= 14 && 14 <= high && Math.abs(likely - 14) <= 6).toBe(true);
  });

  it('403 tokens with a tool', () => {
    const location = { type: 'string', description: 'The city and state, e.g. San Francisco, CA' };
    const tool = {
      name: 'get_weather',
      description: 'Get the current weather in a given location',
      input_schema: { type: 'object', properties: { location }, required: ['location'] },
    };
    const messages = [{ role: 'user', content: "What's the weather like in San Francisco?" }];
    const { low, likely, high } = inputOf({ model: 'claude-opus-5', tools: [tool], messages });
    expect(low <= 403 && 403 <= high).toBe(true);
    expect(Math.abs(likely - 403) / 403).toBeLessThan(0.05);
  });
});

/** ai-tokenizer 1.0.6, as fitted to billed answers: once, each message, tools at all, each tool. */
it.each([
  ['claude-sonnet-4-5', 6, 2, 549, 40],
  ['anthropic/claude-opus-4.6', 6, 2, 549, 40],
  ['claude-sonnet-4-20250514', 6, 2, 366, 40],
  ['us.anthropic.claude-opus-4-1-20250805-v1:0', 6, 2, 366, 40],
  ['gpt-5.1', 5, 4, 103, 6],
  ['gpt-4o', 3, 4, 12, 7],
  ['deepseek-v3.2', 3, 1, 142, 42],
  ['Qwen/Qwen3-235B-A22B', 7, 4, 138, 56],
  ['kimi-k2', 6, 3, 48, 40],
  ['gemini-3-pro-preview', 0, 0, 0, 0],
  ['nobody-knows', 3, 4, 60, 20],
])('%s has its own template: %d, %d a message, %d for tools, %d for each', (model, once, each, tools, perTool) => {
  expect(aroundMessages(frameOf(), model).likely).toBe(once + 3 * each);
  expect(toolTokens(frameOf({ written: exactly(1) }), model).likely - tools - 2 * perTool).toBeLessThanOrEqual(1);
  expect(toolTokens(frameOf({ tools: 0, written: exactly(0) }), model)).toEqual(exactly(0));
});

it('of several requests in one, the instruction goes with each that has tools', () => {
  const one = toolTokens(frameOf({ tools: 1 }), 'deepseek-chat').likely;
  const three = toolTokens(frameOf({ tools: 3, requests: 5, withTools: 3 }), 'deepseek-chat').likely;
  expect(three - one).toBe(2 * (142 + 42));
  expect(aroundMessages(frameOf({ requests: 5 }), 'deepseek-chat').likely).toBe(5 * 3 + 3);
});

it('is in order for any sizes and models, and nothing only where nothing is written', () => {
  const models = fc.oneof(fc.string(), fc.constantFrom('claude-x', 'gpt-9', 'o', 'gemini', 'a.b.c', '', '..', '/'));
  fc.assert(
    fc.property(models, countRanges, fc.nat(1000), fc.nat(1000), (model, written, messages, tools) => {
      for (const { low, likely, high } of [
        aroundMessages(frameOf({ messages }), model),
        toolTokens(frameOf({ tools, written }), model),
      ])
        expect(0 <= low && low <= likely && likely <= high).toBe(true);
      if (written.high > 0) expect(toolTokens(frameOf({ tools, written }), model).high).toBeGreaterThan(0);
    }),
  );
});
