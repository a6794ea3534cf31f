import type { BrowserKind } from '../../test/e2e/support/driver.ts';
import { type Figure, figures, isMet, type Reading, type Results } from './figures.ts';

/** Which browsers, on what machine. */
export interface Circumstances {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  /** Load average of the last minute before the run: above the number of cores the times say little. */
  readonly loadBefore: number;
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
    ...Object.fromEntries([...results].map(([kind, readings]) => [kind, toRow(figure, readings.get(figure.id))])),
  }));
  return `${JSON.stringify({ bench: 'page', ...circumstances, figures: rows }, null, 2)}\n`;
}

function toRow(figure: Figure, reading: Reading | undefined): object | null {
  if (reading === undefined) return null;
  if (reading.kind === 'not-measured') return { value: null, why: reading.why };
  const { kind: _, ...values } = reading;
  const met = isMet(figure, reading);
  return { ...values, isMet: met, why: met === false ? figure.missedBecause : null };
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
  const { cpu, cores, loadBefore, versions } = circumstances;
  const browsers = kinds.map((kind) => `${kind} ${versions[kind] ?? ''}`).join(', ');
  return [
    `${browsers} · ${cores} × ${cpu} · load ${loadBefore.toFixed(1)} before the run`,
    ...(circumstances.isQuick ? ['A quick run: these are no figures to quote.'] : []),
    '',
    ...layOut([head, ...rows]),
    '',
    ...figures.flatMap((figure) => kinds.flatMap((kind) => remarks(figure, kind, results.get(kind)?.get(figure.id)))),
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

function remarks(figure: Figure, kind: BrowserKind, reading: Reading | undefined): readonly string[] {
  const at = `${figure.name} (${kind})`;
  if (reading === undefined) return [];
  if (reading.kind === 'not-measured') return [`${at}: not measured, ${reading.why}`];
  const note = reading.note === null ? [] : [`${at}: ${reading.note}`];
  if (isMet(figure, reading) !== false) return note;
  return [...note, `${at}: MISSED. ${figure.missedBecause ?? 'The cause is not known yet.'}`];
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
