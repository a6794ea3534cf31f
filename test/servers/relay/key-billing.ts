import { readHeader, sendJson } from '../exchange.ts';
import { flavours } from './flavours.ts';
import { findKey, readKey } from './key-door.ts';
import type { RelayExchange } from './log-entry.ts';
import type { RelayWorld } from './world.ts';

/** `GET /v1/dashboard/billing/subscription`: the key's limit; an unlimited key says 100,000,000 (controller/billing.go). */
export function sendSubscription(exchange: RelayExchange): void {
  const found = findKey(exchange);
  if (found === null) return;
  const { token } = found;
  const amount = token.isUnlimited ? 100_000_000 : inDisplay(exchange.world, token.remainQuota + token.usedQuota);
  sendJson(exchange, 200, {
    object: 'billing_subscription',
    has_payment_method: true,
    soft_limit_usd: amount,
    hard_limit_usd: amount,
    system_hard_limit_usd: amount,
    access_until: 0,
  });
}

/** `GET /v1/dashboard/billing/usage`: what the key has used, in hundredths; the dates of the question are ignored. */
export function sendUsage(exchange: RelayExchange): void {
  const found = findKey(exchange);
  if (found === null) return;
  sendJson(exchange, 200, { object: 'list', total_usage: inDisplay(exchange.world, found.token.usedQuota) * 100 });
}

/** `GET /api/usage/token/`: the key's own figures in points, for a spent key too. */
export function sendKeyUsage(exchange: RelayExchange): void {
  const token = exchange.world.tokens.find(({ key }) => key === readKey(exchange));
  if (token === undefined) {
    const message = readHeader(exchange, 'authorization') === null ? '未提供 Authorization 请求头' : '无效的令牌';
    return sendJson(exchange, 401, { success: false, message });
  }
  const limits = Object.fromEntries((token.models ?? []).map((name) => [name, true]));
  sendJson(exchange, 200, {
    code: true,
    message: 'ok',
    data: {
      object: 'token_usage',
      name: token.name,
      total_granted: token.remainQuota + token.usedQuota,
      total_used: token.usedQuota,
      total_available: token.remainQuota,
      unlimited_quota: token.isUnlimited,
      model_limits: limits,
      model_limits_enabled: token.models !== null,
      expires_at: 0,
    },
  });
}

/** `GET /v1/models`: what the key may call. */
export function sendModels(exchange: RelayExchange): void {
  const found = findKey(exchange);
  if (found === null) return;
  const { world } = exchange;
  const group = found.token.group || found.user.group;
  const names = world.models
    .filter(({ name, groups }) => groups.includes(group) && found.token.models?.includes(name) !== false)
    .map(({ name }) => ({ id: name, object: 'model', created: 1_626_777_600, owned_by: 'custom' }));
  const isMarked = !flavours[world.site.flavour].isOneApi;
  sendJson(exchange, 200, { ...(isMarked ? { success: true } : {}), data: names, object: 'list' });
}

// "USD" in the name of the field, the site's own display in the figure.
function inDisplay({ site }: RelayWorld, quota: number): number {
  if (site.display === 'TOKENS') return quota;
  const units = quota / site.quotaPerUnit;
  return site.display === 'CNY' && flavours[site.flavour].hasDisplayType ? units * site.usdExchangeRate : units;
}
