import { readKey } from '../domain/json-path.ts';
import { readSiteName } from '../domain/read-site.ts';
import { SUB2API_LINKS } from '../domain/site-billing.ts';
import type { SiteFacts } from '../domain/site-facts.ts';
import { ANYWHERE, call, read, siteAt, surfacesAt } from './describe.ts';
import type { Provider, ProviderFamily, SitePlace } from './provider.ts';

// Relays that run Wei-Shaw/sub2api, on any host. Sources: d3e73f12 (2025-12-27); where later ones differ, a2dcb882 and
// 0070979f (2026).

const ID = 'sub2api';
const UNIT = 'USD';

const SURFACES = {
  messages: call(ANYWHERE, '/v1/messages', 'anthropic-messages'),
  'messages-antigravity': call(ANYWHERE, '/antigravity/v1/messages', 'anthropic-messages'),
  responses: call(ANYWHERE, '/v1/responses', 'openai-responses'),
  'responses-bare': call(ANYWHERE, '/responses', 'openai-responses'),
  // Since 2026.
  chat: call(ANYWHERE, '/v1/chat/completions', 'openai-chat'),
  gemini: call(ANYWHERE, '/v1beta/models/*:generateContent', 'gemini-generate', { isModelInPath: true }),
  'gemini-stream': call(ANYWHERE, '/v1beta/models/*:streamGenerateContent', 'gemini-generate', { isModelInPath: true }),
  settings: read(ANYWHERE, 'site', '/api/v1/settings/public'),
  me: read(ANYWHERE, 'balance', '/api/v1/auth/me'),
  keys: read(ANYWHERE, 'keys', '/api/v1/keys'),
};

/** Relays that run sub2api, on any host. Its prices are listed nowhere that a customer's page loads. */
export const sub2api: ProviderFamily = {
  id: ID,
  name: 'sub2api',
  surfaces: surfacesAt(null, ID, SURFACES),
  at: providerAt,
  recognise,
};

function providerAt(site: SitePlace, facts: SiteFacts | null): Provider {
  const { id } = site;
  return {
    ...siteAt(site, facts, SURFACES),
    refusals: [
      // What a subscription allows for a day, a week or a month: the wallet has no part in it, and a minute changes nothing.
      { says: 'org-limit', status: [429], code: /^(USAGE|DAILY|WEEKLY|MONTHLY)_LIMIT_EXCEEDED$/ },
    ],
    balances: [
      {
        surface: `${id}/me`,
        account: '$.data.id',
        accountNames: ['$.data.username', '$.data.email'],
        lists: ['$.data'],
        isSingle: true,
        unit: UNIT,
        available: '$.balance',
        frozen: null,
        isUsable: null,
      },
    ],
    keys: {
      surface: `${id}/keys`,
      account: ['$.data.items[0].user_id'],
      each: ['$.data.items'],
      key: '$.key',
      name: '$.name',
      billing: null,
      limit: '$.quota',
      isZeroUnlimited: true,
      used: '$.quota_used',
      unit: UNIT,
    },
    statesCost: false,
    // It reads its own supplier's answer to the end when a client has gone, and charges all of it.
    billsInFull: {
      mark: 'third-party',
      source: 'https://github.com/Wei-Shaw/sub2api/issues/4408',
      date: '2026-11-22',
    },
    links: SUB2API_LINKS,
  };
}

/** The settings, or, where a page has those in itself (2026), who is signed in. */
function recognise(body: unknown, origin: string): SiteFacts | null {
  const data = readKey(body, 'data');
  const isOf = (fields: Readonly<Record<string, string>>): boolean =>
    Object.entries(fields).every(([field, type]) => typeof readKey(data, field) === type);
  const isSettings = isOf({ registration_enabled: 'boolean', turnstile_enabled: 'boolean', api_base_url: 'string' });
  const isUser = isOf({ balance: 'number', concurrency: 'number', allowed_groups: 'object', role: 'string' });
  if (!isSettings && !isUser) return null;
  const name = readSiteName(readKey(data, 'site_name'));
  return { origin, name, perUnit: '1', shown: { unit: UNIT, perUnit: '1' }, generation: ID };
}
