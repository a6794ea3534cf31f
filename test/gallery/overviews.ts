import type { Language } from '../../lib/domain/text.ts';
import type { OverviewModel } from '../../lib/webext/popup-model.ts';
import { nano } from '../domain/explain-examples.ts';
import { galleryBudgetList } from './budgets.ts';
import { popups } from './popups.ts';

/** What the popup shows of the same day, and what only the dashboard has room for. */
export function galleryOverview(language: Language, isEmpty: boolean): OverviewModel {
  const states = popups(language);
  const [full, low] = [states.full?.model, states.low?.model];
  if (!full || !low?.alert) throw new Error('The popup has no such state.');
  const { now, accounts, rates, lastCalls } = full;
  const to = new Date(now).toISOString().slice(0, 10);
  const spent = [
    { span: 'day', days: { from: to, to }, usd: '0.0061', credits: '378', calls: 14, unknownCalls: 1 },
    { span: 'week', days: { from: to, to }, usd: '12.4', credits: '1512', calls: 903, unknownCalls: 1 },
    { span: 'month', days: { from: to, to }, usd: '87.73', credits: '0', calls: 6914, unknownCalls: 4 },
  ] as const;
  return {
    now,
    ...(rates && { rates }),
    accounts: isEmpty ? [] : accounts,
    lastCalls: isEmpty ? [] : lastCalls,
    alerts: isEmpty ? [] : [{ ...low.alert, id: 'first', level: 'urgent' }, low.alert],
    budgets: isEmpty ? [] : galleryBudgetList,
    spent: spent.map(({ span, days, usd, credits, calls, unknownCalls }) => ({
      ...{ span, days },
      sums: isEmpty
        ? []
        : [
            { unit: 'USD', nano: nano(usd) },
            { unit: 'credits', nano: nano(credits) },
          ].filter(({ nano: amount }) => amount > 0n),
      ...(isEmpty ? { calls: 0, unknownCalls: 0 } : { calls, unknownCalls }),
    })),
  };
}
