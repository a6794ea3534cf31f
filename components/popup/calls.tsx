import type { PopupCall } from '../../lib/webext/popup-model.ts';
import { type Say, useSay } from './say.ts';

/** The last calls: what each did cost, beside what was forecast. */
export function Calls({ calls, now }: { readonly calls: readonly PopupCall[]; readonly now: number }) {
  const say = useSay();
  if (calls.length === 0) return null;
  return (
    <section aria-labelledby="popup-calls">
      <h2 id="popup-calls">{say('popup.calls')}</h2>
      <ul className="calls">
        {calls.map((call) => (
          <Call key={call.callId} call={call} now={now} />
        ))}
      </ul>
    </section>
  );
}

function Call({ call, now }: { readonly call: PopupCall; readonly now: number }) {
  const say = useSay();
  const age = say('popup.age', { age: { kind: 'age', ms: now - call.at } });
  const facts = [call.providerName, say(`popup.outcome.${call.outcome}`), age];
  return (
    <li>
      <span className="call-name">{call.model ?? call.providerName}</span>
      <span className="call-cost">{costText(call, say)}</span>
      <span className="call-facts">{(call.model === null ? facts.slice(1) : facts).join(' · ')}</span>
      <span className="call-estimate">{estimateText(call, say)}</span>
      {noteText(call, say) !== null && <span className="call-note">{noteText(call, say)}</span>}
    </li>
  );
}

function costText({ cost, outcome, certainty }: PopupCall, say: Say): string {
  if (outcome === 'open') return '…';
  if (cost === null || certainty === 'unknown') return say('popup.costUnknown');
  const { unit, lowNano, likelyNano, highNano } = cost;
  const likely = { kind: 'money', money: { unit, nano: likelyNano } } as const;
  if (certainty === 'billed' || lowNano === highNano) return say('chip.exact', { likely });
  const low = { kind: 'money', money: { unit, nano: lowNano } } as const;
  return say('popup.costRange', { low, high: { kind: 'money', money: { unit, nano: highNano } } });
}

function estimateText({ estimateLikelyNano, cost, outcome }: PopupCall, say: Say): string {
  if (outcome === 'open') return '';
  if (estimateLikelyNano === null || cost === null) return say('popup.noEstimate');
  return say('popup.estimate', { money: { kind: 'money', money: { unit: cost.unit, nano: estimateLikelyNano } } });
}

/** What makes a figure less than certain. */
function noteText({ certainty, isReviewed, cost }: PopupCall, say: Say): string | null {
  const isCounted = certainty === 'estimated' && cost !== null;
  if (isCounted) return say('popup.estimated');
  return isReviewed ? null : say('popup.unreviewed');
}
