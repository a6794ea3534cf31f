/**
 * Splits text as o200k_base's pre-tokenizer does, as far as the number of tokens depends on it: one pass over UTF-16
 * code units with a state of a few numbers, so that text may come in pieces of any size and is never held. One large
 * `\p{…}` expression would be shorter, but it is slow in a page and cannot stop in the middle of a word.
 */

/** Told of the features of a piece, how much of each there is, and then that it has ended. */
export interface PieceSink {
  readonly add: (feature: number, amount: number) => void;
  /**
   * `kind`: the place in `TEXT_KINDS`; `tokensMin`: a piece has no fewer tokens, however common it is; `kept`: code units before
   * the one that ended it which belong to the next piece, 0 or 1.
   */
  readonly end: (kind: number, tokensMin: number, kept: number) => void;
}

/** Fed with text in pieces of any size. */
interface PieceSplitter {
  readonly push: (text: string) => void;
  /** Ends the last piece: what is pushed next belongs to another text. */
  readonly cut: () => void;
}

/** Words of Latin letters: 5 leads (nothing, blank, sign, letters of another case, digits) × 3 shapes (lower, Capital, UPPER or mixed). */
const WORDS = 0;
/** By lead and length, the last for all that are longer; letters beyond that. */
const LENGTHS = 15;
const LENGTH_MAX = 12;
/** Their letters beyond ASCII, and beyond U+0FFF (Vietnamese). */
const WIDE = LENGTHS + LENGTH_MAX * 5 + 1;
/** Of words far inside a run of letters and digits (base64, hex): by length, the last for all that are longer; letters beyond that. */
const DEEP = WIDE + 2;
const DEEP_LENGTH_MAX = 8;
/** Runs of signs by lead, signs beyond the first, beyond the third, those like the one before, those of them beyond ASCII. */
const SIGNS = DEEP + DEEP_LENGTH_MAX + 1;
/** Single blanks that no piece takes along, runs of blanks, blanks beyond the 17th. */
const BLANKS = SIGNS + 7;
/** Line ends: other ones, those after a sign (whose token takes them along); more than one of each. */
const LINES = BLANKS + 3;
/** Runs of emoji, and code units of them. */
const EMOJIS = LINES + 4;
/** Words of Greek, Cyrillic, Hebrew, Arabic, Indic, further letters, kana, Hangul, Han, by lead; then letters of each. */
const SCRIPTS = EMOJIS + 2;
/** Groups of up to three digits; each is one token. */
export const NUMBERS = SCRIPTS + 36;
/** Letters that follow each other, up to four, and single ones beyond ASCII, by hash. */
export const CHAINS = NUMBERS + 1;
/** How many of these there are, a power of two. */
const CHAIN_BITS = 13;
/** Whole pieces, by hash. */
export const WHOLES = CHAINS + 2 ** CHAIN_BITS;
/** How many of these there are, a power of two. */
const WHOLE_BITS = 13;
/** All there are. */
export const FEATURES = WHOLES + 2 ** WHOLE_BITS;

