import type { RefusalReading } from './call.ts';
import {
  type FailedResponse,
  type ReadingAmounts,
  type RefusalPattern,
  readByPatterns,
  readingOf,
} from './read-refusal.ts';
import type { ErrorCause } from './refusals/causes.ts';
import { type CauseReading, isSuppliers, readCause } from './refusals/read-cause.ts';

/**
 * Reads an error answer: by what the provider's own file knows first, then by what errors of all providers have in common.
 * Null when it is not about money or limits.
 */
export function readRefusal(response: FailedResponse, patterns: readonly RefusalPattern[]): RefusalReading | null {
  return readByPatterns(response, patterns) ?? readByMeaning(response);
}

/** A refusal nobody described yet; null: none. */
export function readByMeaning(response: FailedResponse): RefusalReading | null {
  const meaning = meaningOf(response);
  return meaning && readingOf(response, meaning.says, meaning.amounts);
}

/** What an error says about money or limits, and in what sums. */
export interface Meaning {
  readonly says: RefusalReading['says'];
  readonly amounts: ReadingAmounts;
}

/**
 * What an error nobody described means; null: nothing about money or limits. A page is a proxy's, which speaks for the proxy.
 * Its code and its request id are for those to read who have the answer (`readingOf`).
 */
export function meaningOf({ status, headers, bodyText }: FailedResponse): Meaning | null {
  if (bodyText.trim() === '' || /^\s*</.test(bodyText)) return null;
  const error = readCause({ status, headers, bodyText });
  const says = saysOf(error);
  return says === null ? null : { says, amounts: amountsOf(error) };
}

/** Which kind of shortage it is, the context decides; what no context changes is told as it was read. */
const SAYS: Readonly<Record<ErrorCause, RefusalReading['says'] | null>> = {
  depleted: 'money',
  insufficient_for_request: 'money',
  unsure: 'money',
  frozen: 'frozen',
  billing_method_mismatch: 'billing-mismatch',
  key_budget_exceeded: 'key-limit',
  org_budget_exceeded: 'org-limit',
  in_flight: 'in-flight',
  rate_limited: 'rate-limit',
  // A price for one call is asked of whoever can pay it himself; nothing is used up.
  payment_challenge: null,
  other_not_balance: null,
};

/** Limits have whoever set them. */
const SET_LIMITS: ReadonlySet<ErrorCause> = new Set(['key_budget_exceeded', 'org_budget_exceeded', 'rate_limited']);

function saysOf({ cause, scene }: CauseReading): RefusalReading['says'] | null {
  const says = SAYS[cause];
  return says !== null && !SET_LIMITS.has(cause) && isSuppliers(scene) ? 'supplier-empty' : says;
}

/** Only what is said in a currency: what a credit or a unit is worth differs by provider. */
function amountsOf({ figures: { availableNano, neededNano, unit } }: CauseReading): ReadingAmounts {
  const isSaid = availableNano !== null || neededNano !== null;
  return isSaid && unit !== null && /^[A-Z]{3}$/.test(unit)
    ? { availableNano, neededNano, unit }
    : { availableNano: null, neededNano: null, unit: null };
}
