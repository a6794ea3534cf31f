import type { Abilities } from '../domain/abilities.ts';

/** Models of spoken conversations, which no list of models that converse in text has: the first name that fits holds. */
const LIMITS: readonly (Pick<Abilities, 'contextTokens' | 'outputTokensMax'> & { readonly names: RegExp })[] = [
  // https://developers.openai.com/api/docs/models/gpt-realtime-2, …-2.1, …-2.1-mini, read 2026-11-22.
  { names: /^gpt-realtime-2(\.\d+)?(-mini)?(?![\w.])/, contextTokens: 128_000, outputTokensMax: 32_000 },
  // Its own page was not seen; others say 128,000 and 4,096. Nothing is called too long that it may take.
  { names: /^gpt-realtime-mini(?![\w.])/, contextTokens: 128_000, outputTokensMax: 4096 },
  // https://developers.openai.com/api/docs/models/gpt-4o-mini-realtime-preview, …/gpt-4o-realtime-preview, read 2026-11-22.
  { names: /^gpt-4o-mini-realtime(?![\w.])/, contextTokens: 16_000, outputTokensMax: 4096 },
  { names: /^(gpt-4o-realtime|gpt-realtime(-1\.5)?)(?![\w.])/, contextTokens: 32_000, outputTokensMax: 4096 },
];

/** How long a conversation and one answer can be at a model that converses in sound; null: it is none that is known. */
export function realtimeLimits(model: string): Pick<Abilities, 'contextTokens' | 'outputTokensMax'> | null {
  const name = model.toLowerCase();
  const found = LIMITS.find(({ names }) => names.test(name));
  return found === undefined ? null : { contextTokens: found.contextTokens, outputTokensMax: found.outputTokensMax };
}
