import {
  ANY_CALL,
  type CallPosition,
  type CallRow,
  type CallSlice,
  type CallView,
  type StoredCounts,
} from '../../lib/domain/dashboard.ts';
import { explainRecord } from '../../lib/domain/explain-record.ts';
import { SCREEN_HINTS } from '../../lib/domain/hints.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { Language } from '../../lib/domain/text.ts';
import { CALL_TOKENS } from '../../lib/domain/token-limit.ts';
import { writeReport } from '../../lib/screens/redact-call.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';
import { nano } from '../domain/explain-examples.ts';
import { batchDraft, chatDraft, chatPrice } from '../domain/samples.ts';
import { galleryAccuracy, galleryForecast } from './accuracy.ts';
import { galleryApis } from './apis.ts';
import { galleryBudgets } from './budgets.ts';
import { galleryCompanion, galleryCompanionDeeds } from './companions.ts';
import { galleryEstimator } from './estimates.ts';
import { galleryFolder, galleryFolderDeeds } from './folders.ts';
import { galleryNotices } from './notices.ts';
import { galleryOverview } from './overviews.ts';
import { galleryPriceDeeds, galleryPriceFile } from './price-files.ts';
import { galleryPrices } from './prices.ts';
import { galleryRefusals } from './refusals.ts';
import { galleryRelays } from './relays.ts';
import { gallerySavingsSource } from './savings.ts';
import { galleryAbout, galleryAccounts } from './screens.ts';
import { gallerySpend } from './spends.ts';

/** As long as names of real accounts are. */
const TEAM =
  'a-rather-long-name.of-the-whole-team.and-of-everybody-else@a-subsidiary-of-ours.with-a-long-name.example.org';
const HOUR_MS = 3_600_000;
/** Today at noon, so that "today" and "yesterday" are in the picture whenever it is taken. */
const NOON = new Date().setHours(12, 0, 0, 0);
const usd = (likely: string, low = likely, high = likely): CallRecord['cost'] => ({
  unit: 'USD',
  lowNano: nano(low),
  likelyNano: nano(likely),
  highNano: nano(high),
});

