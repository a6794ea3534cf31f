import { sendJson, sendText } from '../exchange.ts';
import { answerKeyChat, answerPlayground } from './chat.ts';
import { changeKey, sendKeys, sendWholeKey } from './console-keys.ts';
import { sendLogStat, sendLogs } from './console-logs.ts';
import { sendPricing } from './console-pricing.ts';
import { sendStatus } from './console-status.ts';
import { redeem, sendGroups, sendSelf, sendTopUpInfo, sendUserModels } from './console-user.ts';
import { type Flavour, flavours } from './flavours.ts';
import { sendKeyUsage, sendModels, sendSubscription, sendUsage } from './key-billing.ts';
import type { RelayExchange } from './log-entry.ts';
import { sendPage } from './pages.ts';
import { refreshSession, signIn, signInByVisit, signOut } from './session.ts';

interface Route {
  /** `false`: not there after all. */
  readonly answer: (exchange: RelayExchange) => void | boolean | Promise<void>;
  /** Whether this software has the address; all have it unless said. */
  readonly isIn?: (flavour: Flavour) => boolean;
}

const isNewApi = (flavour: Flavour): boolean => !flavour.isOneApi;
const isOneApi = (flavour: Flavour): boolean => flavour.isOneApi;
const is2026 = (flavour: Flavour): boolean => flavour.hasDisplayType;
const isNewest = (flavour: Flavour): boolean => flavour.auth === 'bearer';

const routes: Readonly<Record<string, Route>> = {
  'POST /v1/chat/completions': { answer: answerKeyChat },
  'POST /pg/chat/completions': { answer: answerPlayground, isIn: isNewApi },
  'GET /v1/models': { answer: sendModels },
  'GET /v1/dashboard/billing/subscription': { answer: sendSubscription },
  'GET /v1/dashboard/billing/usage': { answer: sendUsage },
  'GET /dashboard/billing/subscription': { answer: sendSubscription },
  'GET /dashboard/billing/usage': { answer: sendUsage },
  'GET /api/status': { answer: sendStatus },
  'GET /api/pricing': { answer: sendPricing },
  'GET /api/user/self': { answer: sendSelf },
  'GET /api/user/self/groups': { answer: sendGroups, isIn: isNewApi },
  'GET /api/user/models': { answer: sendUserModels, isIn: isNewApi },
  'GET /api/user/available_models': { answer: sendUserModels, isIn: isOneApi },
  'GET /api/user/topup/info': { answer: sendTopUpInfo, isIn: is2026 },
  'POST /api/user/topup': { answer: redeem },
  'POST /api/user/login': { answer: signIn },
  'GET /api/user/logout': { answer: signOut, isIn: (flavour) => !isNewest(flavour) },
  'POST /api/user/auth/refresh': { answer: refreshSession, isIn: isNewest },
  'POST /api/user/auth/logout': { answer: signOut, isIn: isNewest },
  'GET /test/sign-in': { answer: signInByVisit },
  'GET /api/token/': { answer: sendKeys },
  'PUT /api/token/': { answer: changeKey },
  'GET /api/log/self': { answer: sendLogs },
  'GET /api/log/self/stat': { answer: sendLogStat },
  'GET /api/usage/token/': { answer: sendKeyUsage, isIn: is2026 },
};

/** Answers one request of a relay. */
export async function answerRelay(exchange: RelayExchange): Promise<void> {
  const { request, response, url, world, entry } = exchange;
  const flavour = flavours[world.site.flavour];
  response.setHeader('x-oneapi-request-id', entry.requestId);
  if (isNewApi(flavour)) response.setHeader('x-new-api-version', flavour.version);
  if (isForClients(url.pathname)) allowOtherOrigins(exchange);
  if (request.method === 'OPTIONS') return sendText(exchange, 204, '', {});
  if (url.pathname.startsWith('/api/') && world.site.console === 'html') return sendProxyPage(exchange);
  const route = findRoute(request.method ?? 'GET', url.pathname, flavour);
  if (route !== undefined && (await route.answer(exchange)) !== false) return;
  if (sendPage(exchange)) return;
  const message = `Invalid URL (${request.method} ${url.pathname})`;
  sendJson(exchange, 404, { error: { message, type: 'invalid_request_error', param: '', code: '' } });
}

function findRoute(method: string, path: string, flavour: Flavour): Route | undefined {
  if (method === 'POST' && /^\/api\/token\/\d+\/key$/.test(path) && flavour.areKeysMasked)
    return { answer: sendWholeKey };
  const name = `${method} ${path}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  return route?.isIn?.(flavour) === false ? undefined : route;
}

// middleware/cors.go: on the addresses of API clients, not on the console's.
function isForClients(path: string): boolean {
  return /^\/(v1|pg|dashboard)\//.test(path) || path.startsWith('/api/usage/');
}

function allowOtherOrigins({ response }: RelayExchange): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-methods', 'GET,POST,PUT,DELETE,OPTIONS');
  response.setHeader('access-control-allow-headers', '*, authorization');
}

// A proxy before the relay that lost it: status 200, and a page instead of JSON.
function sendProxyPage(exchange: RelayExchange): void {
  const page =
    '<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>';
  sendText(exchange, 200, page, { 'content-type': 'text/html; charset=utf-8' });
}
