import { cutColumns, widthOf } from './columns.ts';

const COLUMNS = 80;
const GAP = 2;
const CELL_MIN = 6;

/** A number by itself, as sums and counts have one and names have not. */
const NUMBER = /(?:^|\s)[$€¥]?\d[\d.,]*(?=\s|$)/;

/**
 * Rows below their heads, in 80 columns: what is too wide is cut, the widest column first, and sums where nothing else is left to
 * cut. Columns of figures stand at the right.
 */
export function writeTable(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const used = heads.map((head, at) => ({ at, isUsed: head !== '' || rows.some((row) => (row[at] ?? '') !== '') }));
  const columns = used.filter(({ isUsed }) => isUsed).map(({ at }) => at);
  const widths = columns.map((at) => Math.max(...[heads, ...rows].map((row) => widthOf(row[at] ?? ''))));
  const isFigure = columns.map((at) => rows.length > 0 && rows.every((row) => /^[–\d., $€¥-]*$/.test(row[at] ?? '')));
  const hasSums = columns.map((at) => rows.every((row) => (row[at] ?? '') === '' || NUMBER.test(row[at] ?? '')));
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP, -GAP);
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
  return [write(heads), ...rows.map(write)];
}

function fit(text: string, width: number, atRight: boolean): string {
  const shown = cutColumns(text, width);
  const space = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return atRight ? space + shown : shown + space;
}
