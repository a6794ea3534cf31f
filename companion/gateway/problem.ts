import type { WireId } from '../../lib/domain/call.ts';

/** A sum for programs: a decimal as text, because JSON's numbers round. */
export interface StatedSum {
  readonly unit: string;
  readonly amount: string;
}

/** One way forward that was worked out. */
export interface StatedOption {
  /** `recharge`, `lower-max-tokens`, `cheaper-model`, `wait` … */
  readonly kind: string;
  readonly text: string;
  readonly href?: string;
  readonly maxTokens?: number;
  readonly model?: string;
  readonly cost?: StatedSum;
}

/** Why a request is refused here (RFC 9457). Texts are for people; none has a key, prompt or answer in it. */
export interface Problem {
  /** The last part of the problem type's name. */
  readonly type: ProblemType;
  readonly title: string;
  readonly detail: string;
  /** One sentence that an app may show to its own end users: it says nothing of whose money and how much. */
  readonly userMessage?: string;
  readonly balance?: StatedSum;
  readonly cost?: StatedSum;
  readonly shortfall?: StatedSum;
  readonly estimate?: { readonly low: StatedSum; readonly likely: StatedSum; readonly high: StatedSum };
  readonly options?: readonly StatedOption[];
  readonly 'violated-policies'?: readonly string[];
  /** What there is, for who asked for something that there is not. */
  readonly choices?: readonly string[];
  readonly retryAfterMs?: number;
  /** Other ways that were tried for it and stopped here. */
  readonly otherWays?: readonly StoppedWay[];
}

/** Why a call did not go by another way. */
export interface StoppedWay {
  /** What wanted it there. */
  readonly policy: string;
  readonly provider: string;
  /** Null: its first one. */
  readonly account: string | null;
  readonly type: ProblemType;
  readonly why: string;
}

/** What can be wrong, and the status that says so. Never 429: SDKs repeat that by themselves. */
export const PROBLEM_STATUS = {
  'insufficient-balance': 402,
  'budget-exceeded': 402,
  'quota-exceeded': 402,
  'abnormal-usage-detected': 402,
  'policy-refused': 402,
  'unreviewed-body': 402,
  'ledger-unavailable': 503,
  'token-needed': 401,
  'unknown-token': 401,
  'no-account': 401,
  'foreign-page': 403,
  'foreign-host': 403,
  'unknown-provider': 404,
  'bad-request': 400,
  'body-too-slow': 408,
  'headers-too-large': 431,
  'provider-unreachable': 502,
  'provider-cut': 502,
  'provider-silent': 504,
} as const;
export type ProblemType = keyof typeof PROBLEM_STATUS;

/** Types that others have registered or drafted; the rest are ours (RFC 9457, 3.1.1: a type need lead nowhere). */
const REGISTERED: Partial<Record<ProblemType, string>> = {
  'quota-exceeded': 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  'abnormal-usage-detected': 'https://iana.org/assignments/http-problem-types#abnormal-usage-detected',
};

/** The problem's type as it is written. */
export function typeUri(type: ProblemType): string {
  return REGISTERED[type] ?? `urn:tollkeeper:problem:${type}`;
}

/** An answer of ours. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a refusal of ours looks to a client of this wire, or to one that takes problem details. */
export function renderRefusal(problem: Problem, wire: WireId | null, accept: string | undefined): Refusal {
  const status = PROBLEM_STATUS[problem.type];
  const { retryAfterMs, ...told } = problem;
  const details = { ...told, type: typeUri(problem.type), status };
  const isPure = wantsProblem(accept);
  const body = isPure ? details : envelopes[wire ?? 'openai-chat'](details, problem.type);
  const isFinal = status === 402 || status === 401 || status === 403 || status === 404 || status === 400;
  return {
    status,
    headers: {
      'content-type': isPure ? 'application/problem+json' : 'application/json; charset=utf-8',
      'tollkeeper-refusal': problem.type,
      // The official SDKs obey it: what is final here is not asked again.
      ...(isFinal && { 'x-should-retry': 'false' }),
      ...(retryAfterMs !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
      ...(wire === 'bedrock-converse' && { 'x-amzn-errortype': 'ServiceQuotaExceededException' }),
    },
    body: JSON.stringify(body),
  };
}

type Details = Readonly<Record<string, unknown>> & {
  readonly title: string;
  readonly detail: string;
  readonly status: number;
};
type Envelope = (details: Details, type: ProblemType) => object;

/** OpenAI's: its SDKs show `message`, and offer `code`, `type` and the whole `error` to programs. */
const openai: Envelope = (problem, type) => ({
  error: {
    message: problem.detail,
    type: kindOf(problem.status, 'insufficient_quota'),
    param: null,
    code: `tollkeeper_${type.replaceAll('-', '_')}`,
    problem,
  },
});

const anthropic: Envelope = (problem) => ({
  type: 'error',
  error: { type: kindOf(problem.status, 'billing_error'), message: problem.detail, problem },
});

/** Google's (AIP-193): details carry a type each. */
const gemini: Envelope = (problem) => ({
  error: {
    code: problem.status,
    message: problem.detail,
    status: GOOGLE_STATUS[problem.status] ?? 'FAILED_PRECONDITION',
    details: [{ '@type': problem.type, ...problem }],
  },
});

/** Who says no more than a sentence; the details stand beside it. */
const plain: Envelope = (problem) => ({ message: problem.detail, problem });

/** APIs that bill by record, page or credit have no envelope in common: the usual names of a sentence, and the details. */
const metered: Envelope = (problem) => ({ ...problem, success: false, message: problem.detail, error: problem.detail });

const envelopes: Readonly<Record<WireId, Envelope>> = {
  'openai-chat': openai,
  'openai-responses': openai,
  'openai-embeddings': openai,
  'openai-images': openai,
  'openai-audio': openai,
  'openai-batches': openai,
  'openai-realtime': openai,
  'anthropic-messages': anthropic,
  'anthropic-batches': anthropic,
  'gemini-generate': gemini,
  'bedrock-converse': plain,
  'cohere-chat': plain,
  // Its own errors are problem details.
  'replicate-predictions': (problem) => problem,
  metered,
};

/** The names that OpenAI and Anthropic give to a status; of a 402, whose sense is theirs alone, `forMoney`. */
function kindOf(status: number, forMoney: string): string {
  if (status === 402) return forMoney;
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  return status < 500 ? 'invalid_request_error' : 'api_error';
}

const GOOGLE_STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

function wantsProblem(accept: string | undefined): boolean {
  return accept !== undefined && /\bapplication\/problem\+json\b(?![^,]*;\s*q=0(\.0+)?\s*(,|$))/i.test(accept);
}
