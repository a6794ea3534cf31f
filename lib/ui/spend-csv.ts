import { writeCsvLine } from '../domain/csv.ts';
import { toDecimal, type Unit } from '../domain/money.ts';
import type { SpendView } from '../domain/spend-view.ts';

/** The table of a spend as CSV (RFC 4180): a line for each group, exact amounts, a column for each bar of the chart. */
export function spendCsv({ groups, steps }: SpendView, unit: Unit): string {
  const head = ['name', 'unit', 'spent', 'calls', 'spent-before', ...steps];
  const lines = groups.map(({ name, nano, calls, beforeNano, perStep }) => [
    ...[name, unit, toDecimal(nano), calls, toDecimal(beforeNano)],
    ...perStep.map(toDecimal),
  ]);
  return [head, ...lines].map((cells) => `${writeCsvLine(cells)}\r\n`).join('');
}
