import { sendJson } from '../exchange.ts';
import type { RelayModel } from './catalogue.ts';
import { flavours } from './flavours.ts';
import type { RelayExchange } from './log-entry.ts';
import { groupRatioOf } from './quota.ts';
import { signedIn, whoIsThere } from './session.ts';
import type { RelayUser, RelayWorld } from './world.ts';

/** `GET /api/pricing`: models and groups with their ratios. `false`: this site has no such address. */
export function sendPricing(exchange: RelayExchange): boolean {
  const { world } = exchange;
  const { pricing } = world.site;
  if (flavours[world.site.flavour].pricing === 'none' || pricing === 'missing') return false;
  if (pricing === 'disabled') {
    // middleware/header_nav.go, since 6f8668e4 (2026-05-16).
    sendJson(exchange, 403, { success: false, message: 'pricing is disabled' });
    return true;
  }
  if (pricing === 'login' && signedIn(exchange) === null) return true;
  sendJson(exchange, 200, writePricing(world, whoIsThere(exchange)));
  return true;
}

/** The listing; who is signed in sees the ratios of the own group. */
export function writePricing(world: RelayWorld, user: RelayUser | null) {
  const flavour = flavours[world.site.flavour];
  const ratios = Object.keys(world.groups).map((name) => [name, groupRatioOf(world, user?.group ?? '', name)]);
  const usable = Object.entries(world.groups).map(([name, { description }]) => [name, description]);
  const plain = {
    success: true,
    data: world.models.map((model) => writeModel(model, flavour.pricing === 'full', flavour.unpricedRatio)),
    group_ratio: Object.fromEntries(ratios),
    usable_group: Object.fromEntries(usable),
  };
  if (flavour.pricing !== 'full') return plain;
  return {
    ...plain,
    vendors: [
      { id: 1, name: 'OpenAI', icon: 'OpenAI' },
      { id: 2, name: 'Anthropic', icon: 'Claude.Color' },
    ],
    supported_endpoint: { openai: { path: '/v1/chat/completions', method: 'POST' } },
    auto_groups: [],
    ...(flavour.auth === 'bearer' ? { pricing_version: 'a42d372ccf0b5dd13ecf71203521f9d2' } : {}),
  };
}

// model/pricing.go: a model billed per call has quota_type 1 and no ratios; one nobody priced shows the fallback 37.5.
function writeModel(model: RelayModel, isFull: boolean, unpricedRatio: number) {
  const isPerCall = model.modelPrice !== null;
  const plain = {
    model_name: model.name,
    quota_type: isPerCall ? 1 : 0,
    model_ratio: isPerCall ? 0 : (model.modelRatio ?? unpricedRatio),
    model_price: model.modelPrice ?? 0,
    owner_by: '',
    completion_ratio: isPerCall ? 0 : model.completionRatio,
    enable_groups: model.groups,
  };
  if (!isFull) return plain;
  return {
    ...plain,
    ...(model.name.startsWith('gpt-') ? { vendor_id: 1 } : {}),
    ...(model.cacheRatio === null ? {} : { cache_ratio: model.cacheRatio }),
    supported_endpoint_types: ['openai'],
  };
}
