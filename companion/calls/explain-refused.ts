import type { CardCause } from '../../lib/domain/card.ts';
import { errorContextOf, toCardCause } from '../../lib/domain/decide-error.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { ErrorCause } from '../../lib/domain/refusals/causes.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { judgeError } from '../../lib/engine/judge-error.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { CallEnd, RefusalNote } from '../gateway/review-port.ts';

/** Waits longer than this are the client's to wait, ms. */
const WAIT_MS_MAX = 5000;

/** Every client takes so much beside the provider's own headers, characters. */
const HEADER_CHARS_MAX = 2048;

/** What a refusal is told as, and what may be done about it. */
export interface ExplainedRefusal {
  readonly note: RefusalNote;
  /** The same cause as records name it; null: they have no word for it. */
  readonly cause: CardCause | null;
  /** It reads as short of money, and not as a limit on the pace of calls. */
  readonly isShortOfMoney: boolean;
  /** So many tokens of an answer would have been paid, as it says itself; null: it does not. */
  readonly affordableTokens: number | null;
}

/** Causes that another wallet would not have. */
const SHORT_OF_MONEY: readonly ErrorCause[] = [
  'depleted',
  'insufficient_for_request',
  'frozen',
  'key_budget_exceeded',
  'org_budget_exceeded',
];

/**
 * What a provider's refusal means, for a header and beside the error in its body, by what it says and by what was known of
 * the wallet when the call was reviewed (`facts`; null: nothing). Null: it is no matter of money or limits, and is handed
 * on as it is.
 */
export function explainRefused(
  { call, status, headers, errorText }: CallEnd,
  facts: CallFacts | null,
): ExplainedRefusal | null {
  const provider = findProvider(call.provider);
  if (status === null || status < 400 || errorText === null || provider === null) return null;
  const given = { provider, host: provider.name, status, headers, bodyText: errorText, isErrorLike: true };
  const alone = judgeError({ ...given, context: null });
  if (alone.decided.cause === 'other_not_balance' || alone.decided.cause === 'unsure') return null;
  const context = errorContextOf(facts);
  const judged = context === null ? alone : judgeError({ ...given, context });
  const { cause, wallet } = judged.decided;
  const { lines, options } = judged.explanation;
  const { isHeldByCalls, figures } = judged.error;
  const { retryAfterMs: waitMs, affordableTokens } = figures;
  // Calls under way hold the rest: alone, or with a request that may be too large besides. When they end it may go.
  const mayGoLater = (cause === 'in_flight' || isHeldByCalls) && waitMs !== null && waitMs <= WAIT_MS_MAX;
  const { have, need } = judged.amounts;
  const told = {
    cause,
    wallet,
    explanation: lines.map((line) => renderText(line, 'en')).join(' '),
    options: options.map(({ key, label, url }) => ({
      kind: key,
      text: renderText(label, 'en'),
      ...(url !== null && { href: url }),
    })),
    ...(have && { balance: { unit: have.unit, amount: toDecimal(have.nano) } }),
    ...(need && { cost: { unit: need.unit, amount: toDecimal(need.nano) } }),
  };
  const note: RefusalNote = {
    headers: { 'tollkeeper-cause': cause, 'tollkeeper-explanation': writeHeader(told) },
    member: told,
    ...(mayGoLater && { againAfterMs: waitMs }),
  };
  return { note, cause: toCardCause(judged.decided), isShortOfMoney: SHORT_OF_MONEY.includes(cause), affordableTokens };
}

/** For errors whose body is no JSON, and for programs that read no bodies of errors: in ASCII, without the last options if need be. */
function writeHeader<T extends { readonly options: readonly object[] }>(told: T): string {
  for (let count = told.options.length; count >= 0; count -= 1) {
    const text = inAscii(JSON.stringify({ ...told, options: told.options.slice(0, count) }));
    if (text.length <= HEADER_CHARS_MAX) return text;
  }
  return '{}';
}

/** JSON without signs that no header may have. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
