import { describe, expect, it } from 'vitest';
import { classifyError } from '../../../lib/domain/refusals/classify-error.ts';

/** Each kind of word in both languages, and what looks like it and is something else. */
const KINDS: Readonly<Record<string, readonly (readonly [status: number | null, bodyText: string, cause: string])[]>> =
  {
    'a price and what there is': [
      [402, '{"cost":20,"balance":6}', 'insufficient_for_request'],
      [402, 'Job would consume 40 credits; 12 available.', 'insufficient_for_request'],
      [402, 'This request costs more than your balance', 'insufficient_for_request'],
      [402, '余额不足以支付本次请求', 'insufficient_for_request'],
      [402, '{"cost":6,"balance":0}', 'depleted'],
      [400, 'Query cost 1200 exceeds limit of 1000', 'other_not_balance'],
    ],
    'who pays another way': [
      [403, '{"error":"subscribers_only"}', 'billing_method_mismatch'],
      [402, 'Your subscription has been canceled.', 'billing_method_mismatch'],
      [403, 'Welcome credits cannot be used for this model', 'billing_method_mismatch'],
      [403, 'Trial accounts cannot use this endpoint', 'billing_method_mismatch'],
      [403, '会员专属模型', 'billing_method_mismatch'],
      [403, '赠送额度不可用于该模型', 'billing_method_mismatch'],
      [401, 'Requires a valid account', 'other_not_balance'],
      [403, 'This API key does not have access to model gpt-5', 'other_not_balance'],
      [403, 'The feature is not available in your region', 'other_not_balance'],
      [409, 'You already have an active subscription', 'other_not_balance'],
      [403, '权限不足', 'other_not_balance'],
    ],
    'a way of paying that lacks': [
      [403, 'INVALID_PAYMENT_INSTRUMENT: A valid payment instrument must be provided', 'billing_method_mismatch'],
      [null, 'Payment method required – open Payment Settings', 'billing_method_mismatch'],
      [402, '{"code":"PAYMENT_FAILED"}', 'other_not_balance'],
    ],
    'bills of the own account': [
      [200, '{"code":"PAST_DUE","message":"Your subscription is past due."}', 'frozen'],
      [402, '{"status":"unpaid"}', 'frozen'],
      [403, '账单逾期，服务已停止', 'frozen'],
      [200, "Task 'Ship release' is past its due date", 'other_not_balance'],
      [null, 'Your rent of $1,200 is past due.', 'other_not_balance'],
      [200, '该任务已逾期', 'other_not_balance'],
    ],
    'an account that is stopped': [
      [null, 'Customer account is suspended due to payment issues', 'frozen'],
      [403, 'Account deactivated due to billing issues', 'frozen'],
      [200, 'Account not active', 'frozen'],
      [403, 'This user has been deactivated', 'other_not_balance'],
      [403, 'Account locked due to too many failed login attempts', 'other_not_balance'],
      [200, 'Service temporarily suspended for maintenance', 'other_not_balance'],
      [500, '计费服务异常', 'other_not_balance'],
    ],
    'caps and ceilings': [
      [402, '{"code":"org_hard_cap_reached","scope":"organization"}', 'org_budget_exceeded'],
      [null, 'global_daily_budget_exceeded', 'org_budget_exceeded'],
      [402, 'daily_cost_limit_exceeded', 'key_budget_exceeded'],
      [402, '{"error":"key_spend_limit","limit":5,"spent":5.01}', 'key_budget_exceeded'],
      [403, '令牌余额不足', 'key_budget_exceeded'],
      [null, 'Time budget exceeded', 'other_not_balance'],
      [400, 'thinking budget exceeds max_tokens', 'other_not_balance'],
      [403, 'Maximum number of API keys reached', 'other_not_balance'],
    ],
    'a quota, and no word of paying': [
      [400, 'Quota exceeded.', 'rate_limited'],
      [403, '{"errors":[{"domain":"youtube.quota","reason":"quotaExceeded"}]}', 'rate_limited'],
      [429, 'quota exceeded', 'depleted'],
      [429, 'rate_limit_exceeded: your 1-week quota has been exhausted', 'depleted'],
      [402, 'Quota exceeded.', 'depleted'],
      [403, 'You exceeded your current quota, please check your plan and billing details.', 'depleted'],
      [403, 'exceeded quota: pods, requested: pods=1, used: pods=10', 'other_not_balance'],
    ],
    'what comes back within the day': [
      [429, 'You exceeded your daily credits limit; resets tomorrow', 'rate_limited'],
      [429, '今日免费积分已用完', 'rate_limited'],
      [null, "You've hit your limit · resets 3pm", 'rate_limited'],
      [429, "You've hit your usage limit. Upgrade to Pro or try again in 5 days 3 hours", 'depleted'],
      [null, 'Weekly limit reached · resets 10am · /upgrade to Max', 'depleted'],
      [429, '并发或QPS超出预付费资源包限制', 'rate_limited'],
    ],
    'money of others': [
      [400, 'Requested days (6) exceeds available balance (5)', 'other_not_balance'],
      [400, 'Insufficient buying power: balance too low', 'other_not_balance'],
      [400, 'The gift card has insufficient balance', 'other_not_balance'],
      [400, '年假余额不足', 'other_not_balance'],
      [200, '红包余额不足', 'other_not_balance'],
      [400, 'Insufficient balance', 'depleted'],
      [200, '账户余额不足', 'depleted'],
    ],
    'what was only looked up or typed': [
      [500, 'failed to get user balance', 'other_not_balance'],
      [500, '获取订阅信息失败', 'other_not_balance'],
      [400, '充值金额无效', 'other_not_balance'],
      [400, 'minimum top up is $5', 'other_not_balance'],
      [402, 'Please top up', 'depleted'],
      [402, '请充值后继续使用', 'depleted'],
    ],
    'a price that is asked for': [
      [402, '{"error":"X-PAYMENT header is required","paymentRequirements":{"payTo":"0x1"}}', 'payment_challenge'],
      [402, 'Pay 0.01 USDC to access this resource', 'payment_challenge'],
      [402, 'Payment required', 'depleted'],
    ],
    'a plan and what it denies, in pairs of words': [
      [403, '{"reason":"API access not included in your plan"}', 'billing_method_mismatch'],
      [403, 'Feature unavailable on Starter. Available on Growth and above.', 'billing_method_mismatch'],
      [403, 'Enterprise license required', 'billing_method_mismatch'],
      [402, '{"message":"Please upgrade your plan"}', 'billing_method_mismatch'],
      [403, '该功能仅限企业版用户使用', 'billing_method_mismatch'],
      [200, '您的试用期已结束', 'billing_method_mismatch'],
      [429, 'Request rate limit exceeded for plan', 'rate_limited'],
      [409, 'account already has a billing plan', 'other_not_balance'],
      [503, 'Subscriptions are not switched on yet', 'other_not_balance'],
    ],
    'fields of a price': [
      [402, '{"price":"0.01","pay_to":"0xabc","network":"base"}', 'payment_challenge'],
      [402, '{"error":"Payment required","paymentInstructions":{"amount":"1"}}', 'payment_challenge'],
      [402, '{"error":"L402","payment_hash":"ab"}', 'payment_challenge'],
      [402, '{"error":"Insufficient credits","price":3,"balance":1}', 'insufficient_for_request'],
    ],
    'status 402 of something else': [
      [402, 'Error: invalid move format.', 'unsure'],
      [402, '{"message":"Không đủ tín dụng"}', 'unsure'],
      [402, '', 'depleted'],
    ],
    'other languages': [
      [402, 'Se han agotado tus créditos', 'depleted'],
      [402, 'Solde insuffisant, veuillez recharger', 'depleted'],
      [402, 'Ihr Kontostand ist nicht ausreichend', 'depleted'],
      [402, 'На вашем счете недостаточно средств', 'depleted'],
      [402, '残高が不足しています。チャージしてください', 'depleted'],
      [403, 'Su cuenta ha sido suspendida por falta de pago.', 'frozen'],
      [402, '결제 수단 등록이 필요합니다.', 'billing_method_mismatch'],
      [400, 'Contact us: the contact form is invalid', 'other_not_balance'],
    ],
    'nothing is left': [
      [402, 'Your balance is zero', 'depleted'],
      [402, 'You need credits to run this model', 'depleted'],
      [402, "You've used 1000 of 1000 monthly requests", 'depleted'],
      [402, 'You have no quota', 'depleted'],
      [402, '잔액이 부족합니다', 'depleted'],
      [402, '没有钱了', 'depleted'],
      [200, 'You have 3 requests left today', 'other_not_balance'],
      [400, 'Insufficient evidence', 'other_not_balance'],
    ],
  };

describe.each(Object.entries(KINDS))('%s', (_kind, rows) => {
  it.each(rows)('%s %s: %s', (status, bodyText, cause) => {
    expect(classifyError({ status, headers: {}, bodyText }).cause).toBe(cause);
  });
});
