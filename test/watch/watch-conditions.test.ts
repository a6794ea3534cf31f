import { describe, expect, it } from 'vitest';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { isAwaited, statedMinutes } from '../../lib/watch/recharge.ts';
import { differsCondition, lateCondition, unreadCondition } from '../../lib/watch/watch-conditions.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const HOUR = 3_600_000;
const NANO = 1_000_000_000n;
const account = { id: 'deepseek:work', name: 'work', provider: 'DeepSeek', link: 'https://platform.deepseek.com' };
const say = (found: Condition | null, language: 'en' | 'zh'): readonly string[] =>
  found === null ? [] : [found.title, ...found.meaning, ...found.todo].map((text) => renderText(text, language));

describe('a balance that cannot be read', () => {
  const why = [
    { key: 'balance.problem.wrong-key.what', params: { provider: 'DeepSeek' } },
    { key: 'balance.problem.wrong-key.todo' },
  ] as const;
  const failing = { account, failingSince: NOW - 25 * HOUR, readAt: NOW - 26 * HOUR, why };

  it('is told after a day, with what happened, since when, and what to do', () => {
    expect(unreadCondition({ ...failing, readAt: NOW - 23 * HOUR }, NOW)).toBeNull();
    const found = unreadCondition(failing, NOW);
    expect(found).toMatchObject({ key: 'account:deepseek:work|unread', kind: 'unread', link: account.link });
    expect(say(found, 'en')).toEqual([
      'The balance of work cannot be read.',
      'DeepSeek did not accept the key.',
      'The last reading that worked is from 1 day ago; what is left is not known.',
      'Tollkeeper goes on asking, less and less often.',
      'Look whether it is whole, of this provider and not revoked.',
    ]);
    expect(say(found, 'zh')[0]).toBe('读不到 work 的余额。');
  });

  it('that was never read says so', () => {
    expect(say(unreadCondition({ ...failing, readAt: null }, NOW), 'en')).toContain(
      'It was never read; what is left is not known.',
    );
  });
});

describe('a recharge that is not there', () => {
  const pending = {
    account: account.id,
    at: NOW - HOUR,
    by: 'report',
    nano: 10n * NANO,
    unit: 'USD',
    way: null,
  } as const;

  it("is late when its provider's time is over, else when the usual one is", () => {
    expect(lateCondition({ account, pending, statedMinutes: null }, NOW)).toBeNull();
    const found = lateCondition({ account, pending, statedMinutes: 5 }, NOW);
    expect(found).toMatchObject({ kind: 'recharge-late', level: 'soon' });
    expect(say(found, 'en')).toEqual([
      'The $10.00 for work are not there yet.',
      'It was paid 1 h ago, as you or a rule of yours said; the balance has not risen since.',
      'DeepSeek says that it takes up to 5 minutes.',
      'Look whether it was paid, and for which account; then ask DeepSeek.',
    ]);
    expect(say(found, 'zh')).toHaveLength(4);
  });

  it('after a click alone nobody is told that they paid', () => {
    const clicked = { ...pending, by: 'click', nano: null, unit: null } as const;
    const found = lateCondition({ account, pending: clicked, statedMinutes: 5 }, NOW);
    expect(found?.level).toBe('note');
    expect(say(found, 'en').join(' ')).not.toContain('was paid');
    expect(isAwaited(clicked, NOW + 24 * HOUR)).toBe(false);
    expect(isAwaited(pending, NOW + 24 * HOUR)).toBe(true);
  });

  it('takes as long as the way of paying does', () => {
    const source = 'https://example.com';
    const arrivals = [
      { by: 'card', minutes: [0, 2], source },
      { by: 'bank-transfer', minutes: [60, 4320], source },
    ] as const;
    expect(statedMinutes(arrivals, 'card')).toBe(2);
    expect(statedMinutes(arrivals, null)).toBe(4320);
    expect(statedMinutes(arrivals, 'alipay')).toBeNull();
    expect(statedMinutes(undefined, null)).toBeNull();
    expect(statedMinutes([{ by: 'any', minutes: [0, 5], source }], 'card')).toBe(5);
  });
});

describe('a day on which balance and ledger differ', () => {
  const day = {
    ...{ day: '2026-11-21', goneNano: 10n * NANO, seenNano: 4n * NANO, differenceNano: 6n * NANO, topUpNano: 0n },
    ...{ unknownCalls: 0, isExplained: false, isSettled: true },
  };

  it('is told with sums, and what it means', () => {
    const found = differsCondition({ account, unit: 'USD', day, leakedCalls: 1 });
    expect(say(found, 'en')).toEqual([
      'work lost $6.00 more than was seen on 2026-11-21.',
      '$10.00 are gone, calls of $4.00 were seen.',
      'Other programs use the account, or something was charged that brought no answer.',
      'What was set aside for 1 failed call seems not to have come back.',
      'See the days and the evidence: tollkeeper reconcile',
    ]);
    expect(say(found, 'zh')).toHaveLength(5);
  });

  it('in the other direction, too', () => {
    const less = { ...day, goneNano: 1n * NANO, differenceNano: -3n * NANO };
    expect(say(differsCondition({ account, unit: 'USD', day: less, leakedCalls: 0 }), 'en')[0]).toBe(
      'work lost $3.00 less than was booked on 2026-11-21.',
    );
  });

  it.each([
    ['while calls are under way', { isSettled: false }],
    ['where rounding explains it', { isExplained: true }],
  ])('not %s', (_when, change) => {
    expect(differsCondition({ account, unit: 'USD', day: { ...day, ...change }, leakedCalls: 0 })).toBeNull();
  });
});
