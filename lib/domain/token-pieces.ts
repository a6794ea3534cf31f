/**
 * Splits text the way o200k_base's pre-tokenizer does, as far as its price depends on it, in one pass over UTF-16 code
 * units with a state of a few numbers: any text in pieces of any size is linear, and never held. One large `\p{…}`
 * expression would be shorter, but it is slow in a page and cannot stop in the middle of a word.
 */

/** Told of each feature of the text, and how often it came. */
export type Emit = (feature: number, amount: number) => void;

export interface PieceSplitter {
  readonly push: (text: string) => void;
  /** Ends the last piece: what is pushed next belongs to another text. */
  readonly cut: () => void;
}

/** Words: 3 leads (none, space, sign) × 3 cases (lower, Capital, UPPER) × lengths up to this; then letters beyond. */
export const WORD_LENGTHS = 16;
export const LONG_LETTERS = 9 * WORD_LENGTHS;
/** Runs of ASCII signs: without or with a space before × lengths up to this; then signs beyond, then changes of sign. */
export const SIGN_LENGTHS = 6;
export const SIGNS = LONG_LETTERS + 1;
export const LONG_SIGNS = SIGNS + 2 * SIGN_LENGTHS;
export const SIGN_CHANGES = LONG_SIGNS + 1;
/** Groups of up to three digits; each is one token. */
export const NUMBERS = SIGN_CHANGES + 1;
/** Blanks that no word takes along: runs, blanks beyond the sixteenth, single ones before a digit. */
export const BLANKS = NUMBERS + 1;
export const LONG_BLANKS = BLANKS + 1;
export const SPACE_ALONE = LONG_BLANKS + 1;
/** Runs of line ends: after a sign (whose piece takes them along) or not × 1, 2, more. */
export const LINES = SPACE_ALONE + 1;
/** For each `Script`: code units, then runs. */
export const SCRIPTS = LINES + 6;
/** Pairs of ASCII letters inside a word, case-folded: the uncommon ones do not merge. */
export const PAIRS = SCRIPTS + 2 * 16;
export const FEATURES = PAIRS + 26 * 26;

// Groups of characters that form runs. Scripts beyond ASCII are LATIN_EXTENDED and up.
const NONE = -1;
const BLANK = 0;
const LINE = 1;
const SIGN = 2;
const DIGIT = 3;
const LETTER = 4;
const SCRIPT = 5;
const SYMBOL = SCRIPT + 1;
const CJK_SIGN = SCRIPT + 2;
const EMOJI = SCRIPT + 3;
const ASTRAL = SCRIPT + 4;
const OTHER_SIGN = SCRIPT + 5;
const HAN = SCRIPT + 15;

/** Where a group starts, for code units from 0x80; sorted. */
const STARTS: readonly (readonly [number, number])[] = [
  [0x80, SYMBOL],
  [0xc0, SCRIPT],
  [0x370, SCRIPT + 6], // Greek
  [0x400, SCRIPT + 7], // Cyrillic
  [0x530, SCRIPT + 8], // Hebrew, Armenian
  [0x600, SCRIPT + 9], // Arabic
  [0x900, SCRIPT + 10], // Indic
  [0xe00, SCRIPT + 11], // Thai and others
  [0x1e00, SCRIPT],
  [0x1f00, SCRIPT + 11],
  [0x2000, SYMBOL],
  [0x2c00, SCRIPT + 11],
  [0x3000, CJK_SIGN],
  [0x3040, SCRIPT + 12], // Hiragana
  [0x30a0, SCRIPT + 13], // Katakana
  [0x3100, HAN],
  [0xa000, SCRIPT + 11],
  [0xac00, SCRIPT + 14], // Hangul
  [0xd800, ASTRAL],
  [0xd83c, EMOJI],
  [0xd83f, ASTRAL],
  [0xe000, OTHER_SIGN],
  [0xf900, HAN],
  [0xfb00, OTHER_SIGN],
  [0xff00, CJK_SIGN],
];

