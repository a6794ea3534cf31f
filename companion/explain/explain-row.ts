import { type DecidedError, decideError } from '../../lib/domain/decide-error.ts';
import { type ErrorCase, explainError } from '../../lib/domain/explain-error.ts';
import { type Money, toDecimal } from '../../lib/domain/money.ts';
import { readByPatterns } from '../../lib/domain/read-refusal.ts';
import type { ErrorCause, ErrorWallet } from '../../lib/domain/refusals/causes.ts';
import { classifyError, type ErrorReading } from '../../lib/domain/refusals/classify-error.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findProviderOfHost } from './find-host.ts';
import type { ErrorRow } from './read-row.ts';

/** One error, explained: a line of `explain --jsonl`. Amounts are decimals as text; null: not known. */
export interface ExplainedRow {
  readonly id: ErrorRow['id'];
  readonly cause: ErrorCause;
  readonly wallet: ErrorWallet | null;
  readonly charged: 'no' | 'partly' | 'unknown';
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly amounts: {
    readonly available: string | null;
    readonly needed: string | null;
    readonly short: string | null;
    readonly limit: string | null;
    readonly used: string | null;
    /** A currency, `credits`, `tokens`, `characters` …; null: not said. */
    readonly unit: string | null;
    readonly affordableTokens: number | null;
    /** As the provider writes it. */
    readonly resetsAt: string | null;
  };
  /** What happened, the sum, what to do: a sentence each. */
  readonly explanation: string;
  readonly options: readonly { readonly key: string; readonly text: string; readonly url?: string }[];
}

/** The same, with its lines still apart. */
export interface Explained extends ExplainedRow {
  readonly lines: readonly string[];
}

/** Explains one error. Never throws. */
export function explainRow(row: ErrorRow, language: Language): Explained {
  const provider = findProviderOfHost(row.host);
  const read = classifyError(row);
  const known = readByPatterns(
    { ...row, status: read.status ?? 0, hasAnswerBegun: read.hasAnswerBegun },
    provider?.refusals ?? [],
  );
  const decided = decideError(read, known, row.context);
  // Figures of what is no matter of this account's money are none of its amounts.
  const error = decided.cause === 'other_not_balance' ? { ...read, figures: { ...read.figures, ...NO_AMOUNTS } } : read;
  const amounts = amountsOf(error, row, known?.unit ? { ...known, unit: known.unit } : null);
  const isCharged = readCharged(error, decided);
  const { lines, options } = explainError({
    provider: provider?.name ?? row.host,
    error,
    decided,
    ...amounts,
    isCharged,
    links: linksOf(provider),
  });
  const said = lines.map((line) => renderText(line, language));
  return {
    id: row.id,
    cause: decided.cause,
    wallet: decided.wallet,
    charged: isCharged === null ? 'unknown' : isCharged ? 'partly' : 'no',
    retryable: isRetryable(error, decided),
    retryAfterMs: error.figures.retryAfterMs,
    amounts: writeAmounts(error, amounts),
    explanation: said.join(language === 'zh' ? '' : ' '),
    options: options.map(({ key, label, url }) => ({
      key,
      text: renderText(label, language),
      ...(url !== null && { url }),
    })),
    lines: said,
  };
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

type Amounts = Pick<ErrorCase, 'have' | 'need' | 'used' | 'limit'>;

/** What the error says itself is newer than what was known; figures without a unit are told, but not compared. */
function amountsOf(
  { figures }: ErrorReading,
  { context }: ErrorRow,
  known: { readonly availableNano: bigint | null; readonly neededNano: bigint | null; readonly unit: string } | null,
): Amounts {
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

function writeAmounts({ figures }: ErrorReading, { have, need, used, limit }: Amounts): ExplainedRow['amounts'] {
  const write = (nano: bigint | null | undefined) => (nano === null || nano === undefined ? null : toDecimal(nano));
  const available = have?.nano ?? figures.availableNano;
  const needed = need?.nano ?? figures.neededNano;
  const isComparable = have?.unit === need?.unit && available !== null && needed !== null;
  return {
    available: write(available),
    needed: write(needed),
    short: isComparable && needed > available ? toDecimal(needed - available) : null,
    limit: write(limit?.nano ?? figures.limitNano),
    used: write(used?.nano ?? figures.usedNano),
    unit: have?.unit ?? need?.unit ?? figures.unit,
    affordableTokens: figures.affordableTokens,
    resetsAt: figures.resetsAt,
  };
}

function linksOf(provider: Provider | null): ErrorCase['links'] {
  if (provider === null) return { recharge: null, keys: null, wallet: null };
  const { consoleOrigin, links } = provider;
  const linkOf = (link: string | null): string | null =>
    link === null ? null : (URL.parse(link, consoleOrigin ?? undefined)?.href ?? null);
  return { recharge: linkOf(links.recharge), keys: linkOf(links.keys), wallet: linkOf(links.transactions) };
}
