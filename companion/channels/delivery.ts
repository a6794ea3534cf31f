import type { WatchRow } from '../ledger/watch-tables.ts';
import type { Delivered, Notice } from './channel.ts';

/** Why a notice is not sent again by itself. */
export type DeadReason =
  /** The receiver does not take it as it is. */
  | 'refused'
  /** The receiver wants nothing more. */
  | 'gone'
  /** The channel was switched off. */
  | 'off'
  /** No companion has a channel of this name. */
  | 'removed'
  /** Every attempt of the schedule failed. */
  | 'gave-up'
  /** The companion that has the channel did not come back in time. */
  | 'left'
  /** Too many notices waited. */
  | 'full'
  /** It was of use until an instant that is over. */
  | 'late';

/** What became of one attempt, for the log. */
export interface Attempt {
  /** Epoch ms. */
  readonly at: number;
  readonly kind: Delivered['kind'] | 'interrupted';
  readonly detail: string;
  /** What was sent said that it may be a second copy. */
  readonly wasMarked: boolean;
}

/** A notice on its way by a channel. */
export interface Delivery {
  readonly notice: Notice;
  readonly channel: string;
  /** Epoch ms. */
  readonly queuedAt: number;
  /** So many were begun. */
  readonly attempts: number;
  /** An attempt ended so that nobody knows: the next copy is marked. */
  readonly mayHaveArrived: boolean;
  /** Who sends it now: an id of that attempt, and of the companion. */
  readonly claim: string | null;
  readonly by: string | null;
  /** Epoch ms; null: it is under way. */
  readonly endedAt: number | null;
  readonly deadBecause: DeadReason | null;
  /** The last ones. */
  readonly log: readonly Attempt[];
}

export interface DeliveryRow extends WatchRow {
  readonly state: 'waiting' | 'sending' | 'sent' | 'dead';
  readonly value: Delivery;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Between attempts, ms (Standard Webhooks, "retry schedule"): ten in about three days. */
export const SCHEDULE_MS: readonly number[] = [
  ...[5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS],
];
/** So much of a wait may be added by chance, so that not all come again at once. */
const JITTER = 0.2;
/** An attempt is given up after this, ms. */
export const ATTEMPT_MS_MAX = 20_000;
/** Whoever sends is taken for dead after this, ms: long past the end of an attempt. */
export const LEASE_MS = 120_000;
/** What is over is kept so long, ms. */
export const LOG_MS = 90 * 24 * HOUR_MS;
/** So long the companion that has a channel is waited for, ms. */
export const LEFT_MS_MAX = 3 * 24 * HOUR_MS;
const ATTEMPTS_LOGGED_MAX = 12;

/** One that waits to be sent at once. */
export function newDelivery(notice: Notice, channel: string, now: number): DeliveryRow {
  const value: Delivery = {
    ...{ notice: { ...notice, isSecondCopy: false }, channel, queuedAt: now, attempts: 0, mayHaveArrived: false },
    ...{ claim: null, by: null, endedAt: null, deadBecause: null, log: [] },
  };
  const id = deliveryId(notice.id, channel);
  return { id, dueAt: now, state: 'waiting', subject: notice.alert ?? notice.id, value };
}

/** A notice goes out by a channel once, however often somebody asks for it. */
export function deliveryId(notice: string, channel: string): string {
  return `${notice}|${channel}`;
}

export function isEnded({ state }: DeliveryRow): boolean {
  return state === 'sent' || state === 'dead';
}

/** The row while it is sent. Found as being sent, its sender is dead: whether that copy arrived nobody knows. */
export function begin(row: DeliveryRow, { claim, by, now }: { claim: string; by: string; now: number }): DeliveryRow {
  const { value } = row;
  const isInterrupted = row.state === 'sending';
  const log = isInterrupted
    ? logged(value, {
        at: now,
        kind: 'interrupted',
        detail: 'nobody noted how it ended',
        wasMarked: value.mayHaveArrived,
      })
    : value.log;
  const mayHaveArrived = value.mayHaveArrived || isInterrupted;
  const next: Delivery = { ...value, attempts: value.attempts + 1, claim, by, mayHaveArrived, log };
  return { ...row, state: 'sending', dueAt: now + LEASE_MS, value: next };
}

/** The row after an attempt. `chance`: from 0 to 1. */
export function finish(
  row: DeliveryRow,
  delivered: Delivered,
  { now, chance }: { now: number; chance: number },
): DeliveryRow {
  const { value } = row;
  const detail = delivered.kind === 'accepted' ? delivered.detail : delivered.why;
  const log = logged(value, { at: now, kind: delivered.kind, detail, wasMarked: value.mayHaveArrived });
  const noted: DeliveryRow = { ...row, value: { ...value, log } };
  switch (delivered.kind) {
    case 'accepted':
      return end(noted, { state: 'sent', because: null, now });
    case 'refused':
    case 'gone':
      return end(noted, { state: 'dead', because: delivered.kind, now });
    case 'failed': {
      const mayHaveArrived = value.mayHaveArrived || delivered.mayHaveArrived === true;
      const failed: DeliveryRow = { ...noted, value: { ...noted.value, mayHaveArrived } };
      const waitMs = SCHEDULE_MS[value.attempts - 1];
      if (waitMs === undefined) return end(failed, { state: 'dead', because: 'gave-up', now });
      const dueAt = now + Math.max(Math.round(waitMs * (1 + JITTER * chance)), delivered.afterMs ?? 0);
      return { ...failed, state: 'waiting', dueAt, value: { ...failed.value, claim: null, by: null } };
    }
  }
}

/** The row when nothing more is done with it; it is kept for the log. */
export function end(
  row: DeliveryRow,
  { state, because, now }: { state: 'sent' | 'dead'; because: DeadReason | null; now: number },
): DeliveryRow {
  const { html: _, ...light } = row.value.notice;
  // A report's page is large, and was sent.
  const notice = state === 'sent' ? light : row.value.notice;
  const value: Delivery = { ...row.value, notice, claim: null, by: null, endedAt: now, deadBecause: because };
  return { ...row, state, dueAt: now + LOG_MS, value };
}

/** One that was given up, to be sent anew from the beginning of the schedule. */
export function again(row: DeliveryRow, now: number): DeliveryRow {
  const value: Delivery = { ...row.value, attempts: 0, queuedAt: now, endedAt: null, deadBecause: null };
  return { ...row, state: 'waiting', dueAt: now, value };
}

function logged({ log }: Delivery, attempt: Attempt): readonly Attempt[] {
  return [...log, attempt].slice(-ATTEMPTS_LOGGED_MAX);
}
