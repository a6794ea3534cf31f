import { addToHash, hashWeights, type Vocabulary } from './vocabulary.ts';

/** The UTF-8 of one piece, with the hashes of its beginnings: the hash of any part of it is one multiplication. */
export interface PieceBytes {
  readonly bytes: () => Uint8Array;
  /** Takes `text` from `from` to `to` and tells how many bytes that is. Half of a surrogate pair becomes U+FFFD. */
  readonly take: (text: string, from: number, to: number) => number;
  /** The token that the bytes from `from` to `to` are; -1: none. */
  readonly find: (from: number, to: number) => number;
}

const REPLACEMENT = 0xfffd;

/** Makes room for pieces of `vocabulary`. It grows with the longest piece and is used again for the next. */
export function openPieceBytes(vocabulary: Vocabulary): PieceBytes {
  const weights = hashWeights(vocabulary.bytesMax);
  let bytes = new Uint8Array(1024);
  let hashes = new Int32Array(1025);
  let length = 0;

  function grow(needed: number): void {
    bytes = new Uint8Array(needed * 2);
    hashes = new Int32Array(needed * 2 + 1);
  }

  function push(byte: number): void {
    bytes[length] = byte;
    hashes[length + 1] = addToHash(hashes[length] ?? 0, byte);
    length++;
  }

  function pushCode(code: number): void {
    if (code < 0x800) push(0xc0 | (code >> 6));
    else {
      if (code < 0x10000) push(0xe0 | (code >> 12));
      else {
        push(0xf0 | (code >> 18));
        push(0x80 | ((code >> 12) & 63));
      }
      push(0x80 | ((code >> 6) & 63));
    }
    push(0x80 | (code & 63));
  }

  return {
    bytes: () => bytes,
    take(text, from, to) {
      length = 0;
      if ((to - from) * 3 > bytes.length) grow((to - from) * 3);
      for (let at = from; at < to; at++) {
        const unit = text.charCodeAt(at);
        if (unit < 0x80) push(unit);
        else if (unit < 0xd800 || unit > 0xdfff) pushCode(unit);
        else {
          const code = at + 1 < to ? (text.codePointAt(at) ?? 0) : 0;
          pushCode(code > 0xffff ? code : REPLACEMENT);
          if (code > 0xffff) at++;
        }
      }
      return length;
    },
    find(from, to) {
      if (to - from > vocabulary.bytesMax) return -1;
      const hash = ((hashes[to] ?? 0) - Math.imul(hashes[from] ?? 0, weights[to - from] ?? 0)) | 0;
      return vocabulary.find(bytes, from, to, hash);
    },
  };
}
