import { accountTitle } from '../../lib/domain/account-title.ts';
import type { BalancePart } from '../../lib/domain/balance.ts';
import { type AffordView, explainAfford } from '../../lib/domain/explain-afford.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import { newsSince } from '../../lib/domain/whats-new.ts';
import type { PopupState } from '../../lib/ui/popup-store.ts';
import type { PopupAccount, PopupAlert, PopupCall, PopupModel } from '../../lib/webext/popup-model.ts';
import { dollars, exampleOf, nano, RECORDS } from '../domain/explain-examples.ts';
import { galleryBudgetList } from './budgets.ts';

const { now, links } = RECORDS;
const MINUTE_MS = 60_000;

const PARTS: readonly BalancePart[] = [
  { kind: 'cash', nano: nano('2.94') },
  { kind: 'voucher', nano: nano('1') },
  { kind: 'granted', nano: 0n },
  { kind: 'credit-line', nano: nano('20'), isApart: true },
];

function accounts(language: Language): readonly PopupAccount[] {
  const paid = dollars('3.92', { frozen: '12' });
  const relay = exampleOf('depleted', language).providerName;
  return [
    {
      id: 'a',
      providerName: relay,
      name: 'dev@example.org',
      balances: paid ? [{ ...paid, spentSinceNano: nano('0.02'), parts: PARTS }] : [],
      links,
      lowUnits: [],
      lasts: { USD: LASTS },
      assumedKeys: [{ fingerprint: 'a'.repeat(64), provider: 'laozhang' }],
    },
    {
      id: 'b',
      providerName: 'Enrich',
      name: null,
      balances: RECORDS.balance ? [RECORDS.balance, { ...RECORDS.balance, unit: 'USD' }] : [],
      links,
      lowUnits: [],
      lasts: {},
      assumedKeys: [],
    },
    {
      id: 'c',
      providerName: 'OpenRouter',
      name: null,
      balances: [],
      links: { ...links, recharge: null },
      lowUnits: [],
      lasts: {},
      assumedKeys: [],
    },
  ];
}

function cost(likely: string, unit = 'USD', low = likely, high = likely): PopupCall['cost'] {
  return { unit, lowNano: nano(low), likelyNano: nano(likely), highNano: nano(high) };
}

const CALL: PopupCall = {
  callId: '1',
  at: now - 20_000,
  providerName: 'Laozhang',
  model: 'gpt-4-turbo-2024-04-09',
  cost: cost('0.0021'),
  estimateLikelyNano: nano('0.0019'),
  certainty: 'billed',
  outcome: 'answer',
  isReviewed: true,
};

const CALLS: readonly PopupCall[] = [
  CALL,
  {
    ...CALL,
    callId: '2',
    at: now - 4 * MINUTE_MS,
    certainty: 'estimated',
    outcome: 'cut',
    cost: cost('0.004', 'USD', '0.003', '0.006'),
  },
  {
    ...CALL,
    callId: '3',
    at: now - 9 * MINUTE_MS,
    providerName: 'Enrich',
    model: null,
    cost: cost('378', 'credits'),
    estimateLikelyNano: nano('378'),
  },
  {
    ...CALL,
    callId: '4',
    at: now - 70 * MINUTE_MS,
    outcome: 'refusal',
    cost: cost('0'),
    estimateLikelyNano: nano('0.024'),
  },
  {
    ...CALL,
    callId: '5',
    at: now - 26 * 60 * MINUTE_MS,
    certainty: 'unknown',
    cost: null,
    estimateLikelyNano: null,
    isReviewed: false,
  },
];

const LASTS: Text = {
  key: 'runway.days',
  params: { low: 6, high: 9, when: { key: 'runway.day2', params: { time: '14:00' } } },
};

function alertOf(account: string): PopupAlert {
  return {
    id: 'a1',
    level: 'soon',
    title: {
      key: 'alert.low.head',
      params: { account, have: { kind: 'money', money: { unit: 'USD', nano: nano('0.41') }, rounding: 'down' } },
    },
    lines: [
      { key: 'alert.low.until', params: { when: { key: 'runway.day2', params: { time: '14:00' } } } },
      { key: 'alert.low.day', params: { n: 20, line: { kind: 'money', money: { unit: 'USD', nano: nano('0.5') } } } },
      { key: 'notice.todo.low' },
    ],
    link: links.recharge,
    others: 1,
  };
}

const NOBODY = { account: 'OpenRouter', typical: null, isLow: false, budget: null, refused: null } as const;

