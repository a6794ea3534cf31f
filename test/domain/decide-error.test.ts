import { describe, expect, it } from 'vitest';
import type { RefusalReading } from '../../lib/domain/call.ts';
import { decideError, type ErrorContext } from '../../lib/domain/decide-error.ts';
import { classifyError } from '../../lib/domain/refusals/classify-error.ts';

const ONE = 1_000_000_000n;
const NOTHING: ErrorContext = {
  unit: 'USD',
  availableNano: null,
  heldNano: null,
  inFlightNano: null,
  reserveNano: null,
  model: null,
  modelBilling: null,
  keyBilling: null,
  keyLimitNano: null,
  keyUsedNano: null,
};

function decide(bodyText: string, context: Partial<ErrorContext> | null, known: RefusalReading | null = null) {
  const error = classifyError({ status: 403, headers: {}, bodyText });
  return decideError(error, known, context && { ...NOTHING, ...context });
}

/** One body of new-api, four contexts. */
const SAME = '{"error":{"message":"用户额度不足","type":"new_api_error","code":"insufficient_user_quota"}}';

describe('the same body means what the context says', () => {
  it.each([
    ['nothing is left', { availableNano: 0n, reserveNano: ONE }, 'depleted', 'user'],
    [
      'less is left than is set aside',
      { availableNano: ONE, reserveNano: 2n * ONE },
      'insufficient_for_request',
      'user',
    ],
    ['what is missing is frozen', { availableNano: ONE, heldNano: 9n * ONE, reserveNano: 2n * ONE }, 'frozen', 'user'],
    ['own calls hold it', { availableNano: ONE, inFlightNano: 9n * ONE, reserveNano: 2n * ONE }, 'in_flight', 'user'],
    [
      'the key pays another way',
      { availableNano: 9n * ONE, reserveNano: ONE, keyBilling: 'per-request', modelBilling: 'per-token' },
      'billing_method_mismatch',
      'user',
    ],
    [
      'the key has less than the account',
      { availableNano: 9n * ONE, reserveNano: ONE, keyLimitNano: ONE, keyUsedNano: ONE },
      'key_budget_exceeded',
      'key',
    ],
    ['there is enough of everything', { availableNano: 9n * ONE, reserveNano: ONE }, 'unsure', 'user'],
    ['nothing is known', {}, 'depleted', 'user'],
  ] as const)('%s', (_name, context, cause, wallet) => {
    expect(decide(SAME, context)).toMatchObject({ cause, wallet, isPartFrozen: cause === 'frozen' });
  });

  it('without a context the body has the last word', () => {
    expect(decide(SAME, null).cause).toBe('depleted');
  });
});

describe('what no context changes', () => {
  const rich = { availableNano: 9n * ONE, reserveNano: ONE };
  it.each([
    ['Too many requests', 'rate_limited'],
    ['API key budget exceeded', 'key_budget_exceeded'],
    ['Your team reached its monthly spending limit', 'org_budget_exceeded'],
    ['Your account has an overdue balance', 'frozen'],
    ['model not found', 'other_not_balance'],
  ])('%s', (bodyText, cause) => {
    expect(decide(bodyText, rich).cause).toBe(cause);
  });
});

describe('what the provider’s own file knows', () => {
  const reading = (says: RefusalReading['says']): RefusalReading => ({
    says,
    status: 403,
    code: null,
    availableNano: null,
    neededNano: null,
    unit: null,
    retryAfterMs: null,
    providerRequestId: null,
    hasAnswerBegun: false,
  });

  it('goes before the words', () => {
    expect(decide('Insufficient balance', null, reading('key-limit')).cause).toBe('key_budget_exceeded');
    expect(decide('Insufficient balance', null, reading('rate-limit'))).toMatchObject({
      cause: 'rate_limited',
      wallet: null,
    });
    expect(decide('x', null, reading('money')).cause).toBe('depleted');
  });

  it('an empty supplier is an empty wallet of somebody else', () => {
    const found = decide('x', { availableNano: 0n, reserveNano: ONE }, reading('supplier-empty'));
    expect(found).toMatchObject({ cause: 'depleted', wallet: 'upstream' });
  });
});
