import { readKey } from '../domain/json-path.ts';
import { OUTPUT_TOKENS_PRIOR, type Price } from '../domain/price.ts';
import { LITELLM_LINKS } from '../domain/site-billing.ts';
import type { SiteFacts } from '../domain/site-facts.ts';
import { priceListedModel } from '../domain/site-price.ts';
import { ANYWHERE, call, read, siteAt, surfacesAt } from './describe.ts';
import type { Provider, ProviderFamily, SiteList, SitePlace } from './provider.ts';

// LiteLLM proxies on any host. What their console loads, from BerriAI/litellm: ui_discovery_endpoints.py 0ed848df,
// networking.tsx 0010143f, useKeys.ts 0ee31815. It bills nobody: it counts what its suppliers cost, against budgets.

const ID = 'litellm';
const UNIT = 'USD';

/** A proxy below another path is not looked at: its calls would be elsewhere. */
const SURFACES = {
  chat: call(ANYWHERE, '/v1/chat/completions', 'openai-chat'),
  'chat-bare': call(ANYWHERE, '/chat/completions', 'openai-chat'),
  messages: call(ANYWHERE, '/v1/messages', 'anthropic-messages'),
  responses: call(ANYWHERE, '/v1/responses', 'openai-responses'),
  'responses-bare': call(ANYWHERE, '/responses', 'openai-responses'),
  embeddings: call(ANYWHERE, '/v1/embeddings', 'openai-embeddings'),
  'embeddings-bare': call(ANYWHERE, '/embeddings', 'openai-embeddings'),
  'ui-config': read(ANYWHERE, 'site', '/litellm/.well-known/litellm-ui-config'),
  keys: read(ANYWHERE, 'keys', '/key/list'),
  models: read(ANYWHERE, 'prices', '/v2/model/info'),
  'models-bare': read(ANYWHERE, 'prices', '/model/info'),
};

/** LiteLLM proxies, on any host. */
export const litellm: ProviderFamily = {
  id: ID,
  name: 'LiteLLM proxy',
  surfaces: surfacesAt(null, ID, SURFACES),
  at: providerAt,
  recognise,
};

function providerAt(site: SitePlace, facts: SiteFacts | null): Provider {
  return {
    ...siteAt(site, facts, SURFACES),
    priceBySite,
    statesCost: true,
    keys: {
      surface: `${site.id}/keys`,
      // There are no wallets: what is spent is the proxy's own, within the limits of each key.
      account: ['proxy'],
      each: ['$.keys'],
      key: '$.token',
      isDigest: true,
      name: '$.key_alias',
      billing: null,
      limit: '$.max_budget',
      used: '$.spend',
      resets: '$.budget_reset_at',
      unit: UNIT,
    },
    links: LITELLM_LINKS,
  };
}

/** A console that speaks to another address than its own shows nothing of this one. */
function recognise(body: unknown, origin: string): SiteFacts | null {
  const root = readKey(body, 'server_root_path');
  const base = readKey(body, 'proxy_base_url');
  if ((root !== '' && root !== '/') || base === undefined) return null;
  if (typeof base === 'string' && base !== '' && base.replace(/\/$/, '') !== origin) return null;
  return { origin, name: 'LiteLLM', perUnit: '1', shown: { unit: UNIT, perUnit: '1' }, generation: ID };
}

function priceBySite({ facts, prices, draft }: SiteList): readonly Price[] {
  const model = prices.models.find(({ name }) => name === draft.model);
  const price =
    model &&
    priceListedModel(model, prices.readOn, {
      unit: UNIT,
      outputTokensPrior: OUTPUT_TOKENS_PRIOR,
      setsAside: 'nothing',
      // Other kinds of service have prices of their own, which are not read.
      tiers: {},
      source: `${facts.origin}/v2/model/info`,
    });
  return price ? [price] : [];
}