/** Longer pieces are no words that one meets again. */
const WHOLE_LENGTH_MAX = 16;
/** From so many letters and digits on without anything between it is no name any more. */
const DEEP_UNITS = 28;

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
  /** The run before, where the next one has no lead. */
  let ahead = NONE;
  /** Of the signs before a line end. */
  let signs = 0;
  /** Letters and digits since there was anything else. */
  let deep = 0;
  let isDeep = false;
  // The folded code units before, within the piece, its lead before them; all of it, by hash.
  let before = 0;
  let beforeThat = 0;
  let beforeAll = 0;
  let whole = 0;
  /** The same without its lead. */
  let bare = 0;

  function follow(code: number): void {
    const folded = code > 64 && code < 91 ? code | 32 : code;
    if (isDeep) chain(before ^ 0x7a5a5a, folded);
    else {
      if (folded > 127) chain(1, folded);
      chain(before, folded);
      if (length > 0 && folded < 0x3000) {
        const two = (beforeThat << 16) ^ before ^ (uppers > 1 ? 0x5a5b5a : 0x5a5a);
        chain(two, folded);
        if (length > 1 && folded !== 0) chain(Math.imul(two, 31) ^ beforeAll, folded);
      }
    }
    beforeAll = beforeThat;
    beforeThat = before;
    before = folded;
  }

  function chain(context: number, code: number): void {
    add(CHAINS + (mix(context, code) >>> (32 - CHAIN_BITS)), 1);
  }

  function addWhole(hash: number, context: number): void {
    add(WHOLES + (mix(hash, context) >>> (32 - WHOLE_BITS)), 1);
  }

  /** Ends the run; what comes next decides who gets a blank or a sign. */
  function close(next: number): void {
    const isWordNext = next === LETTER || next === GREEK;
    let kept = 0;
    if (run === LETTER || run === GREEK) closeWord();
    else if (run === SIGN) {
      if (length === 1 && lead === 0 && isWordNext) kept = last;
      else closeSigns();
    } else if (run === BLANK && next !== LINE) {
      if (isWordNext || (last === 32 && next !== DIGIT && next !== NONE)) kept = 32;
      closeBlanks(kept, next);
    } else if (run === LINE) closeLines(next);
    else if (run === EMOJI) {
      add(EMOJIS, 1);
      add(EMOJIS + 1, length);
      end(5, 1, 0);
    } else if (run === DIGIT) {
      add(NUMBERS, Math.ceil(length / 3));
      end(1, 1, 0);
    }
    if (run === SIGN) signs = whole;
    ahead = run;
    lead = before = kept;
    beforeAll = beforeThat = length = uppers = 0;
    whole = kept;
    bare = 0;
  }

  function closeWord(): void {
    const tokensMin = lead === 39 && length < 3 ? 0 : 1;
    const given = lead === 32 ? 1 : lead !== 0 ? 2 : ahead === LETTER ? 3 : ahead === DIGIT ? 4 : 0;
    if (run === LETTER) {
      const over = isDeep ? DEEP_LENGTH_MAX : LENGTH_MAX;
      const first = isDeep ? DEEP : LENGTHS + given * LENGTH_MAX;
      add(WORDS + given * 3 + (uppers === 0 ? 0 : uppers === 1 && length > 1 ? 1 : 2), 1);
      add(first + Math.min(length, over) - 1, 1);
      if (length > over) add(isDeep ? DEEP + over : WIDE - 1, length - over);
    } else add(SCRIPTS + Math.min(given, 2) * 9 + script - GREEK, 1);
    follow(0);
    if (length <= WHOLE_LENGTH_MAX && !isDeep) {
      addWhole(whole, 0);
      if (given === 2) {
        addWhole(bare, 1);
        addWhole(lead, Math.min(length, 6));
      }
    }
    end(run === LETTER ? 0 : script < KANA ? 5 : 4, tokensMin, 0);
  }

  function closeSigns(): void {
    add(SIGNS + (lead === 0 ? 0 : lead === 32 ? 1 : 2), 1);
    add(SIGNS + 3, length - 1);
    add(SIGNS + 4, Math.max(0, length - 3));
    if (length <= WHOLE_LENGTH_MAX) addWhole(whole, 0);
    end(3, 1, 0);
  }

  function closeBlanks(kept: number, next: number): void {
    if (length > 1) add(BLANKS + 1, 1);
    add(BLANKS + 2, Math.max(0, length - 17));
    if (kept === 0) add(BLANKS, 1);
    if (length > 1 || kept === 0) {
      addWhole(mix(Math.min(length, 80), last ^ (kept << 8)), next);
    }
    end(2, 0, kept === 0 ? 0 : 1);
  }

  function closeLines(next: number): void {
    const isAfterSign = ahead === SIGN ? 1 : 0;
    add(LINES + isAfterSign, 1);
    if (length > 1) add(LINES + 2 + isAfterSign, 1);
    addWhole(whole ^ (isAfterSign * signs), (ahead << 4) ^ next);
    end(2, 0, 0);
  }

  function take(code: number): void {
    const kind = runOf(code, run);
    const next = Math.min(kind, GREEK);
    const isUpper = code > 64 && code < 91;
    if (next !== run || (isUpper && uppers < length)) {
      close(next);
      isDeep = deep > DEEP_UNITS;
    }
    run = next;
    deep = next === LETTER || next === DIGIT || (deep > DEEP_UNITS && (code === 43 || code === 47)) ? deep + 1 : 0;
    if (kind === LETTER && code > 127) add(WIDE + (code >> 12), 1);
    if (kind >= GREEK) {
      if (length === 0) script = kind;
      add(SCRIPTS + 27 + kind - GREEK, 1);
    }
    if (run === LETTER || run === GREEK) follow(code);
    else if (run === SIGN) {
      if (code === before) add(SIGNS + (code < 128 ? 5 : 6), 1);
      else chain(before, code);
      before = code;
    }
    if (length < WHOLE_LENGTH_MAX) {
      whole = mix(whole, code);
      bare = mix(bare, code);
    }
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
      run = ahead = NONE;
      lead = before = deep = whole = 0;
    },
  };
}

function mix(context: number, code: number): number {
  const mixed = Math.imul(Math.imul(context, 0x9e3779b1) + code, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
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
