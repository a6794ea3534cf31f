import { isStale } from '../domain/balance.ts';
import { type Money, percentOf, timesIn, timesNano } from '../domain/money.ts';
import type { Text, TextParam } from '../domain/text.ts';
import type { Threshold } from '../domain/threshold.ts';
import type { AlertSubject, Condition } from './alert.ts';
import { isBelow, lineOf, nameThreshold } from './threshold.ts';

/** What is left in one unit of an account. */
export interface WatchedWallet {
  /** Id of the account, and what people call it. */
  readonly account: string;
  readonly name: string;
  readonly provider: string;
  readonly unit: string;
  /** What can be used by the last reading, less what was spent since, nano-units; null: not known. */
  readonly usableNano: bigint | null;
  /** Epoch ms. */
  readonly readAt: number;
  /** Other money may pay as well, or there is no limit: empty it is no trouble. */
  readonly isNotAll: boolean;
  /** What a usual day and the last recharge came to, nano-units; null: not known. */
  readonly usualDayNano: bigint | null;
  readonly rechargeNano: bigint | null;
  /** A payment that was reported and is not seen yet: when, epoch ms, and how much, nano-units (null: not said). Absent: none. */
  readonly awaited?: { readonly at: number; readonly nano: bigint | null };
  /** Where it is recharged, of the provider's table; null: nowhere that we know. */
  readonly link: string | null;
}

/** What stands around it. */
export interface LowContext {
  readonly thresholds: readonly Threshold[];
  /** Whether a condition was so before: it ends well above its line. */
  readonly isOpen: (key: string) => boolean;
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

/** What was found; of `unsure` (keys) nobody can tell, so that they stay as they were. */
export interface LowFound {
  readonly conditions: readonly Condition[];
  readonly unsure: readonly string[];
}

const DAY_MS = 86_400_000n;

/** Whether an account is empty, or below one of its thresholds. What is not known is neither. */
export function findLow(wallet: WatchedWallet, context: LowContext): LowFound {
  const { account, unit, usableNano, isNotAll } = wallet;
  const base = `account:${account}|${unit}`;
  const lines = context.thresholds.map((threshold) => ({ key: `${base}|low|${nameThreshold(threshold)}`, threshold }));
  const all = [`${base}|empty`, ...lines.map(({ key }) => key)];
  if (usableNano === null || isNotAll) return { conditions: [], unsure: isNotAll ? [] : all };
  // It is worse than low: that is not told besides, nor is it over.
  if (usableNano <= 0n) return { conditions: [explainEmpty(wallet, usableNano, context)], unsure: all.slice(1) };
  const conditions = lines.flatMap(({ key, threshold }): readonly Condition[] => {
    const line = lineOf(threshold, { ...wallet, limit: null });
    if (line === null || !isBelow(usableNano, line, context.isOpen(key))) return [];
    return [{ ...explainLow(wallet, usableNano), key, meaning: meaningOf(threshold, line, wallet, context) }];
  });
  // Without anything to go by it cannot have ended either.
  const blind = lines.filter(({ threshold }) => lineOf(threshold, { ...wallet, limit: null }) === null);
  return { conditions, unsure: blind.map(({ key }) => key) };
}

function explainEmpty(wallet: WatchedWallet, nano: bigint, { now }: LowContext): Condition {
  const { account, unit, name, provider, link } = wallet;
  return {
    ...{ key: `account:${account}|${unit}|empty`, kind: 'empty', level: 'urgent', subject: subjectOf(wallet) },
    title: { key: 'alert.empty.head', params: { account: name, have: money(unit, nano, 'down') } },
    meaning: [{ key: 'alert.empty.means', params: { provider } }, ...sayAwaited(wallet, now), ...ageOf(wallet, now)],
    todo: todoOf(wallet, { key: 'alert.empty.todo', params: { account: { kind: 'verbatim', text: account } } }),
    link,
  };
}

function explainLow(wallet: WatchedWallet, nano: bigint): Omit<Condition, 'key' | 'meaning'> {
  const { unit, name, link } = wallet;
  return {
    ...{ kind: 'low', level: 'soon', subject: subjectOf(wallet) },
    title: { key: 'alert.low.head', params: { account: name, have: money(unit, nano, 'down') } },
    todo: todoOf(wallet, { key: 'alert.low.todo' }),
    link,
  };
}

function meaningOf(
  threshold: Threshold,
  line: bigint,
  wallet: WatchedWallet,
  { now, zone }: LowContext,
): readonly Text[] {
  const { unit, usableNano, usualDayNano } = wallet;
  const endsAt = endOf(usableNano, usualDayNano, now);
  const until: readonly Text[] =
    endsAt === null ? [] : [{ key: 'alert.low.until', params: { when: { kind: 'moment', at: endsAt, now, zone } } }];
  return [...until, sayLine(threshold, money(unit, line)), ...sayAwaited(wallet, now), ...ageOf(wallet, now)];
}

/** When it is empty at a steady pace, epoch ms; null: nobody knows the pace. */
function endOf(usableNano: bigint | null, usualDayNano: bigint | null, now: number): number | null {
  if (usableNano === null || usualDayNano === null || usualDayNano <= 0n) return null;
  return now + Number(timesIn(timesNano(usableNano, DAY_MS), usualDayNano) ?? 0n);
}

function sayLine(threshold: Threshold, line: TextParam): Text {
  if (threshold.kind === 'of-day') return { key: 'alert.low.day', params: { n: threshold.percent, line } };
  if (threshold.kind === 'of-recharge') return { key: 'alert.low.recharge', params: { n: threshold.percent, line } };
  return { key: 'alert.low.amount', params: { line } };
}

/** Money that is on its way is not paid twice. */
function sayAwaited({ awaited, unit }: WatchedWallet, now: number): readonly Text[] {
  if (awaited === undefined) return [];
  const age = { kind: 'age', ms: Math.max(0, now - awaited.at) } as const;
  if (awaited.nano === null) return [{ key: 'alert.awaited.some', params: { age } }];
  return [{ key: 'alert.awaited', params: { age, money: money(unit, awaited.nano) } }];
}

function todoOf({ awaited }: WatchedWallet, todo: Text): readonly Text[] {
  return [awaited === undefined ? todo : { key: 'alert.awaited.todo' }];
}

/** A reading that is not fresh says so. */
function ageOf({ readAt, unit, usableNano }: WatchedWallet, now: number): readonly Text[] {
  const reading = { unit, availableNano: usableNano, frozenNano: null, at: readAt, source: 'api' } as const;
  return isStale(reading, now) ? [{ key: 'alert.readAt', params: { age: { kind: 'age', ms: now - readAt } } }] : [];
}

function subjectOf({ account }: WatchedWallet): AlertSubject {
  return { kind: 'account', id: account };
}

function money(unit: string, nano: bigint, rounding?: 'down'): TextParam {
  const amount: Money = { unit, nano };
  return { kind: 'money', money: amount, ...(rounding && { rounding }) };
}

/** What a usual day takes: the median of the days on which something was spent, nano-units; null: too few to say. */
export function usualDay(days: readonly bigint[]): bigint | null {
  const spent = days.filter((nano) => nano > 0n).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (spent.length < USUAL_DAYS_MIN) return null;
  const middle = spent[spent.length >> 1] ?? 0n;
  return spent.length % 2 === 1 ? middle : percentOf(middle + (spent[(spent.length >> 1) - 1] ?? 0n), 50);
}

/** Fewer days with calls make no habit. */
const USUAL_DAYS_MIN = 3;
