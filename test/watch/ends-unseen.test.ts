import { describe, expect, it } from 'vitest';
import { conditionOfFix } from '../../lib/advice/lasting-fix.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { isDone } from '../../lib/watch/alert-state.ts';
import { findRefusals, REFUSALS_MS } from '../../lib/watch/find-refusals.ts';
import { isAwaited, type PendingRecharge } from '../../lib/watch/recharge.ts';
import { billedCondition, differsCondition, lateCondition } from '../../lib/watch/watch-conditions.ts';
import { made } from '../advice/samples.ts';
import { contact, DAY, HOUR, MINUTE, MONDAY, openWorld, people, type World } from './watch-world.ts';

const NANO = 1_000_000_000n;
const account = { id: 'deepseek:work', name: 'work', provider: 'DeepSeek', link: null };

/** What a finder finds at an instant. */
type Find = (now: number) => readonly (Condition | null)[];

const late = (by: PendingRecharge['by']): Find => {
  const pending = { account: account.id, at: MONDAY - 3 * HOUR, by, nano: null, unit: null, way: null } as const;
  return (now) => [isAwaited(pending, now) ? lateCondition({ account, pending, statedMinutes: 5 }, now) : null];
};
const refused = [1, 2, 3].map((number) =>
  made(number, { openedAt: MONDAY - number * MINUTE, outcome: 'refusal', refusalCause: 'depleted', usage: null }),
);
const reader = { nameOf: (id: string) => id, rechargeOf: () => null };
const refusals: Find = (now) =>
  findRefusals(
    refused.filter(({ openedAt }) => openedAt >= now - REFUSALS_MS),
    reader,
  );
const differs: Find = (now) => {
  const sums = { goneNano: 10n * NANO, seenNano: 4n * NANO, differenceNano: 6n * NANO, topUpNano: 0n, unknownCalls: 0 };
  const day = { day: '2026-11-22', ...sums, isExplained: false, isSettled: true };
  return [now < MONDAY + 2 * DAY ? differsCondition({ account, unit: 'USD', day, leakedCalls: 0 }) : null];
};
const billed: Find = (now) => {
  const sums = { statedNano: 10n * NANO, seenNano: 4n * NANO, differenceNano: 6n * NANO, unknownCalls: 0 };
  const day = { day: '2026-11-20', unit: 'USD', ...sums };
  return [now < MONDAY + 4 * DAY ? billedCondition({ id: 'openai', name: 'OpenAI', link: null }, day) : null];
};
const fix: Find = (now) => {
  const text = { key: 'fix.auto-recharge' } as const;
  const key = 'refused:openai||depleted|2026-11';
  const found = { key, provider: 'openai', account: null, cause: 'depleted', fix: 'auto-recharge' } as const;
  const whole = { ...found, refused: 3, month: '2026-11', what: text, todo: text };
  return [now < Date.UTC(2026, 11, 1) ? conditionOfFix(whole, null) : null];
};

/** Looks every minute; what was told, as kinds. */
function watch(world: World, find: Find, ms: number): readonly string[] {
  const told: string[] = [];
  for (const end = world.now + ms; world.now < end; ) {
    const so = find(world.now + MINUTE).flatMap((one) => one ?? []);
    told.push(...world.pass(MINUTE, so));
  }
  return told.map((line) => line.split(' ')[0] ?? '');
}

describe('what is only no news any more ends without an all-clear', () => {
  it.each([
    ['money after a click', late('click'), DAY],
    ['money that somebody said they paid', late('report'), 14 * DAY],
    ['calls that were refused, where nobody has called since', refusals, DAY],
    ['a day whose balance and ledger differ', differs, 2 * DAY],
    ['a day that was billed otherwise', billed, 4 * DAY],
    ['what would end refusals for good, with its month', fix, 8 * DAY],
  ])('%s', (_what, find, lastsMs) => {
    const world = openWorld(people([contact('ann')]));
    expect(watch(world, find, lastsMs + HOUR)).toEqual(['raised']);
    expect(world.alerts.map(isDone)).toEqual([true]);
  });
});

describe('what is seen to end before that has its all-clear', () => {
  it.each([
    ['money that came', late('report')],
    ['calls that go through again', refusals],
  ])('%s', (_what, find) => {
    const world = openWorld(people([contact('ann')]));
    expect(watch(world, find, HOUR)).toEqual(['raised']);
    expect(watch(world, () => [], HOUR)).toEqual(['resolved']);
  });
});
