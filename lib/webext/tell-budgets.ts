import browser from 'webextension-polyfill';
import { explainNearBudget, type NearBudget } from '../domain/explain-near-budget.ts';
import { renderText } from '../domain/render-text.ts';
import { countsOf } from './budget-views.ts';
import type { Database } from './database.ts';
import { readSpentFrom } from './hold-own-budget.ts';
import { isNoticeOn } from './low-notice.ts';
import { BUDGET_NOTICE } from './notice-ids.ts';
import { levelOf, measureBudget, type OwnBudgetRow } from './own-budgets.ts';
import { chooseLanguage, readSettings } from './settings.ts';

/**
 * A call was booked: where an own budget has come to 80 or 100 percent by it, that is said once in its window, on the chip and, if
 * the user wants notices, as one. Returns the one that is nearest to its end; null: none has come so far. Never rejects: what it
 * comes after has happened all the same.
 */
export async function noteBudgets(database: Database): Promise<NearBudget | null> {
  try {
    if ((await database.ownBudgets.count()) === 0) return null;
    const near = await claim(database, Date.now());
    if (near.length > 0 && (await isNoticeOn())) await tell(near);
    return near.find(({ level }) => level === 100) ?? near[0] ?? null;
  } catch {
    // The popup says it as well.
    return null;
  }
}

/** What is new is noted in the transaction that finds it: whoever comes a moment later has nothing to say. */
function claim(database: Database, now: number): Promise<readonly NearBudget[]> {
  const { ownBudgets, rollups, openCalls } = database;
  return database.transaction('rw', ownBudgets, rollups, openCalls, async () => {
    const [rows, from] = [await ownBudgets.toArray(), await readSpentFrom(database, now)];
    const near: NearBudget[] = [];
    for (const row of rows) {
      const { budget, span, spent, cap } = measureBudget(row.budget, from);
      const level = levelOf(spent, cap);
      if (level === null || wasTold(row, span.start, level)) continue;
      await ownBudgets.put({ ...row, told: { start: span.start, level } });
      near.push({ name: row.id, counts: countsOf(budget), level, spent, cap, isHard: budget.isHard });
    }
    return near;
  });
}

function wasTold({ told }: OwnBudgetRow, start: number, level: number): boolean {
  return told !== undefined && told.start === start && told.level >= level;
}

async function tell(near: readonly NearBudget[]): Promise<void> {
  const language = chooseLanguage(await readSettings());
  for (const budget of near) {
    const { title, lines } = explainNearBudget(budget);
    await browser.notifications.create(`${BUDGET_NOTICE}${encodeURIComponent(budget.name)}`, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icon/128.png'),
      title: renderText(title, language),
      message: lines.map((line) => renderText(line, language)).join(' '),
    });
  }
}
