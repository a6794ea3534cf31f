/** A cell: a text, or null for what is not known or not so. */
export type Cell = string | number | null;

/** Begins with a letter or a digit and needs no quotes. */
const PLAIN = /^[A-Za-z0-9][^",\r\n]*$/;
/** A figure of ours, which may begin with a minus. */
const FIGURE = /^-?\d+(?:\.\d+)?$/;

/**
 * One line of CSV (RFC 4180). A text that a spreadsheet would take for a formula has an apostrophe before it: models and
 * labels are named by whoever calls.
 */
export function writeCsvLine(cells: readonly Cell[]): string {
  // No list of texts in between: this runs some ten million times in a large export.
  let line = '';
  let isFirst = true;
  for (const cell of cells) {
    line += isFirst ? writeCell(cell) : `,${writeCell(cell)}`;
    isFirst = false;
  }
  return line;
}

function writeCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // Nearly all of them.
  if (PLAIN.test(cell)) return cell;
  const text = /^[=+\-@\t\r]/.test(cell) && !FIGURE.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
