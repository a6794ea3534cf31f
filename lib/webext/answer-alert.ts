import { type Alert, acknowledge, isWorse, snooze } from '../watch/alert-state.ts';
import { changeAlerts } from './change-alert.ts';
import type { Database } from './database.ts';
import { isOfBalance } from './say-alert.ts';

const DAY_MS = 86_400_000;

/**
 * Somebody knows of an alert, or wants to hear of it again in a day; of a balance they know then that it is low in every way that is
 * no worse. What becomes worse is told all the same.
 */
export function answerAlert(database: Database, id: string, said: 'known' | 'tomorrow', now: number): Promise<void> {
  const answer = (alert: Alert): Alert =>
    said === 'known' ? acknowledge(alert, 'here', now) : snooze(alert, now + DAY_MS);
  return changeAlerts(database, (alerts) => {
    const meant = alerts.find((alert) => alert.id === id);
    if (meant === undefined) return alerts;
    return alerts.map((alert) => (alert.overAt === null && isKnownWith(alert, meant) ? answer(alert) : alert));
  });
}

function isKnownWith(alert: Alert, meant: Alert): boolean {
  if (alert.id === meant.id) return true;
  const [one, other] = [alert.condition, meant.condition];
  return isOfBalance(one) && isOfBalance(other) && isSameWallet(one.key, other.key) && !isWorse(one.level, other.level);
}

/** Keys of what is so of balances begin with account and unit. */
function isSameWallet(one: string, other: string): boolean {
  const wallet = (key: string): string => key.split('|').slice(0, 2).join('|');
  return wallet(one) === wallet(other);
}
