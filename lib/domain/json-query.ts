import { parseJson, parsePath, readPath } from './json-path.ts';

/*
 * The part of JSONPath (RFC 9535) that people may write: names, indexes (from the end, too), slices, wildcards and bounded
 * descendants. No filters: their expressions can take as long as their author likes.
 */

/** Longer ones are not read, characters. */
export const QUERY_CHARS_MAX = 256;
/** Steps of one query, and how many of them may look at everything below. */
const STEPS_MAX = 16;
const DESCENDANTS_MAX = 2;
/** Values that one query looks at; what lies beyond them is not found, and {@link Found} says so. */
const VISITED_MAX = 100_000;
/** So deep a descendant is looked for. */
const DEPTH_MAX = 64;

type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'slice'; readonly from: number | null; readonly to: number | null; readonly by: number };

interface Step {
  /** Looks at every value below, itself included. */
  readonly isDeep: boolean;
  readonly selector: Selector;
}

/** A query that can be run; made by {@link parseQuery}. */
export type Query = readonly Step[];

/** Why a text is no query, and at which character (from 0). */
export interface QueryProblem {
  readonly at: number;
  readonly why: 'no-root' | 'too-long' | 'too-many-steps' | 'too-many-descendants' | 'filter' | 'several' | 'syntax';
}

const NAME = /([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)/y;
/** `-0` is no integer in RFC 9535. */
const INT = String.raw`(?:0|-?[1-9]\d{0,14})`;
const BRACKET = new RegExp(
  String.raw`\[\s*(?:(?<star>\*)|(?<from>${INT})?\s*(?<colon>:)\s*(?<to>${INT})?\s*(?::\s*(?<by>${INT})?\s*)?|(?<index>${INT})|(?<double>"(?:[^"\\\u0000-\u001f]|\\.)*")|(?<single>'(?:[^'\\\u0000-\u001f]|\\[^"])*'))\s*\]`,
  'y',
);

/** Reads a query; a problem where it is none that is understood here. */
export function parseQuery(text: string): Query | QueryProblem {
  if (text.length > QUERY_CHARS_MAX) return { at: QUERY_CHARS_MAX, why: 'too-long' };
  if (text[0] !== '$') return { at: 0, why: 'no-root' };
  const steps: Step[] = [];
  let at = 1;
  while (at < text.length) {
    // Blanks may stand between steps, not at the end.
    const blank = /\s*/y;
    blank.lastIndex = at;
    const start = at + (blank.exec(text)?.[0].length ?? 0);
    const isDeep = text.startsWith('..', start);
    const dots = isDeep ? 2 : text[start] === '.' ? 1 : 0;
    const read = readSelector(text, start + dots, dots);
    if (read === null) return { at: start, why: whyNot(text.slice(start + dots)) };
    steps.push({ isDeep, selector: read.selector });
    if (steps.length > STEPS_MAX) return { at: start, why: 'too-many-steps' };
    if (steps.filter((step) => step.isDeep).length > DESCENDANTS_MAX) return { at: start, why: 'too-many-descendants' };
    at = read.end;
  }
  return steps;
}

/** Whether this is a query and no problem with one. */
export function isQuery(read: Query | QueryProblem): read is Query {
  return Array.isArray(read);
}

function readSelector(
  text: string,
  at: number,
  dots: number,
): { readonly selector: Selector; readonly end: number } | null {
  if (dots > 0 && text[at] === '*') return { selector: { kind: 'wildcard' }, end: at + 1 };
  if (dots > 0) {
    NAME.lastIndex = at;
    const name = NAME.exec(text)?.[1];
    if (name !== undefined) return { selector: { kind: 'name', name }, end: at + name.length };
    if (dots === 1) return null;
  }
  BRACKET.lastIndex = at;
  const found = BRACKET.exec(text);
  const selector = found && toSelector(found.groups ?? {});
  return found && selector ? { selector, end: at + found[0].length } : null;
}

function toSelector(part: Readonly<Record<string, string | undefined>>): Selector | null {
  const whole = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits));
  if (part.star !== undefined) return { kind: 'wildcard' };
  if (part.index !== undefined) return { kind: 'index', index: Number(part.index) };
  if (part.colon !== undefined) {
    return { kind: 'slice', from: whole(part.from), to: whole(part.to), by: whole(part.by) ?? 1 };
  }
  const quoted = part.double ?? (part.single === undefined ? undefined : toDouble(part.single));
  const name = quoted === undefined ? undefined : parseJson(quoted);
  return typeof name === 'string' ? { kind: 'name', name } : null;
}

