import type { Span } from '../../../lib/watch/reconcile.ts';

/** A span between two readings whose calls do not explain what is gone. */
export function spanOf(parts: Pick<Span, 'to' | 'calls' | 'differenceNano'> & { readonly from: number }): Span {
  const sums = { goneNano: 0n, seenLowNano: 0n, seenNano: 0n, seenHighNano: 0n, slackNano: 0n };
  return { ...sums, topUps: [], unknownCalls: 0, isSettled: true, isExplained: false, ...parts };
}
