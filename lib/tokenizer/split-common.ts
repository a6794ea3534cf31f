import { BLANK, LINE_END, MARK, NUMBER, SIGN } from './character-kinds.ts';
import { behind, kindAt } from './characters.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const APOSTROPHE = 39;
const SLASH = 47;

/** Behind up to three digits. */
export function endOfNumber(text: string, start: number): number {
  let at = behind(text, start);
  for (let digits = 1; digits < 3 && kindAt(text, at) === NUMBER; digits++) at = behind(text, at);
  return at;
}

/**
 * Behind a run of signs, a space before it and the line ends after it (and slashes, where they `takesSlashes`); -1 where
 * no sign is.
 */
export function endOfSigns(text: string, start: number, takesSlashes: boolean): number {
  let at = text.charCodeAt(start) === SPACE ? start + 1 : start;
  const first = at;
  for (let kind = kindAt(text, at); kind === SIGN || kind === MARK; kind = kindAt(text, at)) at = behind(text, at);
  if (at === first) return -1;
  for (let unit = text.charCodeAt(at); isAfterSigns(unit, takesSlashes); unit = text.charCodeAt(at)) at++;
  return at;
}

function isAfterSigns(unit: number, takesSlashes: boolean): boolean {
  return unit === LF || unit === CR || (takesSlashes && unit === SLASH);
}

/** Behind a run of white space: up to its last line end; without one, all of it but the blank that the next word takes. */
export function endOfSpace(text: string, start: number): number {
  let at = start;
  let behindLine = -1;
  for (let kind = kindAt(text, at); kind === BLANK || kind === LINE_END; kind = kindAt(text, at)) {
    at++;
    if (kind === LINE_END) behindLine = at;
  }
  if (behindLine >= 0) return behindLine;
  return at === text.length || at === start + 1 ? at : at - 1;
}

/** Behind a contraction ('s 't 're 've 'm 'll 'd, in any case) that begins at `at`; `at` where none does. */
export function endOfContraction(text: string, at: number): number {
  if (text.charCodeAt(at) !== APOSTROPHE) return at;
  // The long s is an s in another case.
  const one = text.charAt(at + 1) === 'ſ' ? 's' : text.charAt(at + 1).toLowerCase();
  if (one === 's' || one === 't' || one === 'm' || one === 'd') return at + 2;
  const two = one + text.charAt(at + 2).toLowerCase();
  return two === 're' || two === 've' || two === 'll' ? at + 3 : at;
}
