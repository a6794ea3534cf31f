import type { BudgetsView, OwnBudgetView } from '../../lib/domain/own-budget.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';
import { nano } from '../domain/explain-examples.ts';

const base: Omit<OwnBudgetView, 'id' | 'limit' | 'cap' | 'spent' | 'percent'> = {
  ...{ scope: { kind: 'everything' }, counts: { of: 'money', unit: 'USD' }, span: 'day', isHard: true },
  ...{ held: 0n, unknownCalls: 0 },
};

/** Budgets as they are: calm, near the end, over it, raised, of tokens, of calls, with a long name. */
export const galleryBudgetList: readonly OwnBudgetView[] = [
  { ...base, id: 'daily', limit: nano('2'), cap: nano('2'), spent: nano('0.41'), held: nano('0.02'), percent: 21 },
  {
    ...base,
    ...{ id: 'gpt', scope: { kind: 'model', id: 'gpt-4-turbo-2024-04-09', name: 'gpt-4-turbo-2024-04-09' } },
    ...{ span: 'week', isHard: false, limit: nano('5'), cap: nano('6'), spent: nano('5.1'), percent: 85 },
    unknownCalls: 3,
    lasts: {
      key: 'runway.days',
      params: { low: 1, high: 3, when: { key: 'runway.day4', params: { time: '14:00' } } },
    },
    endsEarly: true,
  },
  {
    ...base,
    ...{
      id: 'a-rather-long-name-of-a-budget-for-the-whole-of-this-year',
      scope: { kind: 'provider', id: 'x', name: 'Laozhang' },
    },
    ...{ span: 'month', limit: nano('10'), cap: nano('10'), spent: nano('10.4'), percent: 104 },
  },
  {
    ...base,
    ...{ id: 'tokens', counts: { of: 'tokens' }, limit: 200_000n, cap: 200_000n, spent: 12_345n, percent: 6 },
  },
  { ...base, id: 'calls', counts: { of: 'calls' }, isHard: false, limit: 50n, cap: 50n, spent: 50n, percent: 100 },
];

/** The screen of budgets; what is typed there is told and changes nothing. */
export function galleryBudgets(
  isEmpty: boolean,
  log: (kind: string) => (value: unknown) => void,
): Pick<
  DashboardSource,
  'hasBudgets' | 'readBudgets' | 'saveBudget' | 'removeBudget' | 'raiseBudget' | 'handOverBudgets'
> {
  const view: BudgetsView = {
    budgets: isEmpty ? [] : galleryBudgetList,
    providers: isEmpty ? [] : [{ id: 'laozhang', name: 'Laozhang' }],
    models: isEmpty ? [] : ['gpt-4-turbo-2024-04-09', 'gpt-4o-mini'],
    units: isEmpty ? ['USD'] : ['USD', 'CNY', 'credits'],
    isPaired: !isEmpty,
  };
  return {
    hasBudgets: async () => !isEmpty,
    readBudgets: async () => view,
    saveBudget: async (typed, was) => {
      log('saveBudget')({ typed, was });
      return typed.limit === '' ? 'bad-limit' : null;
    },
    removeBudget: async (id) => log('removeBudget')(id),
    raiseBudget: async (id, typed) => {
      log('raiseBudget')({ id, typed });
      return typed === '' ? 'bad-limit' : null;
    },
    handOverBudgets: async () => ({ kind: 'done', taken: 4, left: ['daily'] }),
  };
}
