import { type ChatRequest, readChatRequest } from '../chat-request.ts';
import { pause, readHeader, readObject, sendJson, waitFor } from '../exchange.ts';
import { countTokens } from '../tokens.ts';
import { type Charge, preConsume, refund, settle } from './billing.ts';
import { streamChat } from './chat-stream.ts';
import { findKey } from './key-door.ts';
import type { RelayExchange } from './log-entry.ts';
import { tariffOf } from './quota.ts';
import { signedIn } from './session.ts';
import { askSupplier, countedTokens, passSupplierError, writeUsage } from './supplier.ts';
import {
  languageOf,
  modelForbidden,
  modelUnpriced,
  noChannel,
  type RelayError,
  sendRelayError,
  tooFast,
} from './wording.ts';
import type { RelayToken, RelayUser, RelayWorld } from './world.ts';

/** `POST /v1/chat/completions`, paid with a key. */
export async function answerKeyChat(exchange: RelayExchange): Promise<void> {
  const found = findKey(exchange);
  if (found === null) return;
  const { site } = exchange.world;
  if (site.rateLimitPerMinute !== null && isTooFast(exchange.world, found.user, site.rateLimitPerMinute)) {
    return sendRelayError(exchange, tooFast(exchange.world, site.rateLimitPerMinute), exchange.entry.requestId);
  }
  await answerChat(exchange, found.user, found.token);
}

/** `POST /pg/chat/completions`, paid from the wallet of who has signed in. */
export async function answerPlayground(exchange: RelayExchange): Promise<void> {
  const user = signedIn(exchange);
  if (user !== null) await answerChat(exchange, user, null);
}

async function answerChat(exchange: RelayExchange, user: RelayUser, token: RelayToken | null): Promise<void> {
  const { world, entry } = exchange;
  const body = await readObject(exchange);
  const request = body && readChatRequest(body);
  if (request === null) return sendInvalid(exchange);
  const group = token?.group || request.group || user.group;
  Object.assign(entry, { userId: user.id, tokenId: token?.id ?? null, model: request.model, group });
  const charge = admit(exchange, request, { user, token, group });
  if (charge === null) return;
  await pause(world.supplier.delayMs, exchange.gone);
  await waitFor(world.supplier.until, exchange.gone);
  if (passSupplierError(exchange)) return refund(world, charge);
  if (request.isStream) await streamChat(exchange, request, charge);
  else sendChat(exchange, request, charge);
}

interface Payer {
  readonly user: RelayUser;
  readonly token: RelayToken | null;
  readonly group: string;
}

/** Everything that is checked before the supplier is asked; `null`: the client has been told. */
function admit(exchange: RelayExchange, request: ChatRequest, payer: Payer): Charge | null {
  const { world, entry } = exchange;
  const refuse = (error: RelayError): null => {
    sendRelayError(exchange, error, entry.requestId);
    return null;
  };
  const language = languageOf(readHeader(exchange, 'accept-language'));
  const model = world.models.find(({ name }) => name === request.model);
  if (payer.token?.models?.includes(request.model) === false) {
    return refuse(modelForbidden(world, request.model, language));
  }
  const hasChannel = model?.groups.includes(payer.group) === true && world.supplier.trouble !== 'dropped';
  if (model === undefined || !hasChannel) return refuse(noChannel(world, payer.group, request.model, language));
  const tariff = tariffOf(world, model, payer.user.group, payer.group);
  if (tariff === null) return refuse(modelUnpriced(world, request.model));
  const promptTokens = estimatePrompt(world, request);
  const { outputTokensMax, isStream } = request;
  const charge = preConsume(world, {
    ...payer,
    model: model.name,
    tariff,
    promptTokens,
    outputTokensMax,
    isStream,
    entry,
  });
  return 'status' in charge ? refuse(charge) : charge;
}

/** The relay's own count before the call: roles and texts joined by line breaks, 3 a message, 3 on top. */
export function estimatePrompt(world: RelayWorld, { messages }: ChatRequest): number {
  if (!world.site.countsPrompt) return 0;
  const texts = messages.flatMap(({ role, name, text }) => [role, ...(name === null ? [] : [name]), text]);
  const names = messages.filter(({ name }) => name !== null).length;
  return countTokens(texts.join('\n')) + 3 * messages.length + 3 * names + 3;
}

function sendChat(exchange: RelayExchange, request: ChatRequest, charge: Charge): void {
  const { world, entry } = exchange;
  const { prose, reasoning, usage } = askSupplier(exchange, request);
  const tokens = usage ?? countedTokens(charge, reasoning + prose.text);
  settle(world, charge, tokens);
  sendJson(exchange, 200, {
    id: `chatcmpl-${entry.requestId}`,
    object: 'chat.completion',
    created: Math.floor(world.clock() / 1000),
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: prose.text,
          ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
        },
        finish_reason: prose.isCut ? 'length' : 'stop',
      },
    ],
    usage: writeUsage(tokens, countTokens(reasoning)),
  });
}

function sendInvalid(exchange: RelayExchange): void {
  const message = `field messages is required (request id: ${exchange.entry.requestId})`;
  sendJson(exchange, 400, { error: { message, type: 'new_api_error', param: '', code: 'invalid_request' } });
}

function isTooFast(world: RelayWorld, user: RelayUser, limit: number): boolean {
  const nowMs = world.clock();
  const recent = (world.callTimesMs.get(user.id) ?? []).filter((atMs) => atMs > nowMs - 60_000);
  const isOver = recent.length >= limit;
  world.callTimesMs.set(user.id, isOver ? recent : [...recent, nowMs]);
  return isOver;
}
