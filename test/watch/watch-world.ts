import type { AlertLevel, Condition, ConditionKind } from '../../lib/watch/alert.ts';
import { type Alert, isDone } from '../../lib/watch/alert-state.ts';
import type { Contact, People } from '../../lib/watch/contact.ts';
import { decideAlerts, type Telling } from '../../lib/watch/decide-alerts.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Monday, 9:00 in UTC. */
export const MONDAY = Date.UTC(2026, 10, 23, 9);

export const contact = (name: string, change: Partial<Contact> = {}): Contact => ({
  ...{ name, channels: ['desk'], language: 'en', zone: 'UTC', hours: null, isUrgentAnytime: true },
  ...{ digestAt: null, kinds: null, ...change },
});

export const condition = (key: string, level: AlertLevel = 'soon', kind: ConditionKind = 'low'): Condition => ({
  ...{ key, kind, level, subject: { kind: 'account', id: key.split('|')[0] ?? key } },
  ...{ title: { key: 'card.by' }, meaning: [], todo: [], link: null },
});

/** Who is told by whom: the same chain for everything. */
export const people = (chain: readonly Contact[], change: Partial<People> = {}): People => ({
  ...{ chainOf: () => chain, perDayMax: 1, ...change },
  escalateMs: { urgent: 30 * MINUTE, soon: DAY, note: null, ...change.escalateMs },
});

/** Looks one after the other, as a desk has them. */
export interface World {
  now: number;
  alerts: readonly Alert[];
  readonly tellings: { readonly at: number; readonly telling: Telling }[];
  /** A look; what is told with it, as `kind contact key`. */
  readonly look: (conditions: readonly Condition[], unsure?: readonly string[]) => readonly string[];
  /** Looks every minute for so long. */
  readonly pass: (ms: number, conditions: readonly Condition[]) => readonly string[];
  readonly change: (key: string, by: (alert: Alert) => Alert) => void;
}

export function openWorld(who: People | (() => People), startAt = MONDAY): World {
  let lookedAt: number | null = null;
  let digests: Readonly<Record<string, number>> = {};
  let count = 0;
  const world: World = {
    now: startAt,
    alerts: [],
    tellings: [],
    look(conditions, unsure = []) {
      const decision = decideAlerts({
        ...{ conditions, alerts: world.alerts, now: world.now, lookedAt, digests },
        people: typeof who === 'function' ? who() : who,
        isUnsure: (key) => unsure.includes(key),
        newId: () => `a${++count}`,
      });
      const done = world.alerts.filter(isDone);
      world.alerts = [...done, ...decision.alerts].slice(-200);
      lookedAt = world.now;
      digests = decision.digests;
      for (const telling of decision.tellings) world.tellings.push({ at: world.now, telling });
      return decision.tellings.map(sayTelling);
    },
    pass(ms, conditions) {
      const until = world.now + ms;
      const told: string[] = [];
      while (world.now < until) {
        world.now += MINUTE;
        told.push(...world.look(conditions));
      }
      return told;
    },
    change(key, by) {
      world.alerts = world.alerts.map((alert) => (alert.condition.key === key && !isDone(alert) ? by(alert) : alert));
    },
  };
  return world;
}

function sayTelling({ kind, contact: { name }, alerts }: Telling): string {
  return `${kind} ${name} ${alerts.map((alert) => alert.condition.key).join(' ')}`;
}
