import type { Transform } from 'node:stream';
import {
  brotliDecompress,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gunzip,
  inflate,
  zstdDecompress,
} from 'node:zlib';

type Whole = (
  body: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, plain: Buffer) => void,
) => void;

interface Coding {
  readonly open: () => Transform;
  readonly whole: Whole;
}

/** A cut stream still tells what came. */
const SYNC = { finishFlush: constants.Z_SYNC_FLUSH };

const gzip: Coding = { open: () => createGunzip(SYNC), whole: gunzip };
/** Content codings that are understood; one at a time, as providers send them. */
const codings: Readonly<Record<string, Coding>> = {
  gzip,
  'x-gzip': gzip,
  deflate: { open: () => createInflate(SYNC), whole: inflate },
  br: { open: () => createBrotliDecompress(), whole: brotliDecompress },
  zstd: { open: () => createZstdDecompress(), whole: zstdDecompress },
};

function find(coding: string): Coding | null {
  const name = coding.trim().toLowerCase();
  return Object.hasOwn(codings, name) ? (codings[name] ?? null) : null;
}

/** Whether it is no coding at all. */
export function isIdentity(coding: string | undefined): boolean {
  return coding === undefined || /^\s*(identity)?\s*$/i.test(coding);
}

/** A decoder for pieces; null: the coding is not understood. */
export function openDecoder(coding: string): Transform | null {
  return find(coding)?.open() ?? null;
}

/** A body without its coding; null: it is not understood, broken, or more than so many bytes. */
export function decodeWhole(body: Buffer, coding: string, bytesMax: number): Promise<Buffer | null> {
  if (isIdentity(coding)) return Promise.resolve(body.byteLength <= bytesMax ? body : null);
  const found = find(coding);
  if (found === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    found.whole(body, { maxOutputLength: bytesMax }, (error, plain) => resolve(error === null ? plain : null));
  });
}
