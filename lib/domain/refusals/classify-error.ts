import type { ErrorCause, ErrorWallet } from './causes.ts';
import type { Figures } from './find-figures.ts';
import type { findReset } from './find-wait.ts';
import { type ErrorAnswer, isSuppliers, readCause } from './read-cause.ts';
import { readPage } from './read-page.ts';
import type { Scene } from './scene.ts';
import { MORE_WORDS } from './words/more-kinds.ts';

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

/** What {@link readCause} reads, and all that is told besides where an error is explained. Never throws. */
export function classifyError(answer: ErrorAnswer, readReset?: typeof findReset): ErrorReading {
  const { cause, figures, scene } = readCause(answer, { readReset, readPage });
  const { parts } = scene;
  const isHeldByCalls = cause === 'in_flight' || (cause === 'insufficient_for_request' && scene.has('running'));
  return {
    cause,
    wallet: findWallet(cause, scene),
    status: parts.status,
    figures,
    isHeldByCalls,
    isOwed: scene.has('arrears'),
    isDoubtful: cause === 'depleted' && scene.has(MORE_WORDS.doubt),
    isRetryable: isHeldByCalls || cause === 'rate_limited' || (cause === 'other_not_balance' && isPassing(scene)),
    hasAnswerBegun: parts.hasAnswerBegun,
  };
}

/** The server's trouble, which passes. */
function isPassing({ parts: { status }, has }: Scene): boolean {
  return has('later') || (status !== null && status >= 500 && status !== 501 && status !== 507);
}

function findWallet(cause: ErrorCause, scene: Scene): ErrorWallet | null {
  const { has, near } = scene;
  switch (cause) {
    case 'rate_limited':
    case 'other_not_balance':
    case 'payment_challenge':
      return null;
    case 'key_budget_exceeded':
      return 'key';
    case 'org_budget_exceeded':
      return has(MORE_WORDS.group) ? 'group' : 'organisation';
    default:
      if (isSuppliers(scene)) return 'upstream';
      if (near(MORE_WORDS.subscription, 'lacks', 40) || near(MORE_WORDS.subscription, 'exceeds', 40))
        return 'subscription';
      if (!(['lacks', 'exceeds', 'noFunds'] as const).some((kind) => near('organization', kind, 64))) return 'user';
      return has(MORE_WORDS.group) ? 'group' : 'organisation';
  }
}
