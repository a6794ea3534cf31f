import type { ChatRequest } from '../chat-request.ts';
import { cutConnection, pause, waitFor, writePiece } from '../exchange.ts';
import { countTokens, splitByTokens } from '../tokens.ts';
import { type ModelAnswer, writeUsage } from './answer.ts';
import { type Order, settle } from './billing.ts';
import { type DeepSeekExchange, uuidOf } from './log-entry.ts';

/**
 * Streams an answer. There is no chunk for usage alone: it stands on the last one, next to the reason of the end,
 * whether or not it was asked for. A client that leaves pays for what was written so far.
 */
export async function streamChat(
  exchange: DeepSeekExchange,
  request: ChatRequest,
  order: Order,
  answer: ModelAnswer,
): Promise<void> {
  const { world, response, gone } = exchange;
  const { model } = world;
  const chunk = chunkWriter(exchange, request);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  if (model.delayMs > 0) await writePiece(exchange, ': keep-alive\n\n');
  await pause(model.delayMs, gone);
  await waitFor(model.until, gone);
  const pieces = [
    ...splitByTokens(answer.reasoning.text, model.chunkTokens).map((text) => ({ reasoning_content: text })),
    ...splitByTokens(answer.prose.text, model.chunkTokens).map((text) => ({ content: text })),
  ];
  const isBroken = model.trouble === 'cut';
  let sent = '';
  await writePiece(exchange, chunk({ role: 'assistant', content: '' }, null));
  for (const delta of isBroken ? pieces.slice(0, Math.ceil(pieces.length / 2)) : pieces) {
    if (gone.aborted) break;
    sent += Object.values(delta).join('');
    await writePiece(exchange, chunk(delta, null));
    await pause(model.chunkDelayMs, gone);
  }
  if (isBroken || gone.aborted) {
    settle(world, order, { ...answer.tokens, completionTokens: countTokens(sent) });
    return cutConnection(exchange);
  }
  settle(world, order, answer.tokens);
  const reason = answer.prose.isCut ? 'length' : 'stop';
  await writePiece(exchange, chunk({ content: '' }, reason, writeUsage(answer)));
  await writePiece(exchange, 'data: [DONE]\n\n');
  response.end();
}

// Asked for usage, the other chunks say `usage: null`; not asked, they say nothing of it.
function chunkWriter({ world }: DeepSeekExchange, request: ChatRequest) {
  const id = uuidOf(world);
  const created = Math.floor(world.clock() / 1000);
  const none = request.includeUsage === true ? { usage: null } : {};
  return (delta: object, reason: string | null, usage?: object): string => {
    const body = {
      id,
      object: 'chat.completion.chunk',
      created,
      model: request.model,
      system_fingerprint: 'fp_server_under_test',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      ...(usage === undefined ? none : { usage }),
    };
    return `data: ${JSON.stringify(body)}\n\n`;
  };
}
