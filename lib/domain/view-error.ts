import type { DecidedError } from './decide-error.ts';
import type { ErrorExplanation, ErrorOption } from './explain-error.ts';
import { PASTED_CHARS_MAX } from './pasted-text.ts';
import type { PastedError } from './read-pasted.ts';
import type { ErrorReading } from './refusals/classify-error.ts';
import type { Text } from './text.ts';

/** An explained error as a screen shows it. */
export interface ErrorView {
  /** `money`: something lacks or is stopped; `wait`: time alone helps; `other`: not about money; `none`: no error at all. */
  readonly kind: 'money' | 'wait' | 'other' | 'unsure' | 'none';
  readonly head: Text;
  /** The sum and whether anything was charged; what to do. */
  readonly lines: readonly Text[];
  /** Who answered, whose balance it is, whether the same call may go through later. Empty where there is no error. */
  readonly facts: readonly { readonly label: Text; readonly value: Text }[];
  /** Ways on, best first; addresses are of our own table. */
  readonly options: readonly ErrorOption[];
  /** What a person should know of how it was read. */
  readonly notes: readonly Text[];
}

/** What was made of a pasted error. */
export interface ErrorToView {
  readonly pasted: PastedError;
  /** Name for people; null: whose answer it is, is not known. */
  readonly answerer: string | null;
  /** It is one of ours, so that links are known. */
  readonly isKnown: boolean;
  readonly error: ErrorReading;
  readonly decided: DecidedError;
  readonly isRetryable: boolean;
  readonly explanation: ErrorExplanation;
  /** What helps beside the ways on. */
  readonly help: readonly Text[];
}

/** Nothing was pasted. */
export const NOTHING_PASTED: ErrorView = {
  kind: 'none',
  head: { key: 'explain.empty.head' },
  lines: [{ key: 'explain.empty.next' }],
  facts: [],
  options: [],
  notes: [],
};

/** Lays an explained error out for a person: what it means, whose balance, whether a retry helps, what to do. */
export function viewError(given: ErrorToView): ErrorView {
  const { pasted, decided, explanation } = given;
  const cut: readonly Text[] = pasted.isCut ? [{ key: 'explain.cut', params: { n: PASTED_CHARS_MAX } }] : [];
  if (decided.cause === 'other_not_balance' && !pasted.isErrorLike) {
    return { ...NOTHING_PASTED, head: { key: 'explain.none.head' }, lines: [{ key: 'explain.none.next' }], notes: cut };
  }
  const [head = { key: 'error.unsure.head' }, ...lines] = explanation.lines;
  const isUnlinked = !given.isKnown && explanation.options.some(({ key }) => LINKED.includes(key));
  const kind = kindOf(given);
  const from = { label: { key: 'explain.answerer' }, value: fromOf(given) } as const;
  // Whose answer it is matters where money is the matter.
  const isSaid = given.answerer !== null || given.error.status !== null || kind !== 'other';
  const whose = whoseOf(decided);
  return {
    kind,
    head,
    lines,
    facts: [
      ...(isSaid ? [from] : []),
      ...(whose === null ? [] : [{ label: { key: 'explain.whose' }, value: whose } as const]),
      { label: { key: 'explain.again' }, value: againOf(given) },
    ],
    options: explanation.options,
    notes: [...given.help, ...(isUnlinked ? ([{ key: 'explain.unlinked' }] as const) : []), ...cut],
  };
}

/** Ways that lead to a page of the provider, where it is known. */
const LINKED: readonly ErrorOption['key'][] = ['recharge', 'open-wallet', 'pay-bills', 'raise-key-limit', 'other-key'];

function kindOf({ decided: { cause }, isRetryable }: ErrorToView): ErrorView['kind'] {
  if (cause === 'unsure') return 'unsure';
  if (cause === 'other_not_balance' || cause === 'payment_challenge') return 'other';
  return isRetryable ? 'wait' : 'money';
}

function fromOf({ answerer: provider, error: { status } }: ErrorToView): Text {
  if (provider === null) {
    return status === null
      ? { key: 'explain.answerer.unknown' }
      : { key: 'explain.answerer.unknownStatus', params: { status: String(status) } };
  }
  return status === null
    ? { key: 'explain.answerer.known', params: { provider } }
    : { key: 'explain.answerer.status', params: { provider, status: String(status) } };
}

/** Null: no balance and no limit of money is the matter. */
function whoseOf({ cause, wallet }: DecidedError): Text | null {
  switch (cause) {
    case 'rate_limited':
    case 'other_not_balance':
    case 'payment_challenge':
    case 'billing_method_mismatch':
      return null;
    case 'unsure':
      return { key: 'explain.whose.unknown' };
    default:
      return { key: wallet === null ? 'explain.whose.unknown' : `explain.whose.${wallet}` };
  }
}

function againOf({ error: { figures, isHeldByCalls }, decided, isRetryable, explanation }: ErrorToView): Text {
  const { cause, wallet } = decided;
  if (wallet === 'upstream') return { key: 'explain.again.upstream' };
  if (cause === 'unsure') return { key: 'explain.again.unknown' };
  if (isRetryable && figures.retryAfterMs !== null) return waitText(figures.retryAfterMs);
  if (isHeldByCalls || cause === 'in_flight') return { key: 'explain.again.calls' };
  if (figures.resetsAt !== null && cause !== 'other_not_balance') {
    return { key: 'explain.again.at', params: { at: figures.resetsAt } };
  }
  if (isRetryable) return { key: 'explain.again.later' };
  if (!explanation.options.some(({ key }) => key === 'recharge')) return { key: 'explain.again.changed' };
  return { key: cause === 'depleted' ? 'explain.again.recharged' : 'explain.again.smaller' };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Never shorter than what is asked for. */
function waitText(waitMs: number): Text {
  if (waitMs < 2 * MINUTE_MS)
    return { key: 'explain.again.seconds', params: { n: Math.max(1, Math.ceil(waitMs / 1000)) } };
  if (waitMs < 2 * HOUR_MS) return { key: 'explain.again.minutes', params: { n: Math.ceil(waitMs / MINUTE_MS) } };
  return { key: 'explain.again.hours', params: { n: Math.ceil(waitMs / HOUR_MS) } };
}
