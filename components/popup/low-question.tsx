import { fundedFirst } from '../../lib/domain/find-payer.ts';
import type { PopupAccount, PopupSource } from '../../lib/webext/popup-model.ts';
import { accountTitle } from './account-title.ts';
import { useSay } from './say.ts';

interface LowProps {
  readonly accounts: readonly PopupAccount[];
  readonly onTellLow: PopupSource['onTellLow'];
}

/** The first time that a balance is low: says so, and asks whether a notification should do so next time. */
export function LowQuestion({ accounts, onTellLow }: LowProps) {
  const say = useSay();
  const low = accounts.flatMap((account) =>
    fundedFirst(account.balances)
      .filter(({ unit, usableNano }) => usableNano !== null && account.lowUnits.includes(unit))
      .map(({ unit, usableNano }) => ({ account: accountTitle(account), unit, nano: usableNano ?? 0n })),
  );
  if (low.length === 0) return null;
  return (
    <section className="site asks" aria-label={say('popup.low')}>
      <div className="site-words">
        {low.map(({ account, unit, nano }) => (
          <strong key={`${account} ${unit}`}>
            {say('low.head', { account, have: { kind: 'money', money: { unit, nano }, rounding: 'down' } })}
          </strong>
        ))}
        <span>{say('popup.lowAsk')}</span>
      </div>
      <div className="answers">
        <button type="button" className="primary" onClick={() => onTellLow(true)}>
          {say('popup.lowYes')}
        </button>
        <button type="button" onClick={() => onTellLow(false)}>
          {say('popup.lowNo')}
        </button>
      </div>
    </section>
  );
}
