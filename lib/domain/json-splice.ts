/**
 * Changes JSON as text, so that every byte outside the change stays: big numbers, duplicate keys, whitespace, escapes.
 * `JSON.parse` decides what is JSON; the scanner then only has to find its way, without recursion, in linear time.
 */
import { type PathStep, parseJson, parsePath } from './json-path.ts';

/** A half-open range of characters. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Arrays and objects with more members are not taken apart. */
export const MEMBERS_MAX = 200_000;

interface Member extends Span {
  /** Null in an array. */
  readonly key: unknown;
}

/**
 * Where the value at `path` stands in `text`; null when it is absent, `text` is no JSON, or something on the way has
 * more than `MEMBERS_MAX` members. Of duplicate keys the last, as `JSON.parse` has it.
 */
export function locate(text: string, path: string): Span | null {
  const steps = parsePath(path);
  return steps === null || parseJson(text) === undefined ? null : follow(text, steps);
}

function follow(text: string, steps: readonly PathStep[]): Span | null {
  let span: Span = trim(text, 0, text.length);
  for (const step of steps) {
    const members = membersOf(text, span.start);
    const found = typeof step === 'number' ? members?.[step] : members?.findLast((member) => member.key === step);
    if (!found || (found.key === null) !== (typeof step === 'number')) return null;
    span = found;
  }
  return { start: span.start, end: span.end };
}

/**
 * Where the values at `path` stand in `text`, in their order; `[*]` in it stands for every member of an array or object.
 * Empty where {@link locate} finds nothing.
 */
export function locateAll(text: string, path: string): readonly Span[] {
  const star = path.indexOf('[*]');
  const first = locate(text, star < 0 ? path : path.slice(0, star));
  if (first === null || star < 0) return first === null ? [] : [first];
  const rest = `$${path.slice(star + 3)}`;
  return (membersOf(text, first.start) ?? []).flatMap((member) =>
    locateAll(text.slice(member.start, member.end), rest).map(({ start, end }) => ({
      start: member.start + start,
      end: member.start + end,
    })),
  );
}

/** Where the elements of the array at `path` stand; null when there is no array, or one above `MEMBERS_MAX`. */
export function elementSpans(text: string, path: string): readonly Span[] | null {
  const array = locate(text, path);
  return array !== null && text[array.start] === '[' ? membersOf(text, array.start) : null;
}

/**
 * `text` with the value at `path` replaced by `jsonText`, a number or a string. Absent keys are put first in the object that
 * lacks them. Null when there is no such place, or `jsonText` is something else.
 */
export function setNumberOrString(text: string, path: string, jsonText: string): string | null {
  const value = parseJson(jsonText);
  if (typeof value !== 'string' && !Number.isFinite(value)) return null;
  const place = locate(text, path);
  if (place !== null) return text.slice(0, place.start) + jsonText + text.slice(place.end);
  const steps = parseJson(text) === undefined ? null : parsePath(path);
  return steps && insert(text, steps.slice(0, -1), steps.slice(-1), jsonText);
}

/** Puts `jsonText` under the names `absent` into the object that stands at `present`, or into the next one around it. */
function insert(
  text: string,
  present: readonly PathStep[],
  absent: readonly PathStep[],
  jsonText: string,
): string | null {
  const place = follow(text, present);
  if (place === null) return insert(text, present.slice(0, -1), [...present.slice(-1), ...absent], jsonText);
  const members = text[place.start] === '{' ? membersOf(text, place.start) : null;
  if (members === null || absent.length === 0 || absent.some((step) => typeof step === 'number')) return null;
  const value = absent.reduceRight<string>(
    (inner, key, depth) => (depth === 0 ? `${JSON.stringify(key)}:${inner}` : `{${JSON.stringify(key)}:${inner}}`),
    jsonText,
  );
  const comma = members.length > 0 ? ',' : '';
  return `${text.slice(0, place.start + 1)}${value}${comma}${text.slice(place.start + 1)}`;
}

/**
 * Two complete bodies: `kept` has the first `keep` elements of the array at `path`, `rest` the others; everything
 * outside the elements is in both. Null when there is no such array, or either body would have no element.
 */
export function splitArray(
  text: string,
  path: string,
  keep: number,
): { readonly kept: string; readonly rest: string } | null {
  const spans = elementSpans(text, path) ?? [];
  const [first, lastKept, firstLeft, last] = [spans[0], spans[keep - 1], spans[keep], spans.at(-1)];
  if (!first || !lastKept || !firstLeft || !last) return null;
  return {
    kept: text.slice(0, lastKept.end) + text.slice(last.end),
    rest: text.slice(0, first.start) + text.slice(firstLeft.start),
  };
}

/**
 * `text` with the first of keys that stand twice in the outermost object in the place of the last, where `JSON.parse` takes
 * the last: what a reader makes of it that takes the first. Null: no key stands there twice.
 */
export function withFirstOfRepeated(text: string): string | null {
  const members = membersOf(text, trim(text, 0, text.length).start) ?? [];
  const first = new Map<unknown, Member>();
  let changed = '';
  let from = 0;
  for (const member of members) {
    const earlier = first.get(member.key);
    if (earlier === undefined || member.key === null) first.set(member.key, member);
    else {
      changed += text.slice(from, member.start) + text.slice(earlier.start, earlier.end);
      from = member.end;
    }
  }
  return from === 0 ? null : changed + text.slice(from);
}

/** The members of the object or array that opens at `open`; null when there is none, or too many. */
function membersOf(text: string, open: number): readonly Member[] | null {
  if (text[open] !== '[' && text[open] !== '{') return null;
  const members: Member[] = [];
  let depth = 0;
  let from = open + 1;
  let key: unknown = null;
  for (let at = open; at < text.length && members.length <= MEMBERS_MAX; at++) {
    const sign = text[at];
    if (sign === '"') at = skipString(text, at);
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth === 1 && sign === ':') {
      key = parseJson(text.slice(from, at));
      from = at + 1;
    } else if (depth === 0 || (depth === 1 && sign === ',')) {
      const span = trim(text, from, at);
      if (span.end > span.start) members.push({ ...span, key });
      if (depth === 0) return members.length <= MEMBERS_MAX ? members : null;
      from = at + 1;
      key = null;
    }
  }
  return null;
}

/** The closing quote of the string that opens at `start`: the next one after an even number of backslashes. */
function skipString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at > 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text[before - 1] === '\\') before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}

function trim(text: string, start: number, end: number): Span {
  const raw = text.slice(start, end);
  return { start: end - raw.trimStart().length, end: start + raw.trimEnd().length };
}
