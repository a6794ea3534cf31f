import type { DescriptionProblem } from './own-api.ts';
import type { Text, TextParam } from './text.ts';

/** What people write in a template stands in sentences about it as it is typed. */
const AS_TYPED = { available: '{available}', needed: '{needed}' };

/** What is wrong with a description and what to do; where stands beside it (`place`). */
export function explainProblem({ kind, detail }: DescriptionProblem): Text {
  const verbatim: TextParam = { kind: 'verbatim', text: detail };
  if (kind !== 'no-json') return { key: `apis.problem.${kind}`, params: { ...AS_TYPED, detail: verbatim } };
  const [line = '1', column = '1'] = detail.split(':');
  return { key: 'apis.problem.no-json', params: { line, column } };
}
