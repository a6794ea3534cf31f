import { memo, use } from 'react';
import { ANY_CALL } from '../../lib/domain/dashboard.ts';
import type { TabCall } from '../../lib/domain/tab-call.ts';
import { addressOfCalls } from '../../lib/ui/calls-address.ts';
import { formatTime } from '../format-time.ts';
import { costText, rangeText } from '../popup/cost-text.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { siteName } from '../popup/site-name.ts';

/** The calls, the newest at the end, as the network's list beside it has them. */
export function RecordedCalls({ calls }: { readonly calls: readonly TabCall[] }) {
  const say = useSay();
  return (
    // A frame that scrolls is reached by key, and named.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is in it may be too wide, and would be out of reach
    <section className="recorded" tabIndex={0} aria-label={say('rec.list')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('rec.col.time')}</th>
            <th scope="col">{say('rec.col.call')}</th>
            <th scope="col">{say('rec.col.state')}</th>
            <th scope="col">{say('rec.col.estimate')}</th>
            <th scope="col">{say('rec.col.aside')}</th>
            <th scope="col">{say('rec.col.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <Row key={call.callId} call={call} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Row = memo(function Row({ call }: { readonly call: TabCall }) {
  const say = useSay();
  const { openedAt, providerName, origin, record, state, estimate } = call;
  const range = record && rangeText(record, say);
  const isWrong = record?.outcome === 'refusal' || record?.outcome === 'error';
  return (
    <tr>
      <td>
        <time dateTime={new Date(openedAt).toISOString()}>{formatTime(openedAt, use(LanguageContext))}</time>
      </td>
      <th scope="row">
        <Name call={call} />
        <span>{`${providerName} · ${siteName(origin, say)}`}</span>
      </th>
      <td className={isWrong ? 'is-wrong' : undefined}>
        {stateText(call, say)}
        {record?.refusalCause != null && <span>{say(`cause.${record.refusalCause}`)}</span>}
        {!call.isReviewed && <span>{say('popup.unreviewed')}</span>}
      </td>
      <td>
        {estimate === null
          ? say('popup.noEstimate')
          : say('chip.exact', { likely: { kind: 'about', money: { unit: estimate.unit, nano: estimate.likelyNano } } })}
        {estimate !== null && estimate.highNano > estimate.likelyNano && (
          <span>
            {say('rec.upTo', {
              money: { kind: 'money', money: { unit: estimate.unit, nano: estimate.highNano }, rounding: 'up' },
            })}
          </span>
        )}
      </td>
      <td>{asideText(call, say)}</td>
      <td>
        {state === 'over' && record !== null && <b>{costText(record, say)}</b>}
        {range !== null && <span>{range}</span>}
      </td>
    </tr>
  );
});

/** Leads to how it was priced, where that is kept. */
function Name({ call: { callId, model, record, isPrivate } }: { readonly call: TabCall }) {
  const say = useSay();
  const name = model ?? say('calls.noModel');
  if (record === null || isPrivate) return <b>{name}</b>;
  return (
    <a
      href={`/dashboard.html${addressOfCalls({ filter: ANY_CALL, callId })}`}
      target="_blank"
      rel="noreferrer"
      title={say('rec.open', { model: name })}
    >
      {name}
    </a>
  );
}

function stateText({ state, record }: TabCall, say: Say): string {
  if (state === 'asked') return say('rec.asked');
  return say(`popup.outcome.${record?.outcome ?? (state === 'unsent' ? 'unsent' : 'open')}`);
}

function asideText({ estimate }: TabCall, say: Say): string {
  if (estimate === null || estimate.reserveNano === null) return say('rec.unsaid');
  if (estimate.reserveNano === 0n) return say('rec.noneAside');
  const money = { unit: estimate.unit, nano: estimate.reserveNano };
  return say('chip.exact', { likely: { kind: 'money', money, rounding: 'up' } });
}
