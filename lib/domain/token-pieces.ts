/**
 * Splits text as o200k_base's pre-tokenizer does, as far as the number of tokens depends on it: one pass over UTF-16
 * code units with a state of a few numbers, so that text may come in pieces of any size and is never held. One large
 * `\p{…}` expression would be shorter, but it is slow in a page and cannot stop in the middle of a word.
 */

/** Told of each feature of the text and how much of it there is. */
type Emit = (feature: number, amount: number) => void;

/** Fed with text in pieces of any size. */
interface PieceSplitter {
  readonly push: (text: string) => void;
  /** Ends the last piece: what is pushed next belongs to another text. */
  readonly cut: () => void;
}

/** Words: 3 leads (none, space, sign) × 3 shapes (lower, Capital, UPPER or mixed). */
const WORDS = 0;
/** Letters of words by the 3 shapes, then those beyond the fourth, then those beyond the eighth. */
export const LETTERS = 9;
/** Runs of ASCII signs without and with a space before; signs beyond the first, beyond the third; changes of sign. */
export const SIGNS = 14;
/** Runs of blanks that no word takes along, blanks beyond the 16th, single ones before a digit. */
const BLANKS = 19;
/** Line ends after a sign (whose token takes them along), other ones. */
const LINES = 22;
/** Groups of up to three digits; each is one token. */
export const NUMBERS = 24;
/**
 * Code units and runs, in turn, of: Latin letters beyond ASCII (units only), symbols, wide signs, emoji, astral, other
 * signs, Greek, Cyrillic, Hebrew, Arabic, Indic, further scripts, kana, Hangul, Han.
 */
export const SCRIPTS = 25;
/** Where kana begins. */
export const KANA = SCRIPTS + 24;
/** Pairs of ASCII letters inside a word, whatever their case: by the first letter, then by the second. */
export const PAIRS = SCRIPTS + 30;

// What a run consists of; from LATIN on in the order of SCRIPTS, from GREEK on letters.
const NONE = -1;
const BLANK = 0;
const LINE = 1;
const DIGIT = 2;
const SIGN = 3;
const LETTER = 4;
const LATIN = 5;
const SYMBOL = 6;
const WIDE_SIGN = 7;
const EMOJI = 8;
const GREEK = 11;

/** What each page of 256 code units consists of, `a` being 0: blocks that share a page are close enough. */
const PAGES =
  `ffflmnooopppppq${'q'.repeat(15)}fl${'g'.repeat(12)}qqqqr${'t'.repeat(111)}${'q'.repeat(12)}` +
  `${'s'.repeat(44)}jjjjjjjj${'k'.repeat(25)}ttkkkkh`;

/** Starts splitting one text. */
export function openPieces(emit: Emit): PieceSplitter {
  let run = NONE;
  let length = 0;
  let uppers = 0;
  let last = 0;
  // What the next word may take along: 0 nothing, 1 a space, 2 a sign.
  let lead = 0;
  let isAfterSign = false;

  /** Ends the run; what comes next decides who gets a blank or a sign. */
  function close(next: number): void {
    const isWordNext = isLatin(next) || next >= GREEK;
    const given = lead;
    lead = 0;
    if (isLatin(run)) closeWord(given);
    else if (run > LATIN) closeScript(given);
    else if (run === SIGN) {
      if (length === 1 && given === 0 && isWordNext) lead = 2;
      else closeSigns(given);
    } else if (run === BLANK && next !== LINE) {
      if (isWordNext || (last === 32 && next !== DIGIT && next !== NONE)) lead = 1;
      closeBlanks();
    } else if (run === LINE) emit(isAfterSign ? LINES : LINES + 1, 1);
    else if (run === DIGIT) emit(NUMBERS, Math.ceil(length / 3));
    isAfterSign = run === SIGN || run === SYMBOL || run === WIDE_SIGN;
    length = uppers = 0;
  }

  function closeWord(given: number): void {
    const shape = uppers === 0 ? 0 : uppers === 1 && length > 1 ? 1 : 2;
    emit(WORDS + given * 3 + shape, 1);
    emit(LETTERS + shape, length);
    emit(LETTERS + 3, Math.max(0, length - 4));
    emit(LETTERS + 4, Math.max(0, length - 8));
  }

  function closeScript(given: number): void {
    if (given === 2) emit(SIGNS, 1);
    emit(SCRIPTS + (run - LATIN) * 2, length);
    emit(SCRIPTS + (run - LATIN) * 2 + 1, 1);
  }

  function closeSigns(given: number): void {
    emit(SIGNS + given, 1);
    emit(SIGNS + 2, length - 1);
    emit(SIGNS + 3, Math.max(0, length - 3));
  }

  function closeBlanks(): void {
    if (length > 1) emit(BLANKS, 1);
    emit(BLANKS + 1, Math.max(0, length - 17));
    if (lead === 0) emit(BLANKS + 2, 1);
  }

  function emitPair(code: number): void {
    emit(PAIRS - 1 + (last & 31), 1);
    emit(PAIRS + 25 + (code & 31), 1);
  }

  function take(code: number): void {
    const next = runOf(code, run);
    const isUpper = next === LETTER && code < 91;
    const joins = next === run || (isLatin(next) && isLatin(run));
    if (!joins || (isUpper && uppers < length)) close(next);
    else if (next === LETTER && run === LETTER) emitPair(code);
    else if (next === SIGN && code !== last) emit(SIGNS + 4, 1);
    if (next === LATIN) emit(SCRIPTS, 1);
    run = next;
    length++;
    if (isUpper) uppers++;
    last = code;
  }

  return {
    push(text) {
      for (let at = 0; at < text.length; at++) take(text.charCodeAt(at));
    },
    cut() {
      close(NONE);
      run = NONE;
      lead = 0;
      isAfterSign = false;
    },
  };
}

function isLatin(run: number): boolean {
  return run === LETTER || run === LATIN;
}

/** What a code unit belongs to; the second half of an emoji to what the first half did. */
function runOf(code: number, run: number): number {
  if (code < 128) return runOfAscii(code);
  if (code < 0xc0) return SYMBOL;
  if (code >= 0x3000 && code < 0x3040) return WIDE_SIGN;
  if ((code >= 0xd83c && code < 0xd83f) || (run === EMOJI && code >= 0xdc00 && code < 0xe000)) return EMOJI;
  return PAGES.charCodeAt(code >> 8) - 97;
}

function runOfAscii(code: number): number {
  const folded = code | 32;
  if (folded >= 97 && folded <= 122) return LETTER;
  if (code === 32 || code === 9) return BLANK;
  if (code === 10 || code === 13) return LINE;
  return code >= 48 && code <= 57 ? DIGIT : SIGN;
}
