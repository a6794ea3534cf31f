import { describe, expect, it } from 'vitest';
import { formatMoment } from '../../lib/domain/format-moment.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Threshold } from '../../lib/domain/threshold.ts';
import { findBudget } from '../../lib/watch/find-budget.ts';
import { findLow, type LowContext, usualDay, type WatchedWallet } from '../../lib/watch/find-low.ts';
import { lastRecharge } from '../../lib/watch/last-recharge.ts';
import { ACCOUNT_THRESHOLDS } from '../../lib/watch/threshold.ts';
import { DAY, HOUR, MONDAY } from './watch-world.ts';

const NANO = 1_000_000_000n;
const wallet = (dollars: number | null, change: Partial<WatchedWallet> = {}): WatchedWallet => ({
  ...{ account: 'openai:work', name: 'work', provider: 'OpenAI', unit: 'USD', readAt: MONDAY, isNotAll: false },
  usableNano: dollars === null ? null : (BigInt(Math.round(dollars * 1000)) * NANO) / 1000n,
  ...{ usualDayNano: 10n * NANO, rechargeNano: 50n * NANO, link: null, ...change },
});
const context = (thresholds: readonly Threshold[], open: readonly string[] = []): LowContext => ({
  ...{ thresholds, isOpen: (key) => open.includes(key), now: MONDAY, zone: 'UTC' },
});
const keysOf = (left: number | null, thresholds: readonly Threshold[], open?: readonly string[]): readonly string[] =>
  findLow(wallet(left), context(thresholds, open)).conditions.map(({ key }) => key.replace('account:openai:work|', ''));

const FIVE: Threshold = { kind: 'amount', unit: 'USD', below: 5n * NANO };

it('of several lines of a budget that were crossed each says which one it is', () => {
  const budget = { id: 'daily', unit: 'USD', isHard: true, limit: 5n * NANO, left: NANO / 2n, until: MONDAY + DAY };
  const lines: readonly Threshold[] = [
    { kind: 'of-limit', percent: 20 },
    { ...FIVE, below: NANO },
  ];
  const said = findBudget(budget, context(lines)).conditions.map(({ meaning }) =>
    meaning.map((text) => renderText(text, 'en')).at(-1),
  );
  expect(said).toEqual(['That is less than 20 % of its limit ($1.00).', 'You wanted to hear of less than $1.00.']);
});

describe('an account', () => {
  it.each([
    [2, ACCOUNT_THRESHOLDS, []],
    [1.99, ACCOUNT_THRESHOLDS, ['USD|low|of-day-20']],
    [5, [FIVE], []],
    [4.99, [FIVE], ['USD|low|amount-5-USD']],
    [4.99, [{ ...FIVE, unit: 'CNY' }], []],
    [4.99, [FIVE, { kind: 'of-recharge', percent: 10 }], ['USD|low|amount-5-USD', 'USD|low|of-recharge-10']],
    [0, [FIVE], ['USD|empty']],
    [-0.5, [FIVE], ['USD|empty']],
  ] as const)('with %d dollars and thresholds of its own or the usual ones (case %#)', (left, thresholds, keys) => {
    expect(keysOf(left, thresholds)).toEqual(keys);
  });

  it('that was low is so until it is a quarter above the line', () => {
    const open = ['account:openai:work|USD|low|amount-5-USD'];
    expect(keysOf(6.24, [FIVE], open)).toHaveLength(1);
    expect(keysOf(6.25, [FIVE], open)).toEqual([]);
    expect(keysOf(6.24, [FIVE])).toEqual([]);
  });

  it('of which nothing is known is neither empty nor low, nor is that over', () => {
    const { conditions, unsure } = findLow(wallet(null), context([FIVE]));
    expect([conditions, unsure]).toEqual([
      [],
      ['account:openai:work|USD|empty', 'account:openai:work|USD|low|amount-5-USD'],
    ]);
    const blind = findLow(wallet(1, { usualDayNano: null }), context(ACCOUNT_THRESHOLDS));
    expect([blind.conditions, blind.unsure]).toEqual([[], expect.arrayContaining([expect.stringContaining('of-day')])]);
  });

  it('that waits for a payment says so, and nobody is told to pay again', () => {
    for (const [left, nano] of [
      [1, 20n * NANO],
      [0, null],
    ] as const) {
      const awaited = { at: MONDAY - 2 * HOUR, nano };
      const [found] = findLow(wallet(left, { awaited }), context([FIVE])).conditions;
      const said = [...(found?.meaning ?? []), ...(found?.todo ?? [])].map((text) => renderText(text, 'en')).join(' ');
      expect(said).toContain(
        nano === null
          ? 'A payment was reported 2 h ago'
          : '$20.00 were reported as paid 2 h ago, and are not visible yet.',
      );
      expect(said).toContain('Do not pay again');
      expect(said).not.toContain('Recharge it');
    }
  });

  it('that others pay beside is not empty', () => {
    expect(findLow(wallet(0, { isNotAll: true }), context([FIVE])).conditions).toEqual([]);
  });

  it('says by when it is empty, why it is told, and how old that is', () => {
    const [low] = findLow(wallet(1.5, { readAt: MONDAY - HOUR }), context(ACCOUNT_THRESHOLDS)).conditions;
    const lines = [low?.title, ...(low?.meaning ?? []), ...(low?.todo ?? [])];
    expect(lines.map((text) => text && renderText(text, 'en'))).toEqual([
      'Account work is low: $1.50.',
      'At the usual pace it is empty on Monday about 13:00.',
      'That is less than 20 % of a usual day ($2.00).',
      'By the reading of 1 h ago, less what was spent since.',
      'Recharge it in time, or acknowledge this and let it run out.',
    ]);
    expect(lines.map((text) => text && renderText(text, 'zh'))).toEqual([
      '账户 work 余额偏低：$1.50。',
      '按平时的用量，星期一 13:00 左右用完。',
      '已不足平时一天用量的 20%（$2.00）。',
      '根据 1 小时前读到的余额减去此后的花费。',
      '请及时充值；若打算用完即止，确认本提醒即可。',
    ]);
  });
});

