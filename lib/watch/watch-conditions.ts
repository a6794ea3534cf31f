import type { Money } from '../domain/money.ts';
import type { Text } from '../domain/text.ts';
import type { Condition } from './alert.ts';
import { ARRIVAL_MINUTES, expectedBy, forgottenFrom, type PendingRecharge } from './recharge.ts';
import { isWorthTelling, type ReconciledDay } from './reconcile.ts';

/** Whose balance it is, for people. `name`: of the account; `link`: to its console or recharge page; null: there is none. */
export interface WatchedAccount {
  readonly id: string;
  readonly name: string;
  /** Of the provider. */
  readonly provider: string;
  readonly link: string | null;
}

/** A balance that cannot be read. */
export interface Unread {
  readonly account: WatchedAccount;
  /** Since when each ask failed, epoch ms. */
  readonly failingSince: number;
  /** The last that worked, epoch ms; null: none did. */
  readonly readAt: number | null;
  /** What happened, and what to do about it. */
  readonly why: readonly [what: Text, todo: Text];
}

/** Unread for so long somebody should know, ms. */
export const UNREAD_MS_MIN = 86_400_000;

/** That a balance could not be read for a day; null: it is not so long yet. `now`: epoch ms. */
export function unreadCondition({ account, failingSince, readAt, why }: Unread, now: number): Condition | null {
  if (now - (readAt ?? failingSince) < UNREAD_MS_MIN || now - failingSince < 0) return null;
  const [what, todo] = why;
  const age = { kind: 'age', ms: now - (readAt ?? failingSince) } as const;
  return {
    ...{ key: `account:${account.id}|unread`, kind: 'unread', subject: { kind: 'account', id: account.id } },
    level: 'soon',
    title: { key: 'watch.unread.title', params: { account: account.name } },
    meaning: [
      what,
      readAt === null ? { key: 'watch.unread.never' } : { key: 'watch.unread.since', params: { age } },
      { key: 'watch.unread.asked' },
    ],
    todo: [todo],
    link: account.link,
  };
}

/** Money that is waited for, and what its provider says of how long that takes (minutes; null: nothing). */
export interface Awaited {
  readonly account: WatchedAccount;
  readonly pending: PendingRecharge;
  readonly statedMinutes: number | null;
}

/** That a recharge is not there although its time is over; null: it is not over. `now`: epoch ms. */
export function lateCondition({ account, pending, statedMinutes }: Awaited, now: number): Condition | null {
  if (now < expectedBy(pending, statedMinutes)) return null;
  const { at, by, nano, unit } = pending;
  const { provider } = account;
  const age = { kind: 'age', ms: now - at } as const;
  const isKnown = nano !== null && unit !== null;
  return {
    ...{ key: `account:${account.id}|recharge-late`, kind: 'recharge-late' },
    subject: { kind: 'account', id: account.id },
    level: by === 'report' ? 'soon' : 'note',
    title: isKnown
      ? { key: 'watch.late.titleMoney', params: { account: account.name, money: moneyOf({ unit, nano }) } }
      : { key: 'watch.late.title', params: { account: account.name } },
    meaning: [
      { key: by === 'report' ? 'watch.late.said' : 'watch.late.clicked', params: { age } },
      statedMinutes === null
        ? { key: 'watch.late.usual', params: { n: ARRIVAL_MINUTES } }
        : { key: 'watch.late.stated', params: { provider, n: Math.max(statedMinutes, 1) } },
    ],
    todo: [by === 'report' ? { key: 'watch.late.todo', params: { provider } } : { key: 'watch.late.todoClicked' }],
    link: account.link,
    unseenFrom: forgottenFrom(pending),
  };
}

/** A day of a wallet that was reconciled. */
export interface Differing {
  readonly account: WatchedAccount;
  readonly unit: string;
  readonly day: ReconciledDay;
  /** Calls of which what was set aside seems not to have come back. */
  readonly leakedCalls: number;
}

/** That balance and ledger differ by more than can be explained; null: they do not. */
export function differsCondition({ account, unit, day, leakedCalls }: Differing): Condition | null {
  if (!isWorthTelling(day)) return null;
  const { goneNano, seenNano, differenceNano } = day;
  const isMore = differenceNano > 0n;
  const money = moneyOf({ unit, nano: isMore ? differenceNano : -differenceNano });
  const named = { account: account.name, money, day: { kind: 'verbatim', text: day.day } } as const;
  const leaks: readonly Text[] = leakedCalls === 0 ? [] : [{ key: 'watch.differs.leaks', params: { n: leakedCalls } }];
  return {
    ...{ key: `account:${account.id}|${unit}|differs|${day.day}`, kind: 'differs' },
    subject: { kind: 'account', id: account.id },
    level: 'note',
    title: { key: isMore ? 'watch.differs.more' : 'watch.differs.less', params: named },
    meaning: [
      {
        key: 'watch.differs.sums',
        params: { gone: moneyOf({ unit, nano: goneNano }), seen: moneyOf({ unit, nano: seenNano }) },
      },
      { key: isMore ? 'watch.differs.meansMore' : 'watch.differs.meansLess' },
      ...leaks,
    ],
    todo: [{ key: 'watch.differs.todo' }],
    link: account.link,
    // A day that is over stays as it was; it is looked at for some days only.
    unseenFrom: 0,
  };
}

/** A day of a provider by its own bills, beside the ledger; nano-units. */
export interface BilledDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly unit: string;
  readonly statedNano: bigint;
  readonly seenNano: bigint;
  /** Billed and not seen; negative: less is billed than was booked, or not yet. */
  readonly differenceNano: bigint;
  readonly unknownCalls: number;
}

/** That a provider billed another sum than was seen of a day that is over; null: it did not, or calls of unknown cost may be the rest. */
export function billedCondition(
  { id, name, link }: { readonly id: string; readonly name: string; readonly link: string | null },
  { day, unit, statedNano, seenNano, differenceNano, unknownCalls }: BilledDay,
): Condition | null {
  const isMore = differenceNano > 0n;
  const isExplained = isMore && unknownCalls > 0;
  if (!isWorthTelling({ differenceNano, goneNano: statedNano, seenNano, isExplained, isSettled: true })) return null;
  const money = moneyOf({ unit, nano: isMore ? differenceNano : -differenceNano });
  const named = { provider: name, money, day: { kind: 'verbatim', text: day } } as const;
  const sums = { billed: moneyOf({ unit, nano: statedNano }), seen: moneyOf({ unit, nano: seenNano }) };
  return {
    ...{ key: `provider:${id}|${unit}|billed|${day}`, kind: 'differs', level: 'note', link },
    subject: { kind: 'provider', id },
    title: { key: isMore ? 'watch.billed.more' : 'watch.billed.less', params: named },
    meaning: [
      { key: 'watch.billed.sums', params: sums },
      { key: isMore ? 'watch.billed.meansMore' : 'watch.differs.meansLess' },
    ],
    todo: [{ key: 'watch.differs.todo' }],
    unseenFrom: 0,
  };
}

function moneyOf(money: Money): { readonly kind: 'money'; readonly money: Money } {
  return { kind: 'money', money };
}
