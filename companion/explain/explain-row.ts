import { toDecimal } from '../../lib/domain/money.ts';
import type { ErrorCause, ErrorWallet } from '../../lib/domain/refusals/causes.ts';
import type { ErrorReading } from '../../lib/domain/refusals/classify-error.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { findAnswerer } from '../../lib/engine/find-answerer.ts';
import { type JudgedError, judgeError } from '../../lib/engine/judge-error.ts';
import type { ErrorRow } from './read-row.ts';

/** One error, explained: a line of `explain --jsonl`, or what `explain --json` says. Amounts are decimals as text; null: not known. */
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
  /** What helps beside the options: how a payment arrives, where support is. */
  readonly help: readonly string[];
}

/** Explains one error. Never throws. */
export function explainRow(row: ErrorRow, language: Language): Explained {
  const judged = judgeError({ ...row, provider: findAnswerer(row.host) });
  const { error, decided, isCharged, explanation } = judged;
  const said = explanation.lines.map((line) => renderText(line, language));
  return {
    id: row.id,
    cause: decided.cause,
    wallet: decided.wallet,
    charged: isCharged === null ? 'unknown' : isCharged ? 'partly' : 'no',
    retryable: judged.isRetryable,
    retryAfterMs: error.figures.retryAfterMs,
    amounts: writeAmounts(error, judged.amounts),
    explanation: said.join(language === 'zh' ? '' : ' '),
    options: explanation.options.map(({ key, label, url }) => ({
      key,
      text: renderText(label, language),
      ...(url !== null && { url }),
    })),
    lines: said,
    help: judged.help.map((line) => renderText(line, language)),
  };
}

/** It as a line of JSON. */
export function writeRow({ lines: _, help: __, ...row }: Explained): string {
  return JSON.stringify(row satisfies ExplainedRow);
}

function writeAmounts(
  { figures }: ErrorReading,
  { have, need, used, limit }: JudgedError['amounts'],
): ExplainedRow['amounts'] {
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
