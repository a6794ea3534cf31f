import type { Recording } from '../../companion/coats/recording.ts';
import type { RefusalReading } from '../../lib/domain/call.ts';

/** A refusal somebody published, word for word; ids shortened there are shortened here. */
export interface QuotedRefusal {
  readonly name: string;
  readonly quotedFrom: string;
  readonly status: number;
  readonly body: string;
  readonly says: RefusalReading['says'];
  /** Decimals of `unit`; null: the body does not say. */
  readonly available: string | null;
  readonly needed: string | null;
  /** Points of a relay are said in dollars, at 500,000 of them. */
  readonly unit: string | null;
}

/** Where a quotation is from, and the day that it names; without one, the file's own day holds. */
export function quoted(quotedFrom: string): Partial<Recording> {
  const date = /\d{4}-\d\d-\d\d/.exec(quotedFrom)?.[0];
  return { source: quotedFrom, ...(date === undefined ? {} : { date }) };
}

const silent = { available: null, needed: null, unit: null } as const;

function relayError(message: string, type: string, code = 'insufficient_user_quota', rest: object = {}): string {
  return JSON.stringify({ error: { message, ...rest, type, param: '', code } });
}

/** Relays of the new-api and one-api family; where only words were published, the envelope is that of the source. */
export const quotedRelayRefusals: readonly QuotedRefusal[] = [
  {
    name: 'one-api, an empty wallet',
    quotedFrom: 'songquanpeng/one-api#1270, 2024-04-03',
    status: 403,
    body: relayError('user quota is not enough (request id: 2024040323172594066980027391365)', 'one_api_error'),
    says: 'money',
    ...silent,
  },
  {
    name: 'a fork of one-api that puts its own name on the type',
    quotedFrom: 'popjane/free_chatgpt_api#26, 2024-08-19',
    status: 403,
    body: relayError('user quota is not enough (request id: 2024081922011112714735330169131)', 'v_api_error'),
    says: 'money',
    ...silent,
  },
  {
    name: 'new-api of 2024, an empty wallet',
    quotedFrom: 'sparticleinc/chatgpt-google-summary-extension#222, 2024-09-09',
    status: 403,
    body: relayError('user quota is not enough (request id: 20240909152207513198801NCNrvKxv)', 'new_api_error'),
    says: 'money',
    ...silent,
  },
  {
    name: 'one-api, a wallet far below zero, in plain text and in points',
    quotedFrom: 'songquanpeng/one-api#1846, 2024-09-26',
    status: 403,
    body: 'user [3446] quota [-20847155]preConsumedQuota [743]is not enough(request id:2024092600274225879598085091467)',
    says: 'money',
    available: '-41.69431',
    needed: '0.001486',
    unit: 'USD',
  },
  {
    name: 'the fork at API易, in points',
    quotedFrom: 'https://docs.apiyi.com/faq/pre-deduction-quota',
    status: 403,
    body: relayError(
      'user [25359] quota [50264897] preConsumedQuota [154753475] is not enough',
      'shell_api_error',
      'insufficient_user_quota',
      { localized_message: 'Insufficient user quota' },
    ),
    says: 'money',
    available: '100.529794',
    needed: '309.50695',
    unit: 'USD',
  },
  {
    name: 'new-api of 2026 in English, not enough to set aside',
    quotedFrom: 'a public test named "Live OpenAI /v1/chat/completions 403", 2026-08-21',
    status: 403,
    body: JSON.stringify({
      error: {
        code: 'insufficient_user_quota',
        message:
          'pre-consume quota failed, user quota: ＄0.090214, need quota: ＄0.913616 (request id: 20260821230327400780460rh8pcBdDhZ)',
      },
    }),
    says: 'money',
    available: '0.090214',
    needed: '0.913616',
    unit: 'USD',
  },
  {
    name: 'new-api of 2026, a wallet just below zero',
    quotedFrom: 'QuantumNous/new-api#6929, 2026-08-19',
    status: 403,
    body: relayError(
      '用户额度不足, 剩余额度: ＄-0.000002 (request id: 202608190933135792535838268d9d6rhgZmzsh)',
      'new_api_error',
    ),
    says: 'money',
    available: '-0.000002',
    needed: null,
    unit: 'USD',
  },
  {
    name: 'new-api in yuan, not enough to set aside (there it was the supplier’s)',
    quotedFrom: 'QuantumNous/new-api#6306, 2026-07-19',
    status: 403,
    body: relayError(
      '预扣费额度失败, 用户剩余额度: ¥0.230000, 需要预扣费额度: ¥0.290000 (request id: 2026071611004778)',
      'new_api_error',
    ),
    says: 'money',
    // On a site that shows dollars.
    ...silent,
  },
  {
    name: 'a relay that hides its supplier’s amounts',
    quotedFrom: 'QuantumNous/new-api#6306, 2026-07-19 (the wording proposed there)',
    status: 403,
    body: relayError('预扣费额度失败, 可能是上游余额不足 (request id: 2026071611004778)', 'new_api_error'),
    says: 'supplier-empty',
    ...silent,
  },
  {
    name: 'new-api, a subscription that has run out while the wallet may be full',
    quotedFrom: 'QuantumNous/new-api service/billing_session.go, e2c7aa7b, 2026-08-15',
    status: 403,
    body: relayError(
      '订阅额度不足或未配置订阅: no active subscription (request id: 2026081512000001)',
      'new_api_error',
    ),
    says: 'billing-mismatch',
    ...silent,
  },
  {
    name: 'one-api, a spent key by its name',
    quotedFrom: 'songquanpeng/one-api model/token.go, 8df4a267, 2025-02-21',
    status: 401,
    body: JSON.stringify({
      error: { message: '令牌 default（#12）额度已用尽 (request id: 20240403231725940669801)', type: 'one_api_error' },
    }),
    says: 'key-limit',
    ...silent,
  },
  {
    name: 'new-api of 2025, a key marked as spent',
    quotedFrom: 'Calcium-Ion/new-api model/token.go, ef8ae4db, 2025-04-11',
    status: 401,
    body: JSON.stringify({
      error: {
        message: '该令牌额度已用尽 TokenStatusExhausted[sk-Ada***002] (request id: 2025041123312346)',
        type: 'new_api_error',
      },
    }),
    says: 'key-limit',
    ...silent,
  },
];

/** DeepSeek, as its users copied it. */
export const quotedDeepSeekRefusals: readonly QuotedRefusal[] = [
  {
    name: 'no money, until about August 2026',
    quotedFrom: 'continuedev/continue#4251; Aider-AI/aider#4851, 2026-02-19',
    status: 402,
    body: '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
    says: 'money',
    ...silent,
  },
  {
    name: 'no money, since about September 2026',
    quotedFrom: 'a public test of a command line that printed it, September 2026',
    status: 402,
    body: '{"error":{"message":"Insufficient Balance (request_id: e1f8c686-3ba1-4d72-bbba-204d56dbd462)","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
    says: 'money',
    ...silent,
  },
];
