import type { PayingBy, WatchedView } from '../../lib/domain/notices-view.ts';
import type { Threshold } from '../../lib/domain/threshold.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { type Say, useSay } from '../popup/say.ts';
import { AddThreshold } from './add-threshold.tsx';

interface WatchedProps {
  readonly view: WatchedView;
  readonly onSet: SettingsDeeds['setThresholds'];
  readonly onPaidBy: SettingsDeeds['setPaidBy'];
}

/** An account: what it has and how long that lasts, from where on it is told of, and how to change that. */
export function WatchedAccount({ view, onSet, onPaidBy }: WatchedProps) {
  const say = useSay();
  const { account, accountName, balances, thresholds, isUsual, paidBy, isReviewDue } = view;
  const set = (next: readonly Threshold[] | null): void => {
    onSet(account, next);
    // The button that was pressed may go away with what it changes.
    document.getElementById('set-low')?.focus();
  };
  return (
    <div className="watched">
      <h3>{accountName}</h3>
      {balances.map(({ unit, nano, lasts }) => (
        <p key={unit}>
          {nano === null
            ? say('popup.balanceUnknown')
            : say('chip.exact', { likely: { kind: 'money', money: { unit, nano }, rounding: 'down' } })}
          {lasts && <> · {say('notice.lasts', { lasts })}</>}
        </p>
      ))}
      <ul className="thresholds" aria-label={say('notice.lines', { account: accountName })}>
        <li>{say('notice.empty')}</li>
        {thresholds.map((threshold, index) => {
          const line = sayThreshold(threshold, say);
          return (
            <li key={line}>
              <span>{line}</span>
              <button
                type="button"
                className="quiet"
                aria-label={say('notice.removeOf', { account: accountName, line })}
                onClick={() => set(thresholds.filter((_, at) => at !== index))}
              >
                {say('notice.remove')}
              </button>
            </li>
          );
        })}
      </ul>
      {isUsual ? (
        <p className="hint">{say('notice.usual')}</p>
      ) : (
        <button
          type="button"
          className="quiet"
          aria-label={say('notice.backOf', { account: accountName })}
          onClick={() => set(null)}
        >
          {say('notice.back')}
        </button>
      )}
      {isReviewDue && (
        <p className="hint">
          {say('notice.reviewDue')}{' '}
          <button
            type="button"
            className="quiet"
            aria-label={say('notice.reviewedOf', { account: accountName })}
            onClick={() => set(thresholds)}
          >
            {say('notice.reviewed')}
          </button>
        </p>
      )}
      <label className="paid-by">
        <span>{say('notice.paidBy', { account: accountName })}</span>
        <select
          value={paidBy ?? ''}
          onChange={({ target: { value } }) => onPaidBy(account, WAYS.find((way) => way === value) ?? null)}
        >
          <option value="">{say('notice.paidBy.none')}</option>
          {WAYS.map((way) => (
            <option key={way} value={way}>
              {say(`notice.paidBy.${way}`)}
            </option>
          ))}
        </select>
      </label>
      <AddThreshold view={view} onAdd={(threshold) => onSet(account, [...thresholds, threshold])} />
    </div>
  );
}

const WAYS: readonly PayingBy[] = ['card', 'transfer', 'coins'];

function sayThreshold(threshold: Threshold, say: Say): string {
  switch (threshold.kind) {
    case 'amount':
      return say('notice.line.amount', {
        money: { kind: 'money', money: { unit: threshold.unit, nano: threshold.below } },
      });
    case 'runway':
      return say('notice.line.runway', { n: threshold.days });
    default:
      return say(`notice.line.${threshold.kind}`, { n: threshold.percent });
  }
}
