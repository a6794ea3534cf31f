import type { CardButton, CardView, LineView } from './card.ts';
import { keepEditing } from './explain-options.ts';
import type { Text } from './text.ts';

/** How a rate limit is being waited for. */
export interface RateWait {
  /** Until the calls may go out again. */
  readonly seconds: number;
  /** The user wants them sent then. */
  readonly isAgreed: boolean;
}

/**
 * The line about a rate limit, out of what its card would say: "Too fast, not out of money. Your $7.18 is fine. Free again
 * in 12 s. [Send in 12 s] [Keep editing]". `wait` null: the page has its answer, and nothing is offered.
 */
export function explainRateLine(card: CardView, wait: RateWait | null): LineView {
  const [head, second, third] = card.lines;
  const lines = [head, second].filter((line) => line !== undefined);
  if (wait === null) return { lines, count: third ?? null, buttons: [] };
  const { seconds, isAgreed } = wait;
  const count: Text = { key: isAgreed ? 'busy.seconds' : 'refusal.rate.seconds', params: { n: seconds } };
  return { lines, count, buttons: isAgreed ? [keepEditing] : [sendIn(seconds), keepEditing] };
}

function sendIn(seconds: number): CardButton {
  return {
    label: { key: 'do.retrySeconds', params: { n: seconds } },
    action: { kind: 'retry', revision: null, afterMs: seconds * 1000 },
  };
}
