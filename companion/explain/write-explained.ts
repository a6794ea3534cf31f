import { OPTIONS_HEAD } from '../../lib/domain/explain-error.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { wrapColumns } from '../terminal/columns.ts';
import type { Explained } from './explain-row.ts';

const COLUMNS = 80;

/** An explanation for a person, in 80 columns: what happened, what helps, and the cause by its name for scripts. */
export function writeExplained(explained: Explained, language: Language): string[] {
  const { lines, options, help, cause, wallet } = explained;
  const head = renderText(OPTIONS_HEAD, language);
  const ways = options.flatMap(({ text, url }) => [
    ...wrapColumns(text, COLUMNS - 4).map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`)),
    // An address is never cut.
    ...(url === undefined ? [] : [`    ${url}`]),
  ]);
  return [
    ...lines.flatMap((line) => wrapColumns(line, COLUMNS)),
    ...(ways.length > 0 ? ['', head, ...ways] : []),
    ...(help.length > 0 ? ['', ...help.flatMap((line) => wrapColumns(line, COLUMNS))] : []),
    '',
    `(${wallet === null ? cause : `${cause}, ${wallet}`})`,
  ];
}
