import type { RefusalReading } from './call.ts';
import { convertNano, parseDecimal, type Unit } from './money.ts';
import type { ErrorCause } from './refusals/causes.ts';
import { classifyError, type ErrorReading } from './refusals/classify-error.ts';

/** One way a provider says no for money. Tried in order; the first whose every given part matches wins. */
export interface RefusalPattern {
  readonly says: RefusalReading['says'];
  readonly status?: readonly number[];
  /** Tested against the body's code and type. */
  readonly code?: RegExp;
  /** Tested against the body's message. */
  readonly message?: RegExp;
  /** Only where the words carry another request id than the answer's own, or two: somebody else's error, passed on. */
  readonly isPassedOn?: true;
  /** Named groups `available` and `needed`, decimals in `unit`, read from the message. */
  readonly amounts?: {
    readonly pattern: RegExp;
    readonly unit: Unit;
    /** How many of the figures make one unit, decimal; absent: they are units. */
    readonly perUnit?: string;
  };
}

/** What came back, as far as it matters here. */
export interface FailedResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
  readonly hasAnswerBegun: boolean;
}

/** Where providers put the id that their support asks for, best first. */
const REQUEST_ID_HEADERS = ['x-request-id', 'request-id', 'x-oneapi-request-id', 'x-ds-trace-id'] as const;

const MESSAGE_CHARS_MAX = 4096;

/**
 * Reads an error answer: by what the provider's own file knows first, then by what errors of all providers have in common.
 * Null when it is not about money or limits.
 */
export function readRefusal(response: FailedResponse, patterns: readonly RefusalPattern[]): RefusalReading | null {
  return readByPatterns(response, patterns) ?? readByMeaning(response);
}

/** The same by the provider's own patterns alone; null where none of them fits. */
export function readByPatterns(response: FailedResponse, patterns: readonly RefusalPattern[]): RefusalReading | null {
  if (patterns.length === 0) return null;
  const body = readErrorBody(response.bodyText);
  const pattern = body && patterns.find((candidate) => matches(candidate, response, body));
  return body && pattern ? makeReading(response, body, pattern.says, readAmounts(pattern, body.message)) : null;
}

/** A refusal nobody described yet. A page is a proxy's, which speaks for the proxy. */
function readByMeaning(response: FailedResponse): RefusalReading | null {
  const body = readErrorBody(response.bodyText) ?? { code: null, type: null, message: '' };
  const { status, headers, bodyText } = response;
  if (bodyText.trim() === '') return null;
  const error = classifyError({ status, headers, bodyText });
  const says = saysOf(error);
  return says === null || /^\s*</.test(bodyText) ? null : makeReading(response, body, says, amountsOf(error));
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

function saysOf({ cause, wallet }: ErrorReading): RefusalReading['says'] | null {
  const says = SAYS[cause];
  return says !== null && wallet === 'upstream' ? 'supplier-empty' : says;
}

type Amounts = Pick<RefusalReading, 'availableNano' | 'neededNano' | 'unit'>;

/** Only what is said in a currency: what a credit or a unit is worth differs by provider. */
function amountsOf({ figures: { availableNano, neededNano, unit } }: ErrorReading): Amounts {
  const isSaid = availableNano !== null || neededNano !== null;
  return isSaid && unit !== null && /^[A-Z]{3}$/.test(unit)
    ? { availableNano, neededNano, unit }
    : { availableNano: null, neededNano: null, unit: null };
}

function makeReading(
  { status, headers, hasAnswerBegun }: FailedResponse,
  { code, type, message }: ErrorBody,
  says: RefusalReading['says'],
  amounts: Amounts,
): RefusalReading {
  return {
    says,
    status,
    code: [code, type].find((name) => name !== null && /^[\w.-]{1,64}$/.test(name)) ?? null,
    ...amounts,
    retryAfterMs: readRetryAfterMs(headers['retry-after']),
    providerRequestId: readRequestId(headers, message),
    hasAnswerBegun,
  };
}

interface ErrorBody {
  readonly code: string | null;
  readonly type: string | null;
  readonly message: string;
}

/**
 * The code, type and message of the shapes people meet: `{error: {…}}`, `{error: "…"}`, `{code, message}`, plain text.
 * Null: nothing, or a page (a proxy's HTML speaks for the proxy, not for the provider's till).
 */
function readErrorBody(bodyText: string): ErrorBody | null {
  const body = parseObject(bodyText);
  if (body === null) return readPlainText(bodyText);
  const error = body.error;
  if (typeof error === 'string') return { code: null, type: null, message: error.slice(0, MESSAGE_CHARS_MAX) };
  const source = isObject(error) ? error : body;
  return {
    code: textOf(source.code),
    type: textOf(source.type),
    message: (textOf(source.message) ?? textOf(source.detail) ?? '').slice(0, MESSAGE_CHARS_MAX),
  };
}

function readPlainText(bodyText: string): ErrorBody | null {
  const message = bodyText.trimStart().slice(0, MESSAGE_CHARS_MAX);
  return message === '' || /^[<{[]/.test(message) ? null : { code: null, type: null, message };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function matches(pattern: RefusalPattern, response: FailedResponse, body: ErrorBody): boolean {
  if (pattern.status && !pattern.status.includes(response.status)) return false;
  if (pattern.code && !(pattern.code.test(body.code ?? '') || pattern.code.test(body.type ?? ''))) return false;
  if (pattern.isPassedOn && !isPassedOn(response, body.message)) return false;
  return !pattern.message || pattern.message.test(body.message);
}

/** Each server puts its own request id into the header and behind the words, a passed-on error keeps the first one's. */
function isPassedOn({ headers }: FailedResponse, message: string): boolean {
  const ids = new Set([...message.matchAll(/request id: ?([\w.:-]{1,128})/gi)].map(([, id]) => id));
  // A proxy in front numbers requests as well: any of the answer's own ids makes the words its own.
  const own = REQUEST_ID_HEADERS.flatMap((name) => headers[name] ?? []);
  return ids.size > 1 || (ids.size === 1 && own.length > 0 && !own.some((id) => ids.has(id)));
}

function readAmounts(pattern: RefusalPattern, message: string): Amounts {
  const groups = pattern.amounts?.pattern.exec(message)?.groups;
  const rateNano = parseDecimal(pattern.amounts?.perUnit ?? '1') ?? 0n;
  const amount = (text: string | undefined): bigint | null => {
    const nano = parseDecimal(text ?? null);
    return nano === null ? null : convertNano(nano, rateNano);
  };
  const availableNano = amount(groups?.available);
  const neededNano = amount(groups?.needed);
  const unit = availableNano === null && neededNano === null ? null : (pattern.amounts?.unit ?? null);
  return { availableNano, neededNano, unit };
}

/** `Retry-After` in seconds; the date form needs a clock and is left unknown here. At most one day. */
function readRetryAfterMs(header: string | undefined): number | null {
  const seconds = Number(header?.trim() || Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 86_400) * 1000 : null;
}

function readRequestId(headers: Readonly<Record<string, string>>, message: string): string | null {
  const id =
    REQUEST_ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined) ??
    /request[ _]id: ?([\w.:-]{1,128})/i.exec(message)?.[1];
  return id !== undefined && /^[\w.:-]{1,128}$/.test(id) ? id : null;
}
