import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

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
  /** Ended early where whoever asked goes away. */
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
    await pipeline(async function* () {
      yield* answer.pieces;
      response.addTrailers(answer.trailers());
    }, response);
  } finally {
    await answer.end();
  }
}
