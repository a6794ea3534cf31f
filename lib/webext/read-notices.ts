import { accountTitle } from '../domain/account-title.ts';
import { balanceNow } from '../domain/balance.ts';
import type { NoticeHours, NoticesView, PayingBy, WatchedView } from '../domain/notices-view.ts';
import { THRESHOLDS_MAX, type Threshold } from '../domain/threshold.ts';
import { balancesOf, isOwnWallet, readWallets } from '../ledger/ledger-context.ts';
import { nameOf } from '../screens/account-name.ts';
import { ACCOUNT_THRESHOLDS } from '../watch/threshold.ts';
import { restoreBadge } from './badge.ts';
import { noteChanged } from './change-alert.ts';
import { isTellingElsewhere } from './companion-tells.ts';
import type { Database } from './database.ts';
import { isNoticeOn } from './low-notice.ts';
import { readHabits, writeAccountHabit } from './notice-habits.ts';
import { readSettings, writeSettings } from './settings.ts';
import { tellAlerts } from './tell-alerts.ts';
import { freshPaces } from './watch-state.ts';

/** What is watched, from where on it is told, and whether. `now`: epoch ms. */
export async function readNoticesView(database: Database, now: number): Promise<NoticesView> {
  const [isOn, { noticeHours }, habits, isElsewhere, accounts, lists, state] = await Promise.all([
    isNoticeOn(),
    readSettings(),
    readHabits(),
    isTellingElsewhere(database, now),
    database.accounts.toArray(),
    database.priceLists.toArray(),
    database.watch.get('state'),
  ]);
  const own = accounts.filter((row) => isOwnWallet(accounts, row));
  const isOpenReview = (account: string): boolean =>
    state?.alerts.some(
      ({ condition: { kind, subject }, missingSince }) =>
        kind === 'review' && missingSince === null && subject.kind === 'account' && subject.id === account,
    ) === true;
  const views = own.map(async (row): Promise<WatchedView> => {
    const balances = balancesOf(row, await readWallets(database, row.provider), null);
    const paces = freshPaces(state, now).filter(({ account }) => account === row.id);
    return {
      account: row.id,
      accountName: accountTitle(nameOf(row.provider, lists), row.name),
      balances: balances.map(({ reading, spentSinceNano, openNano }) => ({
        unit: reading.unit,
        nano: balanceNow(reading, spentSinceNano, openNano).usableNano,
        lasts: paces.find(({ unit }) => unit === reading.unit)?.lasts ?? null,
      })),
      thresholds: row.thresholds ?? ACCOUNT_THRESHOLDS,
      isUsual: row.thresholds === undefined,
      paidBy: habits.accounts[row.id]?.by ?? null,
      isReviewDue: isOpenReview(row.id),
    };
  });
  const { digestAt, daysOff } = habits;
  return { isOn, hours: noticeHours, digestAt, daysOff, isElsewhere, accounts: await Promise.all(views) };
}

/** Sets from where on an account is told of; null: what is usual holds again. What is so because of that is no news. */
export async function writeThresholds(
  database: Database,
  account: string,
  thresholds: readonly Threshold[] | null,
): Promise<void> {
  if ((thresholds?.length ?? 0) > THRESHOLDS_MAX) throw new Error('[settings] there are too many lines already');
  await database.transaction('rw', database.accounts, async () => {
    const row = await database.accounts.get(account);
    if (row === undefined) throw new Error('[settings] the account is not there any more');
    const { thresholds: _before, ...rest } = row;
    await database.accounts.put(thresholds === null ? rest : { ...rest, thresholds });
  });
  await writeAccountHabit(account, { seenAt: Date.now() });
  await noteChanged(database, [{ kind: 'account', id: account }]);
  // What is so by the new lines is known before the next reading, which is news.
  await tellAlerts(database);
  await restoreBadge(database);
}

/** Says how an account is recharged; null: nobody says. What is told earlier because of that is known from the next look on. */
export async function writePaidBy(database: Database, account: string, by: PayingBy | null): Promise<void> {
  await writeAccountHabit(account, { by });
  await noteChanged(database, [{ kind: 'account', id: account }]);
  await tellAlerts(database);
}

/** Sets when only what is urgent is told; null: there is no such time. */
export function writeNoticeHours(hours: NoticeHours | null): Promise<void> {
  return writeSettings({ noticeHours: hours });
}
