import { accountTitle } from '../domain/account-title.ts';
import { type AccountCheck, checkRelays, isCounted, type Spent } from '../domain/check-relays.ts';
import { type ExchangeRate, exchange, shownAs } from '../domain/exchange.ts';
import { explainRelay } from '../domain/explain-relay.ts';
import type { CallRecord } from '../domain/record.ts';
import type { RelaySpent, RelayView } from '../domain/relay-view.ts';
import { standsFor } from '../ledger/ledger-context.ts';
import type { AccountRow, PriceListRow } from '../ledger/rows.ts';
import { findProvider } from '../providers/registry.ts';
import { nameOf } from '../screens/account-name.ts';
import type { Database } from './database.ts';
import { localDay } from './local-day.ts';

/** Of each provider the newest so many calls are looked at, however many there are: medians want no more. */
const CALLS_MAX = 1000;
/** The providers that were called most. */
const PROVIDERS_MAX = 20;
const DAY_MS = 86_400_000;
/** Of the newest calls so many are looked at to see whether there is anything to compare. */
const GLANCE_MAX = 200;

/** Whether any of the newest calls can be compared. */
export async function hasRelays(database: Database): Promise<boolean> {
  const newest = await database.records.orderBy('openedAt').reverse().limit(GLANCE_MAX).toArray();
  return newest.some(isCounted);
}

/** What was billed beside what was counted, of so many days. `exchangeRates`: what costs are shown as besides. */
export async function readRelays(
  database: Database,
  given: { readonly days: number; readonly now: number; readonly exchangeRates: readonly ExchangeRate[] },
): Promise<RelayView> {
  const since = given.now - given.days * DAY_MS;
  const [providers, accounts, lists] = await Promise.all([
    readProviders(database, localDay(since)),
    database.accounts.toArray(),
    database.priceLists.toArray(),
  ]);
  const found = await Promise.all(providers.map((provider) => readNewest(database, provider, since)));
  const records = found.flat().filter(isCounted);
  const newestFirst = records.toSorted((a, b) => b.openedAt - a.openedAt);
  const vocabularies = new Map(providers.map((id) => [id, findProvider(id)?.vocabulary ?? null]));
  const walletOf = walletIn(accounts);
  const checks = checkRelays(newestFirst, walletOf, ({ provider }) => vocabularies.get(provider) ?? null);
  return {
    days: given.days,
    calls: records.length,
    isPart: found.some((ofProvider) => ofProvider.length === CALLS_MAX),
    models: checks.map(({ model, accounts: own }) => ({
      model,
      accounts: own.map((check) => ({
        ...explainRelay(check, titleOf(check, accounts, lists), instantOf),
        spent: check.spent && viewSpent(check.spent, check.provider, given.exchangeRates),
      })),
    })),
  };
}

/** In UTC, as providers' own logs have it. */
function instantOf(at: number): string {
  return new Date(at).toISOString();
}

/** Who was called in these days, from the daily sums. */
async function readProviders(database: Database, fromDay: string): Promise<readonly string[]> {
  const calls = new Map<string, number>();
  await database.rollups
    .where('day')
    .aboveOrEqual(fromDay)
    .each((row) => {
      calls.set(row.provider, (calls.get(row.provider) ?? 0) + row.calls);
    });
  const most = [...calls].toSorted(([, a], [, b]) => b - a).slice(0, PROVIDERS_MAX);
  return most.map(([provider]) => provider);
}

function readNewest(database: Database, provider: string, since: number): Promise<readonly CallRecord[]> {
  const upTo = [provider, Number.MAX_SAFE_INTEGER];
  const rows = database.records.where('[provider+openedAt]').between([provider, since], upTo, true, true);
  return rows.reverse().limit(CALLS_MAX).toArray();
}

/** Accounts that the user says are one wallet are one account; calls of nobody known are their provider's. */
function walletIn(accounts: readonly AccountRow[]): (record: CallRecord) => string {
  return ({ account, provider }) => {
    if (account === null) return provider;
    return standsFor(accounts, account)?.id ?? account;
  };
}

function titleOf(
  { account, provider }: AccountCheck,
  accounts: readonly AccountRow[],
  lists: readonly PriceListRow[],
): string {
  const row = accounts.find(({ id }) => id === account);
  return accountTitle(nameOf(provider, lists), row?.name ?? null);
}

function viewSpent(
  { median, mean, perThousand }: Spent,
  provider: string,
  exchangeRates: readonly ExchangeRate[],
): RelaySpent {
  const shown = shownAs(median, exchangeRates)?.money ?? null;
  const sold = findProvider(provider)?.help.dollarCny;
  const [low, high] = (sold ?? []).map((rate) => exchange(median, { from: 'USD', to: 'CNY', rate, on: '' }));
  return { median, mean, perThousand, shown, recharged: low && high ? { low, high } : null };
}
