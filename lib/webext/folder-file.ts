import { decodeJson, encodeJson } from '../domain/bigint-json.ts';
import { type FolderKey, type FolderSalt, keyOfFile, readFolderSalt } from './folder-key.ts';
import {
  type Bytes,
  encode,
  lockPieces,
  openPieces,
  PIECE_BYTES,
  randomSalt,
  readFirstLine,
  readHex,
  SALT_BYTES,
  toHex,
} from './lock-pieces.ts';

/*
 * A file of the folder: lines of JSON, compressed and locked in pieces, below a first line that says in clear how. Its key is made
 * of the folder's, of a salt of its own and of its name, so that none can be put in the place of another.
 */

const FORMAT = 'tollkeeper-sync';
const VERSION = 1;
/** Of what is inside. Whoever has the passphrase could else fill the memory. */
const TEXT_BYTES_MAX = 256 * 1024 * 1024;

/** Why a file cannot be read: cut off, changed or none of ours; locked with another passphrase; of a newer version. */
export type FileFault = 'damaged' | 'passphrase' | 'newer';

/** Locks lines in a file of this name. */
export async function writeFolderFile(key: FolderKey, name: string, lines: readonly unknown[]): Promise<Blob> {
  const own = randomSalt();
  const { iterations, salt, check } = key;
  const said = { format: FORMAT, formatVersion: VERSION, kdf: 'PBKDF2-SHA-256, HKDF-SHA-256', iterations, salt, check };
  const cipher = `AES-256-GCM, pieces of ${PIECE_BYTES}`;
  const line = encode(`${JSON.stringify({ ...said, cipher, file: toHex(own) })}\n`);
  const text = new Blob(lines.map((one) => `${encodeJson(one)}\n`));
  const parts = [line];
  const packed = partsOf(text.stream().pipeThrough(new CompressionStream('gzip')));
  for await (const piece of lockPieces(packed, await keyOfFile(key, own, name), line)) parts.push(piece);
  return new Blob(parts);
}

/** The lines of a file, or why they cannot be read. */
export async function readFolderFile(
  key: FolderKey,
  name: string,
  file: Blob,
): Promise<readonly unknown[] | FileFault> {
  const head = await readHead(file);
  if (typeof head === 'string') return head;
  if (head.salt !== key.salt || head.iterations !== key.iterations || head.check !== key.check) return 'passphrase';
  const fileKey = await keyOfFile(key, head.own, name);
  const pieces: Bytes[] = [];
  for await (const piece of openPieces(file, fileKey, head.line)) {
    if (piece === null) return 'damaged';
    pieces.push(piece);
  }
  const text = await unpack(new Blob(pieces));
  if (text === null) return 'damaged';
  return text.split('\n').slice(0, -1).map(decodeJson);
}

/** What a file says of the key of its folder; null: it is none that this version reads. */
export async function readSaltOf(file: Blob): Promise<(FolderSalt & Pick<FolderKey, 'check'>) | null> {
  const head = await readHead(file);
  return typeof head === 'string' ? null : head;
}

type Head = FolderSalt & Pick<FolderKey, 'check'> & { readonly own: Bytes; readonly line: Bytes };

async function readHead(file: Blob): Promise<Head | 'damaged' | 'newer'> {
  const first = await readFirstLine(file);
  if (first?.said.format !== FORMAT) return 'damaged';
  const { line, said } = first;
  if (typeof said.formatVersion !== 'number') return 'damaged';
  if (said.formatVersion > VERSION) return 'newer';
  const [salt, own] = [readFolderSalt(said), readHex(said.file, SALT_BYTES)];
  return salt && own ? { ...salt, own, line } : 'damaged';
}

/** Null: it is not what was packed, or more than anybody writes. */
async function unpack(packed: Blob): Promise<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  try {
    for await (const part of partsOf(packed.stream().pipeThrough(new DecompressionStream('gzip')))) {
      bytes += part.length;
      if (bytes > TEXT_BYTES_MAX) return null;
      parts.push(decoder.decode(part, { stream: true }));
    }
    return parts.join('') + decoder.decode();
  } catch {
    return null;
  }
}

/** Streams cannot be walked through in all browsers that we run in. */
async function* partsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Bytes, void> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value as Bytes;
  }
}
