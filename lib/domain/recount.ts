import type { Count } from './call.ts';
import { openTokenCounter } from './count-tokens.ts';
import { countOf, NO_TOKENS } from './counts.ts';
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

/** Code units of a part: three are counted for an edit, and a megabyte has about two thousand. */
const PART_UNITS = 512;
/** Where a text may be cut with nothing of a token on the other side: after a word or a number, but not at the end of a line. */
const END = /[\p{L}\p{N}](?=[^\p{L}\p{N}\r\n])/gu;
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
  const starts = startsOf(parts);
  const startAt = (part: number): number => starts[part] ?? 0;
  const first = mostOf(
    parts.length,
    (from, to) => before.slice(startAt(from), startAt(to)) === now.slice(startAt(from), startAt(to)),
  );
  if (before.length === now.length && first === parts.length) return [first, first];
  const shift = now.length - before.length;
  const last = parts.length;
  // What is at the beginning is not at the end, too.
  const isFree = (part: number): boolean => part >= first && startAt(part) + shift >= startAt(first);
  const after = mostOf(last, (from, to) => {
    const [start, end] = [startAt(last - to), startAt(last - from)];
    return isFree(last - to) && before.slice(start, end) === now.slice(start + shift, end + shift);
  });
  return [Math.max(0, first - 1), Math.min(last, last - after + 1)];
}

/** Where each part starts, and where the last one ends. */
function startsOf(parts: readonly Part[]): readonly number[] {
  let end = 0;
  return [0, ...parts.map(({ length }) => (end += length))];
}

/**
 * How many of `count` parts are as they were, from the first on, found by halving: what is known to be the same is not compared
 * again, so that a text is compared once, in few and large pieces.
 */
function mostOf(count: number, isSame: (from: number, to: number) => boolean): number {
  let same = 0;
  for (let most = count; same < most; ) {
    const middle = Math.ceil((same + most) / 2);
    if (isSame(same, middle)) same = middle;
    else most = middle - 1;
  }
  return same;
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
