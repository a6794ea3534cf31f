import type { BudgetView, EnvelopeView, SharedBudgets } from '../../lib/domain/budget-view.ts';
import type { BudgetsView, OwnBudgetView } from '../../lib/domain/own-budget.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';
import { nano } from '../domain/explain-examples.ts';

const base: Omit<OwnBudgetView, 'id' | 'limit' | 'cap' | 'spent' | 'percent'> = {
  ...{ scope: { kind: 'everything' }, counts: { of: 'money', unit: 'USD' }, span: 'day', isHard: true },
  ...{ unsure: 0n, held: 0n, unknownCalls: 0 },
};

/** Budgets as they are: calm, near the end, over it, raised, of tokens, of calls, with a long name. */
export const galleryBudgetList: readonly OwnBudgetView[] = [
  { ...base, id: 'daily', limit: nano('2'), cap: nano('2'), spent: nano('0.41'), held: nano('0.02'), percent: 21 },
  {
    ...base,
    ...{ id: 'gpt', scope: { kind: 'model', id: 'gpt-4-turbo-2024-04-09', name: 'gpt-4-turbo-2024-04-09' } },
    ...{ span: 'week', isHard: false, limit: nano('5'), cap: nano('6'), spent: nano('5.1'), percent: 85 },
    unknownCalls: 3,
    unsure: nano('0.84'),
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

function envelope(name: string, share: number, labels: readonly string[], cap: string, spent: string): EnvelopeView {
  const [capNano, spentNano] = [nano(cap), nano(spent)];
  const percent = Number((spentNano * 100n) / capNano);
  return { name, share, labels, cap: capNano, spent: spentNano, held: 0n, percent };
}

const asItStands: Omit<BudgetView, 'id' | 'limit' | 'cap' | 'spent' | 'held' | 'percent' | 'counts'> = {
  ...{ scope: null, span: 'month', isHard: true, unknownCalls: 0, envelopes: [], moves: [], emergency: null },
};
const AT = new Date(2026, 10, 20, 9, 30).getTime();
const until = new Date(2026, 11, 1).getTime();

/** The companion's: one with parts, of which one is used up and something was moved, and one of calls. */
export const gallerySharedBudgets: readonly BudgetView[] = [
  {
    ...{ ...asItStands, id: 'team', counts: { of: 'money', unit: 'USD' }, limit: nano('50'), cap: nano('50') },
    ...{ spent: nano('31.2'), held: nano('0.4'), percent: 63 },
    envelopes: [
      envelope('production', 60, ['production'], '32', '20.1'),
      envelope('development', 20, ['development', 'test-on-the-machines-of-all-of-us'], '8', '8.2'),
      envelope('reserve', 20, [], '10', '2.9'),
    ],
    moves: [
      { id: 'm', from: 'development', to: 'production', amount: nano('3'), at: AT, until },
      { id: 'n', from: 'production', to: 'development', amount: nano('1'), at: AT - 200_000_000, until },
    ],
    emergency: { amount: nano('5'), stopsFirst: ['development', 'test'] },
  },
  {
    ...{ ...asItStands, id: 'nightly', counts: { of: 'calls' }, span: 'day', isHard: false, limit: 500n, cap: 500n },
    ...{ spent: 20n, held: 0n, percent: 4, scope: { kind: 'label', name: 'nightly' } },
  },
];

/** `team`: nothing of the companion's, but what teams use is wanted; `away`: it does not answer. */
function sharedIn(state: string): SharedBudgets | null {
  if (state === 'empty' || state === 'team') return null;
  return { budgets: gallerySharedBudgets, at: AT, isAway: state === 'away', address: 'http://127.0.0.1:4117' };
}

/** The screen of budgets; what is typed there is told and changes nothing. */
export function galleryBudgets(
  state: string,
  log: (kind: string) => (value: unknown) => void,
): Pick<
  DashboardSource,
  'hasBudgets' | 'readBudgets' | 'saveBudget' | 'removeBudget' | 'raiseBudget' | 'handOverBudgets'
> {
  const isEmpty = state === 'empty' || state === 'team';
  const view: BudgetsView = {
    budgets: isEmpty ? [] : galleryBudgetList,
    providers: isEmpty ? [] : [{ id: 'laozhang', name: 'Laozhang' }],
    models: isEmpty ? [] : ['gpt-4-turbo-2024-04-09', 'gpt-4o-mini'],
    units: isEmpty ? ['USD'] : ['USD', 'CNY', 'credits'],
    shared: sharedIn(state),
    isTeam: state === 'team',
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
