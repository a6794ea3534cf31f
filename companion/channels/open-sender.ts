import { type Dispatcher, request } from 'undici';
import { BOUNDS } from '../gateway/bounds.ts';
import { openDispatcher } from '../gateway/open-dispatcher.ts';

/** One HTTP request with a body. */
export interface Sending {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it. Once a status was read it is an answer, whatever became of the rest. */
export type Answered =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** What the receiver asks us to wait, ms; null: nothing. */
      readonly afterMs: number | null;
      /** UTF-8, at most 64 KB of it. */
      readonly text: string;
    }
  /** `mayHaveArrived`: the request may have been read before that. */
  | { readonly kind: 'unanswered'; readonly why: string; readonly mayHaveArrived: boolean };

/** Never rejects. */
export type Send = (
  sending: Sending,
  ports: { readonly signal: AbortSignal; readonly now: () => number },
) => Promise<Answered>;

/** Sends until it is closed. */
export interface Sender {
  readonly send: Send;
  readonly close: () => Promise<void>;
}

const ANSWER_BYTES_MAX = 64 * 1024;
const CONNECT_MS_MAX = 10_000;
const ANSWER_MS_MAX = 30_000;
/** The longest that a receiver may have us wait, ms. */
const AFTER_MS_MAX = 24 * 3_600_000;

/** Opens connections as the environment says (HTTPS_PROXY, NO_PROXY), the way that calls go. */
export function openSender(environment: Readonly<Record<string, string | undefined>>): Sender {
  const bounds = { connectMsMax: CONNECT_MS_MAX, answerMsMax: ANSWER_MS_MAX, answerIdleMsMax: ANSWER_MS_MAX };
  const dispatcher = openDispatcher(environment, { ...BOUNDS, ...bounds });
  return {
    send: (sending, ports) => sendOne(dispatcher, sending, ports),
    close: () => dispatcher.destroy(),
  };
}

async function sendOne(
  dispatcher: Dispatcher,
  { url, headers = {}, body }: Sending,
  { signal, now }: Parameters<Send>[1],
): Promise<Answered> {
  try {
    const response = await request(url, {
      ...{ method: 'POST', dispatcher, signal, body },
      headers: { 'user-agent': 'tollkeeper', ...headers },
    });
    const text = await readSome(response.body);
    const afterMs = readRetryAfter(response.headers['retry-after'], now());
    return { kind: 'answer', status: response.statusCode, afterMs, text };
  } catch (error) {
    return unanswered(error, signal);
  }
}

/** What is longer, or does not end, is read no further. */
async function readSome(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.byteLength;
      pieces.push(piece);
      if (bytes > ANSWER_BYTES_MAX) break;
    }
  } catch {
    // Whoever has to read the body sees that it is not whole.
  }
  return Buffer.concat(pieces).subarray(0, ANSWER_BYTES_MAX).toString('utf8');
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function readRetryAfter(header: string | string[] | undefined, now: number): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(Math.ceil(ms), AFTER_MS_MAX) : null;
}

/** Before there was a connection nothing can have arrived. */
const BEFORE: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'nobody listens there'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'its name cannot be found'],
  [/^(UND_ERR_CONNECT_TIMEOUT|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT)$/, 'it cannot be reached'],
  [/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO/, 'its certificate, or its TLS, is not to be trusted'],
];

function unanswered(error: unknown, signal: AbortSignal): Answered {
  const code = codeOf(error);
  const known = BEFORE.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return { kind: 'unanswered', why: `${known[1]} (${code})`, mayHaveArrived: false };
  const why = signal.aborted || /TIMEOUT/.test(code) ? 'no answer in time' : `the connection was cut (${code})`;
  return { kind: 'unanswered', why, mayHaveArrived: true };
}

/** The innermost one: a name of ours may stand around it. */
export function codeOf(error: unknown): string {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  if (cause !== undefined) return codeOf(cause);
  if (typeof code === 'string' && /^\w{1,60}$/.test(code)) return code;
  return errors?.[0] === undefined ? 'no reason given' : codeOf(errors[0]);
}
