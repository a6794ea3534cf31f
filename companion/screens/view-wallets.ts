import { balanceNow } from '../../lib/domain/balance.ts';
import { fundedFirst } from '../../lib/domain/find-payer.ts';
import type { Text } from '../../lib/domain/text.ts';
import { resolveLinks } from '../../lib/engine/resolve-links.ts';
import { balancesOf, isOwnWallet, readWallets } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { nameOf } from '../../lib/screens/account-name.ts';
import { walletFacts } from '../../lib/screens/wallet-facts.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { describeRunway } from '../../lib/watch/describe-runway.ts';
import type { AccountsModel, PopupAccount } from '../../lib/webext/popup-model.ts';
import { rechargeLinkOf } from '../balance/links-at.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { FoundRunway } from '../watch/runways.ts';

/** What wallets are shown by. */
export interface WalletsAsked {
  readonly runways: readonly FoundRunway[];
  /** What is so now. */
  readonly conditions: readonly Condition[];
  /** IANA name. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
}

type Store = Pick<LedgerStore, 'transact'>;

/** Every wallet, the one that was used last first. @throws LedgerError */
export function viewWallets(store: Store, asked: WalletsAsked): Promise<readonly PopupAccount[]> {
  return store.transact((tables) => readShown(tables, asked));
}

/** The screen of accounts. @throws LedgerError */
export function viewAccounts(store: Store, asked: WalletsAsked): Promise<AccountsModel> {
  return store.transact(async (tables) => {
    const wallets = await readShown(tables, asked);
    const [rows, keys] = [await tables.accounts.toArray(), await tables.keys.toArray()];
    const accounts = wallets.map((wallet) => ({ wallet, paidBy: null, ...walletFacts(wallet.id, rows, keys) }));
    return { now: asked.now, accounts };
  });
}

/** So many of the last calls say which wallet was used last. */
const CALLS_READ = 100;

async function readShown(tables: LedgerTables, asked: WalletsAsked): Promise<readonly PopupAccount[]> {
  const all = await tables.accounts.toArray();
  const newest = tables.records.where('openedAt').between(0, Number.MAX_SAFE_INTEGER).reverse().limit(CALLS_READ);
  const calls = await newest.toArray();
  const usedAt = (id: string): number => calls.find(({ account }) => account === id)?.openedAt ?? 0;
  const own = all
    .filter((row) => isOwnWallet(all, row))
    .sort((a, b) => usedAt(b.id) - usedAt(a.id) || b.seenAt - a.seenAt);
  const shown: PopupAccount[] = [];
  for (const row of own) shown.push(await viewWallet(tables, row, asked));
  return shown;
}

async function viewWallet(
  tables: LedgerTables,
  row: AccountRow,
  { runways, conditions, zone, now }: WalletsAsked,
): Promise<PopupAccount> {
  const wallets = await readWallets(tables, row.provider);
  const list = await tables.priceLists.get(row.provider);
  const provider = findProvider(row.provider, list?.facts ?? null);
  const lasts = runways.flatMap(({ of, unit, runway }): readonly (readonly [string, Text])[] =>
    of.kind === 'account' && of.id === row.id && runway !== null && runway.days > 0
      ? [[unit, describeRunway(runway, { now, zone, renewsAt: null })]]
      : [],
  );
  const beginning = `account:${row.id}|`;
  const low = conditions.flatMap(({ kind, key }) =>
    (kind === 'low' || kind === 'empty') && key.startsWith(beginning)
      ? (key.slice(beginning.length).split('|')[0] ?? [])
      : [],
  );
  return {
    ...{ id: row.id, name: row.name, providerName: nameOf(row.provider, list ? [list] : []) },
    balances: fundedFirst(
      balancesOf(row, wallets, null).map((entry) => balanceNow(entry.reading, entry.spentSinceNano, entry.openNano)),
    ),
    links: {
      keys: null,
      transactions: null,
      ...(provider && resolveLinks(provider, null)),
      recharge: rechargeLinkOf(row),
    },
    lowUnits: [...new Set(low)],
    lasts: Object.fromEntries(lasts),
    assumedKeys: [],
  };
}
