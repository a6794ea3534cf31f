import type { RefusalReading } from './call.ts';
import { convertNano, parseDecimal, type Unit } from './money.ts';

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

/** Reads an error answer by patterns: by status, code and type first, by words last. Null where none of them fits. */
export function readByPatterns(response: FailedResponse, patterns: readonly RefusalPattern[]): RefusalReading | null {
  if (patterns.length === 0) return null;
  const body = readErrorBody(response.bodyText);
  const pattern = body && patterns.find((candidate) => matches(candidate, response, body));
  return body && pattern ? makeReading(response, body, pattern.says, readAmounts(pattern, body.message)) : null;
}

/** What all providers say alike, for where there is no room to understand more than that. */
export const COMMON_PATTERNS: readonly RefusalPattern[] = [
  { says: 'rate-limit', code: /rate[_-]?limit|too_many_requests/i },
  { says: 'money', code: /insufficient[_-]?(user[_-]?)?(balance|quota|credits?|funds)|arrear|payment[_-]required/i },
  { says: 'money', message: /insufficient (account )?(balance|credits?|funds|quota)|余额不足|额度不足/i },
  { says: 'money', status: [402] },
  { says: 'rate-limit', status: [429] },
];

/** What a reading states in money. */
export type ReadingAmounts = Pick<RefusalReading, 'availableNano' | 'neededNano' | 'unit'>;

/** A reading of this answer with the code and the request id that support asks for. */
export function readingOf(
  response: FailedResponse,
  says: RefusalReading['says'],
  amounts: ReadingAmounts,
): RefusalReading {
  return makeReading(response, readErrorBody(response.bodyText) ?? NO_BODY, says, amounts);
}

function makeReading(
  { status, headers, hasAnswerBegun }: FailedResponse,
  { code, type, message }: ErrorBody,
  says: RefusalReading['says'],
  amounts: ReadingAmounts,
): RefusalReading {
  return {
    says,
    status,
    code: [code, type].find((name) => name !== null && /^[\w.-]{1,64}$/.test(name)) ?? null,
    ...amounts,
    retryAfterMs: readRetryAfterMs(headers['retry-after']),
    providerRequestId: readRequestId(headers) ?? idOf(/request[ _]id: ?([\w.:-]{1,128})/i.exec(message)?.[1]),
    hasAnswerBegun,
  };
}

interface ErrorBody {
  readonly code: string | null;
  readonly type: string | null;
  readonly message: string;
}

const NO_BODY: ErrorBody = { code: null, type: null, message: '' };

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

function readAmounts(pattern: RefusalPattern, message: string): ReadingAmounts {
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

/** What an answer's head says the provider numbers it by; null: nothing that is such a number. */
export function readRequestId(headers: FailedResponse['headers']): string | null {
  return idOf(REQUEST_ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined));
}

function idOf(text: string | undefined): string | null {
  return text !== undefined && /^[\w.:-]{1,128}$/.test(text) ? text : null;
}
