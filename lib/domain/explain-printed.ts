import type { CardView } from './card.ts';
import { chargedTexts } from './explain-amounts.ts';
import type { Text } from './text.ts';

/**
 * What is said beside the error that the page itself prints: what happened, and whether anything was charged (null: cannot
 * be told). Where the provider's words are all there is, what cannot be told from them instead of their repetition.
 */
export function explainPrinted(card: CardView, isCharged: boolean | null): Text {
  const [head] = card.lines;
  const what: Text = card.cause === 'unsure' || head === undefined ? { key: 'refusal.unsure.why' } : head;
  return { key: 'printed', params: { what, charged: chargedTexts(isCharged).alone } };
}
