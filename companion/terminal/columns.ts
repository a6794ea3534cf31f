/** Cuts a text into lines of so many columns: at spaces, and between Chinese signs, which take two. */
export function wrapColumns(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(PIECES) ?? []) {
    const isSpace = piece.trim() === '';
    if (line !== '' && !isSpace && widthOf(line + piece) > columns) {
      lines.push(line.trimEnd());
      line = '';
    }
    if (line !== '' || !isSpace) line += piece;
  }
  return [...lines, line.trimEnd()].filter((each) => each !== '');
}

/** No line begins with a mark that closes, and none ends with one that opens: those go with the sign beside them. */
const PIECES =
  /\s+|[（“]*(?:[\u2e80-\u9fff]|[^\s\u2e80-\u9fff\uff00-\uffef“”、。]+)[、。，：；！？）”]*|[\u2e80-\u9fff\uff00-\uffef“”]/g;

/** Columns that a text takes on a terminal: Chinese signs take two. */
export function widthOf(text: string): number {
  return [...text].reduce((width, sign) => width + (/[\u2e80-\u9fff\uff00-\uffef]/.test(sign) ? 2 : 1), 0);
}

/** Fills a text up to so many columns, at its right, or at its left for figures. */
export function padColumns(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return side === 'left' ? space + text : text + space;
}

/** A text of so many columns at most: what is too long ends in an ellipsis. */
export function cutColumns(text: string, columns: number): string {
  let shown = text;
  while (widthOf(shown) > columns) shown = `${[...shown].slice(0, -2).join('')}…`;
  return shown;
}
