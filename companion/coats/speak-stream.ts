import { writeRefusalFor } from '../sandbox/admission.ts';
import { billedTokens } from '../sandbox/chat-call.ts';
import { chunkTokens, piecesBeforeTrouble, readChunkDelayMs, takeTurns, write } from '../sandbox/chat-stream.ts';
import { cutConnection, type Exchange, pause } from '../sandbox/http.ts';
import { countTokens, splitByTokens } from '../sandbox/tokens.ts';
import { EVENT_STREAM, type Said, type SpokenStream } from './voice.ts';

/** Sends an answer bit by bit, and has exactly what was written to the client billed. */
export async function speakStream(
  exchange: Exchange,
  said: Said,
  spoken: SpokenStream,
  settleFor: (outputTokens: number) => void,
): Promise<void> {
  const { entry, response, gone } = exchange;
  const headers = { 'content-type': spoken.contentType, 'cache-control': 'no-cache', 'x-accel-buffering': 'no' };
  if (!gone.aborted) response.writeHead(200, headers);
  for (const part of spoken.head) await write(exchange, part);
  const sent = said.answers.map(() => '');
  const pieces = takeTurns(said.answers.map(({ text }) => splitByTokens(text, chunkTokens(exchange))));
  const delayMs = readChunkDelayMs(exchange);
  for (const [position, { choice, text }] of pieces.slice(0, piecesBeforeTrouble(exchange, pieces.length)).entries()) {
    if (position > 0) await pause(delayMs, gone);
    if (gone.aborted) break;
    sent[choice] += text;
    await write(exchange, spoken.piece(choice, text));
  }
  const outputTokens = billedTokens(
    exchange,
    sent.reduce((sum, text) => sum + countTokens(text), 0),
  );
  settleFor(outputTokens);
  if (gone.aborted) return;
  if (entry.scenario === 'cut-stream') return cutConnection(exchange);
  if (entry.scenario === 'error-in-stream' && spoken.contentType === EVENT_STREAM) {
    response.end(`data: ${JSON.stringify(errorOf(exchange))}\n\n`);
    return;
  }
  for (const part of spoken.tail(outputTokens)) await write(exchange, part);
  response.end();
}

/** What the provider says when money runs out while it answers. */
function errorOf(exchange: Exchange): unknown {
  const { keys, accounts } = exchange.world;
  const key = keys.find(({ id }) => id === exchange.entry.keyId);
  const account = accounts.find(({ id }) => id === key?.accountId);
  if (key === undefined || account === undefined) return {};
  const order = { account, key, unit: 'USD', amountNano: exchange.entry.reservedNano ?? 0n, billing: 'any' } as const;
  return writeRefusalFor(exchange, 'depleted', order).body;
}
