import { answerChat } from './chat.ts';
import { sendAccount, sendBalance, sendKeys, sendRequests, sendScenario, sendTransactions } from './console-read.ts';
import { changeScenario, reset, setState, topUp } from './console-write.ts';
import { answerEnrich } from './enrich.ts';
import { type Exchange, sendError, sendJson } from './http.ts';
import { models } from './models.ts';
import { openapiDocument } from './openapi.ts';
import { sendPage } from './pages.ts';

type Answer = (exchange: Exchange) => void | Promise<void>;

const routes: Readonly<Record<string, Answer>> = {
  'POST /v1/chat/completions': answerChat,
  'POST /v1/enrich': answerEnrich,
  'GET /v1/models': sendModels,
  'GET /v1/balance': sendBalance,
  'GET /openapi.json': (exchange) => sendJson(exchange, 200, openapiDocument),
  'GET /console/api/account': sendAccount,
  'GET /console/api/keys': sendKeys,
  'GET /console/api/transactions': sendTransactions,
  'GET /console/api/requests': sendRequests,
  'GET /console/api/scenario': sendScenario,
  'POST /console/api/scenario': changeScenario,
  'POST /console/api/top-up': topUp,
  'POST /console/api/state': setState,
  'POST /console/api/reset': reset,
};

/** Answers one request. */
export async function answer(exchange: Exchange): Promise<void> {
  const { request, url, response } = exchange;
  response.setHeader('x-request-id', exchange.entry.requestId);
  if (url.pathname.startsWith('/v1/') || exchange.world.coat !== null) allowAnyOrigin(exchange);
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (url.pathname.startsWith('/console/api/') && isForeign(exchange)) {
    return sendError(exchange, 403, { message: 'The console answers its own pages only.' });
  }
  const route = routes[`${request.method} ${url.pathname}`];
  const { coat } = exchange.world;
  if (coat !== null && !isOfConsole(url.pathname)) {
    if (await coat.answer(exchange)) return;
    const message = `${coat.name} has nothing at ${request.method} ${url.pathname}.`;
    return sendError(exchange, 404, { message, code: 'unknown_url' });
  }
  if (route !== undefined) return route(exchange);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && sendPage(exchange)) return;
  const message = `Unknown request URL: ${request.method} ${url.pathname}. See /docs.`;
  sendError(exchange, 404, { message, code: 'unknown_url' });
}

/** What stays the sandbox's own in a coat. */
function isOfConsole(path: string): boolean {
  return /^\/(console|pages)(\/|$)|^\/favicon\.ico$/.test(path);
}

function sendModels(exchange: Exchange): void {
  const data = models.map(({ id }) => ({ id, object: 'model', created: 1_750_000_000, owned_by: 'toll' }));
  sendJson(exchange, 200, { object: 'list', data });
}

// As real APIs do that are called from web pages. Credentials are keys in a header, never cookies.
function allowAnyOrigin({ request, response }: Exchange): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', exposedHeaders);
  if (request.method !== 'OPTIONS') return;
  const asked = request.headers['access-control-request-headers'];
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
  response.setHeader('access-control-allow-headers', asked ?? 'authorization, content-type');
  response.setHeader('access-control-allow-private-network', 'true');
  response.setHeader('access-control-max-age', '600');
}

const exposedHeaders =
  'x-request-id, retry-after, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests';

// Without this a page elsewhere could top up or reset the sandbox with a "simple" POST, unseen.
function isForeign({ request }: Exchange): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `http://${host}`;
}
