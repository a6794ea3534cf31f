import { ALERT_LEVELS, type AlertLevel, type Condition } from './alert.ts';
import { nameSubject } from './contact.ts';

/** One crossing: from when something became so until everybody who heard of it was told that it is over. */
export interface Alert {
  readonly id: string;
  /** As it was found last. */
  readonly condition: Condition;
  /** Epoch ms. */
  readonly since: number;
  /** Since when it is not found any more, epoch ms; null: it is. */
  readonly missingSince: number | null;
  /** When it was over, epoch ms; null: it lasts. */
  readonly overAt: number | null;
  /** How far it has gone: 0 the owner, 1 the next contact. */
  readonly step: number;
  /** From when on somebody had time to acknowledge it, epoch ms; null: that has not begun. */
  readonly waitsFrom: number | null;
  /** Who believes that it is so, and how bad. */
  readonly heard: readonly Heard[];
  /** Who was told what, the oldest first; at most {@link TOLD_MAX}. */
  readonly told: readonly Told[];
  /** Nobody is told of it again at this level. */
  readonly acknowledged: { readonly at: number; readonly by: string; readonly level: AlertLevel } | null;
  /** Nobody is told of it at this level before then, epoch ms. */
  readonly snoozed: { readonly until: number; readonly level: AlertLevel } | null;
  /** When peace was asked for, and until when, epoch ms, the oldest first; at most {@link SNOOZES_MAX}. Absent: never. */
  readonly snoozes?: readonly Snooze[];
}

/** Peace that somebody asked for; epoch ms. */
export interface Snooze {
  readonly at: number;
  readonly until: number;
}

/** Somebody who was told, of how bad it was. */
export interface Heard {
  readonly contact: string;
  readonly level: AlertLevel;
}

/** One notice to one contact. */
export interface Told extends Heard {
  /** Epoch ms. */
  readonly at: number;
  readonly kind: 'raised' | 'reminder' | 'escalated' | 'resolved' | 'digest';
  /** Of the notice. */
  readonly notice: string;
}

/** So many entries of who was told are kept of one alert. */
export const TOLD_MAX = 100;
/** Peace can be asked for so long at most, ms. */
export const SNOOZE_MS_MAX = 90 * 86_400_000;
/** So many times that peace was asked for are kept of one alert. */
export const SNOOZES_MAX = 20;

/** Whether one level is worse than another. */
export function isWorse(one: AlertLevel, other: AlertLevel): boolean {
  return ALERT_LEVELS.indexOf(one) < ALERT_LEVELS.indexOf(other);
}

/** The alert as it is after somebody said that they know. What becomes worse is told again. `at`: epoch ms. */
export function acknowledge(alert: Alert, by: string, at: number): Alert {
  if (isAcknowledged(alert)) return alert;
  return { ...alert, acknowledged: { at, by, level: alert.condition.level }, snoozed: null };
}

/** The alert as it is after somebody asked for peace. What becomes worse is told all the same. */
export function snooze(alert: Alert, peace: Snooze): Alert {
  const snoozes = [...(alert.snoozes ?? []), peace].slice(-SNOOZES_MAX);
  return { ...alert, waitsFrom: null, snoozed: { until: peace.until, level: alert.condition.level }, snoozes };
}

/** Whether somebody has said that they know of it as it is now. */
export function isAcknowledged({ acknowledged, condition }: Pick<Alert, 'acknowledged' | 'condition'>): boolean {
  return acknowledged !== null && !isWorse(condition.level, acknowledged.level);
}

/** Whether nobody is to be told of it as it is now. `now`: epoch ms. */
export function isSnoozed({ snoozed, condition }: Pick<Alert, 'snoozed' | 'condition'>, now: number): boolean {
  if (snoozed === null || now >= snoozed.until) return false;
  // Nobody can ask for more: it was said while a clock was ahead.
  if (snoozed.until > now + SNOOZE_MS_MAX) return false;
  return !isWorse(condition.level, snoozed.level);
}

/**
 * What is so besides of the same account or budget: while there is any, the end of one is no all-clear. What is not found any more, and
 * only waits until that counts as its end, is not among them.
 */
export function stillSo({ id, condition }: Alert, alerts: readonly Alert[]): readonly Alert[] {
  const subject = nameSubject(condition.subject);
  return alerts.filter(
    (one) =>
      one.id !== id &&
      one.overAt === null &&
      one.missingSince === null &&
      nameSubject(one.condition.subject) === subject,
  );
}

/** Whether it is over and nobody is owed an all-clear. */
export function isDone({ overAt, heard }: Pick<Alert, 'overAt' | 'heard'>): boolean {
  return overAt !== null && heard.length === 0;
}

/** Whether it is over only because it was not looked for any more: nobody saw it end. */
export function isEndUnseen({
  overAt,
  missingSince,
  condition,
}: Pick<Alert, 'overAt' | 'missingSince' | 'condition'>): boolean {
  return overAt !== null && !isSeenAt(missingSince ?? overAt, condition);
}

/** Whether an instant (epoch ms) is one at which a condition would be found if it were so. */
export function isSeenAt(at: number, { unseenFrom }: Pick<Condition, 'unseenFrom'>): boolean {
  return unseenFrom === undefined || at < unseenFrom;
}

/**
 * How long it took until somebody knew and until it was seen to be over (of a balance: until it was recharged), ms since the first of
 * them was told; null: not so, or nobody was told.
 */
export function timesOf(alert: Alert): {
  readonly toAcknowledgeMs: number | null;
  readonly toEndMs: number | null;
} {
  const { told, acknowledged } = alert;
  const overAt = isEndUnseen(alert) ? null : alert.overAt;
  const first = told[0]?.at;
  const since = (at: number | null | undefined): number | null =>
    first === undefined || at == null ? null : Math.max(0, at - first);
  return { toAcknowledgeMs: since(acknowledged?.at), toEndMs: since(overAt) };
}
