import { expect, it } from 'vitest';
import { findAlerts, type ListedCall } from '../../companion/alerts/find-alerts.ts';
import type { ShownStatus } from '../../companion/terminal/write-status.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const QUIET: ShownStatus = {
  ...{ version: '0.1.0', origin: 'http://127.0.0.1:4117', startedAt: NOW, callsUnderWay: 0 },
  ...{ today: [], month: [], budgets: [], balances: [] },
};
const budget = (spent: string, held: string, left: string, hard = true) => ({
  ...{ id: 'daily', limit: '5', limitNow: '5', unit: 'USD', per: 'day', scope: {}, hard, spent, held, left },
});
const call = (change: Partial<ListedCall> = {}): ListedCall => ({
  ...{
    at: NOW - 1000,
    provider: 'openai',
    model: 'gpt-5.5',
    outcome: 'refusal',
    certainty: 'billed',
    cause: 'depleted',
  },
  ...change,
});
const idsOf = (status: Partial<ShownStatus>, calls: readonly ListedCall[] = []): readonly string[] =>
  findAlerts({ status: { ...QUIET, ...status }, calls, now: NOW }).map(({ id, level }) => `${level} ${id}`);

it('nothing where nothing is wrong', () => {
  expect(idsOf({ budgets: [budget('1', '2.9', '1.1')] }, [call({ outcome: 'answer' })])).toEqual([]);
});

it.each([
  [budget('3', '1', '1'), ['soon budget:daily:near']],
  [budget('3', '1', '1', false), ['note budget:daily:near']],
  [budget('5', '0', '0'), ['urgent budget:daily:over']],
  [budget('6', '0', '0', false), ['note budget:daily:over']],
])('budget %j: %j', (shown, ids) => {
  expect(idsOf({ budgets: [shown] })).toEqual(ids);
});

it('an account that is empty, not one that nobody has read', () => {
  const balance = { name: null, unit: 'USD', readAt: NOW };
  const balances = [
    { ...balance, account: 'openai:a', usable: '-0.1' },
    { ...balance, account: 'openai:b', usable: null },
    { ...balance, account: 'openai:c', usable: '0.01' },
  ];
  expect(idsOf({ balances })).toEqual(['urgent account:openai:a:USD:empty']);
});

it('a provider that said no to the last three calls; one answer since, and it is over', () => {
  expect(idsOf({}, [call(), call(), call()])).toEqual(['urgent provider:openai:refusals']);
  expect(idsOf({}, [call(), call()])).toEqual([]);
  expect(idsOf({}, [call({ outcome: 'answer' }), call(), call(), call()])).toEqual([]);
  expect(idsOf({}, [call(), call({ provider: 'xai', outcome: 'answer' }), call(), call()])).toEqual([
    'urgent provider:openai:refusals',
  ]);
  expect(
    idsOf(
      {},
      [1, 2, 3].map(() => call({ at: NOW - 90_000_000 })),
    ),
  ).toEqual([]);
});

it('calls whose end nobody saw, behind what is urgent', () => {
  const lost = call({ outcome: 'cut', certainty: 'unknown' });
  expect(idsOf({ budgets: [budget('5', '0', '0')] }, [lost, lost])).toEqual([
    'urgent budget:daily:over',
    'note calls:unknown-ends',
  ]);
});