const UNTIL = MONDAY + 15 * HOUR;

describe('a budget', () => {
  const budget = (left: bigint, change: object = {}) => ({
    ...{ id: 'daily', unit: 'USD', isHard: true, limit: 10n * NANO, left, until: UNTIL, ...change },
  });
  const found = (
    of: ReturnType<typeof budget>,
    thresholds: readonly Threshold[] = [{ kind: 'of-limit', percent: 20 }],
  ) => findBudget(of, context(thresholds)).conditions.map(({ key, level }) => `${level} ${key}`);
  it.each([
    [budget(2n * NANO), []],
    [budget(2n * NANO - 1n), [`soon budget:daily|${UNTIL}|near|of-limit-20`]],
    [budget(NANO, { isHard: false }), [`note budget:daily|${UNTIL}|near|of-limit-20`]],
    [budget(0n), [`urgent budget:daily|${UNTIL}|over`]],
    [budget(-1n, { isHard: false }), [`note budget:daily|${UNTIL}|over`]],
    [budget(0n, { limit: 0n }), []],
  ])('is near its end or over (case %#)', (of, keys) => {
    expect(found(of)).toEqual(keys);
  });

  it('that is used up is still near its end: nobody hears that this is over', () => {
    const thresholds = [{ kind: 'of-limit', percent: 20 }] as const;
    expect(findBudget(budget(0n), context(thresholds)).unsure).toEqual([`budget:daily|${UNTIL}|near|of-limit-20`]);
    expect(findBudget(budget(9n * NANO), context(thresholds)).unsure).toEqual([]);
  });

  it('of tokens is warned of in tokens', () => {
    const tokens = budget(400n, { unit: 'tokens', limit: 5000n });
    const thresholds = [{ kind: 'amount', unit: 'tokens', below: 500n }] as const;
    expect(found(tokens, thresholds)).toEqual([`soon budget:daily|${UNTIL}|near|amount-500-tokens`]);
    const [near] = findBudget(tokens, context(thresholds)).conditions;
    expect(near && renderText(near.title, 'en')).toBe('Budget daily has 400 tokens of 5,000 tokens left.');
  });
});

describe('what shares are taken of', () => {
  it('a usual day is the median of days with calls; two of them are no habit', () => {
    expect(usualDay([5n, 0n, 1n, 0n, 100n])).toBe(5n);
    expect(usualDay([4n, 8n, 1n, 100n])).toBe(6n);
    expect(usualDay([5n, 0n, 5n])).toBe(null);
  });

  it('a recharge is no small thing that came back', () => {
    const points = [3n, 50n, 40n, 41n, null, 30n, 31n].map((nano, at) => ({ at, nano }));
    expect(lastRecharge(points)).toBe(47n);
    expect(lastRecharge(points.slice(-1))).toBe(null);
    expect(lastRecharge([])).toBe(null);
  });
});

describe('a moment', () => {
  it.each([
    [HOUR, 'UTC', 'Monday about 10:00'],
    [29 * HOUR + 20 * 60_000, 'UTC', 'Tuesday about 14:00'],
    [15 * HOUR, 'Asia/Shanghai', 'Tuesday about 08:00'],
    [7 * DAY, 'UTC', '30 November'],
  ])('%d ms on, in %s: %s', (ms, zone, text) => {
    expect(formatMoment({ at: MONDAY + ms, now: MONDAY, zone }, 'en')).toBe(text);
  });
});
