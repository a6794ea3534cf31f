import { use } from 'react';
import { callsOfAccount } from '../../lib/domain/dashboard.ts';
import type { AccountsState } from '../../lib/ui/accounts-store.ts';
import type { AccountsModel, OverviewDeeds } from '../../lib/webext/popup-model.ts';
import { formatInstant } from '../format-time.ts';
import { Account } from '../popup/accounts.tsx';
import { LanguageContext, useSay } from '../popup/say.ts';
import { Notice } from './notice.tsx';

interface AccountsProps {
  readonly state: AccountsState;
  readonly deeds: OverviewDeeds;
  /** Where it is said when to warn of them. */
  readonly warningsAt: string;
}

/** Every wallet: what is in it and for how long, how it is filled, and what is known of its keys. */
export function AccountsScreen({ state: { status, view }, deeds, warningsAt }: AccountsProps) {
  const say = useSay();
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      {view === null && (
        <p className="hint" role="status">
          {status === 'loading' ? say('over.loading') : ''}
        </p>
      )}
      {view?.accounts.length === 0 && (
        <section className="nothing">
          <h2>{say('acc.none')}</h2>
          <p>{say('acc.noneHow')}</p>
        </section>
      )}
      {view !== null && view.accounts.length > 0 && (
        <>
          <h2 className="visually-hidden">{say('popup.balances')}</h2>
          <div className="wallets">
            {view.accounts.map((one) => (
              <div key={one.wallet.id} className="panel">
                <Account account={one.wallet} rates={view.rates ?? []} now={view.now} {...deeds} />
                <Facts one={one} />
                <p className="wallet-links">
                  <a href={callsOfAccount(one.wallet.id)}>{say('acc.calls')}</a>
                  <a href={warningsAt}>{say('acc.warnings')}</a>
                </p>
              </div>
            ))}
          </div>
        </>
      )}
    </>
  );
}

function Facts({ one }: { readonly one: AccountsModel['accounts'][number] }) {
  const say = useSay();
  const language = use(LanguageContext);
  const { group, paidBy, rechargedAt, keys, keyNames } = one;
  const others = keys - keyNames.length;
  const names = [...keyNames, ...(others > 0 ? [say('acc.otherKeys', { n: others })] : [])].join(', ');
  return (
    <dl className="facts">
      <Fact name={say('acc.recharged')}>
        {rechargedAt === null ? say('acc.notSeen') : formatInstant(rechargedAt, language)}
      </Fact>
      <Fact name={say('acc.paidBy')}>{say(`notice.paidBy.${paidBy ?? 'none'}`)}</Fact>
      {group !== null && <Fact name={say('acc.group')}>{group}</Fact>}
      <Fact name={say('acc.keys')}>{keys === 0 ? say('acc.noKeys') : names}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
