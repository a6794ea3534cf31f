import { LETTER, LINE_END, LOWER, NUMBER, UPPER } from './character-kinds.ts';
import { behind, kindAt } from './characters.ts';
import { endOfContraction, endOfNumber, endOfSigns, endOfSpace } from './split-common.ts';

/**
 * Where the piece that begins at `start` ends, as cl100k_base's expression splits text. Its alternatives in their order: a
 * contraction, letters (with at most one sign or blank before them), up to three digits, signs, white space.
 */
export function endOfCl100kPiece(text: string, start: number): number {
  const contraction = endOfContraction(text, start);
  if (contraction > start) return contraction;
  const kind = kindAt(text, start);
  if (kind === NUMBER) return endOfNumber(text, start);
  if (kind === LINE_END) return endOfSpace(text, start);
  const first = isLetter(kind) ? start : behind(text, start);
  const end = endOfLetters(text, first);
  if (end > first) return end;
  const signs = endOfSigns(text, start, false);
  return signs < 0 ? endOfSpace(text, start) : signs;
}

function isLetter(kind: number): boolean {
  return kind === UPPER || kind === LOWER || kind === LETTER;
}

function endOfLetters(text: string, start: number): number {
  let at = start;
  while (isLetter(kindAt(text, at))) at = behind(text, at);
  return at;
}
