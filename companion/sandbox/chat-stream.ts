import { once } from 'node:events';
import { writeRefusalFor } from './admission.ts';
import { billedTokens, type ChatCall, settleChat, writeUsage } from './chat-call.ts';
import { cutConnection, type Exchange, pause, readNumberHeader } from './http.ts';
import { countTokens, splitByTokens } from './tokens.ts';

/** A part of one of the answers. */
export interface Piece {
  readonly choice: number;
  readonly text: string;
}

const slowChunkDelayMs = 250;
const chunkDelayMsMax = 60_000;
const chunkTokensMax = 10_000;

/** Streams an answer as server-sent events and bills exactly the text that was written to the client. */
export async function streamChat(exchange: Exchange, call: ChatCall): Promise<void> {
  const { entry, response, gone } = exchange;
  if (!gone.aborted) response.writeHead(200, streamHeaders);
  const sent = call.answers.map(() => '');
  const pieces = takeTurns(call.answers.map((answer) => splitByTokens(answer.text, chunkTokens(exchange))));
  const stopAfter = piecesBeforeTrouble(exchange, pieces.length);
  for (const [choice] of call.answers.entries()) {
    await write(exchange, event(call, [{ index: choice, delta: { role: 'assistant', content: '' } }]));
  }
  const chunkDelayMs = readChunkDelayMs(exchange);
  for (const [position, piece] of pieces.slice(0, stopAfter).entries()) {
    if (position > 0) await pause(chunkDelayMs, gone);
    if (gone.aborted) break;
    sent[piece.choice] += piece.text;
    await write(exchange, event(call, [{ index: piece.choice, delta: { content: piece.text } }]));
  }
  const written = sent.reduce((sum, text) => sum + countTokens(text), 0);
  const completionTokens = billedTokens(exchange, written);
  settleChat(exchange, call, completionTokens);
  if (gone.aborted) return;
  if (entry.scenario === 'cut-stream') return cutConnection(exchange);
  if (entry.scenario === 'error-in-stream') return endWithError(exchange, call);
  await endStream(exchange, call, completionTokens);
}

async function endStream(exchange: Exchange, call: ChatCall, completionTokens: number): Promise<void> {
  for (const [index, answer] of call.answers.entries()) {
    await write(exchange, event(call, [{ index, delta: {}, finish_reason: answer.finishReason }]));
  }
  if (call.request.includeUsage) {
    await write(exchange, event(call, [], writeUsage(call.promptTokens, completionTokens)));
  }
  exchange.response.end('data: [DONE]\n\n');
}

// Seen at relays whose account runs dry while they answer: the refusal arrives as an event of a 200 stream.
function endWithError(exchange: Exchange, call: ChatCall): void {
  const { account, key } = call.charge;
  const order = { account, key, unit: 'USD', amountNano: call.charge.reservedNano, billing: 'per-token' } as const;
  const { body } = writeRefusalFor(exchange, 'depleted', order);
  exchange.response.end(`data: ${JSON.stringify(body)}\n\n`);
}

interface ChunkChoice {
  readonly index: number;
  readonly delta: { readonly role?: string; readonly content?: string };
  readonly finish_reason?: string;
}

function event(call: ChatCall, choices: readonly ChunkChoice[], usage: unknown = null): string {
  const chunk = {
    id: call.completionId,
    object: 'chat.completion.chunk',
    created: call.createdSeconds,
    model: call.request.model.id,
    system_fingerprint: 'fp_sandbox',
    choices: choices.map((choice) => ({ logprobs: null, finish_reason: null, ...choice })),
    ...(call.request.includeUsage ? { usage } : {}),
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** Writes a part of a stream and waits while the client is slower; nothing to one that is gone. */
export async function write(exchange: Exchange, part: string | Uint8Array): Promise<void> {
  const { response, gone } = exchange;
  if (gone.aborted) return;
  const isBroken = exchange.entry.scenario === 'garbage-json' && typeof part === 'string';
  const broken = isBroken ? `${part.slice(0, part.length / 2)}\n\n` : part;
  // A full buffer is waited for, which also gives the event loop its turn to notice that the client has left.
  if (!response.write(broken)) await once(response, 'drain', { signal: gone }).catch(() => undefined);
}

/** Pieces of several answers, one of each in turn. */
export function takeTurns(texts: readonly (readonly string[])[]): Piece[] {
  const longest = Math.max(...texts.map((pieces) => pieces.length));
  return Array.from({ length: longest }, (_, position) =>
    texts.flatMap((pieces, choice) => {
      const text = pieces[position];
      return text === undefined ? [] : [{ choice, text }];
    }),
  ).flat();
}

/** How many of so many pieces are written before the scenario ends the stream. */
export function piecesBeforeTrouble(exchange: Exchange, pieces: number): number {
  if (exchange.entry.scenario === 'error-in-stream') return Math.min(4, pieces);
  return exchange.entry.scenario === 'cut-stream' ? Math.ceil(pieces / 2) : pieces;
}

/** Tokens of one piece. */
export function chunkTokens(exchange: Exchange): number {
  const asked = readNumberHeader(exchange, 'x-sandbox-chunk-tokens', chunkTokensMax);
  return asked === null || asked === 0 ? exchange.world.rules.chunkTokens : asked;
}

/** The wait between two pieces, ms. */
export function readChunkDelayMs(exchange: Exchange): number {
  const ruled = exchange.entry.scenario === 'slow' ? slowChunkDelayMs : exchange.world.rules.chunkDelayMs;
  return readNumberHeader(exchange, 'x-sandbox-chunk-delay-ms', chunkDelayMsMax) ?? ruled;
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
};
