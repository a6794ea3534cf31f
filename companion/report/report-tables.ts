import { showAmount } from '../terminal/shorten.ts';
import type { Report } from './gather-report.ts';
import type { DetailRow, EstimateRow } from './scan-calls.ts';

/** A part of a report as every form of it shows it. */
export interface ReportTable {
  readonly title: string;
  /** Sentences; a report that is read aloud has no more. */
  readonly summary: readonly string[];
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows of each; JSON has all of them. */
const ROWS_MAX = 12;

/** What is beside the sums by model and day: by label and kind, forecasts, and what others worked out. Empty ones are left out. */
export function reportTables({ details, sections, sectionsMissing }: Report): readonly ReportTable[] {
  const { labels, kinds, estimates, isPart } = details;
  const tables: readonly ReportTable[] = [
    detailTable('By label', 'Label', labels),
    detailTable('By kind of request', 'Kind', kinds),
    estimateTable(estimates),
    ...sections,
    {
      ...{ title: 'What is missing', heads: [], rows: [] },
      summary: [
        ...(isPart ? ['There were too many calls to look at each: labels, kinds and forecasts are of a part.'] : []),
        ...(sectionsMissing > 0 ? ['Something could not be worked out and is left out.'] : []),
      ],
    },
  ];
  return tables.filter(({ rows, summary }) => rows.length > 0 || summary.length > 0);
}

function detailTable(title: string, head: string, rows: readonly DetailRow[]): ReportTable {
  const more = rows.length - ROWS_MAX;
  return {
    title,
    summary: more > 0 ? [`The first ${ROWS_MAX}; ${more} more.`] : [],
    heads: [head, 'Cost', 'Calls'],
    rows: rows
      .slice(0, ROWS_MAX)
      .map(({ name, unit, cost, calls }) => [
        ...[name, unit === '' ? 'unknown' : showAmount(cost, unit), String(calls)],
      ]),
  };
}

function estimateTable(rows: readonly EstimateRow[]): ReportTable {
  return {
    title: 'Forecast and cost',
    summary: rows.flatMap(({ unit, inRangePercent }) =>
      inRangePercent === null ? [] : [`${inRangePercent} % of calls in ${unit} cost what the range said.`],
    ),
    heads: ['Calls', 'Forecast', 'Cost', 'Off by'],
    rows: rows.map(({ unit, calls, estimate, cost, offPercent }) => [
      ...[String(calls), showAmount(estimate, unit), showAmount(cost, unit)],
      offPercent === null ? '–' : `${offPercent > 0 ? '+' : ''}${offPercent} %`,
    ]),
  };
}
