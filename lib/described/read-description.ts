import * as v from 'valibot';
import { isQuery, parseQuery } from '../domain/json-query.ts';
import { type DescriptionProblem, PROBLEM_KINDS, type ProblemKind } from '../domain/own-api.ts';
import { contradictionsOf, type Known } from './contradictions.ts';
import { type Description, descriptionSchema } from './description.ts';

/** Larger ones are no description, characters. */
export const DESCRIPTION_CHARS_MAX = 256 * 1024;
/** So many problems are told at once. */
const PROBLEMS_MAX = 20;

/** A description that can be used, or why not: then whatever was in force before stays so. */
export type ReadDescription =
  | { readonly description: Description; readonly problems: readonly [] }
  | { readonly description: null; readonly problems: readonly DescriptionProblem[] };

/**
 * Reads what a person wrote or was given. Never throws; reads nothing but this text.
 * @param known what is known without it: its addresses and names are taken.
 */
export function readDescription(written: string, known: Known): ReadDescription {
  if (written.length > DESCRIPTION_CHARS_MAX) {
    return refuse([{ place: '$', kind: 'too-large', detail: `${DESCRIPTION_CHARS_MAX / 1024} kB` }]);
  }
  let json: unknown;
  try {
    json = JSON.parse(written);
  } catch (error) {
    return refuse([{ place: '$', kind: 'no-json', detail: placeOfSyntax(written, error) }]);
  }
  if (Array.isArray(json)) return refuse([{ place: '$', kind: 'wrong', detail: 'Object' }]);
  const read = v.safeParse(descriptionSchema, json);
  if (!read.success) return refuse(read.issues.map(toProblem));
  const problems = contradictionsOf(read.output, known);
  return problems.length > 0 ? refuse(problems) : { description: read.output, problems: [] };
}

function refuse(problems: readonly DescriptionProblem[]): ReadDescription {
  return { description: null, problems: problems.slice(0, PROBLEMS_MAX) };
}

/** `3:7` for line 3, column 7, where the engine says so; else the end of the text. */
function placeOfSyntax(written: string, error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  const [, line, column] = /line (\d+),? column (\d+)/.exec(said) ?? [];
  if (line !== undefined) return `${line}:${column}`;
  const position = Number(/position (\d+)/.exec(said)?.[1] ?? written.length);
  const before = written.slice(0, position).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

type Issue = v.InferIssue<typeof descriptionSchema>;

function toProblem(issue: Issue): DescriptionProblem {
  return { place: placeIn(issue), ...kindOf(issue) };
}

function kindOf(issue: Issue): Pick<DescriptionProblem, 'kind' | 'detail'> {
  const { type, received, message } = issue;
  if (type === 'strict_object' && issue.expected === 'never') {
    return { kind: 'unknown-key', detail: shorten(String(issue.path?.at(-1)?.key ?? '')) };
  }
  if (received === 'undefined') return { kind: 'missing', detail: '' };
  if (message === 'path') return { kind: 'path', detail: pathProblem(String(issue.input)) };
  const own = PROBLEM_KINDS.find((kind) => kind === message);
  if (own !== undefined) return { kind: own, detail: shorten(String(issue.input)) };
  if (type === 'picklist' || type === 'variant' || type === 'literal') {
    return { kind: 'not-one-of', detail: shorten((issue.expected ?? '').replaceAll(/[()]/g, ''), 400) };
  }
  const bound = BOUNDS[type];
  if (bound) return { kind: bound(issue.input), detail: String('requirement' in issue ? issue.requirement : '') };
  return { kind: 'wrong', detail: shorten(issue.expected ?? '') };
}

/** Kinds of problems with what is too much or too little, by the check that found it. */
const BOUNDS: Readonly<Record<string, (input: unknown) => ProblemKind>> = {
  max_length: (input) => (Array.isArray(input) ? 'too-many' : 'too-long'),
  min_length: (input) => (Array.isArray(input) ? 'too-few' : 'blank'),
  min_value: () => 'out-of-range',
  max_value: () => 'out-of-range',
};

function placeIn(issue: Issue): string {
  const steps = (issue.path ?? []).map(({ key }) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[a-z_$][\w$]{0,40}$/i.test(String(key)) ? `.${key}` : `[${JSON.stringify(shorten(String(key)))}]`;
  });
  return `$${steps.join('')}`;
}

function pathProblem(path: string): string {
  const read = parseQuery(path);
  return isQuery(read) ? shorten(path) : `${shorten(path)} (${read.why}, ${read.at + 1})`;
}

function shorten(value: string, charsMax = 60): string {
  return value.length > charsMax ? `${value.slice(0, charsMax)}…` : value;
}
