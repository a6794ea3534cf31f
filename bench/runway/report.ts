import type { Score } from './backtest.ts';
import type { Process } from './processes.ts';

/** A process and what came of it. */
export interface Row extends Score {
  readonly name: string;
  readonly kind: Process['kind'];
  readonly isHeldOut: boolean;
  readonly historyDays: number;
}

const COVERED = { low: 0.75, high: 0.85 };
const ERROR_DAYS_MAX: Readonly<Partial<Record<Process['kind'], number>>> = { steady: 1, weekly: 2 };

/** What of it is beside its target. */
export function missesOf({ coverage, medianErrorDays, kind }: Row): readonly string[] {
  const most = ERROR_DAYS_MAX[kind];
  return [
    ...(coverage < COVERED.low ? ['covers too little'] : []),
    ...(coverage > COVERED.high ? ['covers too much'] : []),
    ...(most !== undefined && !(medianErrorDays <= most) ? [`off by more than ${most} d`] : []),
  ];
}

/** A table of all, with the misses, and the sums of those that were written after the forecast and of the others. */
export function writeReport(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.map(({ historyDays }) => historyDays))].flatMap((days) => {
    const own = rows.filter(({ historyDays }) => historyDays === days);
    return [
      `With ${days} days of history at most (* was written after the forecast, and nothing was changed for it):`,
      `${'process'.padEnd(44)}  P10-P90  early  late  off at 7 d    width  ms`,
      ...own.map(writeRow),
      ...[false, true].map((isHeldOut) =>
        writeSum(
          own.filter((row) => row.isHeldOut === isHeldOut),
          isHeldOut,
        ),
      ),
      '',
    ];
  });
}

function writeRow(row: Row): string {
  const cells = [
    percent(row.coverage).padStart(7),
    percent(row.below).padStart(5),
    percent(row.above).padStart(4),
    `${row.medianErrorDays.toFixed(2)} d`.padStart(10),
    percent(row.medianWidth).padStart(7),
    row.msEach.toFixed(1),
  ];
  const misses = missesOf(row).join(', ');
  return `${`${row.isHeldOut ? '* ' : '  '}${row.name}`.padEnd(44)}  ${cells.join('  ')}${misses && `   MISSED: ${misses}`}`;
}

function writeSum(rows: readonly Row[], isHeldOut: boolean): string {
  const forecasts = rows.reduce((sum, row) => sum + row.forecasts, 0);
  const covered = rows.reduce((sum, row) => sum + row.coverage * row.forecasts, 0) / forecasts;
  const missed = rows.filter((row) => missesOf(row).length > 0).length;
  const name = isHeldOut ? '* all written after it' : '  all others';
  return `${name.padEnd(44)}  ${percent(covered).padStart(7)}  of ${forecasts} forecasts; ${missed} of ${rows.length} processes missed a target`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
