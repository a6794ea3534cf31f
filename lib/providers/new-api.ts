import { readKey } from '../domain/json-path.ts';
import { OUTPUT_TOKENS_PRIOR, type Price } from '../domain/price.ts';
import type { RefusalPattern } from '../domain/read-refusal.ts';
import { decimalOf, readDecimals, readSiteName } from '../domain/read-site.ts';
import { type Generation, NEW_API_BILLING } from '../domain/site-billing.ts';
import type { SiteFacts } from '../domain/site-facts.ts';
import { priceSiteModel } from '../domain/site-price.ts';
import { ANYWHERE, call, read, siteAt, surfacesAt } from './describe.ts';
import type { Playground, Provider, ProviderFamily, SiteList, SitePlace } from './provider.ts';

// Relays that run new-api, one-api or a fork of them, on any host. Sources: songquanpeng/one-api 8df4a267 (2025-02-21),
// QuantumNous/new-api ef8ae4db (2025-04-11), f4f144bc (2026-02-08), e2c7aa7b (2026-08-15).

const ID = 'new-api';
const UNIT = 'USD';

/** The group is chosen first, then the model: side by side (2025), or each in a part of its own, under its label. */
const SEMI = {
  composer: '.semi-chat-inputBox textarea.semi-input-textarea',
  model: ['.semi-select ~ .semi-select', ':has(> .semi-select) + :has(> .semi-select) > .semi-select']
    .map((select) => `${select} .semi-select-selection-text`)
    .join(', '),
} as const;

/** Where a generation's playground is, and its parts; one-api has none. */
const PLAYGROUNDS: Readonly<Record<Generation, Pick<Playground, 'path' | 'composer' | 'model'> | null>> = {
  'one-api': null,
  '2025': { path: '/playground', ...SEMI },
  '2026': { path: '/console/playground', ...SEMI },
  v1: {
    path: '/playground',
    composer: 'textarea[name="message"][data-slot="input-group-control"]',
    model: '.semi-select-selection-text, form button[role="combobox"]',
  },
};

const CHAT = 'openai-chat';

/** Everything a site has; readings are on its own pages only. */
const SURFACES = {
  chat: call(ANYWHERE, '/v1/chat/completions', CHAT),
  playground: call(ANYWHERE, '/pg/chat/completions', CHAT, { isSessionPaid: true }),
  status: read(ANYWHERE, 'site', '/api/status'),
  account: read(ANYWHERE, 'balance', '/api/user/self'),
  groups: read(ANYWHERE, 'groups', '/api/user/self/groups'),
  keys: read(ANYWHERE, 'keys', '/api/token/'),
  pricing: read(ANYWHERE, 'prices', '/api/pricing'),
};

/** Relays of the new-api family, on any host. */
export const newApi: ProviderFamily = {
  id: ID,
  name: 'new-api, one-api and their forks',
  surfaces: surfacesAt(null, ID, SURFACES),
  at: providerAt,
  recognise,
  readGroups: (body) => readDecimals(readKey(body, 'data'), (entry) => readKey(entry, 'ratio')),
};

function providerAt(site: SitePlace, facts: SiteFacts | null): Provider {
  const { id } = site;
  const generation = facts && knownGeneration(facts);
  const perUnit = facts?.perUnit ?? '0';
  return {
    ...siteAt(site, facts, SURFACES),
    priceBySite: priceModel,
    refusals: refusalsOf(facts),
    balances: [
      {
        surface: `${id}/account`,
        account: '$.data.id',
        accountNames: ['$.data.display_name', '$.data.username'],
        group: '$.data.group',
        lists: ['$.data'],
        isSingle: true,
        unit: UNIT,
        perUnit,
        available: '$.quota',
        frozen: null,
        isUsable: null,
      },
    ],
    keys: {
      surface: `${id}/keys`,
      account: ['$.data.items[0].user_id', '$.data[0].user_id'],
      each: ['$.data.items', '$.data'],
      key: '$.key',
      name: '$.name',
      billing: null,
      limit: '$.remain_quota',
      isLimitLeft: true,
      isUnlimited: '$.unlimited_quota',
      used: '$.used_quota',
      unit: UNIT,
      perUnit,
      group: '$.group',
      prefix: 'sk-',
      // Since d67f446b (2026-03-08).
      mask: { ends: 4, between: '**********' },
    },
    playgrounds: playgroundsOf(id, generation),
    links: (generation && NEW_API_BILLING[generation]?.links) ?? { recharge: null, keys: null, transactions: null },
    isReserveInReading: true,
    areErrorsFree: true,
    state: 'complete',
  };
}

function knownGeneration({ generation }: SiteFacts): Generation {
  return generation in PLAYGROUNDS ? (generation as Generation) : 'one-api';
}

