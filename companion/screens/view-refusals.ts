import type { RefusalsView } from '../../lib/domain/refusal-view.ts';
import { nameOf } from '../../lib/screens/account-name.ts';
import { showStory } from '../../lib/screens/show-story.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { readStories } from '../refusals/read-stories.ts';

const DAY_MS = 86_400_000;

/** Every no of so many days before `now` (epoch ms), with names for people. @throws LedgerError */
export async function viewRefusals(store: LedgerStore, days: number, now: number): Promise<RefusalsView> {
  const { stories, points, isPart } = await readStories(store, { start: now - days * DAY_MS, end: now + 1, now });
  return store.transact(async ({ accounts, priceLists }) => {
    const [rows, lists] = [await accounts.toArray(), await priceLists.toArray()];
    return {
      ...{ days, isPart },
      points: points.map((point) => ({ ...point, providerName: nameOf(point.provider, lists) })),
      // Where requests are estimated anew lies on a page of its own.
      stories: stories.map((story) => ({ ...showStory(story, rows, lists), again: null })),
    };
  });
}

/** Whether anybody ever heard no. @throws LedgerError */
export function hasRefusals(store: Pick<LedgerStore, 'transactBelow'>): Promise<boolean> {
  return store.transactBelow(async ({ tx, ledger }) => {
    for (const text of [
      `select call_id from row_records where ledger = $1 and outcome = 'refusal' limit 1`,
      'select id from row_blocked_calls where ledger = $1 limit 1',
    ]) {
      if ((await tx.rows(text, [ledger])).length > 0) return true;
    }
    return false;
  });
}
