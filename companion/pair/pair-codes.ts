import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** A code that pairs one browser. */
export interface PairCode {
  /** As it is shown: `K7QF-2M9X`. */
  readonly code: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** What becomes of a code that somebody types. */
export type Tried = 'right' | 'wrong' | 'none' | 'too-many';

/** The one code that is out, if any; in memory alone, so that a restart ends it. */
export interface PairCodes {
  /** A new code; one that was out before ends. */
  readonly make: () => PairCode;
  /** A right one is used up by it; after some wrong ones it is, too. */
  readonly take: (typed: string) => Tried;
}

/** Long enough to walk to the browser. */
export const CODE_MS_MAX = 5 * 60_000;
/** With 32^8 codes five tries find one of 200 thousand million. */
export const TRIES_MAX = 5;
/** Crockford's: no I, L, O, U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** No code is out. `now`: epoch ms. */
export function openPairCodes(now: () => number): PairCodes {
  let out: { readonly hash: Buffer; readonly expiresAt: number; tries: number } | null = null;
  return {
    make() {
      const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)] ?? '0').join('');
      const expiresAt = now() + CODE_MS_MAX;
      out = { hash: hashOf(letters), expiresAt, tries: 0 };
      return { code: `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`, expiresAt };
    },
    take(typed) {
      if (out === null || now() > out.expiresAt || out.expiresAt - now() > CODE_MS_MAX) {
        out = null;
        return 'none';
      }
      if (timingSafeEqual(hashOf(plain(typed)), out.hash)) {
        out = null;
        return 'right';
      }
      out.tries += 1;
      if (out.tries < TRIES_MAX) return 'wrong';
      out = null;
      return 'too-many';
    },
  };
}

/** As people write it: small letters, spaces, O for 0, I or L for 1. */
function plain(typed: string): string {
  return typed
    .slice(0, 64)
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

/** Equal lengths are what comparing in constant time asks for. */
function hashOf(letters: string): Buffer {
  return createHash('sha256').update(letters).digest();
}
