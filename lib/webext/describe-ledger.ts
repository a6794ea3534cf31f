import { balanceNow } from '../domain/balance.ts';
import { fundedFirst } from '../domain/find-payer.ts';
import type { Money } from '../domain/money.ts';
import type { OwnBudgetView } from '../domain/own-budget.ts';
import type { CallRecord } from '../domain/record.ts';
import { factsOfSite, type KnownSite } from '../domain/site-facts.ts';
import { resolveLinks } from '../engine/resolve-links.ts';
import { chooseKey, isOwned, marksOf } from '../ledger/find-key.ts';
import { balancesOf, isOwnWallet } from '../ledger/ledger-context.ts';
import type { AccountRow, KeyRow, RollupRow } from '../ledger/rows.ts';
import { findProvider } from '../providers/registry.ts';
import { glanceCall, glanceOpenCall } from '../screens/glance-call.ts';
import { sayAwaited } from './await-recharge.ts';
import { viewBudget } from './budget-views.ts';
import { lastsOf, lowUnitsOf } from './popup-alerts.ts';
import type { PopupAccount, PopupCall } from './popup-model.ts';
import type { LedgerRows } from './read-ledger.ts';
import { freshBudgetPaces } from './watch-state.ts';

/** What popup and overview show of rows that were read in one go. */

/** Sites that were recognised, as the settings have them. */
export type Sites = readonly KnownSite[];

/** Calls that are told at most. */
const CALLS_SHOWN = 8;

/** Every budget as it stands, the fullest first. */
export function describeBudgets(
  { ownBudgets, budgetDays: rollups, open, watch }: LedgerRows,
  sites: Sites,
): readonly OwnBudgetView[] {
  const from = { rollups, open, now: Date.now() };
  const naming = { nameOf: (provider: string) => nameOf(provider, sites), paces: freshBudgetPaces(watch, from.now) };
  return ownBudgets.map((row) => viewBudget(row, from, naming)).sort((a, b) => b.percent - a.percent);
}

/** Every wallet, the one used last first. */
export function describeAccounts(ledger: LedgerRows, sites: Sites): readonly PopupAccount[] {
  const lastUse = (id: string): number => ledger.records.find((record) => record.account === id)?.openedAt ?? 0;
  const rows = ledger.accounts
    .filter((row) => isOwnWallet(ledger.accounts, row))
    .sort((a, b) => lastUse(b.id) - lastUse(a.id) || b.seenAt - a.seenAt);
  return rows.map((row) => describeAccount(row, ledger, sites));
}

/** A provider's name for people. */
export function nameOf(provider: string, sites: Sites): string {
  return findProvider(provider, factsOfSite(sites, provider))?.name ?? provider;
}

function describeAccount(row: AccountRow, ledger: LedgerRows, sites: Sites): PopupAccount {
  const assumed = findAssumed(row, ledger);
  const provider = findProvider(row.provider, factsOfSite(sites, row.provider));
  return {
    id: row.id,
    providerName: provider?.name ?? row.provider,
    name: row.name,
    balances: fundedFirst(
      balancesOf(row, ledger, null).map((entry) => balanceNow(entry.reading, entry.spentSinceNano, entry.openNano)),
    ),
    links: provider ? resolveLinks(provider, row.consoleOrigin) : { recharge: null, keys: null, transactions: null },
    lowUnits: lowUnitsOf(row.id, ledger.watch),
    lasts: lastsOf(row.id, ledger.watch),
    awaited: sayAwaited(row, provider?.name ?? row.provider, Date.now()),
    assumedKeys: assumed.map((fingerprint) => ({ fingerprint, provider: row.provider })),
  };
}

/** Keys that pay from it though nobody has said that they belong to it: it is the only account seen at its provider. */
function findAssumed(row: AccountRow, { records, keys, accounts }: LedgerRows): readonly string[] {
  const own = accounts.filter((other) => other.provider === row.provider && isOwnWallet(accounts, other));
  if (own.length !== 1) return [];
  const assumed = records.flatMap((record) => {
    const { account, fingerprint } = record;
    const key = keyOf(record, keys);
    const isSaid = isOwned(key) || key?.how === 'denied';
    return account === row.id && fingerprint !== null && !isSaid ? [fingerprint] : [];
  });
  return [...new Set(assumed)];
}

/** What is known of the key of a call, under whichever of its marks. */
export function keyOf(record: CallRecord, keys: readonly KeyRow[]): KeyRow | undefined {
  const marks = marksOf(record);
  return chooseKey(keys.filter((key) => key.provider === record.provider && marks.includes(key.fingerprint)));
}

/** What was spent in these days, an amount for each unit. */
export function sumByUnit(rows: readonly RollupRow[]): readonly Money[] {
  const sums = new Map<string, bigint>();
  for (const { unit, likelyNano } of rows) if (unit !== '') sums.set(unit, (sums.get(unit) ?? 0n) + likelyNano);
  return [...sums].filter(([, nano]) => nano !== 0n).map(([unit, nano]) => ({ unit, nano }));
}

/** The newest calls, those that run still first. */
export function describeCalls({ open, records }: LedgerRows, sites: Sites): readonly PopupCall[] {
  return [
    ...open.filter((call) => call.isSent).map((call) => glanceOpenCall(call, nameOf(call.provider, sites))),
    ...records.map((record) => glanceCall(record, nameOf(record.provider, sites))),
  ].slice(0, CALLS_SHOWN);
}
