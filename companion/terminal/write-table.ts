import { cutColumns, widthOf, wrapColumns } from './columns.ts';

const COLUMNS = 80;
const GAP = 2;
const CELL_MIN = 6;

/** A number or a day by itself, as sums and counts have one and names have not. */
const NUMBER = /(?:^|\s)(?:[$€¥]?\d[\d.,]*|\d{4}-\d\d-\d\d)(?=\s|$)/;

/** A table as lines. `heads`: what stands above it, in as many lines as it needs; `rows`: one line each, more where it has a sentence. */
export interface TableLines {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows below their heads, in 80 columns. */
export function writeTable(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = layTable(heads, rows);
  return [...lines.heads, ...lines.rows.flat()];
}

/**
 * The same, with its lines told apart. Where it is too wide, heads are written in several lines; then what is too wide is cut, the
 * widest column first, and sums where nothing else is left to cut; a sentence goes on in the next line instead. Columns of figures
 * stand at the right.
 */
export function layTable(heads: readonly string[], rows: readonly (readonly string[])[]): TableLines {
  const used = heads.map((head, at) => ({ at, isUsed: head !== '' || rows.some((row) => (row[at] ?? '') !== '') }));
  const columns = used.filter(({ isUsed }) => isUsed).map(({ at }) => at);
  const widths = columns.map((at) => Math.max(...[heads, ...rows].map((row) => widthOf(row[at] ?? ''))));
  const isFigure = columns.map((at) => rows.length > 0 && rows.every((row) => /^[–\d., $€¥-]*$/.test(row[at] ?? '')));
  const hasSums = columns.map((at) => rows.every((row) => (row[at] ?? '') === '' || NUMBER.test(row[at] ?? '')));
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP, -GAP);
  const least = columns.map((at) => leastOf(heads[at] ?? '', rows, at));
  while (total() > COLUMNS) {
    const spare = widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) === 0) break;
    widths[widest] = (spare[widest] ?? 0) - 1;
  }
  for (const isCut of [hasSums.map((has) => !has), hasSums]) {
    while (total() > COLUMNS) {
      const most = Math.max(CELL_MIN, ...widths.filter((_, index) => isCut[index] === true));
      const widest = widths.findIndex((width, index) => isCut[index] === true && width === most);
      if (widest === -1 || most <= CELL_MIN) break;
      widths[widest] = most - 1;
    }
  }
  const write = (row: readonly string[]): string =>
    columns
      .map((at, index) => fit(row[at] ?? '', widths[index] ?? 0, isFigure[index] === true))
      .join(' '.repeat(GAP))
      .trimEnd();
  const folded = heads.map((head, at) => wrapColumns(head, widths[columns.indexOf(at)] ?? COLUMNS));
  const height = Math.max(1, ...folded.map(({ length }) => length));
  const above = Array.from({ length: height }, (_, line) =>
    // The last line of each stands right above its column.
    write(folded.map((parts) => parts[line - height + parts.length] ?? '')),
  );
  const writeRow = (row: readonly string[]): readonly string[] => {
    const parts = columns.map((at, index) => foldSentence(row[at] ?? '', widths[index] ?? 0));
    const lines = Array.from({ length: Math.max(1, ...parts.map(({ length }) => length)) }, (_, line) => line);
    return lines.map((line) => write(row.map((_, at) => parts[columns.indexOf(at)]?.[line] ?? '')));
  };
  return { heads: above, rows: rows.map(writeRow) };
}

/** Words, or Chinese signs, from which on a text is no name: cut, it would not say what it says. */
const SENTENCE_WORDS = 5;
const SENTENCE_SIGNS = 12;

function foldSentence(text: string, width: number): readonly string[] {
  const signs = text.match(/[\u2e80-\u9fff]/g)?.length ?? 0;
  const isSentence = text.split(' ').length >= SENTENCE_WORDS || signs >= SENTENCE_SIGNS;
  return isSentence && widthOf(text) > width
    ? wrapColumns(text, width).flatMap((line) => breakUp(line, width))
    : [text];
}

/** A line of one word that is wider than its column, in as many as it needs. */
function breakUp(line: string, width: number): readonly string[] {
  const lines = [''];
  for (const sign of line) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && widthOf(last + sign) > width) lines.push(sign);
    else lines[lines.length - 1] = last + sign;
  }
  return lines;
}

/** What a column needs whose head is written word below word. */
function leastOf(head: string, rows: readonly (readonly string[])[], at: number): number {
  const words = head.split(' ').map(widthOf);
  return Math.max(...words, ...rows.map((row) => widthOf(row[at] ?? '')));
}

function fit(text: string, width: number, atRight: boolean): string {
  const shown = cutColumns(text, width);
  const space = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return atRight ? space + shown : shown + space;
}