/** Starts splitting one text. */
export function openPieces(emit: Emit): PieceSplitter {
  let group = NONE;
  let length = 0;
  let last = 0;
  // What the next word may take along: 0 nothing, 1 a space, 2 a sign.
  let lead = 0;
  let uppers = 0;
  let isAfterSign = false;

  /** Ends the run, knowing what comes after it. */
  function close(next: number): void {
    if (group === LETTER || group === SCRIPT) closeWord();
    else if (group === SIGN) closeSigns(next);
    else if (group === BLANK) closeBlanks(next);
    else if (group === LINE) emit(LINES + (isAfterSign ? 0 : 3) + Math.min(length, 3) - 1, 1);
    else if (group === DIGIT) emit(NUMBERS, Math.ceil(length / 3));
    else if (group > SCRIPT) closeScript();
    isAfterSign = group === SIGN || group === SYMBOL || group === CJK_SIGN;
    group = NONE;
  }

  function closeWord(): void {
    const shape = uppers === 0 ? 0 : uppers === 1 && length > 1 ? 1 : 2;
    emit((lead * 3 + shape) * WORD_LENGTHS + Math.min(length, WORD_LENGTHS) - 1, 1);
    if (length > WORD_LENGTHS) emit(LONG_LETTERS, length - WORD_LENGTHS);
    lead = 0;
  }

  function closeScript(): void {
    if (lead === 2) emit(SIGNS, 1);
    emit(SCRIPTS + 2 * (group - SCRIPT), length);
    emit(SCRIPTS + 2 * (group - SCRIPT) + 1, 1);
    lead = 0;
  }

  function closeSigns(next: number): void {
    if (length === 1 && lead === 0 && isLetter(next)) {
      lead = 2;
      return;
    }
    emit(SIGNS + lead * SIGN_LENGTHS + Math.min(length, SIGN_LENGTHS) - 1, 1);
    if (length > SIGN_LENGTHS) emit(LONG_SIGNS, length - SIGN_LENGTHS);
    lead = 0;
  }

  function closeBlanks(next: number): void {
    if (next === LINE) return;
    if (length > 1) emit(BLANKS, 1);
    if (length > 17) emit(LONG_BLANKS, length - 17);
    if (isLetter(next) || (last === 32 && next !== DIGIT && next !== NONE)) lead = 1;
    else emit(SPACE_ALONE, 1);
  }

  function take(code: number, next: number): void {
    const isUpper = code < 91 && next === LETTER;
    // LETTER and SCRIPT (Latin beyond ASCII) make words together.
    const joins = next === group || (isWord(next) && isWord(group));
    if (!joins || (isUpper && uppers < length && isWord(group))) {
      close(next);
      group = next;
      length = 0;
      uppers = 0;
    } else if (next === LETTER && group === LETTER) emit(PAIRS + ((last | 32) - 97) * 26 + (code | 32) - 97, 1);
    else if (next === SIGN && code !== last) emit(SIGN_CHANGES, 1);
    if (next === SCRIPT) emit(SCRIPTS, 1);
    group = next;
    length++;
    if (isUpper) uppers++;
    last = code;
  }

  return {
    push(text) {
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        take(
          code,
          code < 128 ? groupOfAscii(code) : code >= 0xdc00 && code < 0xe000 && group === EMOJI ? EMOJI : groupOf(code),
        );
      }
    },
    cut() {
      close(NONE);
      lead = 0;
      isAfterSign = false;
    },
  };
}

function isWord(group: number): boolean {
  return group === LETTER || group === SCRIPT;
}

function isLetter(group: number): boolean {
  return isWord(group) || group > OTHER_SIGN;
}

function groupOfAscii(code: number): number {
  const folded = code | 32;
  if (folded >= 97 && folded <= 122) return LETTER;
  if (code === 32 || code === 9 || code === 11 || code === 12) return BLANK;
  if (code >= 48 && code <= 57) return DIGIT;
  return code === 10 || code === 13 ? LINE : SIGN;
}

function groupOf(code: number): number {
  if (code >= 0x3400 && code < 0xa000) return HAN;
  let group = SYMBOL;
  for (const [start, startGroup] of STARTS) {
    if (code < start) break;
    group = startGroup;
  }
  return group;
}
