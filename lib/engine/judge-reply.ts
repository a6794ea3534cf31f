import type { BalanceAsk } from '../domain/balance-ask.ts';
import type { BalanceProblem } from '../domain/balance-problem.ts';
import { parseJson } from '../domain/json-path.ts';
import { findWait } from '../domain/refusals/find-wait.ts';

/** What came back, or why nothing did. Names of headers are in small letters. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string;
    }
  | { readonly kind: 'failed'; readonly why: 'network' | 'timeout' | 'too-large' };

const CHALLENGE =
  /just a moment|challenge-platform|cf-chl|cf_chl|captcha|attention required|verify (?:that )?you are (?:a )?human|acw_sc__v2|aliyun_waf|enable javascript and cookies/i;
const SCOPE =
  /permission|scope|(?:management|admin|provisioning)[ _-]key|not (?:allowed|authori[sz]ed) to|insufficient_?(?:rights|privileges)|forbidden/i;
const KEY =
  /api[ _-]?key|credential|unauthori[sz]ed|authenticat|authorization|(?:invalid|no|missing|expired)[ _-](?:access[ _-])?token|token not found|令牌|access token/i;

/** What of an ask its replies are judged by. */
export type JudgedAsk = Partial<Pick<BalanceAsk, 'id'>> & Pick<BalanceAsk, 'keyKind'>;

/** The JSON of a reply, or what is wrong with it by status and form. What the JSON means is for others to say. */
export function judgeReply(
  reply: Reply,
  ask: JudgedAsk,
): { readonly json: unknown } | { readonly problem: BalanceProblem } {
  if (reply.kind === 'failed') return { problem: { kind: reply.why } };
  const { status, text, headers } = reply;
  const isNamed = ask.id !== undefined && ask.id.header === undefined;
  if (isHtml(reply)) {
    const isChallenge = headers['cf-mitigated'] === 'challenge' || CHALLENGE.test(text.slice(0, 20_000));
    if (isChallenge) return { problem: { kind: 'challenge' } };
    if (status < 300) return { problem: { kind: 'page' } };
  }
  if (status === 429)
    return { problem: { kind: 'rate-limited', retryAfterMs: findWait(text.slice(0, 2000), new Map(), headers) } };
  if (status === 404 || status === 405 || status === 410) return { problem: { kind: 'gone', status, isNamed } };
  if (status >= 500) return { problem: { kind: 'unavailable', status } };
  if (status >= 300 && status < 400) return { problem: { kind: 'redirected' } };
  const json = parseJson(text);
  if (status === 401 || status === 403) return { problem: keyProblem(status, text, ask) };
  if (status < 300 && json !== undefined) return { json };
  return { problem: unreadable(status, text, ask) };
}

/** What an answer is that nothing could be read from: some tell of a wrong key with 200. */
export function unreadable(status: number, text: string, ask: JudgedAsk): BalanceProblem {
  const said = text.slice(0, 2000);
  return KEY.test(said) || SCOPE.test(said) ? keyProblem(status, said, ask) : { kind: 'unknown-answer', status };
}

function keyProblem(status: number, text: string, { keyKind }: JudgedAsk): BalanceProblem {
  const isScope = SCOPE.test(text.slice(0, 2000)) || (status === 403 && keyKind !== 'ordinary');
  return isScope ? { kind: 'wrong-kind-of-key', needs: keyKind } : { kind: 'wrong-key' };
}

function isHtml({ headers, text }: Extract<Reply, { kind: 'answer' }>): boolean {
  return /^text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html|head|body)/i.test(text);
}
