import { ASKS_PER_HOUR_MAX, countAsks } from '../../lib/watch/poll-plan.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { readAskCount, writeAskCount } from './poll-state.ts';
import type { WatchDesk } from './watch-desk.ts';

/** Counts one more request to a provider's site, for all companions; false: it was asked as often as may be in this hour. */
export function mayAsk({ store, now }: Pick<WatchDesk, 'store' | 'now'>, provider: string): Promise<boolean> {
  return inWatchTables(store, async ({ watchStates }) => {
    const count = countAsks(await readAskCount(watchStates, provider), now(), 1);
    if (count.asks > ASKS_PER_HOUR_MAX) return false;
    await writeAskCount(watchStates, provider, count);
    return true;
  });
}
