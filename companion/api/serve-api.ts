import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { hideSecrets } from '../events/hide-secrets.ts';
import { LedgerError } from '../ledger/sql.ts';
import { pairRoutes } from '../pair/pair-routes.ts';
import { sayIssue } from '../say-issue.ts';
import { SecretProblem } from '../secrets/secret-problem.ts';
import { accessRoutes } from './access-routes.ts';
import { accountRoutes } from './account-routes.ts';
import { adviceRoutes } from './advice-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { hasToken } from './api-token.ts';
import { balanceRoutes } from './balance-routes.ts';
import { budgetRoutes } from './budget-routes.ts';
import { channelRoutes } from './channel-routes.ts';
import { correctionRoutes } from './correction-routes.ts';
import { envelopeRoutes } from './envelope-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { fundingRoutes } from './funding-routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { matchRoutes } from './match-routes.ts';
import { describeApi } from './openapi.ts';
import { ownerRoutes } from './owner-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { rateRoutes } from './rate-routes.ts';
import { rechargeRoutes } from './recharge-routes.ts';
import { refusalRoutes } from './refusal-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { type ApiDesk, ApiProblem, type ApiRoute } from './route.ts';
import { runwayRoutes } from './runway-routes.ts';
import { screenRoutes } from './screen-routes.ts';
import { siteRoutes } from './site-routes.ts';
import { statusPageRoutes } from './status-page-routes.ts';
import { isStreamed } from './stream.ts';
import { thresholdRoutes } from './threshold-routes.ts';
import { verdictRoutes } from './verdict-routes.ts';
import { watchRoutes } from './watch-routes.ts';

const ROOT = '/api/v1';
const BODY_BYTES_MAX = 1024 * 1024;

/** Every address of the control API. */
export const apiRoutes: readonly ApiRoute[] = [
  ...ledgerRoutes,
  ...screenRoutes,
  ...correctionRoutes,
  ...balanceRoutes,
  ...watchRoutes,
  ...exportRoutes,
  ...adviceRoutes,
  ...verdictRoutes,
  ...budgetRoutes,
  ...envelopeRoutes,
  ...rateRoutes,
  ...refusalRoutes,
  ...reportRoutes,
  ...policyRoutes,
  ...rechargeRoutes,
  ...fundingRoutes,
  ...pageRoutes,
  ...accessRoutes,
  ...accountRoutes,
  ...siteRoutes,
  ...alertRoutes,
  ...ownerRoutes,
  ...thresholdRoutes,
  ...statusPageRoutes,
  ...runwayRoutes,
  ...eventRoutes,
  ...channelRoutes,
  ...pairRoutes,
];

/** Asks the API from inside of the process that serves it; what comes back is what it would be over HTTP. */
export async function askApi<T>(
  openDesk: () => ApiDesk,
  { method, path, body }: { readonly method: ApiRoute['method']; readonly path: string; readonly body?: object },
): Promise<T> {
  const url = new URL(path, 'http://companion.invalid');
  const found = matchRoutes(apiRoutes, url.pathname).find(({ route }) => route.method === method);
  if (found === undefined) throw new ApiProblem(404, `There is nothing at ${url.pathname}.`);
  const given = { ...Object.fromEntries(url.searchParams), ...body, ...found.parts };
  const input = v.safeParse(found.route.input, given);
  if (!input.success) throw new ApiProblem(400, input.issues.map((issue) => `${sayIssue(issue)}.`).join(' '));
  return JSON.parse(JSON.stringify(await found.route.answer(input.output as never, openDesk())));
}

/**
 * Answers what is asked of the control API; false: it is none of its business. `openDesk`: what it answers from, once the
 * gateway listens.
 */
export function serveApi(
  openDesk: () => ApiDesk,
  token: () => string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    // Told by its beginning first: not everything that is asked for is an address.
    if (!/^\/api\/v1(?:[/?]|$)/.test(request.url ?? '')) return false;
    const url = new URL(request.url ?? '/', 'http://companion.invalid');
    answer(request, url, openDesk(), token())
      .then((answered) => send(answered, request, response))
      .catch((error: unknown) => {
        // Behind the beginning of another answer nothing can be told any more.
        if (response.headersSent) response.destroy();
        else write(toProblem(error), request, response);
      });
    return true;
  };
}

function send(answer: Answer, request: IncomingMessage, response: ServerResponse): Promise<void> | void {
  if (isStreamed(answer.body)) return answer.body.send(response);
  return write(answer, request, response);
}

function write({ status, body, type }: Answer, request: IncomingMessage, response: ServerResponse): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : text);
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly type: 'application/json' | 'application/problem+json';
}

async function answer(request: IncomingMessage, url: URL, desk: ApiDesk, token: string): Promise<Answer> {
  if (!hasToken(request.headers.authorization, token)) {
    return problem(
      401,
      'The API is asked with the token of daemon.json in the data folder: Authorization: Bearer <token>.',
    );
  }
  const path = url.pathname.slice(ROOT.length);
  if (path === '/openapi.json') return json(describeApi(apiRoutes, desk.version));
  const there = matchRoutes(apiRoutes, path);
  const found = there.find(({ route }) => route.method === request.method);
  if (there.length === 0)
    return problem(404, `There is nothing at ${hideSecrets(url.pathname)}. See ${ROOT}/openapi.json.`);
  if (found === undefined)
    return problem(405, `${url.pathname} takes ${there.map(({ route }) => route.method).join(', ')}.`);
  const isRead = request.method === 'GET';
  const given = isRead ? readQuery(request, url) : await readJson(request);
  const input = v.safeParse(found.route.input, { ...given, ...found.parts });
  if (!input.success) return problem(400, input.issues.map((issue) => `${sayIssue(issue)}.`).join(' '));
  return json(await found.route.answer(input.output as never, desk));
}

/** What a client of events says when it comes again stands in a header. */
function readQuery({ headers }: IncomingMessage, { searchParams }: URL): object {
  const lastId = headers['last-event-id'];
  return { ...Object.fromEntries(searchParams), ...(typeof lastId === 'string' && { 'last-event-id': lastId }) };
}

async function readJson(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes > BODY_BYTES_MAX) throw new ApiProblem(400, 'The body is larger than 1 MB.');
    chunks.push(chunk as Buffer);
  }
  if (bytes === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below: both are no object.
  }
  throw new ApiProblem(400, 'The body must be a JSON object.');
}

function json(body: unknown): Answer {
  return { status: 200, body, type: 'application/json' };
}

function problem(status: number, detail: string): Answer {
  return { status, body: { type: 'about:blank', status, detail }, type: 'application/problem+json' };
}

/** Which room an error comes from is for its log, and for nobody who asks. */
function sayRoomless(message: string): string {
  return message.replace(/^\[\w+\] /, '');
}

function toProblem(error: unknown): Answer {
  if (error instanceof ApiProblem) return problem(error.status, error.message);
  if (error instanceof SecretProblem) return problem(400, sayRoomless(error.message));
  if (error instanceof LedgerError) return problem(503, `The ledger does not answer (${error.code}).`);
  console.error('[api] a request could not be answered', error instanceof Error ? error.name : 'unknown');
  return problem(500, 'Something went wrong in the companion; its log says what.');
}