function dayOf(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function record(index: number, hoursAgo: number, change: Partial<CallRecord>): CallRecord {
  const openedAt = NOON - hoursAgo * HOUR_MS - index * 61_000;
  const callId = `3120098455-220415337-99120443-77120${index}-4`;
  return {
    callId,
    requestId: callId,
    provider: 'laozhang',
    surface: 'laozhang/chat',
    account: 'laozhang:1',
    fingerprint: null,
    origin: 'https://api.laozhang.example',
    model: 'gpt-4-turbo-2024-04-09',
    draft: chatDraft({ isStream: true }),
    estimateLikelyNano: nano('0.0186'),
    outcome: 'answer',
    usage: { 'input-tokens': 1200, 'output-tokens': 310 },
    cost: usd('0.0213'),
    certainty: 'billed',
    refusalCause: null,
    isReviewed: true,
    openedAt,
    settledAt: openedAt + 8_400,
    day: dayOf(openedAt),
    ...change,
  };
}

const RECORDS: readonly CallRecord[] = [
  record(1, 0, { providerRequestId: 'req_7f3c1a9be2', forecast: galleryForecast }),
  record(2, 1, {
    outcome: 'cut',
    usage: null,
    certainty: 'estimated',
    cost: usd('0.0165', '0.0150', '0.1349'),
  }),
  record(3, 2, {
    outcome: 'refusal',
    usage: null,
    cost: usd('0'),
    refusalCause: 'not-enough',
    estimateLikelyNano: nano('0.024'),
  }),
  record(4, 3, {
    provider: 'enrich',
    origin: 'https://enrich.example',
    model: null,
    draft: batchDraft(21),
    usage: null,
    cost: { unit: 'credits', lowNano: nano('378'), likelyNano: nano('378'), highNano: nano('378') },
    estimateLikelyNano: nano('378'),
  }),
  record(5, 22, {
    outcome: 'error',
    usage: null,
    certainty: 'unknown',
    cost: null,
    estimateLikelyNano: null,
    isReviewed: false,
    origin: 'https://a-rather-long-subdomain.playground.some-relay-station.example:8443',
    model: 'anthropic/claude-3-5-sonnet-20241022-extended-thinking-preview',
  }),
  record(6, 49, {}),
  record(7, 50, { isReviewed: false, estimateLikelyNano: null, origin: 'null' }),
];

const MANY = 130;

/** More than fit into one reading. */
function manyCalls(after: CallPosition | null, callsMax: number, row: (one: CallRecord) => CallRow): CallSlice {
  const from = after?.skip ?? 0;
  const until = Math.min(MANY, from + callsMax);
  const calls = Array.from({ length: until - from }, (_, index) => row(record(10 + from + index, from / 4, {})));
  return { calls, next: until === MANY ? null : { at: NOON, skip: until } };
}

const COUNTS: StoredCounts = {
  records: 48_213,
  rollups: 1_204,
  accounts: 3,
  readings: 4,
  keys: 6,
  habits: 19,
  priceLists: 2,
  drops: 1,
  lengths: 12,
  ownBudgets: 5,
  openCalls: 1,
  blocks: 2,
  hours: 1310,
  balanceHistory: 96,
  watch: 1,
  refusalNotes: 1,
};

/** A source of made-up figures; what is set off is logged. */
export function galleryDashboard(
  state: string,
  language: Language,
  log: (kind: string) => (value: unknown) => void,
): DashboardSource {
  const relay = language === 'zh' ? '老张 API' : 'Laozhang';
  const names: Readonly<Record<string, string>> = { laozhang: relay, enrich: 'Enrich' };
  const row = (one: CallRecord): CallRow => ({ record: one, providerName: names[one.provider] ?? one.provider });
  const isEmpty = state === 'empty';
  const fail = state === 'failed';
  const answer = async <T>(value: T): Promise<T> => {
    if (fail) throw new Error('blocked');
    return value;
  };
  const detailOf = (callId: string): CallView | null => {
    const one = RECORDS.find((candidate) => candidate.callId === callId) ?? (state === 'many' ? RECORDS[0] : undefined);
    if (!one) return null;
    const price = one.provider === 'laozhang' && one.cost ? chatPrice() : null;
    return {
      record: one,
      sum: explainRecord(one, price),
      accountName: `${relay} · dev@example.org`,
      keyName: 'dev-1',
      report: writeReport(one, { version: '0.1.0', language }),
      priceFrom: price && { key: 'calls.price.provider', params: { date: '2026-11-01' } },
      held: [
        { key: 'calls.held.asked', params: { cause: { key: 'no.cause.not-enough' } } },
        { key: 'calls.held.budgets', params: { n: 2, names: { kind: 'verbatim', text: 'daily, gpt' } } },
      ],
    };
  };
  return {
    readCalls: (filter, after, callsMax) => {
      if (state === 'many') return answer(manyCalls(after, callsMax, row));
      const found =
        isEmpty || after !== null ? [] : RECORDS.filter((one) => filter.model === null || one.model === filter.model);
      const isAny = JSON.stringify(filter) === JSON.stringify(ANY_CALL);
      return answer({
        calls: found.map(row),
        next: isAny && !isEmpty && after === null ? { at: NOON, skip: 1 } : null,
      });
    },
    readNewest: () => answer(isEmpty ? null : NOON),
    readChoices: () =>
      answer({
        providers: isEmpty ? [] : Object.entries(names).map(([id, name]) => ({ id, name })),
        accounts: [],
        models: isEmpty ? [] : ['claude-sonnet', 'gpt-4-turbo-2024-04-09', 'gpt-4o-mini'],
      }),
    estimator: galleryEstimator(state),
    ...galleryBudgets(state, log),
    ...gallerySavingsSource(isEmpty, relay, answer),
    hasRelays: () => answer(!isEmpty),
    hasRefusals: () => answer(!isEmpty),
    readRefusals: (days) => answer(galleryRefusals(days, isEmpty, relay)),
    sayOfRefusal: async (no, said) => log('said')({ no: no.id, ...said }),
    readAccounts: () => answer(galleryAccounts(language, isEmpty)),
    readAbout: () => answer(galleryAbout(state)),
    readOverview: () => answer(galleryOverview(language, isEmpty, state === 'calm')),
    overview: {
      onOpen: log('open'),
      onRecharge: (account, url) => log('recharge')([account, url]),
      onAlert: (id, said) => log('alert')({ id, said }),
      onLinkKey: async () => true,
    },
    readSpend: (query) => answer(gallerySpend(query, isEmpty, relay)),
    readRelays: (days) => answer(galleryRelays(days, isEmpty, relay)),
    readDetail: async (callId) => detailOf(callId),
    readAccuracy: () => answer(isEmpty ? { calls: 0, models: [] } : galleryAccuracy(names)),
    readPrices: () => answer(isEmpty ? [] : galleryPrices()),
    readSettings: () =>
      answer({
        language,
        theme: null,
        refusals: 'withhold',
        team: state === 'team',
        pausedUntil: state === 'paused' ? NOON + HOUR_MS : null,
        hints: state === 'hints' ? SCREEN_HINTS : [],
        prices: {
          accounts: isEmpty
            ? []
            : [
                {
                  account: 'a',
                  accountName: `${relay} · dev@example.org`,
                  unit: 'USD',
                  tariff: {
                    times: { '': '0.85', vip: '0.5' },
                    prices: [
                      {
                        model: 'gpt-4-turbo-2024-04-09',
                        unit: 'USD',
                        rates: { 'input-tokens': 2_500_000n, 'output-tokens': 10_000_000n },
                        on: '2026-11-21',
                      },
                    ],
                  },
                },
                { account: 'c', accountName: 'OpenRouter', unit: 'credits', tariff: { times: {}, prices: [] } },
              ],
          rates: isEmpty ? [] : [{ from: 'USD', to: 'CNY', rate: '7.1', on: '2026-11-21' }],
        },
        priceFile: galleryPriceFile(state),
        companion: galleryCompanion(state),
        folder: galleryFolder(state),
        tokenLimits: isEmpty
          ? []
          : [
              {
                account: 'a',
                accountName: `${relay} · dev@example.org`,
                unit: CALL_TOKENS,
                ownNano: nano('50000'),
                usualNano: null,
              },
              { account: 'c', accountName: 'OpenRouter', unit: CALL_TOKENS, ownNano: null, usualNano: null },
            ],
        limits: isEmpty
          ? []
          : [
              {
                account: 'a',
                accountName: `${relay} · dev@example.org`,
                unit: 'USD',
                ownNano: nano('2'),
                usualNano: nano('0.5'),
                usualRule: 'floor',
                quietNano: nano('0.5'),
              },
              {
                account: 'b',
                accountName: 'Enrich',
                unit: 'credits',
                ownNano: null,
                usualNano: nano('98'),
                usualRule: 'share',
                quietNano: null,
              },
              {
                account: 'c',
                accountName: 'OpenRouter',
                unit: 'credits',
                ownNano: null,
                usualNano: null,
                usualRule: null,
                quietNano: null,
              },
            ],
        repeats: isEmpty ? { above: null, quietPages: 0 } : { above: 5, quietPages: 1 },
        notices: galleryNotices(isEmpty, relay),
        wallets: isEmpty
          ? []
          : [
              {
                id: 'laozhang:1',
                name: `${relay} · dev@example.org`,
                mergedInto: null,
                others: [{ id: 'laozhang:2', name: `${relay} · ${TEAM}` }],
                linkedKeys: ['a'.repeat(64)],
                deniedKeys: ['b'.repeat(64)],
              },
              {
                id: 'laozhang:2',
                name: `${relay} · ${TEAM}`,
                mergedInto: 'laozhang:1',
                others: [{ id: 'laozhang:1', name: `${relay} · dev@example.org` }],
                linkedKeys: [],
                deniedKeys: [],
              },
            ],
        lost: isEmpty ? [] : [{ pattern: 'https://lost.example/*', name: 'lost.example' }],
        sites: isEmpty
          ? []
          : [
              {
                pattern: 'https://api.laozhang.example/*',
                origin: 'https://api.laozhang.example',
                name: 'api.laozhang.example',
                isOff: false,
              },
              {
                pattern: 'https://enrich.example/*',
                origin: 'https://enrich.example',
                name: 'enrich.example',
                isOff: true,
              },
            ],
      }),
    readStored: () =>
      answer(
        isEmpty
          ? {
              counts: {
                records: 0,
                rollups: 0,
                accounts: 0,
                readings: 0,
                keys: 0,
                habits: 0,
                priceLists: 0,
                drops: 0,
                lengths: 0,
                ownBudgets: 0,
                openCalls: 0,
                blocks: 0,
                hours: 0,
                balanceHistory: 0,
                watch: 0,
                refusalNotes: 0,
              },
              bytes: 61_440,
              oldestDay: null,
              ...{ keepDays: null, forgottenBefore: null, clockDoubted: null, roomMade: null },
              accounts: [],
              sites: [],
            }
          : {
              counts: COUNTS,
              bytes: 34_812_331,
              oldestDay: '2026-03-03',
              ...{ keepDays: 365, forgottenBefore: '2025-11-22', clockDoubted: null, roomMade: '2025-12-01' },
              accounts: [{ id: 'laozhang:1', name: `${relay} · dev@example.org` }],
              sites: ['https://api.laozhang.example', 'https://enrich.example'],
            },
      ),
    ...galleryApis(state, log, answer),
    watch: () => () => {},
    choose: async (change) => log('choose')(change),
    pause: async (kind) => log('pause')(kind),
    merge: async (id, into) => log('merge')({ id, into }),
    unlink: async (fingerprint) => log('unlink')(fingerprint),
    setLimit: async (account, unit, amount) => log('limit')([account, unit, amount === null ? null : String(amount)]),
    setThresholds: async (account, thresholds) =>
      log('thresholds')([
        account,
        thresholds?.map((one) => (one.kind === 'amount' ? String(one.below) : one.kind)) ?? null,
      ]),
    setNoticeHours: async (hours) => log('hours')(hours),
    setNoticeHabits: async (change) => log('habits')(change),
    setPaidBy: async (account, by) => log('paidBy')([account, by]),
    setTimes: async (account, group, times) => log('times')([account, group, times]),
    setOwnPrice: async (account, model, price) => log('ownPrice')([account, model, price]),
    setExchangeRate: async (from, rate) => log('exchange')([from, rate]),
    ...galleryPriceDeeds(log),
    ...galleryCompanionDeeds(log),
    ...galleryFolderDeeds(log),
    askAgain: async (account, unit) => log('askAgain')([account, unit]),
    setRepeats: async (above) => log('repeats')(above),
    chooseNotice: async (isOn) => {
      log('notice')(isOn);
      // As if the question had been answered with no.
      return false;
    },
    switchSite: async (origin, isOn) => log('switch')([origin, isOn]),
    allowAgain: async (pattern) => {
      log('allowAgain')(pattern);
      return false;
    },
    knowHint: async (hint) => log('knowHint')(hint),
    forgetLost: async (pattern) => log('forgetLost')(pattern),
    withdraw: async (pattern) => {
      log('withdraw')(pattern);
      return true;
    },
    importFile: async (file, password, onProgress) => {
      log('import')([file.size, password]);
      onProgress({ isChecked: true, entries: 49_450 });
      if (password === '') return { kind: 'refused', fault: 'password-needed' };
      return { kind: 'taken', counts: COUNTS, notTaken: 2 };
    },
    exportAll: async (password, onProgress) => {
      log('export')(password);
      onProgress(49_450);
      return { file: 'tollkeeper-2026-11-21.json', entries: 49_450 };
    },
    keepFor: async (days) => log('keepFor')(days),
    wipe: async (target) => {
      log('wipe')(target);
      return COUNTS;
    },
    copy: async (text) => {
      log('copy')(text);
      return true;
    },
  };
}
