import { type ChatRequest, readChatRequest } from '../chat-request.ts';
import { type Fields, pause, readObject, waitFor } from '../exchange.ts';
import { type ModelAnswer, think, writeUsage } from './answer.ts';
import { findPayingWallet, type Order, settle } from './billing.ts';
import { streamChat } from './chat-stream.ts';
import { errors, sendError } from './errors.ts';
import { type Caller, findCaller } from './key-door.ts';
import { type DeepSeekExchange, uuidOf } from './log-entry.ts';
import { billedModelOf } from './prices.ts';

/** The longest answer one may ask for. */
const outputTokensMax = 393_216;

/** `POST /chat/completions`, with or without "/v1". */
export async function answerChat(exchange: DeepSeekExchange): Promise<void> {
  const caller = findCaller(exchange);
  if (caller === null) return;
  const { world } = exchange;
  const body = await readObject(exchange);
  const request = body && readChatRequest(body);
  if (body === null || request === null) return sendError(exchange, errors.noMessages);
  const order = admit(exchange, caller, request, body);
  if (order === null) return;
  const { running } = world;
  running.set(caller.account.id, (running.get(caller.account.id) ?? 0) + 1);
  try {
    const answer = think(exchange, request, body);
    if (request.isStream) await streamChat(exchange, request, order, answer);
    else await sendChat(exchange, request, order, answer);
  } finally {
    running.set(caller.account.id, (running.get(caller.account.id) ?? 1) - 1);
  }
}

/** Everything that is checked before the model is asked; `null`: the client has been told. */
function admit(exchange: DeepSeekExchange, { account, key }: Caller, request: ChatRequest, body: Fields): Order | null {
  const { world, entry } = exchange;
  entry.model = request.model;
  const refuse = (name: keyof typeof errors): null => {
    sendError(exchange, errors[name]);
    return null;
  };
  const model = billedModelOf(request.model);
  if (model === null) return refuse('noModel');
  const limit = body.max_tokens ?? 1;
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > outputTokensMax) return refuse('badLimit');
  const wallet = findPayingWallet(account);
  if (wallet === null) return refuse('noMoney');
  if (world.model.trouble === 'overloaded') return refuse('overloaded');
  const isFull = world.concurrencyMax !== null && (world.running.get(account.id) ?? 0) >= world.concurrencyMax;
  if (isFull || world.model.trouble === 'busy') return refuse('tooMany');
  return { account, key, wallet, model, isStream: request.isStream, startedAtMs: world.clock(), entry };
}

async function sendChat(exchange: DeepSeekExchange, request: ChatRequest, order: Order, answer: ModelAnswer) {
  const { world, response, gone } = exchange;
  const { prose, reasoning, tokens, isThinking } = answer;
  response.writeHead(200, { 'content-type': 'application/json' });
  // Whoever waits gets empty lines, so that nothing on the way hangs up; JSON may begin with them.
  if (world.model.delayMs > 0) response.write('\n');
  await pause(world.model.delayMs, gone);
  await waitFor(world.model.until, gone);
  settle(world, order, tokens);
  if (gone.aborted) return;
  const body = {
    id: uuidOf(world),
    object: 'chat.completion',
    created: Math.floor(world.clock() / 1000),
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: prose.text,
          ...(isThinking ? { reasoning_content: reasoning.text } : {}),
        },
        logprobs: null,
        finish_reason: prose.isCut ? 'length' : 'stop',
      },
    ],
    usage: writeUsage(answer),
    system_fingerprint: 'fp_server_under_test',
  };
  response.end(JSON.stringify(body));
}
