import { toDecimal } from '../../lib/domain/money.ts';
import type { ErrorCause } from '../../lib/domain/refusals/causes.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { judgeError } from '../../lib/engine/judge-error.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { CallEnd, RefusalNote } from '../gateway/review-port.ts';

/** Waits longer than this are the client's to wait, ms. */
const WAIT_MS_MAX = 5000;

/** Causes that another wallet would not have. */
const SHORT_OF_MONEY: readonly ErrorCause[] = [
  'depleted',
  'insufficient_for_request',
  'frozen',
  'key_budget_exceeded',
  'org_budget_exceeded',
];

/**
 * What a provider's refusal means, for a header and beside the error in its body. Null: it is no matter of money or
 * limits, and is handed on as it is.
 */
export function explainRefused({ call, status, headers, errorText }: CallEnd): RefusalNote | null {
  const provider = findProvider(call.provider);
  if (status === null || status < 400 || errorText === null || provider === null) return null;
  const judged = judgeError({
    ...{ provider, host: provider.name, context: null, status, headers, bodyText: errorText },
    ...{ isErrorLike: true },
  });
  const { cause, wallet } = judged.decided;
  if (cause === 'other_not_balance' || cause === 'unsure') return null;
  const { lines, options } = judged.explanation;
  const { retryAfterMs: waitMs, affordableTokens } = judged.error.figures;
  const { have, need } = judged.amounts;
  return {
    headers: { 'tollkeeper-cause': cause },
    member: {
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
    },
    ...(SHORT_OF_MONEY.includes(cause) && { isShortOfMoney: true }),
    ...(affordableTokens !== null && { affordableTokens }),
    ...(cause === 'in_flight' && waitMs !== null && waitMs <= WAIT_MS_MAX && { againAfterMs: waitMs }),
  };
}
