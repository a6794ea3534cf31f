import { areAsksTrue, isEnoughPrevented, preventedShare, type Score } from './score.ts';

/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly score: Score;
}

/** The results as JSON; the same shape in every run. */
export function toJson(rows: readonly Row[], seeds: readonly number[]): string {
  const results = rows.map(({ name, score }) => ({
    name,
    ...score,
    preventedShare: preventedShare(score),
    isFalseAsksMet: areAsksTrue(score),
    isPreventedMet: isEnoughPrevented(score),
  }));
  return `${JSON.stringify({ bench: 'asks', seeds, results }, null, 2)}\n`;
}

/** The results as a table for a terminal, with what the columns mean below. */
export function toTable(rows: readonly Row[], seeds: readonly number[]): string {
  const head = ['account', 'calls', 'held', 'prevented', 'false', '', 'unannounced', 'knowable', 'of knowable', ''];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return [
    `One month of mixed use for each kind of account, seeds ${seeds.join(', ')}`,
    '',
    ...lines.map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    ),
    '',
    'false: held though it would have been let through; target ≤ 2 % of the held, or fewer than 1 in 500 calls.',
    'of knowable: prevented, of those that the price list and a balance that could be read told of; target ≥ 95 %.',
    ...unknowableLine(rows),
  ].join('\n');
}

function cells({ name, score }: Row): readonly string[] {
  const share = preventedShare(score);
  const { calls, held, prevented, falseAsks, unannounced, knowable } = score;
  return [
    name,
    ...[calls, held, prevented, falseAsks].map(String),
    metText(areAsksTrue(score)),
    ...[unannounced, knowable].map(String),
    share === null ? '–' : `${(share * 100).toFixed(1)} %`,
    metText(isEnoughPrevented(score)),
  ];
}

function metText(isMet: boolean | null): string {
  return isMet === null ? '' : isMet ? 'met' : 'MISSED';
}

/** Why the rest came unannounced. */
function unknowableLine(rows: readonly Row[]): readonly string[] {
  const all = rows.at(-1)?.score.unknowable;
  if (all === undefined) return [];
  const { background, balance, rule } = all;
  return [
    `The other unannounced ones: ${background} of calls nobody started (never held), ${balance} by a balance that could ` +
      `not be read again, ${rule} by rules or spending that nobody states.`,
  ];
}
