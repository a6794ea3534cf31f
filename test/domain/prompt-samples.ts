import type { PromptCache } from '../../lib/domain/prompt-cache.ts';
import type { PromptMarks, SentPrompt } from '../../lib/domain/prompt-marks.ts';

/** Any beginning, from 100 tokens on, in steps of 10, for five minutes. */
export const CACHE: PromptCache = {
  lifetimeMs: 5 * 60_000,
  tokensMin: 100,
  stepTokens: 10,
  finds: 'prefix',
  source: 'sample',
  date: '2026-11-22',
};

/** A prompt whose parts stand for their own marks; each letter is 100 characters, a capital 1,000, a digit 20. */
export function marksOf(text: string, change: Partial<PromptMarks> = {}): PromptMarks {
  const parts = [...text];
  const chars = parts.map((part) => (/\d/.test(part) ? 20 : part === part.toUpperCase() ? 1000 : 100));
  return { whole: text, parts, chars, marked: 0, ...change };
}

/** The same as it was sent at this time, epoch ms: a token for each character. */
export function sentAt(text: string, at: number, change: Partial<SentPrompt> = {}): SentPrompt {
  const marks = marksOf(text);
  const tokens = marks.chars.reduce((sum, count) => sum + count, 0);
  const turns = { count: 1, firstTokens: tokens };
  return { ...marks, tokens, turns, calls: [{ id: `${text} ${at}`, at, hasFailed: false }], ...change };
}
