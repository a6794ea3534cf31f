import { type OpenCounter, openTokenCounter } from '../domain/count-tokens.ts';
import { type CountText, openExactCounter } from '../domain/exact-counter.ts';
import { vocabularyOf } from '../domain/vocabulary.ts';
import type { Provider } from '../providers/provider.ts';

/** Vocabularies that can be counted by exactly. */
export const EXACT_FAMILIES = ['o200k', 'cl100k'] as const;
export type ExactFamily = (typeof EXACT_FAMILIES)[number];
/** How a host counts by each of them; one that it has not is counted without a vocabulary. */
export type ExactCounters = Readonly<Partial<Record<ExactFamily, CountText>>>;

/** Which exact vocabulary a model counts by; null: none of them, or its name does not tell. */
export function familyOf(model: string, provider: Pick<Provider, 'vocabulary'> | null): ExactFamily | null {
  const { family } = vocabularyOf(model, provider?.vocabulary ?? null);
  return EXACT_FAMILIES.find((one) => one === family) ?? null;
}

/** Counts as one family does, whatever the request names; null: without a vocabulary. */
export function counterOf(family: ExactFamily | null, counters: ExactCounters): OpenCounter {
  const count = family === null ? undefined : counters[family];
  return count === undefined ? openTokenCounter : () => openExactCounter(count);
}
