import type { PriceMark } from './price.ts';

/** How a provider keeps the beginning of a prompt for the calls after it, and bills what it finds again. */
export interface PromptCache {
  /** Whose prompts; the first rule whose pattern fits holds. Absent: of every model. */
  readonly model?: RegExp;
  /** So long after the last call with it a beginning is found again, as far as that is told: the shortest, ms. */
  readonly lifetimeMs: number;
  /** Shorter ones are not kept, tokens. */
  readonly tokensMin: number;
  /** What is found again is counted in whole steps of so many tokens. */
  readonly stepTokens: number;
  /**
   * What is found again: any beginning that two calls share (`prefix`); all of an earlier prompt (`prompt`), or that and what
   * two earlier ones shared (`prompt-or-shared`); what the request marks by `cache_control` (`marked`).
   */
  readonly finds: 'prefix' | 'prompt' | 'prompt-or-shared' | 'marked';
  /** Who says so, where that is not the provider. Absent: it is. */
  readonly mark?: PriceMark;
  readonly source: string;
  /** ISO day it was read. */
  readonly date: string;
}

/** No provider is known to keep a prompt for longer, ms. */
export const CACHE_MS_MAX = 2 * 3_600_000;

/** The rule that holds for a model; null: nothing is known, and so nothing counts as found again. */
export function findPromptCache(rules: readonly PromptCache[], model: string | null): PromptCache | null {
  return rules.find((rule) => rule.model === undefined || rule.model.test(model ?? '')) ?? null;
}

/** Of so many tokens at the beginning, those that are billed as found again in a prompt of `ofTokens`; 0: none. */
export function foundTokens({ tokensMin, stepTokens }: PromptCache, tokens: number, ofTokens: number): number {
  // The last token is always worked out anew: the answer begins from it.
  const found = Math.min(Math.floor(tokens), ofTokens - 1);
  return found < tokensMin ? 0 : found - (found % stepTokens);
}
