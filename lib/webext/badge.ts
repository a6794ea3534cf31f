import browser from 'webextension-polyfill';
import { accountTitle } from '../domain/account-title.ts';
import { type Badge, type BadgeState, badgeOf, PAUSED_BADGE } from '../domain/badge.ts';
import { balanceNow } from '../domain/balance.ts';
import { fundedFirst } from '../domain/find-payer.ts';
import { isPaused } from '../domain/pause.ts';
import { renderText } from '../domain/render-text.ts';
import { balancesOf, readWallets } from '../ledger/ledger-context.ts';
import type { AccountRow } from '../ledger/rows.ts';
import { nameOf } from '../screens/account-name.ts';
import { ALERT_LEVELS } from '../watch/alert.ts';
import { type BadgeSubject, noteBadgeSubject, readBadgeChoice } from './badge-choice.ts';
import type { Database } from './database.ts';
import { lowUnitsOf } from './popup-alerts.ts';
import { chooseLanguage, readSettings, type Settings } from './settings.ts';
import type { WatchState } from './watch-state.ts';

/** White on each reads at 4.5:1 or more. */
const COLORS: Readonly<Record<BadgeState, string>> = {
  amount: '#1f6f54',
  low: '#8a4b00',
  empty: '#b3261e',
  stale: '#55605b',
  unknown: '#55605b',
  off: '#55605b',
};

/**
 * An account was used or read, in this unit; null: its first one with money. The badge shows it, unless the user has chosen
 * another. Nothing known leaves the badge as it is; in a pause it says only that.
 */
export async function showBadge(database: Database, account: string | null, unit: string | null): Promise<void> {
  if (account !== null) await noteBadgeSubject({ account, unit });
  await paintBadge(database);
}

/** As things stand now: after a start of the browser, which forgets badges, and each minute, because readings grow old. */
export async function restoreBadge(database: Database): Promise<void> {
  if ((await readBadgeChoice()).last === null) {
    const subject = await findLastUsed(database);
    if (subject !== null) await noteBadgeSubject(subject);
  }
  await paintBadge(database);
}

/** The badge after a pause began or ended, another choice, or after the ledger was emptied. */
export async function renewBadge(database: Database): Promise<void> {
  // Nothing else takes away what is said for a pause where no balance is known.
  await browser.action.setBadgeText({ text: '' });
  await browser.action.setTitle({ title: TITLE });
  await restoreBadge(database);
}

const TITLE = 'Tollkeeper';

async function paintBadge(database: Database): Promise<void> {
  const settings = await readSettings();
  if (isPaused(settings.pausedUntil, Date.now())) return paint(PAUSED_BADGE, settings);
  const badge = await readBadge(database, Date.now());
  if (badge !== null) await paint(badge, settings);
}

async function paint({ state, text, title }: Badge, settings: Settings): Promise<void> {
  await browser.action.setBadgeText({ text });
  await browser.action.setBadgeBackgroundColor({ color: COLORS[state] });
  await browser.action.setTitle({ title: `${TITLE} · ${renderText(title, chooseLanguage(settings))}` });
}

/** The account of the last call, else the one seen last. */
async function findLastUsed(database: Database): Promise<BadgeSubject | null> {
  const record = await database.records.orderBy('openedAt').last();
  if (record?.account != null) return { account: record.account, unit: record.cost?.unit ?? null };
  const [seen] = (await database.accounts.toArray()).sort((a, b) => b.seenAt - a.seenAt);
  return seen === undefined ? null : { account: seen.id, unit: null };
}

/** Null: nothing is known of the account that is meant. */
async function readBadge(database: Database, now: number): Promise<Badge | null> {
  const { choice, last } = await readBadgeChoice();
  return database.transaction('r', database.tables, async () => {
    const watch = await database.watch.get('state');
    const lists = await database.priceLists.toArray();
    const chosen = typeof choice === 'object' ? { account: choice.account, unit: null } : null;
    const worst = choice === 'worst' ? neediest(watch) : null;
    // What was chosen may have been deleted since.
    for (const subject of [chosen, worst, last]) {
      const row = subject === null ? undefined : await database.accounts.get(subject.account);
      if (subject === null || row === undefined) continue;
      const badge = await badgeOfAccount(database, { row, unit: subject.unit, watch, lists, now });
      if (badge !== null) return badge;
    }
    return null;
  });
}

interface Asked {
  readonly row: AccountRow;
  readonly unit: string | null;
  readonly watch: WatchState | undefined;
  readonly lists: Parameters<typeof nameOf>[1];
  readonly now: number;
}

async function badgeOfAccount(database: Database, { row, unit, watch, lists, now }: Asked): Promise<Badge | null> {
  const readings = balancesOf(row, await readWallets(database, row.provider), null);
  const all = fundedFirst(readings.map((entry) => balanceNow(entry.reading, entry.spentSinceNano, entry.openNano)));
  const balance = all.find((candidate) => candidate.unit === unit) ?? all[0];
  if (balance === undefined) return null;
  const isLow = lowUnitsOf(row.id, watch).includes(balance.unit);
  return badgeOf({ account: accountTitle(nameOf(row.provider, lists), row.name), balance, isLow, now });
}

/** Of the accounts that are low or empty, the one that needs somebody most; null: none is. */
function neediest(watch: WatchState | undefined): BadgeSubject | null {
  const rank = ({ level, kind }: { readonly level: (typeof ALERT_LEVELS)[number]; readonly kind: string }): number =>
    ALERT_LEVELS.indexOf(level) * 2 + (kind === 'empty' ? 0 : 1);
  const [worst] = (watch?.alerts ?? [])
    .map(({ condition }) => condition)
    .filter(({ subject, kind }) => subject.kind === 'account' && (kind === 'low' || kind === 'empty'))
    .filter(({ subject }) => subject.kind === 'account' && lowUnitsOf(subject.id, watch).length > 0)
    .toSorted((a, b) => rank(a) - rank(b));
  if (worst?.subject.kind !== 'account') return null;
  return { account: worst.subject.id, unit: lowUnitsOf(worst.subject.id, watch)[0] ?? null };
}
