import { accountTitle } from '../domain/account-title.ts';
import type { CardCause } from '../domain/card.ts';
import { type AffordView, explainAfford, type RefusedLast, typicalOf } from '../domain/explain-afford.ts';
import type { OwnBudgetView } from '../domain/own-budget.ts';
import type { CallRecord } from '../domain/record.ts';
import type { PopupAccount, PopupSite } from './popup-model.ts';

/** Where somebody is, and what is known around it. */
interface Here {
  readonly site: PopupSite;
  /** Id of the provider whose page it is; null: of none we know. */
  readonly provider: string | null;
  /** The most recently used first. */
  readonly accounts: readonly PopupAccount[];
  /** Newest first. */
  readonly records: readonly CallRecord[];
  readonly budgets: readonly OwnBudgetView[];
  /** Epoch ms. */
  readonly now: number;
}

/** Whether what is done on the page in front can be afforded; null: nothing is known of anybody's money. */
export function affordHere({ site, provider, accounts, records, budgets, now }: Here): AffordView | null {
  const account = accountHere({ site, provider, accounts, records });
  const over = budgets.find(({ isHard, percent }) => isHard && percent >= 100);
  if (account === undefined) {
    // On a provider's own page only its own money counts.
    if (site.providerName === null || (accounts.length === 0 && records.length === 0)) return null;
    const nothing = { account: site.providerName, balance: null, typical: null, isLow: false, refused: null };
    return explainAfford({ ...nothing, budget: over?.id ?? null, now });
  }
  const own = records.filter((record) => record.account === account.id && record.outcome === 'answer');
  const unit = own.find(({ cost }) => cost !== null)?.cost?.unit;
  const balance = account.balances.find((one) => one.unit === unit) ?? account.balances[0] ?? null;
  const costs = own.flatMap(({ cost }) => (cost === null ? [] : [{ unit: cost.unit, nano: cost.likelyNano }]));
  return explainAfford({
    account: accountTitle(account.providerName, account.name),
    balance,
    typical: balance && typicalOf(costs, balance.unit),
    isLow: balance !== null && account.lowUnits.includes(balance.unit),
    budget: over?.id ?? null,
    refused: refusedLast(records.find((record) => record.account === account.id)),
    now,
  });
}

/** Why a provider says no that more money, or a smaller call, would change. */
const FOR_MONEY: ReadonlySet<CardCause> = new Set(['depleted', 'not-enough', 'frozen', 'batch']);

/** The newest call of an account, if it was refused for want of money. */
function refusedLast(newest: CallRecord | undefined): RefusedLast | null {
  if (newest?.refusalCause == null || !FOR_MONEY.has(newest.refusalCause)) return null;
  const { forecast, pricedBy, cost, settledAt: at } = newest;
  const unit = pricedBy?.unit ?? cost?.unit;
  const nano = forecast?.mostNano ?? forecast?.highNano;
  return { at, most: unit === undefined || nano === undefined ? null : { unit, nano } };
}

/** Who pays here: whoever paid last on this page, else the provider's account used last, else the one used last anywhere. */
function accountHere({ site, provider, accounts, records }: Omit<Here, 'budgets' | 'now'>): PopupAccount | undefined {
  const paid = records.find((record) => record.origin === site.origin && record.account !== null)?.account;
  const here = accounts.find(({ id }) => id === paid);
  if (here !== undefined) return here;
  if (provider === null) return accounts[0];
  return accounts.find(({ id }) => id.startsWith(`${provider}:`));
}
