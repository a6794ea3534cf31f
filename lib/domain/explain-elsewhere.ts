import type { CardCause } from './card.ts';
import type { CallFacts } from './facts.ts';
import type { Text } from './text.ts';

/** Causes where the wallet is what is short: money that is elsewhere is then worth a word. */
const OF_WALLET: readonly CardCause[] = ['depleted', 'not-enough', 'batch'];

/** Why money that is there does not count here; null: nothing to say. */
export function explainElsewhere(cause: CardCause, { elsewhere }: CallFacts): Text | null {
  if (!elsewhere || !OF_WALLET.includes(cause)) return null;
  const { kind, ...params } = elsewhere;
  return { key: `elsewhere.${kind}`, params };
}
