/**
 * A vocabulary in typed arrays: the tokens' bytes in one block and a hash table over them, 6 MB for 200,000 tokens where a
 * `Map` of strings takes 20. A token's number is its rank: of two possible merges the lower one is made first.
 */
export interface Vocabulary {
  readonly size: number;
  /**
   * The number of the token that `bytes` from `from` to `to` are, -1 where they are none. `hash` is {@link hashOf} of them.
   */
  readonly find: (bytes: Uint8Array, from: number, to: number, hash: number) => number;
  /** The token that `text` from `from` to `to` is; -1: none, or there is more than ASCII in it. */
  readonly findAscii: (text: string, from: number, to: number) => number;
  /** A token's bytes. Throws a RangeError for a number that no token has. */
  readonly bytesOf: (token: number) => Uint8Array;
  /** Bytes of its longest token: what is longer is none. */
  readonly bytesMax: number;
}

const FACTOR = 0x01000193;
const SPREAD = 0x9e3779b1;

/** One more byte in a hash. Additive, so that the hash of a part is made of the hashes of two beginnings. */
export function addToHash(hash: number, byte: number): number {
  return (Math.imul(hash, FACTOR) + byte + 1) | 0;
}

/** `FACTOR` to the power of `length`: what the hash of a beginning counts for, `length` bytes on. */
export function hashWeights(length: number): Int32Array {
  const weights = new Int32Array(length + 1).fill(1);
  for (let at = 1; at <= length; at++) weights[at] = Math.imul(weights[at - 1] ?? 1, FACTOR);
  return weights;
}

/**
 * Opens a packed vocabulary: the number of tokens (4 bytes, little endian), the length of each (a byte), and their bytes, in
 * the order of their ranks. Throws a RangeError where it is cut or has more bytes than its tokens.
 */
export function openVocabulary(packed: Uint8Array): Vocabulary {
  const { size, starts, hashes, bytesMax } = readTokens(packed);
  const { table, shift } = makeTable(hashes);
  const mask = table.length - 1;

  function isToken(token: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = starts[token] ?? 0;
    if ((starts[token + 1] ?? 0) - start !== to - from) return false;
    for (let at = from; at < to; at++) if (packed[start + at - from] !== bytes[at]) return false;
    return true;
  }

  function isText(token: number, text: string, from: number, to: number): boolean {
    const start = starts[token] ?? 0;
    if ((starts[token + 1] ?? 0) - start !== to - from) return false;
    for (let at = from; at < to; at++) if (packed[start + at - from] !== text.charCodeAt(at)) return false;
    return true;
  }

  return {
    size,
    bytesMax,
    findAscii(text, from, to) {
      let hash = 0;
      for (let at = from; at < to; at++) {
        const unit = text.charCodeAt(at);
        if (unit > 0x7f) return -1;
        hash = addToHash(hash, unit);
      }
      for (let slot = Math.imul(hash, SPREAD) >>> shift; ; slot = (slot + 1) & mask) {
        const token = (table[slot] ?? 0) - 1;
        if (token < 0 || (hashes[token] === hash && isText(token, text, from, to))) return token;
      }
    },
    find(bytes, from, to, hash) {
      for (let slot = Math.imul(hash, SPREAD) >>> shift; ; slot = (slot + 1) & mask) {
        const token = (table[slot] ?? 0) - 1;
        if (token < 0 || (hashes[token] === hash && isToken(token, bytes, from, to))) return token;
      }
    },
    bytesOf(token) {
      const from = starts[token];
      const to = starts[token + 1];
      if (from === undefined || to === undefined) throw new RangeError(`No token has the number ${token}.`);
      return packed.subarray(from, to);
    },
  };
}

interface Tokens {
  readonly size: number;
  /** Where each begins in the packed bytes, and behind the last where that ends. */
  readonly starts: Uint32Array;
  readonly hashes: Int32Array;
  readonly bytesMax: number;
}

function readTokens(packed: Uint8Array): Tokens {
  const size = packed.length < 4 ? 0 : new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const starts = new Uint32Array(size + 1);
  const hashes = new Int32Array(size);
  let at = 4 + size;
  let bytesMax = 0;
  for (let token = 0; token < size; token++) {
    const length = packed[4 + token] ?? 0;
    let hash = 0;
    for (let offset = 0; offset < length; offset++) hash = addToHash(hash, packed[at + offset] ?? 0);
    starts[token] = at;
    hashes[token] = hash;
    bytesMax = Math.max(bytesMax, length);
    at += length;
  }
  starts[size] = at;
  if (size === 0 || at !== packed.length)
    throw new RangeError(`A vocabulary of ${size} tokens has ${at} bytes, not ${packed.length}.`);
  return { size, starts, hashes, bytesMax };
}

/** Open addressing, at most half full. A slot holds a token's number and 1; 0 is free. */
function makeTable(hashes: Int32Array): { readonly table: Int32Array; readonly shift: number } {
  const bits = Math.ceil(Math.log2(hashes.length * 2));
  const table = new Int32Array(2 ** bits);
  const shift = 32 - bits;
  for (let token = 0; token < hashes.length; token++) {
    let slot = Math.imul(hashes[token] ?? 0, SPREAD) >>> shift;
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = token + 1;
  }
  return { table, shift };
}
