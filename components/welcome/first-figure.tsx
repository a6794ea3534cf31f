import type { ProviderChoice, WelcomeBalance, WelcomeSource } from '../../lib/domain/welcome.ts';
import { useSay } from '../popup/say.ts';

interface FirstFigureProps {
  readonly watched: readonly ProviderChoice[];
  readonly balances: readonly WelcomeBalance[];
  readonly onOpen: WelcomeSource['onOpen'];
}

/** What was read so far, and for the others the way to where it is read. */
export function FirstFigure({ watched, balances, onOpen }: FirstFigureProps) {
  const say = useSay();
  const unread = watched.filter(({ id }) => !balances.some(({ provider }) => provider === id));
  return (
    <section className="figure" aria-labelledby="welcome-figure">
      <h3 id="welcome-figure">{say('welcome.providers.now')}</h3>
      <div role="status">
        <ul>
          {balances.map(({ account, balance: { unit, usableNano } }) => (
            <li key={`${account} ${unit}`} className="read">
              {usableNano === null
                ? say('welcome.balanceNone', { account })
                : say('welcome.balance', {
                    account,
                    money: { kind: 'money', money: { unit, nano: usableNano }, rounding: 'down' },
                  })}
            </li>
          ))}
        </ul>
      </div>
      {balances.length === 0 && <p>{say('welcome.providers.read')}</p>}
      <div className="buttons">
        {unread.map(({ id, name, wallet }) =>
          wallet === null ? (
            <p key={id}>{say('welcome.providers.openSelf', { provider: name })}</p>
          ) : (
            <button key={id} type="button" onClick={() => onOpen(wallet)}>
              {say('welcome.providers.open', { provider: name })}
            </button>
          ),
        )}
      </div>
    </section>
  );
}
