import type { Text } from '../domain/text.ts';
import type { Condition } from './alert.ts';
import { describeRunway } from './describe-runway.ts';
import { type Lead, lastStart, latestStart, remindAt, tellAt, type WorkCalendar } from './remind-at.ts';
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

/** When somebody should know. `zone`: in which instants are told, too. */
export interface RunwayLimits extends WorkCalendar {
  /** Epoch ms. */
  readonly now: number;
  /** Runways of fewer days are told; 0: none of it is. */
  readonly daysOf: (of: RunwaySubject['of']) => number;
  /** How long a recharge takes, so that it is told early enough for it; null: nobody said, its days alone say so. */
  readonly leadOf: (of: RunwaySubject['of']) => Lead | null;
  /** Whether a condition was so before: it ends well above its line. */
  readonly isOpen: (key: string) => boolean;
}

/** Where nothing else is set. */
export const RUNWAY_DAYS = 3;
const DAY_MS = 86_400_000;
const URGENT_MS = DAY_MS;
/** What was told lasts until it is so much later that it would have to be told, ms: forecasts move with every call. */
const SPARE_MS = DAY_MS;
/** The same where it is told by how it is paid: a day more may lie behind a weekend and two days off. */
const PAID_SPARE_MS = 4 * DAY_MS;

/**
 * Accounts that likely end within their days, and budgets that likely end before they begin anew and within theirs; from when on the
 * person is at work who is to hear of it: before a weekend or holiday in which the days would begin, and at any hour only where it
 * ends before the next one. What is empty is another condition's (`empty`, `budget-over`), and what is not known is none.
 */
export function runwayConditions(subjects: readonly RunwaySubject[], limits: RunwayLimits): readonly Condition[] {
  return subjects.flatMap((subject) => {
    const end = subject.runway?.p50 ?? null;
    if (end === null || subject.left === null || subject.left <= 0n) return [];
    const isInWindow = subject.renewsAt === null || end < subject.renewsAt;
    return isInWindow && isTime(subject, end, limits) ? [conditionOf(subject, end, limits)] : [];
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

function isTime(subject: RunwaySubject, end: number, limits: RunwayLimits): boolean {
  const { now, daysOf, leadOf, isOpen } = limits;
  const days = daysOf(subject.of);
  const lead = leadOf(subject.of);
  const endsAt = subject.runway?.p10 ?? end;
  const knowFrom = days === 0 ? null : end - days * DAY_MS;
  if (isOpen(keyOf(subject))) {
    const latest = [
      ...(knowFrom === null ? [] : [knowFrom - SPARE_MS]),
      ...(lead === null ? [] : [latestStart({ ...limits, lead, endsAt }) - PAID_SPARE_MS]),
    ];
    return latest.some((at) => (lastStart(at, limits) ?? at) <= now);
  }
  const timing = { ...limits, endsAt };
  return (
    (knowFrom !== null && tellAt({ ...timing, knowFrom }) <= now) ||
    (lead !== null && remindAt({ ...timing, lead }) <= now)
  );
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
