import type { PopupCall } from '../../lib/webext/popup-model.ts';
import type { Say } from './say.ts';

type Costed = Pick<PopupCall, 'cost' | 'outcome' | 'certainty' | 'estimateLikelyNano'>;

/** What a call did cost: an amount, the likely one where it is between two, or that it is not known. */
export function costText({ cost, outcome, certainty }: Costed, say: Say): string {
  if (outcome === 'open') return '…';
  if (cost === null || certainty === 'unknown') return say('popup.costUnknown');
  const { unit, lowNano, likelyNano, highNano } = cost;
  const isExact = certainty === 'billed' || lowNano === highNano;
  return say('chip.exact', { likely: { kind: isExact ? 'money' : 'about', money: { unit, nano: likelyNano } } });
}

/** Between what a cost lies that is ours and not the provider's; null where it is exact or not known. */
export function rangeText({ cost, certainty }: Costed, say: Say): string | null {
  if (cost === null || certainty !== 'estimated' || cost.lowNano === cost.highNano) return null;
  const { unit, lowNano, highNano } = cost;
  return say('popup.costRange', {
    low: { kind: 'money', money: { unit, nano: lowNano }, rounding: 'down' },
    high: { kind: 'money', money: { unit, nano: highNano }, rounding: 'up' },
  });
}

/** What was forecast for it. */
export function estimateText({ estimateLikelyNano, cost, outcome }: Costed, say: Say): string {
  if (outcome === 'open') return '';
  if (estimateLikelyNano === null || cost === null) return say('popup.noEstimate');
  return say('popup.estimate', { money: { kind: 'money', money: { unit: cost.unit, nano: estimateLikelyNano } } });
}
