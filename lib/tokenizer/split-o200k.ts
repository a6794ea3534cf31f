import { LETTER, LINE_END, LOWER, MARK, NUMBER, UPPER } from './character-kinds.ts';
import { behind, kindAt } from './characters.ts';
import { endOfContraction, endOfNumber, endOfSigns, endOfSpace } from './split-common.ts';

/**
 * Where the piece that begins at `start` ends, as o200k_base's expression splits text; pieces are merged each by itself.
 * Its alternatives in their order: a word that ends in lower case, a word in upper case (each with at most one sign or
 * blank before it and a contraction behind), up to three digits, signs, white space. Linear, and without a stack.
 */
export function endOfO200kPiece(text: string, start: number): number {
  const kind = kindAt(text, start);
  if (kind === NUMBER) return endOfNumber(text, start);
  if (kind === LINE_END) return endOfSpace(text, start);
  const isLetter = kind === UPPER || kind === LOWER || kind === LETTER;
  const end = endOfWord(text, isLetter ? start : behind(text, start), kind === MARK ? start : -1);
  if (end >= 0) return endOfContraction(text, end);
  const signs = endOfSigns(text, start, true);
  return signs < 0 ? endOfSpace(text, start) : signs;
}

/** Behind the word at `start`; else at `other`, because a mark can be the sign before a word or the word itself; else -1. */
function endOfWord(text: string, start: number, other: number): number {
  const lower = endOfLowerWord(text, start);
  if (lower >= 0) return lower;
  const otherLower = other < 0 ? -1 : endOfLowerWord(text, other);
  if (otherLower >= 0) return otherLower;
  // A run of marks is a word that ends in lower case: what is left is one in upper case.
  const upper = endOfUppers(text, start);
  return upper > start ? upper : -1;
}

/** `[upper]*[lower]+`, where letters without case and marks are both. */
function endOfLowerWord(text: string, start: number): number {
  let at = start;
  let behindBoth = -1;
  let kind = kindAt(text, at);
  while (kind === UPPER || kind === LETTER || kind === MARK) {
    at = behind(text, at);
    if (kind !== UPPER) behindBoth = at;
    kind = kindAt(text, at);
  }
  if (kind !== LOWER) return behindBoth;
  while (kind === LOWER || kind === LETTER || kind === MARK) {
    at = behind(text, at);
    kind = kindAt(text, at);
  }
  return at;
}

function endOfUppers(text: string, start: number): number {
  let at = start;
  while (kindAt(text, at) === UPPER) at = behind(text, at);
  return at;
}
