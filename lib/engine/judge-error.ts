import { type DecidedError, decideError, type ErrorContext } from '../domain/decide-error.ts';
import { type ErrorCase, type ErrorExplanation, explainError } from '../domain/explain-error.ts';
import { explainPaying, explainSupport } from '../domain/explain-help.ts';
import type { Money } from '../domain/money.ts';
import { readByPatterns } from '../domain/read-refusal.ts';
import { classifyError, type ErrorReading } from '../domain/refusals/classify-error.ts';
import { findReset } from '../domain/refusals/find-wait.ts';
import type { ErrorAnswer } from '../domain/refusals/read-cause.ts';
import type { Text } from '../domain/text.ts';
import type { Provider } from '../providers/provider.ts';
import { resolveLinks } from './resolve-links.ts';

/** An error outside of a page, with what is known beside it. */
export interface ErrorToJudge extends ErrorAnswer {
  /** Whose answer it is; null: not known. */
  readonly provider: Provider | null;
  /** Who answered, in words; null: not known. */
  readonly host: string | null;
  readonly context: ErrorContext | null;
}

/** What an error means, for a person and for a program. */
export interface JudgedError {
  readonly error: ErrorReading;
  readonly decided: DecidedError;
  readonly amounts: Pick<ErrorCase, 'have' | 'need' | 'used' | 'limit'>;
  /** Null: cannot be told. */
  readonly isCharged: boolean | null;
  /** The same call may go through later without anybody doing anything. */
  readonly isRetryable: boolean;
  readonly explanation: ErrorExplanation;
  /** Where paying helps: how long it takes, what is added, what becomes of what is left. And where support is. */
  readonly help: readonly Text[];
}

/**
 * Reads, decides and explains one error: by what its provider's file knows, by what it says, by what else is known. For the
 * command line and for what people paste; cards have their own way (`lib/domain/decide-cause.ts`). Never throws.
 */
export function judgeError(given: ErrorToJudge): JudgedError {
  const { provider } = given;
  const read = classifyError(given, findReset);
  const answer = { ...given, status: read.status ?? 0, hasAnswerBegun: read.hasAnswerBegun };
  const known = readByPatterns(answer, provider?.refusals ?? []);
  const decided = decideError(read, known, given.context);
  // Figures of what is no matter of this account's money are none of its amounts.
  const error = decided.cause === 'other_not_balance' ? { ...read, figures: { ...read.figures, ...NO_AMOUNTS } } : read;
  const amounts = amountsOf(error, given.context, known?.unit ? { ...known, unit: known.unit } : null);
  const isCharged = readCharged(error, decided);
  const name = provider?.name ?? given.host;
  const explanation = explainError({ provider: name, error, decided, ...amounts, isCharged, links: linksOf(provider) });
  const help = provider === null ? [] : helpFor(explanation, provider.help);
  return { error, decided, amounts, isCharged, isRetryable: isRetryable(error, decided), explanation, help };
}

function helpFor({ options }: ErrorExplanation, help: Provider['help']): readonly Text[] {
  const isPaying = options.some(({ key }) => key === 'recharge' || key === 'pay-bills');
  const isAsking = isPaying || options.some(({ key }) => key === 'contact-support' || key === 'open-wallet');
  const support = isAsking ? explainSupport(help) : null;
  return [...(isPaying ? explainPaying(help) : []), ...(support === null ? [] : [support])];
}

const NO_AMOUNTS = { availableNano: null, neededNano: null, limitNano: null, usedNano: null, unit: null } as const;

/** A refusal costs nothing; what came before an error in a stream is billed; of other errors nobody can tell. */
function readCharged({ hasAnswerBegun }: ErrorReading, { cause }: DecidedError): boolean | null {
  if (hasAnswerBegun) return true;
  return cause === 'other_not_balance' || cause === 'unsure' ? null : false;
}

function isRetryable(error: ErrorReading, { cause }: DecidedError): boolean {
  return cause === error.cause ? error.isRetryable : cause === 'rate_limited' || cause === 'in_flight';
}

/** What the error says itself is newer than what was known; figures without a unit are told, but not compared. */
function amountsOf(
  { figures }: ErrorReading,
  context: ErrorContext | null,
  known: { readonly availableNano: bigint | null; readonly neededNano: bigint | null; readonly unit: string } | null,
): JudgedError['amounts'] {
  const unit = known?.unit ?? figures.unit;
  const money = (nano: bigint | null | undefined, of: string | null | undefined): Money | null =>
    nano === null || nano === undefined || !of ? null : { nano, unit: of };
  return {
    have:
      money(known?.availableNano, known?.unit) ??
      money(figures.availableNano, unit) ??
      money(context?.availableNano, context?.unit),
    need:
      money(known?.neededNano, known?.unit) ??
      money(figures.neededNano, unit) ??
      money(context?.reserveNano, context?.unit),
    used: money(figures.usedNano, unit),
    limit: money(figures.limitNano, unit),
  };
}

function linksOf(provider: Provider | null): ErrorCase['links'] {
  if (provider === null) return { recharge: null, keys: null, wallet: null };
  const { recharge, keys, transactions } = resolveLinks(provider, provider.consoleOrigin);
  return { recharge, keys, wallet: transactions };
}
