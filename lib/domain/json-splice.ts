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

/** Arrays with more elements are not taken apart. */
export const ELEMENTS_MAX = 200_000;

/** Where the value at `path` stands in `text`; null when it is absent or `text` is no JSON. Of duplicate keys the last. */
export function locate(text: string, path: string): Span | null {
  const steps = parsePath(path);
  if (steps === null || parseJson(text) === undefined) return null;
  let start: number | null = skipSpace(text, 0);
  for (const step of steps) {
    start = findMember(text, start, step);
    if (start === null) return null;
  }
  return { start, end: skipValue(text, start) };
}

/** Where the elements of the array at `path` stand; null when there is no array, or one above `ELEMENTS_MAX`. */
export function elementSpans(text: string, path: string): readonly Span[] | null {
  const array = locate(text, path);
  if (array === null || text[array.start] !== '[') return null;
  const spans: Span[] = [];
  let isWhole = true;
  eachMember(text, array.start, (_key, start, end) => {
    isWhole = spans.push({ start, end }) <= ELEMENTS_MAX;
    return isWhole;
  });
  return isWhole ? spans : null;
}

/**
 * `text` with the value at `path` replaced by `jsonText`, a number or a string. An absent key of the top-level object
 * is put first. Null when there is no such place, or `jsonText` is something else.
 */
export function setNumberOrString(text: string, path: string, jsonText: string): string | null {
  const value = parseJson(jsonText);
  if (typeof value !== 'string' && !Number.isFinite(value)) return null;
  const place = locate(text, path);
  if (place !== null) return text.slice(0, place.start) + jsonText + text.slice(place.end);
  const [key, ...more] = parsePath(path) ?? [];
  const top = locate(text, '$');
  if (typeof key !== 'string' || more.length > 0 || top === null || text[top.start] !== '{') return null;
  const inside = top.start + 1;
  const comma = text[skipSpace(text, inside)] === '}' ? '' : ',';
  return `${text.slice(0, inside)}${JSON.stringify(key)}:${jsonText}${comma}${text.slice(inside)}`;
}

/**
 * Two complete bodies: `kept` has the first `keep` elements of the array at `path`, `rest` the others; everything
 * outside the array is in both. Null when there is no such array, or either body would have no element.
 */
export function splitArray(
  text: string,
  path: string,
  keep: number,
): { readonly kept: string; readonly rest: string } | null {
  const spans = elementSpans(text, path) ?? [];
  const [first, lastKept, firstLeft, last] = [spans[0], spans[keep - 1], spans[keep], spans[spans.length - 1]];
  if (!first || !lastKept || !firstLeft || !last) return null;
  return {
    kept: text.slice(0, lastKept.end) + text.slice(last.end),
    rest: text.slice(0, first.start) + text.slice(firstLeft.start),
  };
}

/** Visits the members of the object or array that opens at `open`, until `visit` says false. `key` is null in arrays. */
function eachMember(
  text: string,
  open: number,
  visit: (key: Span | null, start: number, end: number) => boolean,
): void {
  const isObject = text[open] === '{';
  let at = skipSpace(text, open + 1);
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    let key: Span | null = null;
    if (isObject) {
      key = { start: at, end: skipString(text, at) };
      at = skipSpace(text, skipSpace(text, key.end) + 1);
    }
    const end = skipValue(text, at);
    if (!visit(key, at, end)) return;
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
}

/** Where the value of a key or index starts; null when the value at `open` has no such member. */
function findMember(text: string, open: number, step: PathStep): number | null {
  const isIndex = typeof step === 'number';
  if (text[open] !== (isIndex ? '[' : '{')) return null;
  let found: number | null = null;
  let index = 0;
  eachMember(text, open, (key, start) => {
    if (isIndex ? index++ === step : key !== null && readString(text, key) === step) found = start;
    return !isIndex || found === null;
  });
  return found;
}

function readString(text: string, span: Span): unknown {
  const raw = text.slice(span.start + 1, span.end - 1);
  return raw.includes('\\') ? parseJson(`"${raw}"`) : raw;
}

/** The end of the value that starts at `start`. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 34) at = skipString(text, at);
    else if (code === 91 || code === 123) {
      depth++;
      at++;
    } else if (code === 93 || code === 125) {
      depth--;
      at++;
    } else if (depth > 0) {
      at++;
      continue;
    } else at = skipScalar(text, at);
    if (depth === 0) return at;
  }
  return text.length;
}

/** The end of a number or literal. */
function skipScalar(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && !',]} \t\n\r'.includes(text.charAt(at))) at++;
  return at;
}

/** The end of the string that opens at `start`: the next quote after an even number of backslashes. */
function skipString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at > 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text.charCodeAt(before - 1) === 92) before--;
    if ((at - before) % 2 === 0) return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(at)) at++;
  return at;
}
