import type { PopupCall } from '../../lib/webext/popup-model.ts';
import type { Say } from './say.ts';

type Costed = Pick<PopupCall, 'cost' | 'outcome' | 'certainty' | 'estimateLikelyNano'>;

/** What a call did cost: an amount, a range, or that it is not known. */
export function costText({ cost, outcome, certainty }: Costed, say: Say): string {
  if (outcome === 'open') return '…';
  if (cost === null || certainty === 'unknown') return say('popup.costUnknown');
  const { unit, lowNano, likelyNano, highNano } = cost;
  const likely = { kind: 'money', money: { unit, nano: likelyNano } } as const;
  if (certainty === 'billed' || lowNano === highNano) return say('chip.exact', { likely });
  const low = { kind: 'money', money: { unit, nano: lowNano } } as const;
  return say('popup.costRange', { low, high: { kind: 'money', money: { unit, nano: highNano } } });
}

/** What was forecast for it. */
export function estimateText({ estimateLikelyNano, cost, outcome }: Costed, say: Say): string {
  if (outcome === 'open') return '';
  if (estimateLikelyNano === null || cost === null) return say('popup.noEstimate');
  return say('popup.estimate', { money: { kind: 'money', money: { unit: cost.unit, nano: estimateLikelyNano } } });
}
