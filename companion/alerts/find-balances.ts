import { balanceNow } from '../../lib/domain/balance.ts';
import { balancesOf, isOwnWallet, readWallets } from '../../lib/ledger/ledger-context.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { findLow, usualDay, type WatchedWallet } from '../../lib/watch/find-low.ts';
import { lastRecharge } from '../../lib/watch/last-recharge.ts';
import { nameAccount } from '../balance/account-name.ts';
import { rechargeLinkOf } from '../balance/links-at.ts';
import type { Below, LedgerStore } from '../ledger/open-ledger.ts';
import { type AccountDay, readAccountDays } from '../ledger/usage.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import { readPending } from '../watch/recharges.ts';
import type { Finder } from './finder.ts';
import { thresholdsOf } from './settings.ts';

const DAY_MS = 86_400_000;
/** What is usual is learned from so many days. */
const USUAL_DAYS = 28;
/** It is worked out anew so often, ms: it moves by a day's share at most. */
const USUAL_MS_MAX = 10 * 60_000;
/** The last recharge is looked for in so many readings. */
const READINGS_MAX = 400;

/** Opens what is left in every wallet, with what thresholds are shares of. */
export function openWatchedWallets(
  store: Pick<LedgerStore, 'transactBelow'>,
): (now: number) => Promise<readonly WatchedWallet[]> {
  let usual: { readonly at: number; readonly days: readonly AccountDay[] } | null = null;
  return (now) =>
    store.transactBelow(async (below) => {
      if (usual === null || Math.abs(now - usual.at) > USUAL_MS_MAX) {
        usual = { at: now, days: await readDays(below, now) };
      }
      return readWatched(below.tables, openWatchTables(below.tx, below.ledger), { days: usual.days, now });
    });
}

/** Accounts that are empty or low, by the last readings and what was spent since. */
export function findBalances(read: ReturnType<typeof openWatchedWallets>): Finder {
  return {
    kinds: ['empty', 'low'],
    find: async ({ settings, isOpen, now, zone }) => {
      const found = (await read(now)).map((wallet) => {
        const thresholds = thresholdsOf(settings, { kind: 'account', id: wallet.account });
        return findLow(wallet, { thresholds, isOpen, now, zone });
      });
      return {
        conditions: found.flatMap(({ conditions }) => conditions),
        unsure: found.flatMap(({ unsure }) => unsure),
      };
    },
  };
}

/** Whole days that are over; today is not. */
function readDays({ tx, ledger }: Below, now: number): Promise<readonly AccountDay[]> {
  const end = now - (now % DAY_MS);
  return readAccountDays(tx, ledger, { start: end - USUAL_DAYS * DAY_MS, end });
}

async function readWatched(
  tables: LedgerTables,
  watch: WatchTables,
  { days, now }: { readonly days: readonly AccountDay[]; readonly now: number },
): Promise<readonly WatchedWallet[]> {
  const accounts = await tables.accounts.toArray();
  const found: WatchedWallet[] = [];
  for (const provider of new Set(accounts.map((row) => row.provider))) {
    const wallets = await readWallets(tables, provider);
    const known = findProvider(provider);
    for (const row of wallets.accounts.filter((one) => isOwnWallet(wallets.accounts, one))) {
      const link = rechargeLinkOf(row);
      const pending = await readPending(watch.watchStates, accounts, row, now);
      // A page that was opened is no payment yet.
      const awaited = pending?.by === 'report' ? pending : null;
      for (const { reading, spentSinceNano, openNano } of balancesOf(row, wallets, null)) {
        const { unit, at, isPart, isUnlimited } = reading;
        const own = days.filter((day) => day.account === row.id && day.unit === unit).map(({ nano }) => nano);
        found.push({
          ...{ account: row.id, name: nameAccount(row), provider: known?.name ?? provider, unit, readAt: at, link },
          usableNano: balanceNow(reading, spentSinceNano, openNano).usableNano,
          ...(awaited !== null &&
            (awaited.unit ?? unit) === unit && { awaited: { at: awaited.at, nano: awaited.nano } }),
          isNotAll: isPart === true || isUnlimited === true,
          ...{ usualDayNano: usualDay(own), rechargeNano: await readRecharge(watch, row.id, unit) },
        });
      }
    }
  }
  return found;
}

async function readRecharge(watch: WatchTables, account: string, unit: string): Promise<bigint | null> {
  const rows = await watch.balanceHistory
    .where('[account+unit+at]')
    .between([account, unit, 0], [account, unit, Number.MAX_SAFE_INTEGER])
    .reverse()
    .limit(READINGS_MAX)
    .toArray();
  return lastRecharge(rows.toReversed().map(({ at, reading }) => ({ at, nano: reading.availableNano })));
}
