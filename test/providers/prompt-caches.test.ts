import { describe, expect, it } from 'vitest';
import { CACHE_MS_MAX, findPromptCache } from '../../lib/domain/prompt-cache.ts';
import { providers } from '../../lib/providers/registry.ts';

const known = providers.flatMap(({ id, promptCaches = [] }) => promptCaches.map((rule) => [id, rule] as const));

describe.each(known)('how %s keeps prompts', (_, rule) => {
  it('has a page and a day, and lengths and times that make sense', () => {
    expect(URL.parse(rule.source)?.protocol).toBe('https:');
    expect(rule.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(rule.tokensMin).toBeGreaterThan(0);
    expect(rule.stepTokens).toBeGreaterThan(0);
    expect(rule.lifetimeMs).toBeGreaterThan(0);
    // Longer nothing is remembered.
    expect(rule.lifetimeMs).toBeLessThanOrEqual(CACHE_MS_MAX);
  });
});

describe('the rule of a model', () => {
  const minOf = (id: string, model: string): string => {
    const rule = findPromptCache(providers.find((provider) => provider.id === id)?.promptCaches ?? [], model);
    return rule === null
      ? 'none'
      : `${rule.tokensMin} in ${rule.stepTokens}, ${rule.finds}, ${rule.lifetimeMs / 60_000} min`;
  };

  it.each([
    ['openai', 'gpt-4o-mini', '1024 in 128, prefix, 5 min'],
    ['openai', 'gpt-5.5', '1024 in 128, prefix, 5 min'],
    ['openai', 'gpt-5.6-luna', '1024 in 1, prompt, 30 min'],
    ['openai', 'gpt-5.10', '1024 in 1, prompt, 30 min'],
    ['openai', 'gpt-3.5-turbo', 'none'],
    ['openai', 'gpt-4-turbo', 'none'],
    ['anthropic', 'claude-opus-5', '512 in 1, marked, 5 min'],
    ['anthropic', 'claude-sonnet-4-5-20250929', '1024 in 1, marked, 5 min'],
    ['anthropic', 'claude-opus-4-20250514', '1024 in 1, marked, 5 min'],
    ['anthropic', 'claude-opus-4-6', '4096 in 1, marked, 5 min'],
    ['anthropic', 'claude-opus-4-7', '2048 in 1, marked, 5 min'],
    ['anthropic', 'claude-haiku-4-5', '4096 in 1, marked, 5 min'],
    ['anthropic', 'claude-3-5-haiku-20241022', '2048 in 1, marked, 5 min'],
    ['deepseek', 'deepseek-flash', '64 in 64, prompt-or-shared, 120 min'],
    ['google-gemini', 'gemini-2.5-pro', '2048 in 1, prefix, 3 min'],
    ['google-gemini', 'gemini-3.5-flash', '4096 in 1, prefix, 3 min'],
    ['google-gemini', 'gemini-2.0-flash', 'none'],
    ['azure-openai', 'gpt-4o', '1024 in 128, prefix, 5 min'],
    ['sandbox', 'toll-large', 'none'],
    ['groq', 'openai/gpt-oss-120b', '1024 in 128, prefix, 120 min'],
    ['groq', 'llama-3.3-70b-versatile', 'none'],
    ['xai', 'grok-4.3', '128 in 128, prefix, 3 min'],
    ['dashscope', 'qwen3-max', '1024 in 1, prefix, 5 min'],
    ['dashscope-intl', 'qwen-plus', '1024 in 1, prefix, 5 min'],
    ['openrouter', 'openai/gpt-5.6-sol', '1024 in 1, prompt, 10 min'],
    ['openrouter', 'openai/gpt-4o', '1024 in 128, prefix, 5 min'],
    ['openrouter', 'deepseek/deepseek-chat', '64 in 64, prompt-or-shared, 10 min'],
    ['openrouter', 'meta-llama/llama-4', 'none'],
  ])('%s, %s: %s', (id, model, said) => {
    expect(minOf(id, model)).toBe(said);
  });
});
