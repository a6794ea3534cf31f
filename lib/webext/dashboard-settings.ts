import { accountTitle } from '../domain/account-title.ts';
import { balanceNow } from '../domain/balance.ts';
import type { AmountView, LimitView, SettingsView, SiteView, WalletView } from '../domain/dashboard.ts';
import { bringLanguage } from '../domain/languages.ts';
import { atUnit } from '../domain/money.ts';
import { findOwnLimit, type OwnLimit } from '../domain/own-limit.ts';
import { isPaused } from '../domain/pause.ts';
import { hostOf, isSiteOff, withoutPort } from '../domain/site.ts';
import { CALL_TOKENS } from '../domain/token-limit.ts';
import { balancesOf, costsOfWallet, isOwnWallet, readWallets } from '../ledger/ledger-context.ts';
import type { AccountRow, KeyRow } from '../ledger/rows.ts';
import { nameOf } from '../screens/account-name.ts';
import { readCompanionView } from './choose-companion.ts';
import { readFolderView } from './choose-folder.ts';
import { readPriceFileView } from './choose-price-file.ts';
import type { Database } from './database.ts';
import { readScreenHints } from './hints.ts';
import { endOfDay } from './local-day.ts';
import { readPricesView } from './own-tariff.ts';
import { readNoticesView } from './read-notices.ts';
import { readRepeatsView } from './repeat-limit.ts';
import { chooseLanguage, readSettings } from './settings.ts';
import { watchedOrigins } from './watched-origins.ts';

/** The user's choices as they are now, and the accounts and sites they apply to. */
export async function readSettingsView(database: Database): Promise<SettingsView> {
  const settings = await readSettings();
  const [lines, wallets, prices, patterns, notices, priceFile, repeats, companion, folder, hints] = await Promise.all([
    readLines(database),
    readWalletViews(database),
    readPricesView(database, settings.exchangeRates),
    watchedOrigins(),
    readNoticesView(database, Date.now()),
    readPriceFileView(Date.now()),
    readRepeatsView(Date.now()),
    readCompanionView(database, Date.now()),
    readFolderView(database),
    readScreenHints(),
  ]);
  const { language, theme, refusals, team, pausedUntil } = settings;
  await bringLanguage(chooseLanguage(settings));
  return {
    ...{ language, theme, refusals, team, wallets, prices, priceFile, repeats, companion, folder, hints },
    limits: lines.map(({ limit }) => limit),
    tokenLimits: lines.flatMap(({ tokens }) => tokens ?? []),
    notices,
    pausedUntil: isPaused(pausedUntil, Date.now()) ? pausedUntil : null,
    sites: patterns.flatMap((pattern) => describeSites(pattern, settings.sitesOff)),
    lost: settings.sitesLost.map((pattern) => ({ pattern, name: hostOf(pattern) })),
  };
}

/** What a user may have chosen for an account in a unit: above what cost it is asked. */
export type AmountKind = 'ownLimits' | 'quietBelow';

/** Sets such an amount, nano-units; null: what is usual holds again. */
export async function writeAmount(
  database: Database,
  kind: AmountKind,
  { account, unit, nano }: { readonly account: string; readonly unit: string; readonly nano: bigint | null },
): Promise<void> {
  await database.transaction('rw', database.accounts, async () => {
    const row = await database.accounts.get(account);
    if (row === undefined) throw new Error('[settings] the account is not there any more');
    const { [unit]: _forgotten, ...others } = row[kind] ?? {};
    await database.accounts.put({ ...row, [kind]: nano === null ? others : { ...others, [unit]: nano } });
  });
}

/** Until when a pause lasts that begins now, epoch ms: an hour, or until the local midnight. */
export function endOfPause(kind: 'hour' | 'today', now: number): number {
  return kind === 'hour' ? now + 3_600_000 : endOfDay(now);
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
        linkedKeys: keysSaid(keys, row.id, 'user'),
        deniedKeys: keysSaid(keys, row.id, 'denied'),
      };
    })
    .filter(({ others, linkedKeys, deniedKeys, mergedInto }) => {
      return others.length + linkedKeys.length + deniedKeys.length > 0 || mergedInto !== null;
    });
}

function keysSaid(keys: readonly KeyRow[], account: string, said: KeyRow['how']): readonly string[] {
  return keys.flatMap((key) => (key.account === account && key.how === said ? [key.fingerprint] : []));
}

/** The lines of an account in a unit: above which cost it is asked. */
interface AmountLines {
  readonly limit: LimitView;
  /** Above how many tokens; absent: it stands beside another unit of the account. */
  readonly tokens?: AmountView;
}

async function readLines(database: Database): Promise<readonly AmountLines[]> {
  const [accounts, lists] = await Promise.all([database.accounts.toArray(), database.priceLists.toArray()]);
  const own = accounts.filter((row) => isOwnWallet(accounts, row));
  const lines = await Promise.all(
    own.map((row) => readAccountLines(database, row, accountTitle(nameOf(row.provider, lists), row.name))),
  );
  return lines.flat();
}

/** Every unit the account was seen with. */
async function readAccountLines(
  database: Database,
  row: AccountRow,
  accountName: string,
): Promise<readonly AmountLines[]> {
  const { id: account, ownLimits, quietBelow = {} } = row;
  const wallets = await readWallets(database, row.provider);
  const balances = balancesOf(row, wallets, null);
  const costs = await costsOfWallet(database, wallets.accounts, account);
  const chosen = [ownLimits, quietBelow].flatMap(Object.keys);
  const units = new Set([...balances.map(({ reading }) => reading.unit), ...chosen]);
  units.delete(CALL_TOKENS);
  return [...units].map((unit, index) => {
    const found = balances.find(({ reading }) => reading.unit === unit);
    const balance = found ? balanceNow(found.reading, found.spentSinceNano, found.openNano) : null;
    const usual = findOwnLimit(unit, { costs, ownLimits: {} }, balance);
    const whose = { account, accountName, unit };
    return {
      limit: {
        ...{ ...whose, ownNano: atUnit(ownLimits, unit) ?? null, quietNano: atUnit(quietBelow, unit) ?? null },
        ...{ usualNano: usual?.nano ?? null, usualRule: usual && ruleOf(usual) },
      },
      ...(index === 0 && {
        tokens: { ...whose, unit: CALL_TOKENS, ownNano: atUnit(ownLimits, CALL_TOKENS) ?? null, usualNano: null },
      }),
    };
  });
}

function ruleOf({ rule }: OwnLimit): LimitView['usualRule'] {
  return rule.kind === 'chosen' ? null : rule.kind;
}
