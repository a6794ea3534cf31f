import type { Condition, ConditionKind } from './alert.ts';
import { type Alert, isDone, isSeenAt, isWorse } from './alert-state.ts';

/** What was found, beside what was known. */
export interface Found {
  readonly conditions: readonly Condition[];
  /** Whether nobody could tell of a condition by its key and kind: it stays as it was. */
  readonly isUnsure: (key: string, kind: ConditionKind) => boolean;
  readonly alerts: readonly Alert[];
  /** Epoch ms. */
  readonly now: number;
  /** How long nobody looked beyond what is usual, ms: nobody could acknowledge anything meanwhile. */
  readonly asleepMs: number;
  /** The id of a new alert of a condition. */
  readonly newId: (key: string) => string;
}

/** So long a condition must not be found before it is over, ms: what swings around its line is one crossing. */
export const CLEAR_MS = 2 * 60_000;
const CLEAR_MS_OF: Readonly<Partial<Record<ConditionKind, number>>> = {
  // Forecasts move with every call.
  runway: 3 * 3_600_000,
  unusual: 3_600_000,
};

/**
 * The alerts after a look: known ones go on or end, new conditions begin one. What comes back before everybody heard that it was over
 * goes on as the same. What was not seen to end is done without anybody being told. Those that are done already are left out.
 */
export function followConditions(found: Found): readonly Alert[] {
  const known = found.alerts.filter((alert) => !isDone(alert));
  const byKey = new Map(found.conditions.toReversed().map((condition) => [condition.key, condition]));
  const followed = known.map((alert) => follow(alert, byKey.get(alert.condition.key), found));
  const open = new Set(known.map(({ condition }) => condition.key));
  const begun = [...byKey.values()].filter(({ key }) => !open.has(key)).map((condition) => begin(condition, found));
  return [...followed, ...begun.toReversed()];
}

function follow(alert: Alert, condition: Condition | undefined, found: Found): Alert {
  const { now, asleepMs } = found;
  const waited = { ...alert, waitsFrom: alert.waitsFrom === null ? null : Math.min(now, alert.waitsFrom + asleepMs) };
  if (condition !== undefined) return goOn(waited, condition, now);
  if (alert.overAt !== null || found.isUnsure(alert.condition.key, alert.condition.kind)) return waited;
  const { missingSince } = alert;
  // A clock that was set back begins anew.
  if (missingSince === null || missingSince > now) return { ...waited, missingSince: now };
  const clearMs = CLEAR_MS_OF[alert.condition.kind] ?? CLEAR_MS;
  if (now - missingSince < clearMs) return waited;
  const isSeen = isSeenAt(missingSince, alert.condition);
  // Nobody is told that it is over where it only is no news any more: the money may still be missing.
  return { ...waited, overAt: now, heard: isSeen ? waited.heard : [] };
}

function goOn(alert: Alert, condition: Condition, now: number): Alert {
  const again = alert.overAt === null ? alert : { ...alert, step: 0, acknowledged: null, snoozed: null };
  const next = { ...again, condition, missingSince: null, overAt: null };
  return alert.overAt !== null || isWorse(condition.level, alert.condition.level)
    ? { ...next, waitsFrom: startOf(condition, now) }
    : next;
}

function begin(condition: Condition, { now, newId }: Found): Alert {
  return {
    ...{ id: newId(condition.key), condition, since: now, missingSince: null, overAt: null },
    ...{ step: 0, waitsFrom: startOf(condition, now), heard: [], told: [], acknowledged: null, snoozed: null },
  };
}

/** What is urgent goes on to the next also where the owner may not be told now; what can wait begins with being told. */
function startOf({ level }: Condition, now: number): number | null {
  return level === 'urgent' ? now : null;
}
