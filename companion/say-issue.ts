import type * as v from 'valibot';

/** What is wrong with something that was given, and where in it: no full stop. */
export function sayIssue({ path, message }: v.BaseIssue<unknown>): string {
  const where = (path ?? []).map(({ key }) => String(key)).join('.');
  const said = inWords(message);
  return where === '' ? said : `${where}: ${said}`;
}

/** What is wrong first. */
export function sayFirst([issue]: readonly v.BaseIssue<unknown>[]): string {
  return issue === undefined ? 'not understood' : sayIssue(issue);
}

/** What the library says by itself is for programmers; a message of ours stays as it is. */
function inWords(message: string): string {
  const [, about, expected, received = ''] =
    /^Invalid (\w+): (?:Expected (.+) but received|Received) (.+)$/s.exec(message) ?? [];
  if (about === 'integer') return 'it is a whole number';
  if (about === undefined || expected === undefined) return message;
  if (about === 'key') return expected === 'never' ? 'there is no such field' : 'it is missing';
  if (about === 'type') return received === 'undefined' ? 'it is missing' : sayKind(expected, received);
  const [, sign, bound] = /^([<>]=)(.+)$/.exec(expected) ?? [];
  if (bound === undefined) return message;
  if (about === 'length')
    return sign === '<=' ? `it is too long: ${bound} at most` : `it is too short: ${bound} at least`;
  return sign === '<=' ? `it is at most ${bound}` : `it is at least ${bound}`;
}

/** `expected` as the library writes it: `number`, `(string | null)`, `("day" | "week")`. */
function sayKind(expected: string, received: string): string {
  const kinds = expected.replace(/^\((.*)\)$/, '$1').split(' | ');
  const literals = kinds.filter((kind) => kind.startsWith('"')).map((kind) => kind.slice(1, -1));
  if (literals.length > 1) return `it is one of ${literals.join(', ')}, not ${received}`;
  const known = [...new Set(kinds.flatMap((kind) => KINDS[kind] ?? []))];
  return known.length === 0 ? `it is ${expected}, not ${received}` : `it is ${known.join(' or ')}, not ${received}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Object: 'an object',
  Array: 'a list',
};
