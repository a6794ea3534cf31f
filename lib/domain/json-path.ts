/** Paths above this are not read, characters. */
const PATH_CHARS_MAX = 256;
/** Paths with more steps are not read. */
const PATH_STEPS_MAX = 16;

/** Names are keys of an object, numbers are indexes of an array. */
export type PathStep = string | number;

const STEP = /\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)|\[(\d{1,9}|"(?:[^"\\]|\\.)*")\]/y;

/**
 * Reads a bounded subset of JSONPath (RFC 9535: child and index; no wildcard, slice, descendant or filter, names in
 * double quotes): `$.a.b[0]["c d"]`. Null when the text is no such path, too long or has too many steps.
 */
export function parsePath(path: string): readonly PathStep[] | null {
  if (path.length > PATH_CHARS_MAX || path[0] !== '$') return null;
  const found = parsed.get(path);
  if (found !== undefined) return found;
  const steps = takeApart(path);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(path, steps);
  return steps;
}

/** Paths stand in our tables, and the same few are read in every answer. */
const parsed = new Map<string, readonly PathStep[] | null>();
const PARSED_MAX = 512;

function takeApart(path: string): readonly PathStep[] | null {
  const steps: PathStep[] = [];
  for (STEP.lastIndex = 1; STEP.lastIndex < path.length; ) {
    const match = STEP.exec(path);
    // The brackets hold JSON: a number or a string.
    const step = match?.[1] ?? parseJson(match?.[2] ?? '');
    if ((typeof step !== 'string' && typeof step !== 'number') || steps.push(step) > PATH_STEPS_MAX) return null;
  }
  return steps;
}

/** The value at `path`; undefined when it is absent or the path is malformed. See {@link readKey}. */
export function readPath(value: unknown, path: string): unknown {
  const steps = parsePath(path);
  return steps === null ? undefined : steps.reduce(readKey, value);
}

/**
 * One step into a parsed JSON value; undefined when it is absent. Own properties only: a page may have put anything on
 * `Object.prototype`, and `__proto__` is an ordinary key of JSON. A name selects nothing in an array (not its `length`).
 */
export function readKey(value: unknown, step: PathStep): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof step === 'number'))
    return undefined;
  return Object.hasOwn(value, step) ? (value as Record<PathStep, unknown>)[step] : undefined;
}

/** The elements of an array; none when it is something else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Parses JSON; undefined for anything that is none (`undefined` itself is no JSON value, so this is unambiguous). */
export function parseJson(text: string): unknown {
  return attempt(() => JSON.parse(text), undefined);
}

/** What `work` returns, or `fallback` where it throws: for what outsiders wrote, where failing is an expected outcome. */
export function attempt<T>(work: () => T, fallback: T): T {
  try {
    return work();
  } catch {
    return fallback;
  }
}
