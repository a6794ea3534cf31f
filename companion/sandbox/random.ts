/** A repeatable source of chance. */
export interface SeededRandom {
  /** The next number in [0, 1). */
  next(): number;
  /** So many lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/** The same seed gives the same numbers (mulberry32); good enough for ids and prose, for nothing secret. */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('');
  return { next, hex };
}

/** A 32-bit hash of a text (FNV-1a), for choosing the same answer to the same question. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
