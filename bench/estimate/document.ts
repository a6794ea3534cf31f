import { markdownTable } from '../measured.ts';
import type { ForecastScore } from './forecasts.ts';
import type { KeystrokeTime } from './keystrokes.ts';
import type { MemoryUse } from './memory.ts';
import type { CounterError } from './page-counter.ts';
import { missedByCounter, missedByForecast, missedByKey, missedByTimes, timeText } from './report.ts';
import { type CountTimes, LIBRARIES } from './tokenizers.ts';

/** Everything that the bench measured. */
export interface Measured {
  readonly tokenizers: readonly CountTimes[];
  readonly counter: readonly CounterError[];
  readonly keystrokes: readonly KeystrokeTime[];
  readonly forecasts: readonly ForecastScore[];
  readonly memory: readonly MemoryUse[];
}

/** The same as tables of a document. */
export function documentMeasured({ tokenizers, counter, keystrokes, forecasts, memory }: Measured): readonly string[] {
  return [
    '**The counter without a vocabulary**, against the exact count, on slices of 200 to 20,000 characters of texts it was not fitted to',
    '("inside": the exact count lies in the range it says):',
    '',
    ...markdownTable(
      ['text', 'slices', 'median', '95th', 'bias', 'inside', 'missed'],
      counter.map((row) => [
        ...[row.text, `${row.slices}`, percent(row.median), percent(row.p95), percent(row.bias), percent(row.inside)],
        missedByCounter(row),
      ]),
    ),
    '',
    '**Forecasts of answers**, each made before its answer came (pinball loss as a share of the mean answer; 80 % inside is right):',
    '',
    ...markdownTable(
      ['calls', 'pinball', 'inside P10–P90', 'median error', 'missed'],
      forecasts.map((row) => [
        ...[row.trace, (row.pinball ?? 0).toFixed(4), percent(row.inside ?? 0), percent(row.medianError ?? 0)],
        missedByForecast(row),
      ]),
    ),
    '',
    '**Counting exactly** (o200k_base), ms, median of three by turns:',
    '',
    ...markdownTable(
      ['text', 'characters', ...LIBRARIES, 'missed'],
      tokenizers.map((row) => [
        ...[row.text, row.characters.toLocaleString('en')],
        ...LIBRARIES.map((name) => timeText(row.times[name], row.characters)),
        missedByTimes(row),
      ]),
    ),
    '',
    '**A key pressed in a text of a megabyte**, ms until it is counted, and **what is kept in memory**:',
    '',
    ...markdownTable(
      ['text', 'p50', 'p95', 'all anew', 'missed'],
      keystrokes.map((row) => [
        ...[row.text, ...[row.p50, row.p95, row.whole].map((ms) => ms.toFixed(2))],
        missedByKey(row),
      ]),
    ),
    '',
    ...markdownTable(
      ['in memory', 'MB'],
      memory.map(({ what, bytes }) => [what, (bytes / 1e6).toFixed(1)]),
    ),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
