import { type EncodedBytes, hasLetters, lettersOf } from './encoded-bytes.ts';

/** Larger documents are not looked through, bytes: that would take longer than a call may wait. */
const PDF_BYTES_MAX = 4_000_000;
/** Looked at in parts of so many bytes, which overlap by what a word may take. */
const PART_BYTES = 32_768;
const OVERLAP = 64;
/** More pages than this no provider takes. */
const PAGES_MAX = 100_000;

/**
 * How many pages a PDF has: each is an object of that type, and one made for slow connections says it in its head. Null: it is no
 * PDF, too large to be looked through, or keeps its objects packed, as newer writers do.
 */
export function readPdfPages(bytes: EncodedBytes): number | null {
  if (!hasLetters(bytes, 0, '%PDF-')) return null;
  const [, said] = /\/Linearized[^>]{0,200}?\/N\s+(\d{1,6})\b/.exec(lettersOf(bytes, 0, 1024)) ?? [];
  if (said !== undefined) return within(Number(said));
  if (bytes.length > PDF_BYTES_MAX) return null;
  let pages = 0;
  for (let from = 0; from < bytes.length; from += PART_BYTES) {
    const part = lettersOf(bytes, Math.max(0, from - OVERLAP), from + PART_BYTES);
    for (const { index, 0: found } of part.matchAll(/\/Type\s{0,4}\/Page(?=[^A-Za-z])/g)) {
      // What ends in the overlap was counted with the part before.
      if (from === 0 || index + found.length >= OVERLAP) pages += 1;
    }
  }
  return within(pages);
}

function within(pages: number): number | null {
  return pages > 0 && pages <= PAGES_MAX ? pages : null;
}
