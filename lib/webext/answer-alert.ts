import { type Alert, acknowledge, isWorse, snooze } from '../watch/alert-state.ts';
import { changeAlerts } from './change-alert.ts';
import type { Database } from './database.ts';
import { restOf } from './say-alert.ts';

const DAY_MS = 86_400_000;

/**
 * Somebody knows of an alert, or wants to hear of it again in a day; of a balance or a budget they know then that it is low in every way that is
 * no worse. What becomes worse is told all the same.
 */
export function answerAlert(database: Database, id: string, said: 'known' | 'tomorrow', now: number): Promise<void> {
  const answer = (alert: Alert): Alert =>
    said === 'known' ? acknowledge(alert, 'here', now) : snooze(alert, { at: now, until: now + DAY_MS });
  return changeAlerts(database, (alerts) => {
    const meant = alerts.find((alert) => alert.id === id);
    if (meant === undefined) return alerts;
    return alerts.map((alert) => (alert.overAt === null && isKnownWith(alert, meant) ? answer(alert) : alert));
  });
}

function isKnownWith(alert: Alert, meant: Alert): boolean {
  if (alert.id === meant.id) return true;
  const [one, other] = [alert.condition, meant.condition];
  const rest = restOf(one);
  return rest !== null && rest === restOf(other) && !isWorse(one.level, other.level);
}
