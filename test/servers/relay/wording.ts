import type { Exchange } from '../exchange.ts';
import { sendJson } from '../exchange.ts';
import { type Flavour, flavours } from './flavours.ts';
import type { RelaySite, RelayToken, RelayWorld } from './world.ts';

/** An error as the relay sends it; `code` absent where the software sends none. */
export interface RelayError {
  readonly status: number;
  readonly message: string;
  readonly type?: string;
  /** Absent: the field is not there; empty: it is, with nothing in it. */
  readonly code?: string;
  readonly param?: string;
  readonly localizedMessage?: string;
}

/** An amount as refusals show it: ＄ is the full-width sign (U+FF04), ¥ the plain one (logger/logger.go FormatQuota). */
export function formatQuota(site: RelaySite, quota: number): string {
  const inUnits = quota / site.quotaPerUnit;
  const display = flavours[site.flavour].hasDisplayType || site.display === 'TOKENS' ? site.display : 'USD';
  switch (display) {
    case 'USD':
      return `＄${inUnits.toFixed(6)}`;
    case 'CNY':
      return `¥${(inUnits * site.usdExchangeRate).toFixed(6)}`;
    case 'CUSTOM':
      return `${site.customSymbol}${(inUnits * site.customRate).toFixed(6)}`;
    case 'TOKENS':
      return String(quota);
  }
}

/** The wallet has nothing, or less than is to be set aside: 403 `insufficient_user_quota`. */
export function walletTooSmall(world: RelayWorld, userId: number, quota: number, needed: number): RelayError {
  const base = { status: 403, code: 'insufficient_user_quota', param: '' };
  if (world.site.wording === 'shell-api') {
    return {
      ...base,
      type: 'shell_api_error',
      message: `user [${userId}] quota [${quota}] preConsumedQuota [${needed}] is not enough`,
      localizedMessage: 'Insufficient user quota',
    };
  }
  return { ...base, type: typeOf(world), message: walletMessage(world, quota, needed) };
}

function walletMessage({ site }: RelayWorld, quota: number, needed: number): string {
  const flavour = flavours[site.flavour];
  const left = formatQuota(site, quota);
  const need = formatQuota(site, needed);
  // one-api says the same in both cases (relay/controller/helper.go).
  if (flavour.wording === 'one-api') return 'user quota is not enough';
  if (flavour.wording === 'chat-en') {
    const full = `chat pre-consumed quota failed, user quota: ${left}, need quota: ${need}`;
    return quota <= 0 ? 'user quota is not enough' : full;
  }
  if (site.wording === 'en') {
    return quota <= 0
      ? 'user quota is not enough'
      : `pre-consume quota failed, user quota: ${left}, need quota: ${need}`;
  }
  return quota <= 0
    ? `用户额度不足, 剩余额度: ${left}`
    : `预扣费额度失败, 用户剩余额度: ${left}, 需要预扣费额度: ${need}`;
}

/** The key has less than is to be set aside, whatever the wallet has: 403 `pre_consume_token_quota_failed`. */
export function keyTooSmall(world: RelayWorld, token: RelayToken, needed: number): RelayError {
  const { site } = world;
  const left = formatQuota(site, token.remainQuota);
  const message = flavours[site.flavour].isOneApi
    ? '令牌额度不足'
    : `token quota is not enough, token remain quota: ${left}, need quota: ${formatQuota(site, needed)}`;
  return { status: 403, message, type: typeOf(world), code: 'pre_consume_token_quota_failed', param: '' };
}

/** The key's own quota is used up: 401, found before anything is priced (model/token.go, middleware/auth.go). */
export function keySpent(world: RelayWorld, token: RelayToken, language: 'zh' | 'en'): RelayError {
  const flavour = flavours[world.site.flavour];
  const shown = `sk-${token.key.slice(0, 3)}***${token.key.slice(-3)}`;
  if (flavour.isOneApi) return atDoor(flavour, '该令牌额度已用尽');
  if (!flavour.namesSpentKeys) return keyInvalid(world, language);
  const why = `!token.UnlimitedQuota && token.RemainQuota = ${token.remainQuota}`;
  return atDoor(flavour, `[${shown}] 该令牌额度已用尽 ${why}`);
}

/** There is no such key, or none was sent. */
export function keyInvalid(world: RelayWorld, language: 'zh' | 'en'): RelayError {
  const flavour = flavours[world.site.flavour];
  const isTranslated = flavour.auth === 'bearer' && language === 'en';
  return atDoor(flavour, isTranslated ? 'Invalid token' : '无效的令牌');
}

/** The key may not use the model. */
export function modelForbidden(world: RelayWorld, model: string, language: 'zh' | 'en'): RelayError {
  const flavour = flavours[world.site.flavour];
  const isTranslated = flavour.auth === 'bearer' && language === 'en';
  const chinese = flavour.isOneApi ? `该令牌无权使用模型：${model}` : `该令牌无权访问模型 ${model}`;
  return { ...atDoor(flavour, isTranslated ? `This token has no access to model ${model}` : chinese), status: 403 };
}

/** No channel of the group has the model. */
export function noChannel(world: RelayWorld, group: string, model: string, language: 'zh' | 'en'): RelayError {
  const flavour = flavours[world.site.flavour];
  if (flavour.isOneApi) return { ...atDoor(flavour, `当前分组 ${group} 下对于模型 ${model} 无可用渠道`), status: 503 };
  const isTranslated = flavour.auth === 'bearer' && language === 'en';
  const message = isTranslated
    ? `No available channel for model ${model} under group ${group} (distributor)`
    : `分组 ${group} 下模型 ${model} 无可用渠道（distributor）`;
  return { ...atDoor(flavour, message), status: 503, code: 'model_not_found' };
}

/** Nobody has priced the model: 400 `model_price_error` (relay/helper/price.go; here the words of 2026-02). */
export function modelUnpriced(world: RelayWorld, model: string): RelayError {
  const message =
    `模型 ${model} 倍率或价格未配置，请联系管理员设置或开始自用模式；` +
    `Model ${model} ratio or price not set, please set or start self-use mode`;
  return { status: 400, message, type: typeOf(world), code: 'model_price_error', param: '' };
}

/** Too many calls of one user (middleware/model-rate-limit.go). */
export function tooFast(world: RelayWorld, limit: number): RelayError {
  const message = `您已达到请求数限制：1分钟内最多请求${limit}次`;
  return { ...atDoor(flavours[world.site.flavour], message), status: 429 };
}

/** Sends an error in the relay's form, with the request id behind the words. */
export function sendRelayError(exchange: Exchange, error: RelayError, requestId: string): void {
  const { status, message, type, code, param, localizedMessage } = error;
  const body = {
    message: `${message} (request id: ${requestId})`,
    ...(localizedMessage === undefined ? {} : { localized_message: localizedMessage }),
    type,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  };
  sendJson(exchange, status, { error: body });
}

/** The language an answer is translated to, where the software translates at all. */
export function languageOf(acceptLanguage: string | null): 'zh' | 'en' {
  return /^\s*zh/i.test(acceptLanguage ?? '') ? 'zh' : 'en';
}

// Before 2026 an error at the door has no code at all, later an empty one.
function atDoor(flavour: Flavour, message: string): RelayError {
  const type = flavour.isOneApi ? 'one_api_error' : 'new_api_error';
  return { status: 401, message, type, ...(flavour.hasDisplayType ? { code: '' } : {}) };
}

function typeOf({ site }: RelayWorld): string {
  return flavours[site.flavour].isOneApi ? 'one_api_error' : 'new_api_error';
}
