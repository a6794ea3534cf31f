import * as v from 'valibot';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { WatchDesk } from './watch-desk.ts';

/** Readings are kept for so long, ms: a year can be compared with the one before. */
export const HISTORY_MS_MAX = 400 * 86_400_000;
const EVERY_MS = 86_400_000;
const NAME = 'pruned';
const stateSchema = v.object({ at: v.number() });

/** Forgets readings that are older than anybody asks for; once a day, whichever companion comes first. */
export function pruneHistory(desk: Pick<WatchDesk, 'store' | 'now'>): Promise<void> {
  return inWatchTables(desk.store, async ({ watchStates, balanceHistory }) => {
    const now = desk.now();
    const last = v.safeParse(stateSchema, (await watchStates.get(NAME))?.value);
    if (last.success && Math.abs(now - last.output.at) < EVERY_MS) return;
    await watchStates.put({ name: NAME, value: { at: now } });
    const old = await balanceHistory
      .where('at')
      .between(0, now - HISTORY_MS_MAX)
      .primaryKeys();
    await balanceHistory.bulkDelete(old);
  });
}
