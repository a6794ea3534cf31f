import type * as v from 'valibot';

/** What is wrong with something that was given, and where in it: no full stop. */
export function sayIssue({ path, message }: v.BaseIssue<unknown>): string {
  const where = (path ?? []).map(({ key }) => String(key)).join('.');
  return where === '' ? message : `${where}: ${message}`;
}

/** What is wrong first. */
export function sayFirst([issue]: readonly v.BaseIssue<unknown>[]): string {
  return issue === undefined ? 'not understood' : sayIssue(issue);
}
