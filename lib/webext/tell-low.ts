import browser from 'webextension-polyfill';
import { callsOfAccount } from '../domain/dashboard.ts';
import { explainLow } from '../domain/explain-low.ts';
import { renderText } from '../domain/render-text.ts';
import type { Database } from './database.ts';
import { followBalance } from './follow-balance.ts';
import { isNoticeOn } from './low-notice.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { chooseLanguage, readSettings } from './settings.ts';

/** Ids of notices about budgets; the budget's name follows. */
export const BUDGET_NOTICE = 'budget:';
/** Ids of the notices; the account's follows, and its unit: each of its wallets has a notice of its own. */
const NOTICE = 'low:';

/**
 * A balance of this account may have changed: where one has become low, that is said once, if the user asked for it.
 * Never rejects: what it comes after has happened all the same.
 */
export async function tellLow(database: Database, account: string | null): Promise<void> {
  if (account === null) return;
  try {
    const now = Date.now();
    const fallen = await followBalance(database, account, now);
    if (fallen.length === 0 || !(await isNoticeOn())) return;
    const language = chooseLanguage(await readSettings());
    for (const balance of fallen) {
      const { title, lines } = explainLow(balance, now);
      await browser.notifications.create(`${NOTICE}${account}|${encodeURIComponent(balance.unit)}`, {
        type: 'basic',
        iconUrl: browser.runtime.getURL('/icon/128.png'),
        title: renderText(title, language),
        message: lines.map((line) => renderText(line, language)).join(' '),
      });
    }
  } catch {
    // The popup says it as well.
  }
}

/**
 * A click on a notice opens the account's calls, or the budgets. Called at every start, before anything is awaited, and when the
 * permission is given: until then the browser has no notices to be clicked.
 */
export function followNotices(): void {
  const notices = browser.notifications as typeof browser.notifications | undefined;
  if (notices === undefined || notices.onClicked.hasListener(openWhatItTells)) return;
  notices.onClicked.addListener(openWhatItTells);
}

function openWhatItTells(id: string): void {
  if (id.startsWith(BUDGET_NOTICE)) {
    void openDashboardTab('#budgets');
    void browser.notifications.clear(id);
  }
  if (!id.startsWith(NOTICE)) return;
  void openDashboardTab(callsOfAccount(id.slice(NOTICE.length, id.lastIndexOf('|'))));
  void browser.notifications.clear(id);
}
