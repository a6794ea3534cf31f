import { formatNano, formatSixPlaces } from './units.ts';
import type { RefusalCause, RefusalShape } from './vocabulary.ts';
import type { SandboxUnit, SandboxWorld } from './world.ts';

/** What a refusal may mention. */
export interface RefusalFacts {
  readonly cause: RefusalCause;
  readonly unit: SandboxUnit;
  readonly availableNano: bigint;
  readonly needNano: bigint;
  readonly requestId: string;
}

/** An HTTP answer that says no. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const retryAfterSeconds = 12;

/**
 * The refusal as a client receives it. The three terse shapes have one body for every cause that is about money:
 * that is how they are met in the wild, and why the cause has to be found from the context.
 */
export function writeRefusal(world: SandboxWorld, shape: RefusalShape, facts: RefusalFacts): RefusalAnswer {
  if (facts.cause === 'rate-limited') return rateLimited(world);
  if (facts.cause === 'supplier-empty') return supplierEmpty(facts.requestId);
  if (shape === 'relay') return relayRefusal(world, facts);
  return { status: world.rules.refusalStatus, headers: {}, body: terseBodies[shape] };
}

const terseBodies: Readonly<Record<Exclude<RefusalShape, 'relay'>, unknown>> = {
  coded: {
    error: {
      code: 'INSUFFICIENT_BALANCE',
      message: 'You do not have enough credits to perform this action. Please recharge your account.',
    },
  },
  flat: { error: 'Insufficient account balance' },
  typed: {
    error: { message: 'Insufficient balance', type: 'insufficient_balance', code: 'insufficient_balance' },
  },
};

// The forms of new-api (service/billing and model/token.go): a spent key is 401 and has no code, an account that
// does not cover the pre-deduction is 403. The dollar sign is full-width (U+FF04) there too.
function relayRefusal(world: SandboxWorld, facts: RefusalFacts): RefusalAnswer {
  const isChinese = world.rules.relayLanguage === 'zh';
  const tail = `(request id: ${facts.requestId})`;
  if (facts.cause === 'key-limit') {
    const message = isChinese ? '该令牌额度已用尽' : 'the quota of this token has been used up';
    return { status: 401, headers: {}, body: { error: { message: `${message} ${tail}`, type: 'new_api_error' } } };
  }
  const left = formatQuota(facts.unit, facts.availableNano);
  const need = formatQuota(facts.unit, facts.needNano);
  const message = isChinese
    ? `用户额度不足, 剩余额度: ${left}, 需要预扣费额度: ${need} ${tail}`
    : `pre-consume quota failed, user quota: ${left}, need quota: ${need} ${tail}`;
  const error = { message, type: 'new_api_error', param: '', code: 'insufficient_user_quota' };
  return { status: 403, headers: {}, body: { error } };
}

function formatQuota(unit: SandboxUnit, nano: bigint): string {
  return unit === 'USD' ? `＄${formatSixPlaces(nano)}` : formatNano(nano, 0);
}

function rateLimited(world: SandboxWorld): RefusalAnswer {
  const limit = world.rules.rateLimitPerMinute ?? 60;
  const message =
    `Rate limit reached for requests per minute (RPM): Limit ${limit}, Used ${limit}, Requested 1. ` +
    `Please try again in ${retryAfterSeconds}s.`;
  return {
    status: 429,
    headers: {
      'retry-after': String(retryAfterSeconds),
      'x-ratelimit-limit-requests': String(limit),
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': `${retryAfterSeconds}s`,
    },
    body: { error: { message, type: 'requests', param: null, code: 'rate_limit_exceeded' } },
  };
}

// A relay hands its supplier's refusal through: it reads as if the caller's own account were empty.
function supplierEmpty(requestId: string): RefusalAnswer {
  const message = `You exceeded your current quota, please check your plan and billing details. (request id: ${requestId})`;
  const error = { message, type: 'upstream_error', param: '', code: 'insufficient_quota' };
  return { status: 429, headers: {}, body: { error } };
}
