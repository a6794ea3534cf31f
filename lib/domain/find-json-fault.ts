/** Where a text stops being JSON, and how. Lines and columns from 1, as editors count them. */
export interface JsonFault {
  readonly kind: 'trailing-comma' | 'end' | 'after' | 'control' | 'unexpected';
  readonly line: number;
  readonly column: number;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
/** Below a blank are the control characters, which stand escaped in a string. */
const STRING_END = /["\\]|[^ -\uffff]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** A place in the text, and what is wrong there; `found`: nothing was yet. */
type Step = { readonly at: number; readonly kind: JsonFault['kind'] | null };

/**
 * The first place where `text` is no JSON; null: it is JSON. For people to whom `JSON.parse` said no: what that says differs
 * between browsers, and not all of it says where. Linear, and without recursion.
 */
export function findJsonFault(text: string): JsonFault | null {
  const { at, kind } = scan(text);
  return kind === null ? null : { kind, ...placeOf(text, at) };
}

function scan(text: string): Step {
  /** What is open, from the outside in: a bracket each. */
  const open: string[] = [];
  let at = skipBlank(text, 0);
  for (;;) {
    // A value is wanted here.
    const sign = text[at];
    if (sign === '{' || sign === '[') {
      const first = skipBlank(text, at + 1);
      if (text[first] !== CLOSING[sign]) {
        open.push(sign);
        const begun = sign === '{' ? keyAt(text, first) : { at: first, kind: null };
        if (begun.kind !== null) return begun;
        at = begun.at;
        continue;
      }
      at = first + 1;
    } else {
      const end = scalarAt(text, at);
      if (end.kind !== null) return end;
      at = end.at;
    }
    const next = afterValue(text, at, open);
    if (next.kind !== null || open.length === 0) return next;
    at = next.at;
  }
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Behind a value: what closes is closed, until another value is wanted or nothing is open any more. */
function afterValue(text: string, from: number, open: string[]): Step {
  let at = skipBlank(text, from);
  while (open.length > 0) {
    const around = open.at(-1) ?? '';
    if (text[at] === ',') {
      const next = skipBlank(text, at + 1);
      if (text[next] === '}' || text[next] === ']') return { at, kind: 'trailing-comma' };
      return around === '{' ? keyAt(text, next) : { at: next, kind: null };
    }
    if (text[at] !== CLOSING[around]) return wrong(text, at);
    open.pop();
    at = skipBlank(text, at + 1);
  }
  return { at, kind: at < text.length ? 'after' : null };
}

/** A key and its colon; the result is where its value begins. */
function keyAt(text: string, from: number): Step {
  if (text[from] !== '"') return wrong(text, from);
  const key = stringAt(text, from);
  if (key.kind !== null) return key;
  const colon = skipBlank(text, key.at);
  return text[colon] === ':' ? { at: skipBlank(text, colon + 1), kind: null } : wrong(text, colon);
}

function scalarAt(text: string, at: number): Step {
  if (text[at] === '"') return stringAt(text, at);
  for (const pattern of [NUMBER, WORD]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { at: pattern.lastIndex, kind: null };
  }
  return wrong(text, at);
}

function stringAt(text: string, from: number): Step {
  for (let at = from + 1; ; ) {
    STRING_END.lastIndex = at;
    const found = STRING_END.exec(text);
    if (found === null) return { at: text.length, kind: 'end' };
    if (found[0] === '"') return { at: found.index + 1, kind: null };
    if (found[0] !== '\\') return { at: found.index, kind: 'control' };
    ESCAPE.lastIndex = found.index;
    if (!ESCAPE.test(text)) return wrong(text, found.index);
    at = ESCAPE.lastIndex;
  }
}

function wrong(text: string, at: number): Step {
  return { at, kind: at >= text.length ? 'end' : 'unexpected' };
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

function placeOf(text: string, at: number): Pick<JsonFault, 'line' | 'column'> {
  const before = text.slice(0, at);
  const lines = before.match(/\r\n|\n|\r/g)?.length ?? 0;
  const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return { line: lines + 1, column: at - start + 1 };
}
