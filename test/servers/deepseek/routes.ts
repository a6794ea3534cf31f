import { readHeader, sendJson, sendText } from '../exchange.ts';
import { sendBalance, sendModels } from './balance.ts';
import { answerChat } from './chat.ts';
import type { DeepSeekExchange } from './log-entry.ts';
import { sendPage } from './pages.ts';
import { sendCurrentUser, sendKeys, sendSummary } from './platform.ts';
import { sendKeyAmounts, sendKeyCosts, sendMonthAmounts, sendMonthCosts } from './platform-usage.ts';

const routes: Readonly<Record<string, (exchange: DeepSeekExchange) => void | Promise<void>>> = {
  'POST /chat/completions': answerChat,
  'POST /v1/chat/completions': answerChat,
  // https://api-docs.deepseek.com/guides/chat_prefix_completion
  'POST /beta/chat/completions': answerChat,
  'GET /models': sendModels,
  'GET /v1/models': sendModels,
  'GET /user/balance': sendBalance,
  'GET /auth-api/v0/users/current': sendCurrentUser,
  'GET /api/v0/users/get_user_summary': sendSummary,
  'GET /api/v0/users/get_api_keys': sendKeys,
  'GET /api/v0/usage/amount': sendMonthAmounts,
  'GET /api/v0/usage/cost': sendMonthCosts,
  'GET /api/v0/usage/by_api_key/amount': sendKeyAmounts,
  'GET /api/v0/usage/by_api_key/cost': sendKeyCosts,
};

/** Answers one request: the API, the platform's own API and its pages. */
export async function answerDeepSeek(exchange: DeepSeekExchange): Promise<void> {
  const { request, response, url, entry } = exchange;
  response.setHeader('x-ds-trace-id', entry.traceId);
  allowOtherOrigins(exchange);
  if (request.method === 'OPTIONS') return sendText(exchange, 200, '', {});
  const name = `${request.method} ${url.pathname}`;
  const answer = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (answer !== undefined) return answer(exchange);
  if (sendPage(exchange)) return;
  sendJson(exchange, 404, {
    error: { message: 'Not Found', type: 'invalid_request_error', param: null, code: 'invalid_request_error' },
  });
}

// The service names who asks rather than "*": `vary` and `allow-credentials` stand on every answer.
function allowOtherOrigins(exchange: DeepSeekExchange): void {
  const { response } = exchange;
  const origin = readHeader(exchange, 'origin');
  response.setHeader('vary', 'origin, access-control-request-method, access-control-request-headers');
  response.setHeader('access-control-allow-credentials', 'true');
  if (origin === null) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-methods', 'GET,POST');
  const headers = readHeader(exchange, 'access-control-request-headers');
  if (headers !== null) response.setHeader('access-control-allow-headers', headers);
}
