import browser from 'webextension-polyfill';
import { callsOfAccount } from '../domain/dashboard.ts';
import { renderText } from '../domain/render-text.ts';
import { answerAlert } from './answer-alert.ts';

import { isTellingElsewhere } from './companion-tells.ts';
import type { Database } from './database.ts';
import { lookAtBalances } from './look-at-balances.ts';
import { isNoticeOn } from './low-notice.ts';
import { ALERT_NOTICE, BUDGET_NOTICE } from './notice-ids.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { chooseLanguage, readSettings } from './settings.ts';
import type { Untold } from './watch-state.ts';

/** One look at a time in the whole extension; given back also by a context that is stopped. */
const LOCK = 'watch';

/**
 * Looks how things stand and tells what is new, if the user asked for it. Never rejects: what it comes after has happened all
 * the same.
 */
export async function tellAlerts(database: Database): Promise<void> {
  try {
    await navigator.locks.request(LOCK, () => lookAndTell(database));
  } catch {
    // The popup says it as well, and the next alarm looks again.
  }
}

async function lookAndTell(database: Database): Promise<void> {
  const [settings, isOn, isElsewhere] = await Promise.all([
    readSettings(),
    isNoticeOn(),
    isTellingElsewhere(database, Date.now()),
  ]);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const look = { now: Date.now(), zone, hours: settings.noticeHours, isTold: isOn && !isElsewhere };
  if (!(await lookAtBalances(database, look))) return;
  const language = chooseLanguage(settings);
  const untold = (await database.watch.get('state'))?.untold ?? [];
  for (const { alert, title, lines } of untold) {
    await browser.notifications.create(ALERT_NOTICE + alert, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icon/128.png'),
      title: renderText(title, language),
      message: lines.map((line) => renderText(line, language)).join(' '),
    });
  }
  await forget(database, untold);
}

/** What was said is forgotten only now: stopped in between it is said again, in the place of the same. */
function forget(database: Database, said: readonly Untold[]): Promise<void> {
  return database.transaction('rw', database.watch, async () => {
    const state = await database.watch.get('state');
    if (state) await database.watch.put({ ...state, untold: state.untold.slice(said.length) });
  });
}

/**
 * A click on a notice opens the calls that it is about, and says that somebody knows; one about a budget opens the budgets. Called at every start, before anything is
 * awaited, and when the permission is given: until then the browser has no notices to be clicked.
 */
export function followNotices(database: Database): void {
  const notices = browser.notifications as typeof browser.notifications | undefined;
  if (notices === undefined || isFollowed) return;
  isFollowed = true;
  notices.onClicked.addListener((id) => void openAlert(database, id));
}

let isFollowed = false;

async function openAlert(database: Database, notice: string): Promise<void> {
  if (notice.startsWith(BUDGET_NOTICE)) {
    void browser.notifications.clear(notice);
    await openDashboardTab('#budgets');
  }
  if (!notice.startsWith(ALERT_NOTICE)) return;
  const id = notice.slice(ALERT_NOTICE.length);
  const alert = (await database.watch.get('state'))?.alerts.find((one) => one.id === id);
  const subject = alert?.condition.subject;
  await openDashboardTab(subject?.kind === 'account' ? callsOfAccount(subject.id) : '#calls');
  await browser.notifications.clear(notice);
  await answerAlert(database, id, 'known', Date.now());
}
