import type { ErrorCause, ErrorWallet } from './causes.ts';
import { type Figures, findFigures } from './find-figures.ts';
import { findSigns } from './find-signs.ts';
import type { findReset } from './find-wait.ts';
import { RULES } from './rules.ts';
import { makeScene, type Scene } from './scene.ts';
import { unwrapError } from './unwrap-error.ts';

/** An error answer as it came; `status` null where it is not known. Header names in lower case. */
export interface ErrorAnswer {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
}

/** What was understood of an error. */
export interface ErrorReading {
  readonly cause: ErrorCause;
  /** Null where the cause is no matter of money. */
  readonly wallet: ErrorWallet | null;
  /** The status that was believed: the answer's, else one that the body names. */
  readonly status: number | null;
  readonly figures: Figures;
  /** Waiting for the own calls that run may be enough. */
  readonly isHeldByCalls: boolean;
  /** Open bills are in the way, not only an empty wallet. */
  readonly isOwed: boolean;
  /** It says that money lacks, and that something else may be the reason: a plan, or a lock that outlasts a payment. */
  readonly isDoubtful: boolean;
  /** The same call may go through later without anybody doing anything. */
  readonly isRetryable: boolean;
  /** Part of an answer had come before the error. */
  readonly hasAnswerBegun: boolean;
}

/**
 * Reads an error of whichever provider by its structure and the roles of its words: status, names for machines, what is
 * said to lack, whose it is, how much of it. Never throws; linear in the body's length; keeps no text of it. Pages do without
 * `readReset`, which reads when a limit begins anew.
 */
export function classifyError({ status, headers, bodyText }: ErrorAnswer, readReset?: typeof findReset): ErrorReading {
  const parts = unwrapError(status, bodyText);
  const figures = findFigures(parts, headers, readReset);
  const scene = makeScene(parts, headers, figures, findSigns([...parts.codes, ...parts.texts]));
  const rule = RULES.find(({ holds }) => holds(scene));
  const cause = typeof rule?.cause === 'function' ? rule.cause(scene) : (rule?.cause ?? 'unsure');
  const isHeldByCalls = cause === 'in_flight' || (cause === 'insufficient_for_request' && scene.has('running'));
  return {
    cause,
    wallet: findWallet(cause, scene),
    status: parts.status,
    figures,
    isHeldByCalls,
    isOwed: scene.has('arrears'),
    isDoubtful: cause === 'depleted' && scene.has('doubt'),
    isRetryable: isHeldByCalls || cause === 'rate_limited' || (cause === 'other_not_balance' && isPassing(scene)),
    hasAnswerBegun: parts.hasAnswerBegun,
  };
}

/** The server's trouble, which passes. */
function isPassing({ parts: { status }, has }: Scene): boolean {
  return has('later') || (status !== null && status >= 500 && status !== 501 && status !== 507);
}

function findWallet(cause: ErrorCause, { has, near, parts }: Scene): ErrorWallet | null {
  switch (cause) {
    case 'rate_limited':
    case 'other_not_balance':
    case 'payment_challenge':
      return null;
    case 'key_budget_exceeded':
      return 'key';
    case 'org_budget_exceeded':
      return has('group') ? 'group' : 'organisation';
    default:
      // The server's own client failed: the error is of somebody behind it.
      if (parts.codes.includes('ai api call error') || [...parts.names].some((name) => /^upstream /.test(name)))
        return 'upstream';
      if (near('supplier', 'lacks', 80) || near('supplier', 'paymentRequired', 60)) return 'upstream';
      if (near('supplier', 'halted', 80)) return 'upstream';
      if (near('subscription', 'lacks', 40) || near('subscription', 'exceeds', 40)) return 'subscription';
      if (!(['lacks', 'exceeds', 'noFunds'] as const).some((kind) => near('organization', kind, 64))) return 'user';
      return has('group') ? 'group' : 'organisation';
  }
}
