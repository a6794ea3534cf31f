import type { BrowserKind } from '../../test/e2e/support/driver.ts';
import { type Figure, figures, isMet, type Reading, type Results } from './figures.ts';

/** Which browsers, on what machine. */
export interface Circumstances {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  /** Load average of the last minute before the run: above the number of cores the times say little. */
  readonly loadBefore: number;
  /** The same after it: browsers and servers of the bench itself account for about 2. */
  readonly loadAfter: number;
  readonly versions: Readonly<Partial<Record<BrowserKind, string>>>;
  readonly isQuick: boolean;
}

/** The results as JSON; the same shape in every run. */
export function toJson(results: Results, circumstances: Circumstances): string {
  const rows = figures.map((figure) => ({
    id: figure.id,
    name: figure.name,
    unit: figure.unit,
    target: figure.target,
    ...Object.fromEntries(
      [...results].map(([kind, readings]) => [kind, toRow(figure, readings.get(figure.id), circumstances)]),
    ),
  }));
  return `${JSON.stringify({ bench: 'page', ...circumstances, figures: rows }, null, 2)}\n`;
}

function toRow(figure: Figure, reading: Reading | undefined, circumstances: Circumstances): object | null {
  if (reading === undefined) return null;
  if (reading.kind === 'not-measured') return { value: null, why: reading.why };
  const { kind: _, ...values } = reading;
  const met = isMet(figure, reading);
  return { ...values, isMet: met, why: met === false ? why(figure, circumstances) : null };
}

/** The results as a table for a terminal, with a line below for each target that was missed and for what is missing. */
export function toTable(results: Results, circumstances: Circumstances): string {
  const kinds = [...results.keys()];
  const head = ['figure', 'target', ...kinds.flatMap((kind) => [kind, 'p5 – p95', ''])];
  const rows = figures.map((figure) => [
    figure.name,
    targetText(figure),
    ...kinds.flatMap((kind) => cells(figure, results.get(kind)?.get(figure.id))),
  ]);
  const { cpu, cores, loadBefore, loadAfter, versions } = circumstances;
  const browsers = kinds.map((kind) => `${kind} ${versions[kind] ?? ''}`).join(', ');
  return [
    `${browsers} · ${cores} × ${cpu} · load ${loadBefore.toFixed(1)} before and ${loadAfter.toFixed(1)} after`,
    ...(circumstances.isQuick ? ['A quick run: these are no figures to quote.'] : []),
    '',
    ...layOut([head, ...rows]),
    '',
    ...figures.flatMap((figure) =>
      kinds.flatMap((kind) => remarks(figure, kind, results.get(kind)?.get(figure.id), circumstances)),
    ),
  ].join('\n');
}

function targetText({ target, unit }: Figure): string {
  if (target === null) return '';
  return `${target.kind === 'at-most' ? '≤' : '≥'} ${target.value} ${unit}`.trim();
}

function cells(figure: Figure, reading: Reading | undefined): readonly string[] {
  if (reading?.kind !== 'measured') return ['–', '', ''];
  const { value, p5, p95 } = reading;
  const met = isMet(figure, reading);
  const spread = p5 === null || p95 === null ? '' : `${digits(p5)} – ${digits(p95)}`;
  return [`${digits(value)} ${figure.unit}`.trim(), spread, met === null ? '' : met ? 'met' : 'MISSED'];
}

function digits(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

function remarks(
  figure: Figure,
  kind: BrowserKind,
  reading: Reading | undefined,
  circumstances: Circumstances,
): readonly string[] {
  const at = `${figure.name} (${kind})`;
  if (reading === undefined) return [];
  if (reading.kind === 'not-measured') return [`${at}: not measured, ${reading.why}`];
  const note = reading.note === null ? [] : [`${at}: ${reading.note}`];
  if (isMet(figure, reading) !== false) return note;
  return [...note, `${at}: MISSED. ${why(figure, circumstances)}`];
}

/** Where no cause is known, a busy machine is the likeliest one. */
function why({ missedBecause }: Figure, { loadBefore, loadAfter, cores }: Circumstances): string {
  if (missedBecause !== null) return missedBecause;
  if (loadBefore <= cores && loadAfter <= 2 * cores) return 'The cause is not known yet.';
  const load = Math.max(loadBefore, loadAfter).toFixed(1);
  return `The machine was busy (load ${load} on ${cores} cores): to be run again when it is quiet.`;
}

/** Columns of equal width; the first two to the left, figures to the right. */
function layOut(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