function afford(have: string, each: string, isLow = false): AffordView {
  const balance = dollars(have);
  const typical = { unit: 'USD', nano: nano(each) };
  return explainAfford({ ...NOBODY, account: 'Laozhang', balance, typical, isLow, now });
}

/** Every state of the popup, by a name for pictures. */
export function popups(language: Language): Readonly<Record<string, PopupState>> {
  const full: PopupModel = {
    language,
    theme: null,
    now,
    pausedUntil: null,
    accounts: accounts(language),
    rates: [{ from: 'USD', to: 'CNY', rate: '7.1', on: '2026-11-21' }],
    spentToday: [
      { unit: 'USD', nano: nano('0.0061') },
      { unit: 'credits', nano: nano('378') },
    ],
    unknownToday: 1,
    lastCalls: CALLS,
    site: {
      origin: 'https://api.laozhang.example',
      state: 'watched',
      providerName: exampleOf('depleted', language).providerName,
    },
    alert: null,
    isLowUnanswered: false,
    whose: null,
    afford: afford('3.92', '0.0121'),
    badge: {
      choice: 'last',
      accounts: accounts(language).map(({ id, providerName, name }) => ({
        id,
        name: accountTitle(providerName, name),
      })),
    },
  };
  const [first, ...others] = full.accounts;
  const lowAccounts = first ? [{ ...first, lowUnits: ['USD'], assumedKeys: [] }, ...others] : [];
  const { badge: _badge, ...plain } = full;
  const empty: PopupModel = { ...plain, afford: null, accounts: [], spentToday: [], unknownToday: 0, lastCalls: [] };
  const on = (model: PopupModel): PopupState => ({ status: 'ready', model });
  return {
    full: on(full),
    budgets: on({ ...full, budgets: galleryBudgetList.filter(({ percent }) => percent >= 80) }),
    empty: on({
      ...empty,
      site: { origin: 'https://playground.example', state: 'unwatched', providerName: 'Sandbox' },
    }),
    watched: on(empty),
    unloaded: on({ ...full, lastCalls: [], site: { ...full.site, state: 'unloaded' } }),
    lost: on({ ...full, lastCalls: [], site: { ...full.site, state: 'lost' } }),
    off: on({ ...full, accounts: full.accounts.slice(1, 2), lastCalls: [], site: { ...full.site, state: 'off' } }),
    emptyUnloaded: on({ ...empty, site: { ...full.site, state: 'unloaded' } }),
    emptyLost: on({ ...empty, site: { ...full.site, state: 'lost' } }),
    emptyOff: on({ ...empty, site: { ...full.site, state: 'off' } }),
    stranger: on({ ...empty, site: { origin: 'https://chat.example', state: 'unwatched', providerName: null } }),
    plain: on({ ...empty, site: { origin: 'http://relay.example:3000', state: 'plain', providerName: null } }),
    low: on({
      ...full,
      accounts: lowAccounts,
      lastCalls: [],
      alert: alertOf(full.site.providerName ?? ''),
      afford: afford('0.41', '0.0121', true),
      isLowUnanswered: true,
    }),
    lowAnswered: on({
      ...full,
      ...{ accounts: lowAccounts, lastCalls: [] },
      alert: { ...alertOf(full.site.providerName ?? ''), level: 'urgent', others: 0 },
      afford: afford('0', '0.0121', true),
    }),
    whose: on({
      ...full,
      lastCalls: [],
      whose: {
        fingerprint: 'f'.repeat(64),
        provider: 'laozhang',
        providerName: full.site.providerName ?? '',
        usedAt: now - 2 * MINUTE_MS,
        accounts: [
          { id: 'a', name: 'dev@example.org' },
          { id: 'd', name: 'a-rather-long-name.of-the-whole-team@subsidiary.example.org' },
        ],
      },
    }),
    updated: on({ ...full, news: newsSince('0.0.9'), sitesLost: 2 }),
    hint: on({ ...full, hint: 'card' }),
    unread: on({ ...full, lastCalls: [], afford: explainAfford({ ...NOBODY, balance: null, now }) }),
    refused: on({
      ...full,
      afford: explainAfford({
        ...NOBODY,
        ...{ account: 'Laozhang', balance: dollars('0.02'), typical: { unit: 'USD', nano: nano('0.0009') }, now },
        refused: { at: now, most: { unit: 'USD', nano: nano('0.041') } },
      }),
    }),
    paused: on({ ...full, pausedUntil: now + 40 * MINUTE_MS }),
    unsupported: on({ ...empty, site: { origin: null, state: 'unsupported', providerName: null } }),
    loading: { status: 'loading', model: null },
    failed: { status: 'failed', model: null },
  };
}
