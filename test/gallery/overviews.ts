import type { Language } from '../../lib/domain/text.ts';
import type { OverviewModel } from '../../lib/webext/popup-model.ts';
import { nano } from '../domain/explain-examples.ts';
import { galleryBudgetList } from './budgets.ts';
import { popups } from './popups.ts';

const USD = { of: 'money', unit: 'USD' } as const;

/** Of somebody who keeps to them: for pictures that are shown to strangers. */
const CALM: OverviewModel['budgets'] = [
  { id: 'daily', counts: USD, span: 'day', cap: nano('2'), spent: nano('0.0061'), held: 0n, percent: 0 },
  { id: 'weekly', counts: USD, span: 'week', cap: nano('25'), spent: nano('12.4'), held: 0n, percent: 49 },
  { id: 'monthly', counts: USD, span: 'month', cap: nano('120'), spent: nano('87.73'), held: 0n, percent: 73 },
];

/** What the popup shows of the same day, and what only the dashboard has room for. */
export function galleryOverview(language: Language, isEmpty: boolean, isCalm = false): OverviewModel {
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
    alerts: isEmpty
      ? []
      : isCalm
        ? [{ ...low.alert, others: 0 }]
        : [{ ...low.alert, id: 'first', level: 'urgent' }, low.alert],
    budgets: isEmpty ? [] : isCalm ? CALM : galleryBudgetList,
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
