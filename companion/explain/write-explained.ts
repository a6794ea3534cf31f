import { OPTIONS_HEAD } from '../../lib/domain/explain-error.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
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

/** Cuts a text into lines of so many columns: at spaces, and between Chinese signs, which take two. */
export function wrapColumns(text: string, columns: number): string[] {
  const pieces = text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+|\s+/g) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    const isMark = /^[，。：；！？、）]$/.test(piece);
    if (line !== '' && !isMark && widthOf(line.trimEnd() + piece.trim()) >= columns) {
      lines.push(line.trimEnd());
      line = '';
    }
    if (line !== '' || piece.trim() !== '') line += piece;
  }
  return [...lines, line.trimEnd()].filter((each) => each !== '');
}

/** Columns that a text takes on a terminal: Chinese signs take two. */
export function widthOf(text: string): number {
  return [...text].reduce((width, sign) => width + (/[\u2e80-\u9fff\uff00-\uffef]/.test(sign) ? 2 : 1), 0);
}
