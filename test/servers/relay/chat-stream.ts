import type { ChatRequest } from '../chat-request.ts';
import { pause, writePiece } from '../exchange.ts';
import { countTokens, splitByTokens } from '../tokens.ts';
import { type Charge, settle } from './billing.ts';
import { flavours } from './flavours.ts';
import type { RelayExchange } from './log-entry.ts';
import { askSupplier, breakStream, countedTokens, writeUsage } from './supplier.ts';

/** What the relay sends for a stream (relay/helper/common.go SetEventStreamHeaders). */
const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
};

/**
 * Streams an answer. Usage comes in a last chunk without choices, or not at all: newer software sends it unless the
 * caller says no, older only when asked. A client that leaves pays for what the relay counts of what was sent.
 */
export async function streamChat(exchange: RelayExchange, request: ChatRequest, charge: Charge): Promise<void> {
  const { world, response, gone } = exchange;
  const { prose, reasoning, usage } = askSupplier(exchange, request);
  const chunk = chunkWriter(exchange, request);
  if (!gone.aborted) response.writeHead(200, streamHeaders);
  const pieces = [
    ...splitByTokens(reasoning, world.supplier.chunkTokens).map((text) => ({ reasoning_content: text })),
    ...splitByTokens(prose.text, world.supplier.chunkTokens).map((text) => ({ content: text })),
  ];
  const isBroken = world.supplier.trouble === 'cut' || world.supplier.trouble === 'error-in-stream';
  let sent = '';
  await writePiece(exchange, chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]));
  for (const delta of isBroken ? pieces.slice(0, Math.ceil(pieces.length / 2)) : pieces) {
    if (gone.aborted) break;
    sent += Object.values(delta).join('');
    await writePiece(exchange, chunk([{ index: 0, delta, finish_reason: null }]));
    await pause(world.supplier.chunkDelayMs, gone);
  }
  const isWhole = !isBroken && !gone.aborted;
  const tokens = isWhole && usage !== null ? usage : countedTokens(charge, sent);
  settle(world, charge, tokens);
  if (isBroken) return breakStream(exchange);
  await writePiece(exchange, chunk([{ index: 0, delta: {}, finish_reason: prose.isCut ? 'length' : 'stop' }]));
  if (request.includeUsage ?? flavours[world.site.flavour].isUsageDefault) {
    await writePiece(exchange, chunk([], writeUsage(tokens, countTokens(reasoning))));
  }
  await writePiece(exchange, 'data: [DONE]\n\n');
  response.end();
}

function chunkWriter({ world, entry }: RelayExchange, request: ChatRequest) {
  const created = Math.floor(world.clock() / 1000);
  return (choices: readonly object[], usage?: object): string => {
    const chunk = {
      id: `chatcmpl-${entry.requestId}`,
      object: 'chat.completion.chunk',
      created,
      model: request.model,
      system_fingerprint: null,
      choices,
      ...(usage === undefined ? {} : { usage }),
    };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  };
}
