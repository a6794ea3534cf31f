import { accountTitle } from '../../lib/domain/account-title.ts';
import type { Balance } from '../../lib/domain/balance.ts';
import { type ExchangeRate, shownAs } from '../../lib/domain/exchange.ts';
import type { Text, TextParam } from '../../lib/domain/text.ts';
import type { PopupAccount, PopupSource } from '../../lib/webext/popup-model.ts';
import { Assumed } from './assumed.tsx';
import { Parts } from './parts.tsx';
import { type Say, useSay } from './say.ts';

interface AccountsProps {
  /** What a balance is shown as besides. Absent: nothing. */
  readonly rates?: readonly ExchangeRate[] | undefined;
  readonly accounts: readonly PopupAccount[];
  readonly now: number;
  readonly onOpen: PopupSource['onOpen'];
  readonly onRecharge: PopupSource['onRecharge'];
  readonly onLinkKey: PopupSource['onLinkKey'];
}

/** A balance for each account: what is usable, what is not, how old the reading is, and where to recharge. */
export function Accounts({ accounts, rates = [], now, ...on }: AccountsProps) {
  const say = useSay();
  if (accounts.length === 0) return null;
  return (
    <section aria-labelledby="popup-balances">
      <h2 id="popup-balances">{say('popup.balances')}</h2>
      {accounts.map((account) => (
        <Account key={account.id} account={account} rates={rates} now={now} {...on} />
      ))}
    </section>
  );
}

/** One of them. */
export function Account({
  account,
  rates = [],
  now,
  onOpen,
  onRecharge,
  onLinkKey,
}: { readonly account: PopupAccount } & Omit<AccountsProps, 'accounts'>) {
  const say = useSay();
  const { recharge, transactions } = account.links;
  const title = accountTitle(account.providerName, account.name);
  return (
    <article className="account">
      <h3>{title}</h3>
      {account.balances.length === 0 && (
        <>
          <p className="amount is-unknown">{say('popup.balanceUnknown')}</p>
          <p>{say('popup.balanceHow')}</p>
        </>
      )}
      {account.balances.map((balance) => (
        <Reading
          key={balance.unit}
          balance={balance}
          isLow={account.lowUnits.includes(balance.unit)}
          lasts={account.lasts[balance.unit] ?? null}
          rates={rates}
          now={now}
        />
      ))}
      {account.awaited && <p>{say(account.awaited.key, account.awaited.params)}</p>}
      <Assumed account={account} title={title} onLinkKey={onLinkKey} />
      {(recharge !== null || transactions !== null) && (
        <div className="links">
          {recharge !== null && (
            <button
              type="button"
              aria-label={say('popup.rechargeAt', { account: title })}
              onClick={() => onRecharge(account.id, recharge)}
            >
              {say('popup.recharge')}
            </button>
          )}
          {transactions !== null && (
            <button
              type="button"
              aria-label={say('popup.walletAt', { account: title })}
              onClick={() => onOpen(transactions)}
            >
              {say('popup.wallet')}
            </button>
          )}
        </div>
      )}
    </article>
  );
}

interface ReadingProps {
  readonly balance: Balance;
  readonly isLow: boolean;
  readonly lasts: Text | null;
  readonly rates: readonly ExchangeRate[];
  readonly now: number;
}

function Reading({ balance, isLow, lasts, rates, now }: ReadingProps) {
  const say = useSay();
  const { unit, usableNano, frozenNano, openNano } = balance;
  const shown = usableNano === null ? null : shownAs({ unit, nano: usableNano }, rates);
  const isDebt = usableNano !== null && usableNano < 0n;
  return (
    <>
      {usableNano === null ? (
        <p className="amount is-unknown">{say(balance.isUnlimited ? 'popup.unlimited' : 'popup.balanceUnknown')}</p>
      ) : (
        <p className={isDebt ? 'amount is-debt' : 'amount'}>{amount(usableNano, unit, say)}</p>
      )}
      {shown && <p>{say('paid.shown', { money: { kind: 'about', money: shown.money }, date: shown.on })}</p>}
      {balance.isPart && <p>{say('popup.part')}</p>}
      {isLow && <p className="is-low">{say('popup.low')}</p>}
      {lasts && <p>{say('notice.lasts', { lasts })}</p>}
      <p>{readingText(balance, now, say)}</p>
      {openNano > 0n && <p>{say('popup.open', { money: money(openNano, unit) })}</p>}
      {frozenNano !== null && frozenNano > 0n && <p>{say('popup.frozen', { money: money(frozenNano, unit) })}</p>}
      <Parts balance={balance} />
    </>
  );
}

/** "read in the console 3 min ago, less $0.02 spent since" */
function readingText({ source, at, spentSinceNano, unit }: Balance, now: number, say: Say): string {
  const params = { source: { key: `source.${source}` }, age: { kind: 'age', ms: now - at } } as const;
  if (spentSinceNano === 0n) return say('popup.read', params);
  return say('popup.readLess', { ...params, spent: money(spentSinceNano, unit) });
}

function amount(nano: bigint, unit: string, say: Say): string {
  return say('chip.exact', { likely: { kind: 'money', money: { unit, nano }, rounding: 'down' } });
}

function money(nano: bigint, unit: string): TextParam {
  return { kind: 'money', money: { unit, nano } };
}
