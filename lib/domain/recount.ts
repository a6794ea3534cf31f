import type { Count } from './call.ts';
import { countOf, NO_TOKENS, openTokenCounter } from './count-tokens.ts';
import { NO_KINDS, type TextKinds } from './text-kinds.ts';

/** Counts a text that is counted again and again as it is edited. */
export interface Recount {
  /** What `countTokens` says of the text (rounding aside); counted are the parts in which it differs from the text before. */
  readonly count: (text: string) => Count;
  /** Its likely tokens by kind of text. */
  readonly kinds: () => TextKinds;
  /** Lets go of the text, which is held from one count to the next: to be called once its owner no longer has it. */
  readonly forget: () => void;
}

interface Part {
  readonly length: number;
  readonly kinds: TextKinds;
}

/** Code units of a part: three are counted for an edit, and a megabyte has about a thousand. */
const PART_UNITS = 1024;
/** Where a text may be cut with nothing of a token on the other side: after a word or a number, or a line. */
const END = /[\p{L}\p{N}](?=[^\p{L}\p{N}])|[\r\n](?=[^\r\n])/gu;
/** The cut is looked for in so much, else it is made anywhere. */
const END_UNITS = 256;

/**
 * Starts with no text. An edit of a megabyte takes a comparison of memory (strings are compared whole, by parts) and the count of
 * three parts.
 */
export function openRecount(countPart: (text: string) => TextKinds = kindsOf): Recount {
  let last = '';
  let parts: readonly Part[] = [];
  let sum = NO_KINDS;
  return {
    count(text) {
      const [first, rest] = unchanged(parts, last, text);
      const start = lengthOf(parts.slice(0, first));
      const end = text.length - lengthOf(parts.slice(rest));
      parts = [...parts.slice(0, first), ...cutParts(text.slice(start, end), countPart), ...parts.slice(rest)];
      last = text;
      sum = sumOf(parts);
      return text === '' ? NO_TOKENS : countOf(sum);
    },
    kinds: () => sum,
    forget() {
      last = '';
      parts = [];
      sum = NO_KINDS;
    },
  };
}

/**
 * How many parts at the beginning are as they were, and from which on those at the end are. The part before and the one after a
 * change are none of them: where they end may be no good place to cut any more.
 */
function unchanged(parts: readonly Part[], before: string, now: string): readonly [first: number, rest: number] {
  let first = 0;
  let start = 0;
  for (const { length } of parts) {
    if (before.slice(start, start + length) !== now.slice(start, start + length)) break;
    start += length;
    first += 1;
  }
  if (before.length === now.length && first === parts.length) return [first, first];
  const shift = now.length - before.length;
  let rest = parts.length;
  let end = before.length;
  while (rest > first) {
    const from = end - (parts[rest - 1]?.length ?? 0);
    // What is at the beginning is not at the end, too.
    if (from + shift < start || before.slice(from, end) !== now.slice(from + shift, end + shift)) break;
    end = from;
    rest -= 1;
  }
  return [Math.max(0, first - 1), Math.min(parts.length, rest + 1)];
}

function sumOf(parts: readonly Part[]): TextKinds {
  const sum = [...NO_KINDS];
  for (const { kinds } of parts) {
    for (let kind = 0; kind < sum.length; kind++) sum[kind] = (sum[kind] ?? 0) + (kinds[kind] ?? 0);
  }
  return sum;
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function cutParts(text: string, countPart: (text: string) => TextKinds): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.length - at < PART_UNITS * 1.5 ? text.length : endAfter(text, at + PART_UNITS);
    parts.push({ length: end - at, kinds: countPart(text.slice(at, end)) });
    at = end;
  }
  return parts;
}

function endAfter(text: string, from: number): number {
  END.lastIndex = 0;
  const end = END.exec(text.slice(from, from + END_UNITS));
  return from + (end === null ? END_UNITS : end.index + end[0].length);
}

/** The likely o200k_base tokens of `text` by kind of text; see `countTokens`. */
export function kindsOf(text: string): TextKinds {
  const counter = openTokenCounter();
  counter.push(text);
  return counter.kinds();
}
