import { DENIED, type WordKind, wordsOf } from './words/kinds.ts';

/** Where words of one kind stand, in order: first character, the one behind the last. */
type Places = readonly (readonly [number, number])[];

/** What is said in the lines of an error. A kind that no rule asks for is named by its pattern. */
export interface Signs {
  /** Whether a word of the kind stands anywhere. */
  readonly has: (kind: WordKind | RegExp) => boolean;
  /** Whether words of both kinds stand in one line, at most so many characters apart. */
  readonly near: (a: WordKind | RegExp, b: WordKind, charsMax: number) => boolean;
}

/** More of one kind say nothing more. */
const PLACES_MAX = 24;

/** Reads lines of lower-case text, each kind of word once and only when somebody asks. Linear in the text's length. */
export function findSigns(lines: readonly string[]): Signs {
  // In one piece: a pattern that is started for each of a hundred lines costs more than what it looks at.
  const text = [...new Set(lines)].join('\n').replace(DENIED, ' ');
  const known = new Map<WordKind | RegExp, Places>();
  const places = (kind: WordKind | RegExp): Places => {
    let found = known.get(kind);
    if (found === undefined) {
      found = find(text, typeof kind === 'string' ? wordsOf(kind) : kind);
      known.set(kind, found);
    }
    return found;
  };
  /** Whether one ends before the other begins, not far from it and in its line. The same letters are no two words. */
  const isBefore = ([, end]: Places[number], [start]: Places[number], charsMax: number): boolean =>
    start >= end && start - end <= charsMax && !text.slice(end, start).includes('\n');
  return {
    has: (kind) => places(kind).length > 0,
    near: (a, b, charsMax) =>
      places(a).some((one) =>
        places(b).some((other) => isBefore(one, other, charsMax) || isBefore(other, one, charsMax)),
      ),
  };
}

function find(text: string, words: RegExp): Places {
  const found: [number, number][] = [];
  // Not `matchAll`: that works on a copy of the pattern, which has to be made ready anew each time.
  words.lastIndex = 0;
  while (found.length < PLACES_MAX) {
    const match = words.exec(text);
    if (match === null) break;
    found.push([match.index, words.lastIndex]);
  }
  return found;
}
