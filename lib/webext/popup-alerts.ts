import { ALERT_LEVELS } from '../watch/alert.ts';
import { type Alert, isAcknowledged, isSnoozed } from '../watch/alert-state.ts';
import { nameSubject } from '../watch/contact.ts';
import type { PopupAccount, PopupAlert } from './popup-model.ts';
import { linesOf, restOf } from './say-alert.ts';
import { freshPaces, type WatchState } from './watch-state.ts';

/** The worst of what nobody has said yet that they know; of equals the oldest. `now`: epoch ms. */
export function mostUrgent(state: WatchState | undefined, now: number): PopupAlert | null {
  return openAlerts(state, now)[0] ?? null;
}

/** All that is so and that nobody has said yet that they know, the worst first; of equals the oldest. `now`: epoch ms. */
export function openAlerts(state: WatchState | undefined, now: number): readonly PopupAlert[] {
  const open = (state?.alerts ?? [])
    .filter((alert) => isSo(alert) && !isAcknowledged(alert) && !isSnoozed(alert, now))
    .toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
  // Of one account's balance, or of a budget, the worst says it all.
  const worst = open.filter((alert, at) => open.findIndex((one) => isSameMatter(one, alert)) === at);
  return worst.map(({ id, condition }) => {
    const { level, title, link, subject } = condition;
    const recharges = subject.kind === 'account' && restOf(condition) !== null ? subject.id : null;
    return {
      ...{ id, level, title, lines: linesOf(condition), link, others: worst.length - 1 },
      ...{ recharges, isOfBudget: subject.kind === 'budget' },
    };
  });
}

/** Units of an account in which it is low, or empty. */
export function lowUnitsOf(account: string, state: WatchState | undefined): readonly string[] {
  const beginning = `account:${account}|`;
  const units = (state?.alerts ?? []).flatMap((alert) => {
    const { key, kind } = alert.condition;
    const isMeant = isSo(alert) && (kind === 'low' || kind === 'empty') && key.startsWith(beginning);
    return isMeant ? (key.slice(beginning.length).split('|')[0] ?? []) : [];
  });
  return [...new Set(units)];
}

/** How long an account's balances last, by unit. */
export function lastsOf(account: string, state: WatchState | undefined): PopupAccount['lasts'] {
  const own = freshPaces(state, Date.now()).filter((pace) => pace.account === account);
  return Object.fromEntries(own.flatMap(({ unit, lasts }) => (lasts === null ? [] : [[unit, lasts]])));
}

function isSameMatter(one: Alert, other: Alert): boolean {
  if (one === other) return true;
  const [a, b] = [one.condition, other.condition];
  return restOf(a) !== null && restOf(b) !== null && nameSubject(a.subject) === nameSubject(b.subject);
}

function isSo({ overAt, missingSince }: Alert): boolean {
  return overAt === null && missingSince === null;
}

function rank({ condition }: Alert): number {
  return ALERT_LEVELS.indexOf(condition.level);
}
