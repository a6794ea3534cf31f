import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { Bounds } from './bounds.ts';
import { decodeWhole } from './decode.ts';
import type { ReviewedBody } from './review-port.ts';

/** A request's body, read as far as it is looked at. */
export interface TakenBody {
  readonly reviewed: ReviewedBody;
  /** What goes upstream, unchanged: all of it, or what was read and the rest as it comes. Null: there is none. */
  readonly sent: Buffer | Readable | null;
  /** How long was waited for the client, ms. */
  readonly waitedMs: number;
  /** To be called when it is sent or dropped. */
  readonly release: () => void;
}

/** How much all bodies under review take together. */
export interface BodyRoom {
  used: number;
}

/** The client stopped sending, or left, before its body was complete. */
export class BodyNotRead extends Error {
  readonly why: 'too-slow' | 'gone';
  constructor(why: 'too-slow' | 'gone') {
    super(`[gateway] a request's body was not read: ${why}`);
    this.why = why;
  }
}

/** Whether a request has a body at all (RFC 9112, 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Reads a body up to the bound to have it reviewed. Rejects with {@link BodyNotRead}. */
export async function takeBody(request: IncomingMessage, bounds: Bounds, room: BodyRoom): Promise<TakenBody> {
  if (!hasBody(request)) return { reviewed: { kind: 'none' }, sent: null, waitedMs: 0, release: nothing };
  const stated = statedLength(request);
  if (stated !== null && stated > bounds.reviewedBytesMax)
    return flowOn(request, bounds, { chunks: [], why: 'too-large' });
  const startedAt = performance.now();
  const { chunks, bytes, why } = await collect(request, bounds, room);
  const waitedMs = performance.now() - startedAt;
  let isReleased = false;
  const release = (): void => {
    if (!isReleased) room.used -= bytes;
    isReleased = true;
  };
  if (why !== null) return { ...flowOn(request, bounds, { chunks, why }), waitedMs, release };
  const [first] = chunks;
  const sent = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
  return { reviewed: await lookAt(request, sent, bounds), sent, waitedMs, release };
}

/** A body that nobody looks at, as it comes; null: there is none. */
export function flowBody(request: IncomingMessage, bounds: Bounds, chunks: readonly Buffer[] = []): Readable | null {
  if (!hasBody(request)) return null;
  // A stream of its own: whoever sends it may end it early without the client losing its connection.
  const flow = new PassThrough();
  for (const chunk of chunks) flow.write(chunk);
  const timer = setTimeout(() => flow.destroy(new BodyNotRead('too-slow')), bounds.bodyIdleMsMax);
  request.on('data', () => timer.refresh());
  flow.on('drain', () => timer.refresh());
  request.once('end', () => clearTimeout(timer));
  request.once('close', () => {
    clearTimeout(timer);
    if (!request.complete) flow.destroy(new BodyNotRead('gone'));
  });
  // What is no longer wanted is read and dropped, so that the client gets to its answer.
  flow.once('close', () => {
    clearTimeout(timer);
    request.unpipe(flow);
    request.resume();
  });
  flow.on('error', nothing);
  request.pipe(flow);
  return flow;
}

/** The length that a client states; null: it states none. */
export function statedLength({ headers }: IncomingMessage): number | null {
  const stated = headers['content-length'];
  return stated === undefined ? null : Number(stated);
}

interface Left {
  readonly chunks: readonly Buffer[];
  readonly why: 'too-large' | 'busy';
}

function flowOn(request: IncomingMessage, bounds: Bounds, { chunks, why }: Left): TakenBody {
  const reviewed: ReviewedBody = { kind: 'unreviewed', why, bytes: statedLength(request) };
  return { reviewed, sent: flowBody(request, bounds, chunks), waitedMs: 0, release: nothing };
}

interface Collected {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
  /** Null: it is all there. */
  readonly why: Left['why'] | null;
}

function collect(request: IncomingMessage, bounds: Bounds, room: BodyRoom): Promise<Collected> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    };
    const fail = (why: BodyNotRead['why']): void => {
      done();
      room.used -= bytes;
      reject(new BodyNotRead(why));
    };
    const timer = setTimeout(() => fail('too-slow'), bounds.bodyIdleMsMax);
    const onData = (chunk: Buffer): void => {
      timer.refresh();
      chunks.push(chunk);
      bytes += chunk.byteLength;
      room.used += chunk.byteLength;
      const why =
        bytes > bounds.reviewedBytesMax ? 'too-large' : room.used > bounds.reviewedBytesTotalMax ? 'busy' : null;
      if (why === null) return;
      done();
      request.pause();
      resolve({ chunks, bytes, why });
    };
    const onEnd = (): void => {
      done();
      resolve({ chunks, bytes, why: null });
    };
    const onClose = (): void => fail('gone');
    request.on('data', onData).once('end', onEnd).once('close', onClose).once('error', onClose);
  });
}

async function lookAt({ headers }: IncomingMessage, body: Buffer, bounds: Bounds): Promise<ReviewedBody> {
  const bytes = body.byteLength;
  const coding = headers['content-encoding'];
  const plain = coding === undefined ? body : await decodeWhole(body, coding, bounds.reviewedBytesMax);
  if (plain === null) return { kind: 'unreviewed', why: 'encoded', bytes };
  if (!isUtf8(plain)) {
    // A form has sound or pictures beside its words: letters that are none of them stay what they are, byte by byte.
    const isForm = /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
    return isForm
      ? { kind: 'text', text: plain.toString('latin1'), bytes }
      : { kind: 'unreviewed', why: 'not-text', bytes };
  }
  return { kind: 'text', text: plain.toString('utf8'), bytes };
}

function nothing(): void {}
