import { describe, expect, it } from 'vitest';
import {
  decideRecharge,
  type RechargeFacts,
  type RechargeRule,
  type RechargeState,
} from '../../lib/watch/decide-recharge.ts';

const DOLLAR = 1_000_000_000n;
const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;

const rule: RechargeRule = {
  ...{ unit: 'USD', belowNano: 5n * DOLLAR, runwayDays: null, amountNano: 20n * DOLLAR },
  ...{ dayMaxNano: 40n * DOLLAR, monthMaxNano: 100n * DOLLAR, coolDownMs: HOUR },
};
const facts: RechargeFacts = {
  ...{ now: NOW, usableNano: 4n * DOLLAR, isStale: false, isArriving: false, runwayDaysLow: null, runs: [] },
};
const run = (hoursAgo: number, state: RechargeState = 'done', dollars = 20n) => ({
  ...{ state, at: NOW - hoursAgo * HOUR, amountNano: dollars * DOLLAR },
});

describe('a recharge rule', () => {
  it('begins below its balance, and not at it', () => {
    expect(decideRecharge(rule, facts)).toEqual({ kind: 'recharge', amountNano: 20n * DOLLAR, because: 'balance' });
    expect(decideRecharge(rule, { ...facts, usableNano: 5n * DOLLAR })).toEqual({ kind: 'wait', why: 'not-needed' });
    expect(decideRecharge(rule, { ...facts, usableNano: -DOLLAR }).kind).toBe('recharge');
  });

  it('begins when the early end is nearer than its days, and not where that is unknown', () => {
    const byDays = { ...rule, belowNano: null, runwayDays: 3 };
    expect(decideRecharge(byDays, { ...facts, runwayDaysLow: 2.9 })).toMatchObject({ because: 'runway' });
    expect(decideRecharge(byDays, { ...facts, runwayDaysLow: 3 })).toEqual({ kind: 'wait', why: 'not-needed' });
    expect(decideRecharge(byDays, facts)).toEqual({ kind: 'wait', why: 'not-needed' });
  });

  const waits: readonly (readonly [string, Partial<RechargeFacts>, string])[] = [
    ['an unknown balance', { usableNano: null }, 'unread'],
    ['an old reading', { isStale: true }, 'stale'],
    ['one that is asked', { runs: [run(2, 'asked')] }, 'under-way'],
    ['one that runs', { runs: [run(2, 'begun')] }, 'under-way'],
    ['one of which nobody knows', { runs: [run(2000, 'unknown')] }, 'unsettled'],
    ['money on its way', { isArriving: true }, 'arriving'],
    ['one just before', { runs: [run(0.9)] }, 'cooling-down'],
    ['one that was declined just before', { runs: [run(0.9, 'declined')] }, 'cooling-down'],
    ['one that failed minutes ago', { runs: [run(0.16, 'failed')] }, 'cooling-down'],
    ['one that lies ahead, by a clock that was set back', { runs: [run(-48)] }, 'cooling-down'],
    ['the cap of the day', { runs: [run(2), run(23.9)] }, 'day-cap'],
    ['the cap of the month', { runs: [25, 100, 200, 300, 743].map((ago) => run(ago)) }, 'month-cap'],
  ];
  it.each(waits)('waits for %s', (_, given, why) => {
    expect(decideRecharge(rule, { ...facts, ...given })).toEqual({ kind: 'wait', why });
  });

  it.each([
    [
      'what was declined, expired or certainly not done',
      [run(1, 'declined'), run(0.1, 'expired'), run(0.17, 'failed')],
    ],
    ['what is older than a day, or than 31 days', [run(24), run(48), run(72), run(745), run(800)]],
  ])('does not count %s', (_, runs) => {
    expect(decideRecharge(rule, { ...facts, runs }).kind).toBe('recharge');
  });

  it('a run that fills a cap to the last unit is allowed, one unit more is not', () => {
    expect(decideRecharge(rule, { ...facts, runs: [run(2)] }).kind).toBe('recharge');
    const short = { ...rule, dayMaxNano: 40n * DOLLAR - 1n };
    expect(decideRecharge(short, { ...facts, runs: [run(2)] })).toEqual({ kind: 'wait', why: 'day-cap' });
  });
});
