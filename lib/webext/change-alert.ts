import type { AlertSubject } from '../watch/alert.ts';
import type { Alert } from '../watch/alert-state.ts';
import { nameSubject } from '../watch/contact.ts';
import type { Database } from './database.ts';
import { NO_STATE } from './watch-state.ts';

/** Changes alerts as a person says. */
export function changeAlerts(
  database: Database,
  change: (alerts: readonly Alert[]) => readonly Alert[],
): Promise<void> {
  return database.transaction('rw', database.watch, async () => {
    const state = await database.watch.get('state');
    if (state !== undefined) await database.watch.put({ ...state, alerts: change(state.alerts) });
  });
}

/**
 * Notes that a person has changed from where on these accounts or budgets are told of, or which wallet they are: what the next look
 * finds so because of that is no news, nor that something is over.
 */
export function noteChanged(database: Database, subjects: readonly AlertSubject[]): Promise<void> {
  return database.transaction('rw', database.watch, async () => {
    const state = (await database.watch.get('state')) ?? NO_STATE;
    await database.watch.put({
      ...state,
      changed: [...new Set([...state.changed, ...subjects.map(nameSubject)])],
      learnedAt: null,
    });
  });
}
