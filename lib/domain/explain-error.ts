import type { DecidedError } from './decide-error.ts';
import { chargedTexts, missing, needed, owned, shortfall } from './explain-amounts.ts';
import type { Money } from './money.ts';
import type { ErrorReading } from './refusals/classify-error.ts';
import type { Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';

/** One way on. */
export interface ErrorOption {
  /** For machines, and stable. */
  readonly key: WayKey;
  readonly label: Text;
  /** A page of our own table; null: none is known. */
  readonly url: string | null;
}

type WayKey = TextKey extends infer Key ? (Key extends `way.${infer Way}` ? Way : never) : never;

/** What an explanation is made of besides the error itself. */
export interface ErrorCase {
  /** Name for people; null: whose answer it is, is not known. */
  readonly provider: string | null;
  readonly error: ErrorReading;
  readonly decided: DecidedError;
  readonly have: Money | null;
  readonly need: Money | null;
  readonly used: Money | null;
  readonly limit: Money | null;
  /** Null: cannot be told. */
  readonly isCharged: boolean | null;
  readonly links: { readonly recharge: string | null; readonly keys: string | null; readonly wallet: string | null };
}

/** What stands above the ways on. */
export const OPTIONS_HEAD: Text = { key: 'error.options' };

/** What happened, the sum and whether anything was charged, what to do; and the ways on, best first. */
export interface ErrorExplanation {
  readonly lines: readonly Text[];
  readonly options: readonly ErrorOption[];
}

interface Story {
  readonly head: TextKey;
  readonly next: Text;
  readonly ways: readonly (WayKey | ErrorOption)[];
}

/** Explains an error outside of a page. Recharging is offered only where it helps. */
export function explainError(given: ErrorCase): ErrorExplanation {
  const { head, next, ways } = tell(given);
  const provider: TextParam = given.provider ?? { key: 'error.provider' };
  const resetsAt = given.error.figures.resetsAt;
  const isReset = resetsAt !== null && ways.includes('wait-for-reset');
  const second = amountsLine(given);
  return {
    lines: [
      { key: head, params: { provider } },
      second,
      isReset ? { key: 'error.next.resets', params: { at: resetsAt } } : next,
    ],
    options: ways
      .filter((way) => way !== 'wait-for-reset' || resetsAt !== null)
      .map((way) => (typeof way === 'string' ? option(way, given) : way)),
  };
}

function tell(given: ErrorCase): Story {
  switch (given.decided.cause) {
    case 'depleted':
      return tellDepleted(given);
    case 'insufficient_for_request':
      return tellShort(given);
    case 'frozen':
      return tellFrozen(given);
    case 'billing_method_mismatch':
      return story('error.billing.head', 'error.next.billing', ['set-up-billing', 'other-key', 'other-model']);
    case 'key_budget_exceeded':
      return story('refusal.keyLimit.headUnknown', 'refusal.keyLimit.recharge', [
        'raise-key-limit',
        'other-key',
        'wait-for-reset',
      ]);
    case 'org_budget_exceeded':
      return story('refusal.orgLimit.head', 'refusal.orgLimit.recharge', ['raise-limit', 'wait-for-reset']);
    case 'in_flight':
      return story('refusal.inFlight.head', 'refusal.inFlight.frees', ['wait-for-calls', 'smaller-request']);
    case 'payment_challenge':
      return story('error.challenge.head', 'error.next.challenge', ['contact-support']);
    case 'rate_limited':
      return tellRate(given);
    case 'other_not_balance':
      return given.error.isRetryable
        ? story('error.busy.head', 'error.next.later', ['wait-a-while'])
        : story('error.other.head', 'error.next.other', []);
    case 'unsure':
      return story('error.unsure.head', 'error.next.unsure', ['open-wallet', 'contact-support']);
  }
}

/** Somebody else's wallet, which nothing of the user's fills. */
const UPSTREAM = story('error.upstream.head', 'refusal.supplier.next', [
  'other-provider',
  'contact-support',
  'wait-a-while',
]);

function tellDepleted({ decided: { wallet }, error }: ErrorCase): Story {
  if (wallet === 'upstream') return UPSTREAM;
  if (error.isDoubtful)
    return story('error.depleted.doubtful', 'error.next.doubtful', ['open-wallet', 'contact-support']);
  if (wallet === 'subscription') {
    return story('error.depleted.plan', 'error.next.plan', ['recharge', 'wait-for-reset', 'open-wallet']);
  }
  const head = wallet === 'organisation' ? 'error.depleted.org' : 'error.depleted.head';
  return story(head, 'error.next.recharge', ['recharge', 'wait-for-reset', 'open-wallet']);
}

function tellShort({ error: { figures, isHeldByCalls } }: ErrorCase): Story {
  const head = 'error.short.head';
  const tokens = figures.affordableTokens;
  if (isHeldByCalls) return story(head, 'error.next.held', ['wait-for-calls', 'smaller-request', 'recharge']);
  if (tokens === null || tokens <= 0) {
    return story(head, 'error.next.smaller', ['smaller-request', 'other-model', 'recharge']);
  }
  const params = { n: tokens };
  const lower: ErrorOption = { key: 'lower-max-tokens', label: { key: 'way.lower-max-tokens', params }, url: null };
  return { head, next: { key: 'error.next.tokens', params }, ways: [lower, 'other-model', 'recharge'] };
}

function tellFrozen({ decided, error }: ErrorCase): Story {
  if (decided.wallet === 'upstream') return UPSTREAM;
  if (decided.isPartFrozen) {
    return story('error.frozen.head', 'refusal.frozen.why', ['smaller-request', 'open-wallet', 'contact-support']);
  }
  return error.isOwed
    ? story('error.owed.head', 'error.next.pay', ['pay-bills', 'contact-support'])
    : story('error.stopped.head', 'error.next.support', ['open-wallet', 'contact-support']);
}

function tellRate({ error: { figures } }: ErrorCase): Story {
  const seconds = figures.retryAfterMs === null ? null : Math.max(1, Math.ceil(figures.retryAfterMs / 1000));
  const head = 'refusal.rate.head';
  if (seconds === null) return story(head, 'refusal.rate.unknown', ['wait-a-while', 'wait-for-reset']);
  const wait: ErrorOption = { key: 'wait', label: { key: 'way.wait', params: { n: seconds } }, url: null };
  const next: Text =
    seconds < 120
      ? { key: 'refusal.rate.seconds', params: { n: seconds } }
      : { key: 'error.next.minutes', params: { n: Math.ceil(seconds / 60) } };
  return { head, next, ways: [wait] };
}

function story(head: TextKey, next: TextKey, ways: readonly WayKey[]): Story {
  return { head, next: { key: next }, ways };
}

function amountsLine({ have, need, used, limit, isCharged }: ErrorCase): Text {
  const { clause: charged, alone } = chargedTexts(isCharged);
  if (have !== null && need !== null && have.unit === need.unit) {
    const short = shortfall(need, have);
    const params = { have: owned(have, need), need: needed(need, have), charged };
    return short === null
      ? { key: 'error.amounts.enough', params }
      : { key: 'error.amounts.both', params: { ...params, short: missing(short, need, have) } };
  }
  if (have !== null) return { key: 'error.amounts.have', params: { have: owned(have), charged } };
  if (need !== null) return { key: 'error.amounts.need', params: { need: needed(need), charged } };
  if (used === null || limit === null || used.unit !== limit.unit) return alone;
  return { key: 'error.amounts.limit', params: { used: needed(used), limit: owned(limit), charged } };
}

/** Where each way leads in our own table. */
function option(key: WayKey, { links }: ErrorCase): ErrorOption {
  const urls: Readonly<Partial<Record<WayKey, string | null>>> = {
    recharge: links.recharge,
    'pay-bills': links.recharge,
    'open-wallet': links.wallet ?? links.recharge,
    'raise-key-limit': links.keys,
    'other-key': links.keys,
  };
  return { key, label: { key: `way.${key}` }, url: urls[key] ?? null };
}
