import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { LedgerError } from '../ledger/sql.ts';
import { pairRoutes } from '../pair/pair-routes.ts';
import { SecretProblem } from '../secrets/secret-problem.ts';
import { accessRoutes } from './access-routes.ts';
import { budgetRoutes } from './budget-routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { describeApi } from './openapi.ts';
import { type ApiDesk, ApiProblem, type ApiRoute } from './route.ts';
import { verdictRoutes } from './verdict-routes.ts';

const ROOT = '/api/v1';
const BODY_BYTES_MAX = 1024 * 1024;

/** Every address of the control API. */
export const apiRoutes: readonly ApiRoute[] = [
  ...ledgerRoutes,
  ...verdictRoutes,
  ...budgetRoutes,
  ...accessRoutes,
  ...pairRoutes,
];

/**
 * Answers what is asked of the control API; false: it is none of its business. `openDesk`: what it answers from, once the
 * gateway listens.
 */
export function serveApi(
  openDesk: () => ApiDesk,
  token: () => string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://companion.invalid');
    if (url.pathname !== ROOT && !url.pathname.startsWith(`${ROOT}/`)) return false;
    answer(request, url, openDesk(), token())
      .catch(toProblem)
      .then(({ status, body, type }) => {
        const text = JSON.stringify(body);
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
        response.end(request.method === 'HEAD' ? undefined : text);
      })
      .catch(() => response.destroy());
    return true;
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly type: 'application/json' | 'application/problem+json';
}

async function answer(request: IncomingMessage, url: URL, desk: ApiDesk, token: string): Promise<Answer> {
  if (!isAllowed(request.headers.authorization, token)) {
    return problem(
      401,
      'The API is asked with the token of daemon.json in the data folder: Authorization: Bearer <token>.',
    );
  }
  const path = url.pathname.slice(ROOT.length);
  if (path === '/openapi.json') return json(describeApi(apiRoutes, desk.version));
  const there = apiRoutes.flatMap((one) => {
    const parts = partsOf(one.path, path);
    return parts === null ? [] : [{ route: one, parts }];
  });
  const found = there.find(({ route }) => route.method === request.method);
  if (there.length === 0) return problem(404, `There is nothing at ${url.pathname}. See ${ROOT}/openapi.json.`);
  if (found === undefined)
    return problem(405, `${url.pathname} takes ${there.map(({ route }) => route.method).join(', ')}.`);
  const isRead = request.method === 'GET';
  const given = isRead ? Object.fromEntries(url.searchParams) : await readJson(request);
  const input = v.safeParse(found.route.input, { ...given, ...found.parts });
  if (!input.success) return problem(400, input.issues.map(sayIssue).join(' '));
  return json(await found.route.answer(input.output as never, desk));
}

function isAllowed(header: string | undefined, token: string): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? '');
  const wanted = Buffer.from(token);
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}

function partsOf(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const names = pattern.split('/');
  const parts = path.split('/');
  if (names.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    const isName = name.startsWith('{');
    if (!isName && name !== part) return null;
    if (isName) found[name.slice(1, -1)] = decode(part);
  }
  return found;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
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

function sayIssue({ path, message }: v.BaseIssue<unknown>): string {
  const where = (path ?? []).map(({ key }) => String(key)).join('.');
  return where === '' ? `${message}.` : `${where}: ${message}.`;
}

function json(body: unknown): Answer {
  return { status: 200, body, type: 'application/json' };
}

function problem(status: number, detail: string): Answer {
  return { status, body: { type: 'about:blank', status, detail }, type: 'application/problem+json' };
}

function toProblem(error: unknown): Answer {
  if (error instanceof ApiProblem) return problem(error.status, error.message);
  if (error instanceof SecretProblem) return problem(400, error.message);
  if (error instanceof LedgerError) return problem(503, `The ledger does not answer (${error.code}).`);
  console.error('[api] a request could not be answered', error instanceof Error ? error.name : 'unknown');
  return problem(500, 'Something went wrong in the companion; its log says what.');
}
