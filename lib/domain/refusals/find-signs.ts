import { DENIED, type WordKind, wordsOf } from './words/kinds.ts';

/** Where words of one kind stand, in order: line, first character, the one behind the last. */
type Places = readonly (readonly [number, number, number])[];

/** What is said in the lines of an error. */
export interface Signs {
  /** Whether a word of the kind stands anywhere. */
  readonly has: (kind: WordKind) => boolean;
  /** Whether words of both kinds stand in one line, at most so many characters apart. */
  readonly near: (a: WordKind, b: WordKind, charsMax: number) => boolean;
}

/** More of one kind say nothing more. */
const PLACES_MAX = 40;

/** Reads lines of lower-case text, each kind of word once and only when somebody asks. Linear in the text's length. */
export function findSigns(lines: readonly string[]): Signs {
  const said = lines.map((line) => line.replace(DENIED, ' '));
  const known = new Map<WordKind, Places>();
  const places = (kind: WordKind): Places => {
    let found = known.get(kind);
    if (found === undefined) {
      found = find(said, wordsOf(kind));
      known.set(kind, found);
    }
    return found;
  };
  return {
    has: (kind) => places(kind).length > 0,
    near: (a, b, charsMax) =>
      places(a).some(([line, start, end]) =>
        places(b).some(
          ([otherLine, otherStart, otherEnd]) =>
            // The same letters are no two words.
            line === otherLine &&
            (otherStart >= end ? otherStart - end <= charsMax : start >= otherEnd && start - otherEnd <= charsMax),
        ),
      ),
  };
}

function find(lines: readonly string[], words: RegExp): Places {
  const found: [number, number, number][] = [];
  for (const [index, line] of lines.entries()) {
    for (const match of line.matchAll(words)) {
      if (found.length >= PLACES_MAX) return found;
      found.push([index, match.index, match.index + match[0].length]);
    }
  }
  return found;
}
