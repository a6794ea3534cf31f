import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiProblem } from '../api/route.ts';
import type { EventStream } from '../events/event-stream.ts';
import { LedgerError } from '../ledger/sql.ts';
import { html } from '../pages/html.ts';
import type { AskApi } from '../pages/page.ts';
import type { PageAccess } from '../pages/page-access.ts';
import { readLanguage, readName, readSession } from '../pages/page-cookies.ts';
import { renderFrame } from '../pages/page-frame.ts';
import { PAGE_POLICY } from '../pages/page-style.ts';
import { wordsOf } from '../pages/page-words.ts';
import { dashboardFiles, type PageFiles, readPageFiles } from './page-files.ts';
import { DASHBOARD_POLICY, FILES, renderShell } from './page-shell.ts';

/** What the dashboard is served from. */
export interface DashboardOptions {
  readonly access: PageAccess;
  readonly ask: AskApi;
  readonly events: Pick<EventStream, 'join'>;
  /** IANA name. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What its page asks for lies where browsers send its session along, and nowhere else. */
const DATA = '/watch/data/';
const EVENTS = '/watch/events';

const TYPES = { 'dashboard.js': 'text/javascript', 'dashboard.css': 'text/css' } as const;

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * Answers `/` with the dashboard, and what that asks for; false: it is something else. Whoever may ask is judged before (Host,
 * Origin). The page has nothing of the ledger in it; that needs the session of `/watch`.
 */
export function serveDashboard(
  open: () => DashboardOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let files: PageFiles | null = null;
  return (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || !/^\/(?:[?]|$|watch\/(?:app\/|data\/|events(?:[?]|$)))/.test(request.url ?? '')) return false;
    const options = open();
    const url = new URL(request.url ?? '/', 'http://companion.invalid');
    const send = ({ status, headers, body }: Answer): void => {
      response.writeHead(status, { ...HEADERS, ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (url.pathname === '/' || url.pathname.startsWith(FILES)) {
      files ??= readPageFiles();
      send(url.pathname === '/' ? sendShell(request, url, options, files) : sendFile(url, files));
      return true;
    }
    const session = readSession(request);
    if (session === null || !options.access.isIn(session)) send(problem(401, 'no session'));
    else if (url.pathname === EVENTS) join(request, response, options, send);
    else answerData(request, url, session, options).then(send, () => response.destroy());
    return true;
  };
}

function sendShell(
  request: IncomingMessage,
  url: URL,
  { zone, now }: DashboardOptions,
  files: PageFiles | null,
): Answer {
  const words = wordsOf({ language: readLanguage(request, url), now: now(), zone });
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-language': words.language,
    'cache-control': 'no-store',
    vary: 'accept-language',
  };
  if (files !== null) {
    const body = renderShell(words, files);
    return { status: 200, headers: { ...headers, 'content-security-policy': DASHBOARD_POLICY }, body };
  }
  const title = words.say('page.notBuilt');
  const content = html`<p>${words.say('page.notBuilt.todo')}</p><p><a href="/watch">${words.say('page.entered.link')}</a></p>`;
  const body = renderFrame({ words, title, path: '/', pages: [], said: null, formToken: null, content });
  return { status: 503, headers: { ...headers, 'content-security-policy': PAGE_POLICY }, body };
}

function sendFile(url: URL, files: PageFiles | null): Answer {
  const name = dashboardFiles.find((file) => url.pathname === FILES + file);
  if (name === undefined || files === null) return problem(404, 'no such file');
  const { bytes, mark } = files[name];
  // One that is asked for by what is in it never changes.
  const isNamed = url.searchParams.get('v') === mark;
  const headers = {
    'content-type': `${TYPES[name]}; charset=utf-8`,
    'cache-control': isNamed ? 'max-age=31536000, immutable' : 'no-store',
  };
  return { status: 200, headers, body: bytes };
}

function join(
  request: IncomingMessage,
  response: ServerResponse,
  { events }: DashboardOptions,
  send: (answer: Answer) => void,
): void {
  const lastId = request.headers['last-event-id'];
  if (!events.join(response, typeof lastId === 'string' ? lastId : null)) send(problem(409, 'too many read events'));
}

/** What the page begins with, and the screens as the control API has them. */
async function answerData(
  request: IncomingMessage,
  url: URL,
  session: string,
  { access, ask, onTrouble }: DashboardOptions,
): Promise<Answer> {
  const name = url.pathname.slice(DATA.length);
  if (name === 'begin') return json(200, { proof: access.formToken(session), who: readName(request) });
  try {
    return json(200, await ask<unknown>({ method: 'GET', path: `/screens/${name}${url.search}` }));
  } catch (error) {
    if (error instanceof ApiProblem) return problem(error.status, error.message);
    if (error instanceof LedgerError) return problem(503, 'the ledger does not answer');
    onTrouble('a screen could not be shown', error);
    return problem(500, 'something went wrong');
  }
}

function json(status: number, value: unknown): Answer {
  return {
    ...{ status, body: JSON.stringify(value) },
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  };
}

function problem(status: number, detail: string): Answer {
  const { body } = json(status, { type: 'about:blank', status, detail });
  return { status, body, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } };
}
