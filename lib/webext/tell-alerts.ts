import browser from 'webextension-polyfill';
import { callsOfAccount } from '../domain/dashboard.ts';
import { renderText } from '../domain/render-text.ts';
import type { AlertSubject, Condition } from '../watch/alert.ts';
import { answerAlert } from './answer-alert.ts';
import { isTellingElsewhere } from './companion-tells.ts';
import type { Database } from './database.ts';
import { lookAtBalances } from './look-at-balances.ts';
import { isNoticeOn } from './low-notice.ts';
import { readHabits } from './notice-habits.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { chooseLanguage, readSettings } from './settings.ts';
import type { Untold } from './watch-state.ts';

/** One look at a time in the whole extension; given back also by a context that is stopped. */
const LOCK = 'watch';
/** Ids of notices; those of their alerts follow, so that the end of one takes the place of its beginning. */
const ALERT_NOTICE = 'alert:';

/**
 * Looks how things stand and tells what is new, if the user asked for it; returns what has become so. Never rejects: what it comes
 * after has happened all the same.
 */
export async function tellAlerts(database: Database): Promise<readonly Condition[]> {
  try {
    return await navigator.locks.request(LOCK, () => lookAndTell(database));
  } catch {
    // The popup says it as well, and the next alarm looks again.
    return [];
  }
}

async function lookAndTell(database: Database): Promise<readonly Condition[]> {
  const [settings, habits, isOn, isElsewhere] = await Promise.all([
    readSettings(),
    readHabits(),
    isNoticeOn(),
    isTellingElsewhere(database, Date.now()),
  ]);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Of own budgets the companion does not know.
  const isTold = ({ kind }: AlertSubject): boolean => isOn && (kind === 'budget' || !isElsewhere);
  const { hasUntold, begun } = await lookAtBalances(database, {
    ...{ now: Date.now(), zone, hours: settings.noticeHours, habits, isTold },
  });
  if (!hasUntold) return begun;
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
  return begun;
}

/** What was said is forgotten only now: stopped in between it is said again, in the place of the same. */
function forget(database: Database, said: readonly Untold[]): Promise<void> {
  return database.transaction('rw', database.watch, async () => {
    const state = await database.watch.get('state');
    if (state) await database.watch.put({ ...state, untold: state.untold.slice(said.length) });
  });
}

/**
 * A click on a notice opens the calls or the budgets that it is about, and says that somebody knows. Called at every start, before
 * anything is awaited, and when the permission is given: until then the browser has no notices to be clicked.
 */
export function followNotices(database: Database): void {
  const notices = browser.notifications as typeof browser.notifications | undefined;
  if (notices === undefined || isFollowed) return;
  isFollowed = true;
  notices.onClicked.addListener((id) => void openAlert(database, id));
}

let isFollowed = false;

async function openAlert(database: Database, notice: string): Promise<void> {
  if (!notice.startsWith(ALERT_NOTICE)) return;
  const ids = notice.slice(ALERT_NOTICE.length).split(',');
  const alerts = (await database.watch.get('state'))?.alerts.filter(({ id }) => ids.includes(id)) ?? [];
  const places = new Set(alerts.map(({ condition }) => placeOf(condition)));
  const [place = '#calls'] = places;
  await openDashboardTab(places.size === 1 ? place : '#calls');
  await browser.notifications.clear(notice);
  for (const id of ids) await answerAlert(database, id, 'known', Date.now());
}

/** The screen of the dashboard that is about something. */
function placeOf({ kind, subject }: Condition): string {
  if (kind === 'review') return '#settings';
  if (subject.kind === 'budget') return '#budgets';
  return subject.kind === 'account' ? callsOfAccount(subject.id) : '#calls';
}
