import type { NoticesView } from '../../lib/domain/notices-view.ts';
import type { Text } from '../../lib/domain/text.ts';
import { nano } from '../domain/explain-examples.ts';

const LASTS: Text = {
  key: 'runway.days',
  params: { low: 6, high: 9, when: { key: 'runway.day2', params: { time: '14:00' } } },
};

/** What the settings say of warnings. */
export function galleryNotices(isEmpty: boolean, relay: string): NoticesView {
  if (isEmpty) return { isOn: false, hours: null, digestAt: null, daysOff: [], isElsewhere: false, accounts: [] };
  const usual = [
    { kind: 'of-day', percent: 20 },
    { kind: 'runway', days: 3 },
  ] as const;
  return {
    ...{
      isOn: true,
      isElsewhere: true,
      digestAt: 9 * 60,
      daysOff: ['2026-12-25', '2027-01-01'],
      hours: { from: 22 * 60, until: 7 * 60 + 30 },
    },
    accounts: [
      {
        ...{
          account: 'a',
          accountName: `${relay} · dev@example.org`,
          isUsual: false,
          paidBy: 'transfer',
          isReviewDue: true,
        },
        balances: [{ unit: 'USD', nano: nano('3.92'), lasts: LASTS }],
        thresholds: [{ kind: 'amount', unit: 'USD', below: nano('1') }, { kind: 'of-recharge', percent: 10 }, ...usual],
      },
      {
        ...{ account: 'b', accountName: 'Enrich', isUsual: true, thresholds: usual, paidBy: null, isReviewDue: false },
        balances: [{ unit: 'credits', nano: nano('392'), lasts: null }],
      },
      {
        ...{
          account: 'c',
          accountName: 'OpenRouter',
          isUsual: true,
          thresholds: usual,
          paidBy: 'card',
          isReviewDue: false,
        },
        balances: [{ unit: 'credits', nano: null, lasts: null }],
      },
    ],
  };
}
