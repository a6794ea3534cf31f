import type { Text } from '../domain/text.ts';
import type { Condition } from './alert.ts';
import { describeRunway } from './describe-runway.ts';
import type { Runway } from './runway.ts';

/** Something that may end, and when it will. */
export interface RunwaySubject {
  readonly of: { readonly kind: 'account'; readonly id: string } | { readonly kind: 'budget'; readonly id: string };
  readonly name: string;
  /** A currency or a provider's credit; `tokens` or `calls` of a budget. */
  readonly unit: string;
  /** Nano-units (whole tokens or calls); null: not known. */
  readonly left: bigint | null;
  readonly runway: Runway | null;
  /** When a budget begins anew, epoch ms; null: never. */
  readonly renewsAt: number | null;
  /** The page of the provider's table where it is recharged; null: there is none. */
  readonly link: string | null;
}

/** When somebody should know. */
export interface RunwayLimits {
  /** Epoch ms. */
  readonly now: number;
  readonly zone: string;
  /** Runways of fewer days are told; 0: none of it is. */
  readonly daysOf: (of: RunwaySubject['of']) => number;
  /** When its owner has to hear of it so that a recharge arrives in time, epoch ms; null: its days alone say so. Absent: for none. */
  readonly remindsAt?: (subject: RunwaySubject) => number | null;
}

/** Where nothing else is set. */
export const RUNWAY_DAYS = 3;
const DAY_MS = 86_400_000;
const URGENT_MS = DAY_MS;

/**
 * Accounts that likely end within their days, and budgets that likely end before they begin anew and within theirs. What is empty is
 * another condition's (`empty`, `budget-over`), and what is not known is none.
 */
export function runwayConditions(subjects: readonly RunwaySubject[], limits: RunwayLimits): readonly Condition[] {
  return subjects.flatMap((subject) => {
    const end = subject.runway?.p50 ?? null;
    if (end === null || subject.left === null || subject.left <= 0n) return [];
    const isSoon = end < limits.now + limits.daysOf(subject.of) * DAY_MS || isTime(subject, limits);
    return isSoon && (subject.renewsAt === null || end < subject.renewsAt) ? [conditionOf(subject, end, limits)] : [];
  });
}

/**
 * Keys of what stays as it was: of a balance that is not known nobody can say that it lasts again, and one that is empty is worse than
 * one that ends soon.
 */
export function unsureRunways(subjects: readonly Pick<RunwaySubject, 'of' | 'unit' | 'left'>[]): readonly string[] {
  return subjects.filter(({ left }) => left === null || left <= 0n).map(keyOf);
}

function keyOf({ of, unit }: Pick<RunwaySubject, 'of' | 'unit'>): string {
  return `${of.kind}:${of.id}|${unit}|runway`;
}

function isTime(subject: RunwaySubject, { now, remindsAt }: RunwayLimits): boolean {
  const at = remindsAt?.(subject) ?? null;
  return at !== null && at <= now;
}

function conditionOf(subject: RunwaySubject, end: number, { now, zone }: RunwayLimits): Condition {
  const { of, name, runway, renewsAt, link } = subject;
  const isBudget = of.kind === 'budget';
  const lasts = describeRunway(runway, { now, zone, renewsAt });
  return {
    ...{ key: keyOf(subject), kind: 'runway', subject: of },
    level: end < now + URGENT_MS ? 'urgent' : 'soon',
    title: { key: isBudget ? 'alert.runway.titleBudget' : 'alert.runway.title', params: { name } },
    meaning: [{ key: 'alert.runway.means', params: { lasts } }, ...paceOf(subject)],
    todo: [{ key: isBudget ? 'alert.runway.todoBudget' : 'alert.runway.todo' }],
    link: isBudget ? null : link,
  };
}

/** Whole tokens and calls have no text of money. */
function paceOf({ unit, left, runway }: RunwaySubject): readonly Text[] {
  if (left === null || runway === null || unit === 'tokens' || unit === 'calls') return [];
  return [
    {
      key: 'alert.runway.pace',
      params: {
        money: { kind: 'money', money: { unit, nano: runway.perDayNano } },
        left: { kind: 'money', money: { unit, nano: left }, rounding: 'down' },
      },
    },
  ];
}
