import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';

const STREAMED = Symbol('streamed');

/** What a route answers that is no JSON in one piece. */
export interface Streamed {
  readonly [STREAMED]: true;
  /** Writes head and body. Throws an ApiProblem as long as it has written nothing. */
  readonly send: (response: ServerResponse) => Promise<void> | void;
}

/** What is sent piece by piece. */
interface Pieces {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ended early where whoever asked goes away; the next is asked for once one has left. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** What is said behind it, once all of it was sent; whoever does not find it knows that something is missing. */
  readonly trailers: () => Readonly<Record<string, string>>;
  /** Called once, however it ends; also where nobody waited for its first piece. */
  readonly end: () => Promise<void>;
}

/** Whoever reads nothing for so long has gone, ms. */
const SILENT_MS_MAX = 10 * 60_000;

/** An answer that is sent piece by piece. */
export function streamed(given: Pieces): Streamed {
  return taken((response) => sendPieces(given, response));
}

/** An answer that somebody else writes, for as long as it goes on. */
export function taken(send: Streamed['send']): Streamed {
  return { [STREAMED]: true, send };
}

/** Whether an answer is one of those. */
export function isStreamed(answer: unknown): answer is Streamed {
  return typeof answer === 'object' && answer !== null && STREAMED in answer;
}

/** Sends it as fast as it is read. Rejects where it cannot be sent to its end; the response is destroyed then. */
async function sendPieces(answer: Pieces, response: ServerResponse): Promise<void> {
  try {
    response.setTimeout(SILENT_MS_MAX, () => response.destroy());
    response.writeHead(200, { ...answer.headers, 'content-type': answer.type, 'cache-control': 'no-store' });
    // Seen at once, however long the first piece takes.
    response.flushHeaders();
    // Resolves with all of it sent; rejects where whoever asked goes away before.
    const over = finished(response);
    over.catch(() => {});
    for await (const piece of answer.pieces) await Promise.race([send(response, piece), over]);
    response.addTrailers(answer.trailers());
    response.end();
    await over;
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await answer.end();
  }
}

/** Until a piece has left: its memory may be somebody else's from then on, which a stream's mark alone does not say. */
function send(response: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}
