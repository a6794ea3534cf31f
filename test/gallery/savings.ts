import {
  isAsked,
  type SavingsQuery,
  type SavingsView,
  type ShownCompared,
  type ShownPlace,
  type WhatIfChoices,
  type WhatIfView,
} from '../../lib/domain/savings-view.ts';
import type { SpendPeriod } from '../../lib/domain/spend-view.ts';
import { daysOfPeriod } from '../../lib/domain/sum-spend.ts';
import type { TextParam } from '../../lib/domain/text.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';
import { nano } from '../domain/explain-examples.ts';

/** The same day whenever the picture is taken. */
const TODAY = '2026-11-21';
const LONG = 'anthropic/claude-3-5-sonnet-20241022-extended-thinking-preview';
const money = (amount: string): TextParam => ({ kind: 'money', money: { unit: 'USD', nano: nano(amount) } });

function compared(calls: number, was: string, likely: string, [low, high] = [likely, likely]): ShownCompared {
  const ends = { lowNano: nano(low), likelyNano: nano(likely), highNano: nano(high) };
  return { unitWas: 'USD', unit: 'USD', calls, wasNano: nano(was), ...ends };
}

/** The month of somebody of whose spend a good part could have been saved; longer times are looked at in part. */
export function gallerySavings(period: SpendPeriod, isEmpty: boolean, relay: string): SavingsView {
  const { days } = daysOfPeriod(period, TODAY);
  const nothing = { sums: [], savings: [], reserves: [], reasons: [], ways: [], best: [], caveats: [], unknown: [] };
  const looked = { fromDay: days.from, toDay: days.to, calls: 0, ofCalls: 0 };
  if (isEmpty) return { days, looked, ...nothing };
  const isPart = days.from < '2026-10-01';
  const nightly: ShownPlace = { providerName: 'OpenAI', model: 'gpt-5.5', origin: 'nightly/summaries' };
  const page: ShownPlace = { providerName: relay, model: LONG, origin: 'https://playground.example.org' };
  return {
    days,
    looked: isPart
      ? { fromDay: '2026-11-09', toDay: days.to, calls: 19_482, ofCalls: 412_006 }
      : { ...looked, calls: 4_213, ofCalls: 4_213 },
    sums: [
      { unit: 'USD', spentNano: nano('184.20'), savedNano: nano('61.35') },
      { unit: 'credits', spentNano: nano('450'), savedNano: 0n },
    ],
    savings: [
      {
        ...{ kind: 'small-tasks', unit: 'USD', nano: nano('38.9'), calls: 2210 },
        what: { key: 'savings.small-tasks.what', params: { n: 2210, money: money('38.9') } },
        fix: { key: 'savings.small-tasks.fix' },
        places: [
          { place: nightly, nano: nano('30.1'), instead: 'gpt-5.4-mini' },
          { place: page, nano: nano('8.8'), instead: 'anthropic/claude-3-5-haiku-20241022' },
        ],
      },
      {
        ...{ kind: 'lost-cache', unit: 'USD', nano: nano('13.2'), calls: 310 },
        what: { key: 'savings.lost-cache.what', params: { n: 310, money: money('13.2') } },
        fix: { key: 'savings.lost-cache.fix' },
        places: [{ place: nightly, nano: nano('13.2') }],
      },
      {
        ...{ kind: 'failed', unit: 'USD', nano: nano('9.25'), calls: 41 },
        what: { key: 'savings.failed.what', params: { n: 41, money: money('9.25') } },
        fix: { key: 'savings.failed.fix' },
        places: [
          { place: page, nano: nano('9') },
          { place: { providerName: relay, model: null, origin: '' }, nano: nano('0.25') },
        ],
      },
    ],
    reserves: [
      {
        place: page,
        what: {
          key: 'savings.reserve.what',
          params: { n: 120, longest: 380, bound: 32_000, money: money('57.6') },
        },
        fix: { key: 'savings.reserve.fix', params: { bound: 800 } },
      },
    ],
    reasons: [{ key: 'advice.pattern.stable' }],
    ways: [
      { name: { key: 'page.way.batch' }, compared: [compared(2900, '120.4', '60.2')] },
      {
        name: {
          key: 'page.way.at',
          params: { name: { key: 'page.way.group', params: { group: 'vip' } }, provider: relay },
        },
        compared: [compared(900, '51.1', '46')],
      },
      { name: { key: 'page.way.off-peak' }, compared: [compared(400, '12', '14.5')] },
    ],
    best: [{ unit: 'USD', nano: nano('60.2'), name: { key: 'page.way.batch' } }],
    caveats: [{ key: 'advice.caveat.batch' }, { key: 'advice.caveat.listed' }],
    unknown: [{ key: 'savings.unknown.cost', params: { n: 12 } }],
  };
}

/** What it would have been: nothing to compare with at a provider that has no price for it. */
export function galleryWhatIf(query: SavingsQuery): WhatIfView {
  const { days } = daysOfPeriod(query.period, TODAY);
  const looked = { fromDay: days.from, toDay: days.to, calls: 4213, ofCalls: 4213 };
  const isPriced = query.provider === null && isAsked(query);
  return {
    looked,
    compared: isPriced ? [compared(3980, '178.31', '52.4', ['48.1', '66.02'])] : [],
    leftOut: isPriced
      ? [
          { why: 'cost', calls: 12 },
          { why: 'kind', calls: 221 },
        ]
      : [{ why: 'price', calls: 4213 }],
    caveats: [{ key: 'advice.caveat.length' }, { key: 'advice.caveat.quality' }, { key: 'advice.caveat.listed' }],
  };
}

const CHOICES: WhatIfChoices = {
  called: ['gpt-5.5', LONG],
  providers: [
    { id: 'anthropic', name: 'Anthropic' },
    { id: 'openai', name: 'OpenAI' },
  ],
  models: ['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.5'],
};

/** What the screen about savings reads. */
export function gallerySavingsSource(
  isEmpty: boolean,
  relay: string,
  answer: <T>(value: T) => Promise<T>,
): Pick<DashboardSource, 'hasSavings' | 'readSavings' | 'readWhatIf' | 'readWhatIfChoices'> {
  return {
    hasSavings: () => answer(!isEmpty),
    readSavings: (period) => answer(gallerySavings(period, isEmpty, relay)),
    readWhatIf: (query) => answer(galleryWhatIf(query)),
    readWhatIfChoices: () => answer(CHOICES),
  };
}
