import browser from 'webextension-polyfill';
import { balanceNow } from '../domain/balance.ts';
import { fundedFirst } from '../domain/find-payer.ts';
import { formatBadge } from '../domain/format-badge.ts';
import { isPaused } from '../domain/pause.ts';
import { renderText } from '../domain/render-text.ts';
import type { ReadingWithUse } from '../engine/ports.ts';
import { balancesOf, readWallets } from '../ledger/ledger-context.ts';
import type { Database } from './database.ts';
import { chooseLanguage, readSettings, type Settings } from './settings.ts';

const COLORS = { calm: '#1f6f54', empty: '#b3261e', paused: '#55605b' } as const;
/** As on a player's button; plain letters, which every system has. */
const PAUSED = 'II';

/**
 * Shows the balance of the account that was used last, in the unit it was used in; `unit` null: its first one with
 * money. Nothing known leaves the badge as it is; in a pause it says only that.
 */
export async function showBadge(database: Database, account: string | null, unit: string | null): Promise<void> {
  const settings = await readSettings();
  if (isPaused(settings.pausedUntil, Date.now())) return showPause(settings);
  const balances = account === null ? [] : await readBalances(database, account);
  const all = fundedFirst(balances.map((entry) => balanceNow(entry.reading, entry.spentSinceNano, entry.openNano)));
  const balance = all.find((candidate) => candidate.unit === unit) ?? all[0];
  if (!balance) return;
  const nano = balance.usableNano;
  await browser.action.setBadgeText({ text: nano === null ? '?' : formatBadge({ unit: balance.unit, nano }) });
  await browser.action.setBadgeBackgroundColor({ color: nano !== null && nano <= 0n ? COLORS.empty : COLORS.calm });
}

/** After a start of the browser, which forgets badges: the account of the last call, else the one seen last. */
export async function restoreBadge(database: Database): Promise<void> {
  const record = await database.records.orderBy('openedAt').last();
  const [seen] = (await database.accounts.toArray()).sort((a, b) => b.seenAt - a.seenAt);
  await showBadge(database, record?.account ?? seen?.id ?? null, record?.cost?.unit ?? null);
}

/** The badge after a pause began or ended, or after the ledger was emptied. */
export async function renewBadge(database: Database): Promise<void> {
  // Nothing else takes away what is said for a pause where no balance is known.
  await browser.action.setBadgeText({ text: '' });
  await browser.action.setTitle({ title: TITLE });
  await restoreBadge(database);
}

const TITLE = 'Tollkeeper';

async function showPause(settings: Settings): Promise<void> {
  const title = renderText({ key: 'pause.badge' }, chooseLanguage(settings));
  await browser.action.setBadgeText({ text: PAUSED });
  await browser.action.setBadgeBackgroundColor({ color: COLORS.paused });
  await browser.action.setTitle({ title: `${TITLE} · ${title}` });
}

function readBalances(database: Database, account: string): Promise<readonly ReadingWithUse[]> {
  return database.transaction('r', database.tables, async () => {
    const row = await database.accounts.get(account);
    return row ? balancesOf(row, await readWallets(database, row.provider), null) : [];
  });
}