function playgroundsOf(id: string, generation: Generation | null): readonly Playground[] {
  const playground = generation && PLAYGROUNDS[generation];
  if (!playground) return [];
  const rest = { outputMax: 'input[name="max_tokens"]:not([disabled])', newChat: null, typed: 'message' } as const;
  return [{ ...playground, surface: `${id}/playground`, ...rest }];
}

/** controller/misc.go GetStatus; a look-alike has no number of points per unit. */
function recognise(body: unknown, origin: string): SiteFacts | null {
  const data = readKey(body, 'data');
  const perUnit = decimalOf(readKey(data, 'quota_per_unit'));
  if (perUnit === null || Number(perUnit) === 0) return null;
  const name = readSiteName(readKey(data, 'system_name'));
  return { origin, name, perUnit, shown: shownIn(data), generation: generationOf(data) };
}

function generationOf(data: unknown): Generation {
  const has = (name: string): boolean => readKey(data, name) !== undefined;
  if (!has('self_use_mode_enabled')) return 'one-api';
  if (has('register_enabled') || has('theme')) return 'v1';
  return has('_qn') || has('quota_display_type') ? '2026' : '2025';
}

/** logger/logger.go FormatQuota. Before September 2025 there were dollars and points only. */
function shownIn(data: unknown): SiteFacts['shown'] {
  const type =
    readKey(data, 'quota_display_type') ?? (readKey(data, 'display_in_currency') === false ? 'TOKENS' : UNIT);
  const rate = (name: string): string => decimalOf(readKey(data, name)) ?? '0';
  if (type === 'CNY') return { unit: 'CNY', perUnit: rate('usd_exchange_rate') };
  if (type === 'CUSTOM') return { unit: 'CUSTOM', perUnit: rate('custom_currency_exchange_rate') };
  return type === 'TOKENS' ? null : { unit: UNIT, perUnit: '1' };
}

/** What stands before an amount, by the unit that the site shows. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['CNY', '[¥￥]'],
  ['CUSTOM', '[^\\d\\s-]{1,8}'],
]);

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
/** Forks of shell-api state points, whatever the site shows; blanks come and go. */
const POINTS = new RegExp(`quota ?\\[(?<available>${NUMBER})\\] ?preConsumedQuota ?\\[(?<needed>${NUMBER})\\]`, 'i');

/**
 * The site's own refusals. Amounts in a sign that is not the site's are the supplier's, whose words pass through: then only
 * the code is believed.
 */
function refusalsOf(facts: SiteFacts | null): readonly RefusalPattern[] {
  const shown = facts === null ? { unit: UNIT, perUnit: '1' } : facts.shown;
  const sign = shown === null ? '' : (SIGNS.get(shown.unit) ?? '[＄$]');
  const perUnit = shown?.perUnit ?? facts?.perUnit ?? '0';
  const amounts = (left: string, need: string): NonNullable<RefusalPattern['amounts']> => ({
    pattern: new RegExp(
      `(?:${left})[:：]? ?${sign}(?<available>${NUMBER})(?:[,，;].{0,20}?(?:${need})[:：]? ?${sign}(?<needed>${NUMBER}))?`,
      'i',
    ),
    unit: UNIT,
    perUnit,
  });
  return [
    { says: 'supplier-empty', message: /上游余额不足/ },
    // Another relay's words (relay/common, types/error.go): its wallet there is the one that is empty.
    { says: 'supplier-empty', isPassedOn: true, code: /^insufficient_user_quota$/ },
    // OpenAI's own word: a relay calls it `insufficient_user_quota`.
    { says: 'supplier-empty', code: /^insufficient_quota$/ },
    { says: 'billing-mismatch', status: [403], message: /订阅额度不足|subscription quota/i },
    {
      says: 'key-limit',
      status: [401, 403],
      message: /令牌额度|令牌.{1,120}额度已用尽|token quota is not enough/i,
      amounts: amounts('token remain quota|令牌剩余额度', 'need quota|需要预扣费额度'),
    },
    {
      says: 'money',
      message: POINTS,
      amounts: { pattern: POINTS, unit: UNIT, perUnit: facts?.perUnit ?? '0' },
    },
    {
      says: 'money',
      status: [403],
      code: /^insufficient_user_quota$/,
      amounts: amounts('剩余额度|user quota', '预扣费额度|need quota'),
    },
  ];
}

function priceModel(list: SiteList): readonly Price[] {
  const model = list.prices.models.find(({ name }) => name === list.draft.model);
  if (model === undefined) return [];
  const source = `${list.facts.origin}/api/pricing`;
  const habits = {
    ...NEW_API_BILLING[knownGeneration(list.facts)],
    unit: UNIT,
    outputTokensPrior: OUTPUT_TOKENS_PRIOR,
    source,
  };
  const price = priceSiteModel(model, { ...list, habits });
  return price === null ? [] : [price];
}
