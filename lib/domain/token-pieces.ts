/**
 * Splits text as o200k_base's pre-tokenizer does, as far as the number of tokens depends on it: one pass over UTF-16
 * code units with a state of a few numbers, so that text may come in pieces of any size and is never held. One large
 * `\p{…}` expression would be shorter, but it is slow in a page and cannot stop in the middle of a word.
 */

/** Told of the features of a piece, how much of each there is, and then that it has ended. */
export interface PieceSink {
  readonly add: (feature: number, amount: number) => void;
  /** `kind`: the place in `TEXT_KINDS`; `tokensMin`: a piece has no fewer tokens, however common it is. */
  readonly end: (kind: number, tokensMin: number) => void;
}

/** Fed with text in pieces of any size. */
interface PieceSplitter {
  readonly push: (text: string) => void;
  /** Ends the last piece: what is pushed next belongs to another text. */
  readonly cut: () => void;
}

/** Words of Latin letters: 3 leads (none, blank, sign) × 3 shapes (lower, Capital, UPPER or mixed). */
const WORDS = 0;
/** By their length without and after a blank, the last for all that are longer; letters beyond that. */
const LENGTHS = 9;
const LENGTH_MAX = 12;
/** Their letters beyond ASCII, and beyond U+0FFF (Vietnamese). */
const WIDE = LENGTHS + LENGTH_MAX * 2 + 1;
/** Runs of signs by lead, signs beyond the first, beyond the third. */
const SIGNS = WIDE + 2;
/** Single blanks that no piece takes along, runs of blanks, blanks beyond the 17th. */
const BLANKS = SIGNS + 5;
/** Line ends: other ones, those after a sign (whose token takes them along); more than one of each. */
const LINES = BLANKS + 3;
/** Runs of emoji, and code units of them. */
const EMOJIS = LINES + 4;
/** Words of Greek, Cyrillic, Hebrew, Arabic, Indic, further letters, kana, Hangul, Han, by lead; then letters of each. */
const SCRIPTS = EMOJIS + 2;
/** Groups of up to three digits; each is one token. */
export const NUMBERS = SCRIPTS + 36;
/** Letters or signs that follow each other, three Latin letters, and single ones beyond ASCII, by hash. */
export const HASHES = NUMBERS + 1;
/** How many hashes there are, a power of two. */
export const HASH_BITS = 9;

// What a run consists of; from GREEK on in the order of SCRIPTS. A run of letters other than Latin ones counts as GREEK.
const NONE = -1;
const BLANK = 0;
const LINE = 1;
const DIGIT = 2;
const SIGN = 3;
const LETTER = 4;
const EMOJI = 5;
const GREEK = 6;
const KANA = 12;

/** What each page of 256 code units consists of, `a` being 0: blocks that share a page are close enough. */
const PAGES =
  'eeeghijjjkkkkkllllllllllllllllegddddddddddddllllmooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo' +
  'oooooooooooooooooooooooooooooooooooooooooooooooollllllllllllnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnffffffff' +
  'dddddddddddddddddddddddddooddddd';

/** Starts splitting one text. */
export function openPieces({ add, end }: PieceSink): PieceSplitter {
  let run = NONE;
  let length = 0;
  let uppers = 0;
  /** Of its first letter. */
  let script = 0;
  let last = 0;
  /** What the next word takes along: nothing, a space, or the code of a sign. */
  let lead = 0;
  let isAfterSign = 0;
  // The folded code units before, within the piece; its lead before them.
  let before = 0;
  let beforeThat = 0;

  function follow(code: number): void {
    const folded = code > 64 && code < 91 ? code | 32 : code;
    if (folded > 127) hash(1, folded);
    if (run !== SIGN || folded !== before) {
      hash(before, folded);
      if (run === LETTER && length > 0 && folded < 128) hash((beforeThat << 16) ^ before ^ 0x5a5a, folded);
    }
    beforeThat = before;
    before = folded;
  }

  function hash(context: number, code: number): void {
    add(HASHES + (Math.imul(Math.imul(context, 0x9e3779b1) + code, 0x85ebca6b) >>> (32 - HASH_BITS)), 1);
  }

  /** Ends the run; what comes next decides who gets a blank or a sign. */
  function close(next: number): void {
    const isWordNext = next === LETTER || next === GREEK;
    const given = lead === 0 ? 0 : lead === 32 ? 1 : 2;
    let kept = 0;
    if (run === LETTER || run === GREEK) closeWord(given);
    else if (run === SIGN) {
      if (length === 1 && lead === 0 && isWordNext) kept = last;
      else closeSigns(given);
    } else if (run === BLANK && next !== LINE) {
      if (isWordNext || (last === 32 && next !== DIGIT && next !== NONE)) kept = 32;
      closeBlanks(kept);
    } else if (run === LINE) {
      add(LINES + isAfterSign, 1);
      if (length > 1) add(LINES + 2 + isAfterSign, 1);
      end(2, 0);
    } else if (run === EMOJI) {
      add(EMOJIS, 1);
      add(EMOJIS + 1, length);
      end(5, 1);
    } else if (run === DIGIT) {
      add(NUMBERS, Math.ceil(length / 3));
      end(1, 1);
    }
    isAfterSign = run === SIGN ? 1 : 0;
    lead = before = kept;
    beforeThat = length = uppers = 0;
  }

  function closeWord(given: number): void {
    const tokensMin = lead === 39 && length < 3 ? 0 : 1;
    if (run === LETTER) {
      add(WORDS + given * 3 + (uppers === 0 ? 0 : uppers === 1 && length > 1 ? 1 : 2), 1);
      add(LENGTHS + (given === 1 ? LENGTH_MAX : 0) + Math.min(length, LENGTH_MAX) - 1, 1);
      add(WIDE - 1, Math.max(0, length - LENGTH_MAX));
    } else add(SCRIPTS + given * 9 + script - GREEK, 1);
    follow(0);
    end(run === LETTER ? 0 : script < KANA ? 5 : 4, tokensMin);
  }

  function closeSigns(given: number): void {
    add(SIGNS + given, 1);
    add(SIGNS + 3, length - 1);
    add(SIGNS + 4, Math.max(0, length - 3));
    end(3, 1);
  }

  function closeBlanks(kept: number): void {
    if (length > 1) add(BLANKS + 1, 1);
    add(BLANKS + 2, Math.max(0, length - 17));
    if (kept === 0) add(BLANKS, 1);
    end(2, 0);
  }

  function take(code: number): void {
    const kind = runOf(code, run);
    const next = Math.min(kind, GREEK);
    const isUpper = code > 64 && code < 91;
    if (next !== run || (isUpper && uppers < length)) close(next);
    run = next;
    if (kind === LETTER && code > 127) add(WIDE + (code >> 12), 1);
    if (kind >= GREEK) {
      if (length === 0) script = kind;
      add(SCRIPTS + 27 + kind - GREEK, 1);
    }
    if (run === SIGN || run === LETTER || run === GREEK) follow(code);
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
      lead = before = isAfterSign = 0;
    },
  };
}

/** What a code unit belongs to; the second half of an emoji to what the first half did. */
function runOf(code: number, run: number): number {
  if (code < 128) return runOfAscii(code);
  if (code < 0xc0 || (code >= 0x3000 && code < 0x3040)) return SIGN;
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
