import type { Readable } from 'node:stream';

/** Browsers send and take messages of JSON with their length before them, four bytes in the machine's order. */
const LENGTH_BYTES = 4;
/** Ours are small: what claims to be larger is not read. */
const MESSAGE_BYTES_MAX = 64 * 1024;

/** The first message; null: there is none, or it is none that we take. */
export async function readMessage(input: Readable): Promise<unknown> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of input) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    if (bytes.byteLength < LENGTH_BYTES) continue;
    const length = IS_LITTLE ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
    if (length > MESSAGE_BYTES_MAX) return null;
    if (bytes.byteLength >= LENGTH_BYTES + length) return parse(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  }
  return null;
}

/** A message as it is written. */
export function writeMessage(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  if (IS_LITTLE) length.writeUInt32LE(text.byteLength);
  else length.writeUInt32BE(text.byteLength);
  return Buffer.concat([length, text]);
}

const IS_LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
