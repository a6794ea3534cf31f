import type { IncomingMessage } from 'node:http';
import { decodeWhole, isIdentity, openDecoder } from './decode.ts';
import { openFormParts } from './form-parts.ts';
import type { Gateway } from './gateway.ts';
import { byName } from './headers.ts';
import type { Admitted } from './open-call.ts';
import { callOf } from './open-call.ts';
import type { Relayed } from './relay.ts';
import type { FileTaker } from './review-port.ts';
import { nameOf } from './settle-end.ts';

/** What a provider says of a file that was handed in is no longer than this, bytes. */
export const FILE_ANSWER_BYTES_MAX = 64 * 1024;
/** Of a file that comes compressed so much is looked at, bytes. */
const FILE_BYTES_MAX = 512 * 1024 * 1024;
/** What waits to be decoded, bytes: nothing is slowed down for it. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024;

/** Looks at a copy of a form's file as it passes. */
export interface FileWatch {
  readonly push: (chunk: Buffer) => void;
  /** What came of it. Tells whoever looks at it, without anybody waiting. */
  readonly end: (relayed: Relayed) => void;
}

/** Who looks at the file that a request hands in; null: nobody. The bytes that pass are never touched. */
export function watchFile(gateway: Gateway, request: IncomingMessage, admitted: Admitted): FileWatch | null {
  const contentType = request.headers['content-type'] ?? '';
  if (gateway.port.takeFile === undefined || request.method !== 'POST' || !/^multipart\//i.test(contentType))
    return null;
  const taker = gateway.port.takeFile(callOf(gateway, request, admitted, false));
  const form = taker === null ? null : openFile(taker, contentType);
  const copy = form && openCopy(request.headers['content-encoding'], form.push);
  if (taker === null || form === null || copy === null) return null;
  return {
    push: copy.push,
    end(relayed) {
      const told = copy
        .end()
        .then(() => (form.isWhole() ? readAnswer(relayed) : null))
        .then(taker.end)
        .catch((error: unknown) => console.error('[gateway] a file was not remembered', nameOf(error)));
      gateway.settling.add(told);
      void told.finally(() => gateway.settling.delete(told));
    },
  };
}

/** Hands on the text of the form's file; the other parts are left alone. */
function openFile(taker: FileTaker, contentType: string) {
  const decoder = new TextDecoder();
  let isWanted = true;
  let isHere = false;
  let isWhole = false;
  const parts = openFormParts(contentType, {
    begin(name) {
      isHere = name === 'file';
    },
    data(bytes) {
      if (isHere && isWanted) isWanted = taker.push(decoder.decode(bytes, { stream: true }));
    },
    end() {
      isWhole ||= isHere;
      isHere = false;
    },
  });
  return parts && { push: parts.push, isWhole: () => isWhole && isWanted };
}

interface Copy {
  readonly push: (chunk: Buffer) => void;
  readonly end: () => Promise<void>;
}

/** A body without its coding, as far as it is looked at; null: the coding is not understood. */
function openCopy(coding: string | undefined, take: (bytes: Buffer) => boolean): Copy | null {
  let isOver = false;
  let bytes = 0;
  const push = (chunk: Buffer): void => {
    bytes += chunk.byteLength;
    if (!isOver) isOver = bytes > FILE_BYTES_MAX || !take(chunk);
  };
  if (isIdentity(coding)) return { push, end: () => Promise.resolve() };
  const decoder = openDecoder(coding ?? '');
  if (decoder === null) return null;
  const over = Promise.withResolvers<void>();
  decoder.on('data', (chunk: Buffer) => {
    push(chunk);
    if (isOver) decoder.destroy();
  });
  decoder.once('close', over.resolve).once('error', () => over.resolve());
  return {
    push(chunk) {
      if (decoder.destroyed || decoder.writableEnded) return;
      if (decoder.writableLength > WAITING_BYTES_MAX) decoder.destroy();
      else decoder.write(chunk);
    },
    end() {
      if (!decoder.destroyed) decoder.end();
      return over.promise;
    },
  };
}

async function readAnswer({ kept }: Relayed): Promise<string | null> {
  if (kept === undefined) return null;
  const coding = byName(kept.headers)['content-encoding'] ?? 'identity';
  return (await decodeWhole(kept.body, coding, FILE_ANSWER_BYTES_MAX))?.toString('utf8') ?? null;
}
