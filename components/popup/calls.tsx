import type { PopupCall } from '../../lib/webext/popup-model.ts';
import { costText, estimateText, rangeText } from './cost-text.ts';
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

/** What makes a figure less than certain. */
function noteText(call: PopupCall, say: Say): string | null {
  const { certainty, isReviewed, cost } = call;
  if (certainty === 'estimated' && cost !== null) {
    return [rangeText(call, say), say('popup.estimated')].filter((part) => part !== null).join(' · ');
  }
  return isReviewed ? null : say('popup.unreviewed');
}
