import browser from 'webextension-polyfill';
import { balanceNow } from '../domain/balance.ts';
import type { LimitView, SettingsView, SiteView, WalletView } from '../domain/dashboard.ts';
import { ownLimitNano } from '../domain/own-limit.ts';
import { isPaused } from '../domain/pause.ts';
import { isSiteOff, withoutPort } from '../domain/site.ts';
import { accountTitle, nameOf } from './dashboard-calls.ts';
import type { AccountRow, Database, HabitRow } from './database.ts';
import { balancesOf, costHabitId, isOwnWallet, readWallets } from './ledger-context.ts';
import { readSettings } from './settings.ts';

/** The user's choices as they are now, and the accounts and sites they apply to. */
export async function readSettingsView(database: Database): Promise<SettingsView> {
  const [settings, limits, wallets, granted] = await Promise.all([
    readSettings(),
    readLimits(database),
    readWalletViews(database),
    browser.permissions.getAll(),
  ]);
  const { language, theme, refusals, pausedUntil } = settings;
  return {
    ...{ language, theme, refusals, limits, wallets },
    pausedUntil: isPaused(pausedUntil, Date.now()) ? pausedUntil : null,
    sites: (granted.origins ?? []).flatMap((pattern) => describeSites(pattern, settings.sitesOff)),
  };
}

/** Sets the user's own limit of an account in a unit, nano-units; null: it follows what is usual again. */
export async function writeLimit(
  database: Database,
  account: string,
  unit: string,
  nano: bigint | null,
): Promise<void> {
  await database.transaction('rw', database.accounts, async () => {
    const row = await database.accounts.get(account);
    if (row === undefined) throw new Error('[settings] the account is not there any more');
    const { [unit]: _forgotten, ...others } = row.ownLimits;
    await database.accounts.put({ ...row, ownLimits: nano === null ? others : { ...others, [unit]: nano } });
  });
}

/** Until when a pause lasts that begins now, epoch ms: an hour, or until the local midnight. */
export function endOfPause(kind: 'hour' | 'today', now: number): number {
  if (kind === 'hour') return now + 3_600_000;
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}

/** One host as it was granted, and those of its ports that were switched off by themselves. */
function describeSites(pattern: string, sitesOff: readonly string[]): readonly SiteView[] {
  const origin = /^(https?:\/\/[^*/]+)\/\*$/.exec(pattern)?.[1] ?? null;
  if (origin === null) return [{ pattern, origin, name: pattern, isOff: false }];
  const ports = sitesOff.filter((site) => site !== origin && withoutPort(site) === origin);
  return [
    { pattern, origin, name: hostOf(origin), isOff: isSiteOff(sitesOff, origin) },
    ...ports.map((site) => ({ pattern: null, origin: site, name: hostOf(site), isOff: true })),
  ];
}

function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

/** Accounts about which there is something to say: others at the same provider, or keys that the user has linked. */
async function readWalletViews(database: Database): Promise<readonly WalletView[]> {
  const [accounts, keys, lists] = await Promise.all([
    database.accounts.toArray(),
    database.keys.toArray(),
    database.priceLists.toArray(),
  ]);
  const titleOf = (row: AccountRow): string =>
    accountTitle(nameOf(row.provider, lists), row.name ?? row.id.slice(row.provider.length + 1));
  return accounts
    .map((row): WalletView => {
      const others = accounts.filter(
        ({ id, provider, mergedInto }) => id !== row.id && provider === row.provider && mergedInto == null,
      );
      return {
        id: row.id,
        name: titleOf(row),
        mergedInto: row.mergedInto ?? null,
        // Others stand for this one already: it cannot stand for another.
        others: accounts.some(({ mergedInto }) => mergedInto === row.id)
          ? []
          : others.map((other) => ({ id: other.id, name: titleOf(other) })),
        linkedKeys: keys.flatMap(({ account, how, fingerprint }) =>
          account === row.id && how === 'user' ? [fingerprint] : [],
        ),
      };
    })
    .filter(({ others, linkedKeys, mergedInto }) => others.length > 0 || linkedKeys.length > 0 || mergedInto !== null);
}

async function readLimits(database: Database): Promise<readonly LimitView[]> {
  const [accounts, habits, lists] = await Promise.all([
    database.accounts.toArray(),
    database.habits.toArray(),
    database.priceLists.toArray(),
  ]);
  const own = accounts.filter((row) => isOwnWallet(accounts, row));
  const views = await Promise.all(
    own.map((row) => readAccountLimits(database, row, { habits, name: nameOf(row.provider, lists) })),
  );
  return views.flat();
}

/** Every unit the account was seen with. */
async function readAccountLimits(
  database: Database,
  row: AccountRow,
  { habits, name }: { readonly habits: readonly HabitRow[]; readonly name: string },
): Promise<readonly LimitView[]> {
  const balances = balancesOf(row, await readWallets(database, row.provider), null);
  const units = new Set([...balances.map(({ reading }) => reading.unit), ...Object.keys(row.ownLimits)]);
  return [...units].map((unit) => {
    const found = balances.find(({ reading }) => reading.unit === unit);
    const balance = found ? balanceNow(found.reading, found.spentSinceNano, found.openNano) : null;
    const values = habits.find(({ id }) => id === costHabitId(row.id, unit))?.values ?? [];
    const costs = values.flatMap((value) => (typeof value === 'object' ? [] : [{ unit, nano: BigInt(value) }]));
    return {
      account: row.id,
      accountName: accountTitle(name, row.name),
      unit,
      ownNano: row.ownLimits[unit] ?? null,
      usualNano: ownLimitNano(unit, { costs, ownLimits: {} }, balance),
    };
  });
}
