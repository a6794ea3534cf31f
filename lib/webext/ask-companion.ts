import type { BaseIssue, BaseSchema, InferOutput } from 'valibot';
import * as v from 'valibot';
import { decodeJson, encodeJson } from '../domain/bigint-json.ts';
import type { LinkProblem } from './companion-link.ts';

/** What a companion was asked, and by whom. */
interface Asked<S extends BaseSchema<unknown, unknown, BaseIssue<unknown>>> {
  readonly address: string;
  /** Null: before it is paired. */
  readonly token: string | null;
  readonly path: '/pair' | '/sync' | '/reserve' | '/take-budgets';
  readonly body: unknown;
  readonly answer: S;
  readonly timeoutMs: number;
}

/** What it said. `refused`: no, with its reason. */
export type Told<T> =
  | { readonly kind: 'told'; readonly answer: T }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'problem'; readonly problem: Exclude<LinkProblem, 'no-permission'> };

/** A larger answer is not looked at, characters. */
const ANSWER_CHARS_MAX = 32 * 1024 * 1024;

/** Asks the companion. From the background or a page of ours alone: browsers keep pages of others from this machine. */
export async function askCompanion<S extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
  asked: Asked<S>,
): Promise<Told<InferOutput<S>>> {
  const { address, token, path, body, timeoutMs } = asked;
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${address}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      body: encodeJson(body),
      signal: AbortSignal.timeout(timeoutMs),
      // Nothing else is to be sent there, and nothing is to lead elsewhere with the token.
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
    });
    status = response.status;
    text = await response.text();
  } catch {
    return { kind: 'problem', problem: 'unreachable' };
  }
  const said = text.length > ANSWER_CHARS_MAX ? null : decodeJson(text);
  if (status === 401) return { kind: 'problem', problem: 'unknown-here' };
  if (status === 403) return { kind: 'refused', reason: reasonOf(said) };
  if (status >= 500) return { kind: 'problem', problem: 'unreachable' };
  const answer = status === 200 ? v.safeParse(asked.answer, said) : null;
  if (!answer?.success) return { kind: 'problem', problem: 'strange-answer' };
  return { kind: 'told', answer: answer.output };
}

function reasonOf(said: unknown): string {
  const { reason } = (said ?? {}) as { readonly reason?: unknown };
  return typeof reason === 'string' ? reason : '';
}
