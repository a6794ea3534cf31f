import { useId } from 'react';
import type { WalletView } from '../../lib/domain/dashboard.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';

interface WalletsProps {
  readonly wallets: readonly WalletView[];
  readonly deeds: Pick<SettingsDeeds, 'merge' | 'unlink'>;
}

/** What the user has said about whose wallet and keys are whose, and how to take it back. */
export function Wallets({ wallets, deeds }: WalletsProps) {
  const say = useSay();
  if (wallets.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="set-wallets">
      <h2 id="set-wallets">{say('set.wallets')}</h2>
      <p>{say('set.walletsWhat')}</p>
      <ul className="rows">
        {wallets.map((wallet) => (
          <li key={wallet.id}>
            <Wallet wallet={wallet} deeds={deeds} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Wallet({ wallet, deeds }: { readonly wallet: WalletView } & Pick<WalletsProps, 'deeds'>) {
  const say = useSay();
  const id = useId();
  const { name, mergedInto, others, linkedKeys, deniedKeys } = wallet;
  return (
    <div className="limit">
      <div className="row-words">
        <h3>{name}</h3>
        {linkedKeys.length > 0 && <p>{say('set.walletKeys', { n: linkedKeys.length })}</p>}
        {deniedKeys.length > 0 && <p>{say('set.walletDenied', { n: deniedKeys.length })}</p>}
      </div>
      <div className="row-deeds">
        {(others.length > 0 || mergedInto !== null) && (
          <>
            <label htmlFor={id}>{say('set.walletSame')}</label>
            <select
              id={id}
              aria-label={say('set.walletSameFor', { account: name })}
              value={mergedInto ?? ''}
              onChange={(event) => deeds.merge(wallet.id, event.target.value || null)}
            >
              <option value="">{say('set.walletOwn')}</option>
              {others.map((other) => (
                <option key={other.id} value={other.id}>
                  {other.name}
                </option>
              ))}
            </select>
          </>
        )}
        {[...linkedKeys, ...deniedKeys].map((fingerprint, index) => (
          <button
            key={fingerprint}
            type="button"
            aria-label={say(index < linkedKeys.length ? 'set.walletUnlinkFor' : 'set.walletUndenyFor', {
              account: name,
              n: index < linkedKeys.length ? index + 1 : index + 1 - linkedKeys.length,
            })}
            onClick={() => {
              deeds.unlink(fingerprint);
              // This button goes away with what it forgets.
              document.querySelector<HTMLElement>('main h1')?.focus();
            }}
          >
            {say(index < linkedKeys.length ? 'set.walletUnlink' : 'set.walletUndeny')}
          </button>
        ))}
      </div>
    </div>
  );
}