/** A text in single quotes as JSON has it. */
function toDouble(single: string): string {
  return `"${single.slice(1, -1).replaceAll(/\\'|"|\\./g, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part))}"`;
}

function whyNot(rest: string): QueryProblem['why'] {
  if (/^\[\s*\?/.test(rest)) return 'filter';
  return /^\[[^\]]*,/.test(rest) ? 'several' : 'syntax';
}

/** What a query found. */
export interface Found {
  readonly values: readonly unknown[];
  /** Whether it looked everywhere: there may be more of them where the document is too large or too deep. */
  readonly isAll: boolean;
}

/** What is at a path as people write it; nothing where it is malformed. */
export function search(value: unknown, path: string): Found {
  const query = parseQuery(path);
  return isQuery(query) ? runQuery(value, query) : { values: [], isAll: true };
}

/** Every value at a path as people write it, as far as it was looked for; none where it is malformed. */
export function findAll(value: unknown, path: string): readonly unknown[] {
  return search(value, path).values;
}

/** The first value at a path as people write it; undefined where there is none. The simple ones take no time. */
export function findFirst(value: unknown, path: string): unknown {
  return parsePath(path) === null ? findAll(value, path)[0] : readPath(value, path);
}

/** Whether a path can lead to more than one value. */
export function leadsToMany(path: string): boolean {
  return parsePath(path) === null && isQuery(parseQuery(path));
}

/** Every value that a query finds, in document order where the standard has one. Bounded: see `VISITED_MAX`. */
export function runQuery(value: unknown, query: Query): Found {
  const budget: Budget = { left: VISITED_MAX, isSpent: false };
  const values = query.reduce<readonly unknown[]>(
    (found, { isDeep, selector }) =>
      (isDeep ? found.flatMap((one) => below(one, budget)) : found).flatMap((one) => select(one, selector, budget)),
    [value],
  );
  return { values, isAll: !budget.isSpent };
}

interface Budget {
  left: number;
  /** Something was not looked at. */
  isSpent: boolean;
}

/** As many of them as may still be looked at. */
function spend(values: readonly unknown[], budget: Budget): readonly unknown[] {
  const looked = values.slice(0, budget.left);
  budget.left -= looked.length;
  if (looked.length < values.length) budget.isSpent = true;
  return looked;
}

/** A value and all below it, each before what is in it. */
function below(value: unknown, budget: Budget, depth = 0): readonly unknown[] {
  if (budget.left <= 0 || depth > DEPTH_MAX) {
    budget.isSpent = true;
    return [];
  }
  budget.left -= 1;
  return [value, ...childrenOf(value).flatMap((child) => below(child, budget, depth + 1))];
}

function select(value: unknown, selector: Selector, budget: Budget): readonly unknown[] {
  if (selector.kind === 'name') {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && Object.hasOwn(value, selector.name) ? [(value as Record<string, unknown>)[selector.name]] : [];
  }
  if (selector.kind === 'wildcard') return spend(childrenOf(value), budget);
  if (!Array.isArray(value)) return [];
  if (selector.kind === 'index') {
    const at = selector.index < 0 ? value.length + selector.index : selector.index;
    return at >= 0 && at < value.length ? [value[at]] : [];
  }
  return spend(sliceOf(value, selector), budget);
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** RFC 9535, 2.3.4.2.2. */
function sliceOf(list: readonly unknown[], { from, to, by }: Extract<Selector, { kind: 'slice' }>): readonly unknown[] {
  if (by === 0) return [];
  const { length } = list;
  const place = (index: number): number => (index >= 0 ? index : length + index);
  const within = (index: number, low: number, high: number): number => Math.min(Math.max(index, low), high);
  const found: unknown[] = [];
  if (by > 0) {
    const end = within(place(to ?? length), 0, length);
    for (let at = within(place(from ?? 0), 0, length); at < end; at += by) found.push(list[at]);
  } else {
    const end = to === null ? -1 : within(place(to), -1, length - 1);
    for (let at = within(place(from ?? length - 1), -1, length - 1); at > end; at += by) found.push(list[at]);
  }
  return found;
}
