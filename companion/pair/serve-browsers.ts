import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { decodeJson, encodeJson } from '../../lib/domain/bigint-json.ts';
import { handOverQuestionSchema } from '../../lib/sync/hand-over.ts';
import { questionSchema, SYNC_BYTES_MAX } from '../../lib/sync/protocol.ts';
import { pairQuestionSchema, reserveQuestionSchema } from '../../lib/sync/questions.ts';
import { isExtensionOrigin, pageHeaders, preflightHeaders } from '../gateway/door.ts';
import { headerOf } from '../gateway/read-caller.ts';
import { LedgerError } from '../ledger/sql.ts';
import type { Browsers, PairedBrowser } from '../secrets/browsers.ts';
import { SecretProblem } from '../secrets/secret-problem.ts';
import { type ExchangeDesk, exchange } from './exchange.ts';
import type { PairCodes, Tried } from './pair-codes.ts';
import { reserveForBrowser } from './reserve-for-browser.ts';
import { takeBudgets } from './take-budgets.ts';

/** What paired browsers, and those that want to be, are answered from. */
export interface BrowserDesk extends ExchangeDesk {
  readonly browsers: Browsers;
  readonly codes: PairCodes;
  readonly secretHex: string;
  readonly version: string;
  /** Before the first token is given: from then on what changes is noted. */
  readonly begin: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Route = (body: unknown, request: IncomingMessage, desk: BrowserDesk) => Promise<Answer>;

const ROUTES: Readonly<Record<string, Route>> = {
  '/api/v1/pair': pair,
  '/api/v1/sync': withBrowser(async (body, browser, desk) => {
    const question = v.safeParse(questionSchema, body);
    if (!question.success) return malformed(question.issues);
    return { status: 200, body: await exchange(question.output, browser.id, desk) };
  }),
  '/api/v1/reserve': withBrowser(async (body, _browser, desk) => {
    const question = v.safeParse(reserveQuestionSchema, body);
    if (!question.success) return malformed(question.issues);
    return { status: 200, body: await reserveForBrowser(question.output, desk) };
  }),
  '/api/v1/take-budgets': withBrowser(async (body, _browser, desk) => {
    const question = v.safeParse(handOverQuestionSchema, body);
    if (!question.success) return malformed(question.issues);
    return { status: 200, body: await takeBudgets(question.output.budgets, desk.holds) };
  }),
};

/**
 * Answers what browsers ask: to be paired, to exchange what is new, to hold a call, to take over budgets. False: it is none of that. Whoever asks is an
 * extension by its Origin, or no page at all; what is paired is known by its token, from its own origin alone.
 */
export function serveBrowsers(
  openDesk: () => BrowserDesk,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const path = (request.url ?? '/').replace(/\?.*$/s, '');
    const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
    if (route === undefined) return false;
    const asked = preflightHeaders(request);
    if (asked !== null) {
      request.resume();
      response.writeHead(204, asked).end();
      return true;
    }
    answer(route, request, openDesk())
      .catch(toProblem)
      .then(({ status, body }) => {
        const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', ...pageHeaders(request) };
        response.writeHead(status, status === 413 ? { ...headers, connection: 'close' } : headers);
        response.end(encodeJson(body));
      })
      .catch(() => response.destroy());
    return true;
  };
}

async function answer(route: Route, request: IncomingMessage, desk: BrowserDesk): Promise<Answer> {
  if (request.method !== 'POST') return problem(405, 'This is asked by POST.');
  const text = await readText(request);
  if (text === null) return problem(413, 'The question is larger than what is read at once.');
  const body = decodeJson(text);
  if (body === null) return problem(400, 'The question is no JSON.');
  return route(body, request, desk);
}

async function pair(body: unknown, request: IncomingMessage, desk: BrowserDesk): Promise<Answer> {
  const origin = headerOf(request.headers, 'origin');
  if (origin === null || !isExtensionOrigin(origin)) return problem(403, 'Only a browser extension can be paired.');
  const question = v.safeParse(pairQuestionSchema, body);
  if (!question.success) return malformed(question.issues);
  const tried = desk.codes.take(question.output.code);
  if (tried !== 'right') return { status: 403, body: { detail: SAID[tried], reason: tried } };
  await desk.begin();
  const { id, token } = desk.browsers.add({ name: question.output.name, origin, pairedAt: desk.now() });
  return { status: 200, body: { id, token, secretHex: desk.secretHex, version: desk.version } };
}

const SAID: Readonly<Record<Exclude<Tried, 'right'>, string>> = {
  none: 'No code is out, or its time is over: run "tollkeeper pair" for a new one.',
  wrong: 'That is not the code.',
  'too-many': 'That was not the code, too often: run "tollkeeper pair" for a new one.',
};

function withBrowser(route: (body: unknown, browser: PairedBrowser, desk: BrowserDesk) => Promise<Answer>): Route {
  return async (body, request, desk) => {
    const token = /^Bearer (tkb_[\w-]{43})$/.exec(headerOf(request.headers, 'authorization') ?? '')?.[1];
    const browser = token === undefined ? null : desk.browsers.find(token);
    const origin = headerOf(request.headers, 'origin');
    if (browser === null || (origin !== null && origin !== browser.origin)) {
      return problem(401, 'This browser is not paired, or not any more.');
    }
    return route(body, browser, desk);
  };
}

async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes > SYNC_BYTES_MAX) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function malformed([issue]: readonly v.BaseIssue<unknown>[]): Answer {
  const where = (issue?.path ?? []).map(({ key }) => String(key)).join('.');
  // Of what was sent nothing is said but its place: it may hold what nobody should read in a log.
  return problem(400, where === '' ? 'The question has another form.' : `The question has another form at ${where}.`);
}

function problem(status: number, detail: string): Answer {
  return { status, body: { detail } };
}

function toProblem(error: unknown): Answer {
  if (error instanceof LedgerError) return problem(503, `The ledger does not answer (${error.code}).`);
  if (error instanceof SecretProblem) return problem(409, error.message);
  console.error('[pair] a browser could not be answered', error instanceof Error ? error.message : 'unknown');
  return problem(500, 'Something went wrong in the companion; its log says what.');
}
