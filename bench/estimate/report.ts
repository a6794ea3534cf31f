import type { ForecastScore } from './forecasts.ts';
import type { KeystrokeTime } from './keystrokes.ts';
import type { MemoryUse } from './memory.ts';
import type { CounterError } from './page-counter.ts';
import { type CountTimes, LIBRARIES, type LibraryTime, PATIENCE_MS } from './tokenizers.ts';

const OURS = 'ours';
const PEER = 'gpt-tokenizer';
/** Of one megabyte of anything, ms. */
const ANYTHING_MS_MAX = 1000;
const COUNTER_MAX = { median: 0.025, p95: 0.08, bias: 0.01 };
const FORECAST_US_MAX = 50;
const KEYSTROKE_MS_MAX = 1;
const INSIDE = { min: 0.77, max: 0.85 };

/** Times by library, ms; ours against the fastest peer. */
export function writeTimes(rows: readonly CountTimes[]): string[] {
  return [
    `Counting o200k_base, ms (median of 3, by turns, a thread each; ended after ${PATIENCE_MS / 1000} s, and then not given more)`,
    `  ${'text'.padEnd(16)}${'characters'.padStart(11)}${LIBRARIES.map((name) => name.padStart(22)).join('')}  ours : fastest peer`,
    ...rows.map((row) => {
      const cells = LIBRARIES.map((name) => timeText(row.times[name], row.characters).padStart(22)).join('');
      return `  ${row.text.padEnd(16)}${row.characters.toLocaleString('en').padStart(11)}${cells}  ${ratioText(row)}${said(missedByTimes(row))}`;
    }),
  ];
}

/** How long a library took with a text of so many characters. */
export function timeText(time: LibraryTime | undefined, characters: number): string {
  if (time === undefined) return '–';
  if (time.ms !== null) return time.ms.toFixed(time.ms < 10 ? 2 : 0);
  if (time.last === null || time.last.characters === characters) return `more than ${PATIENCE_MS / 1000} s`;
  return `–, ${(time.last.ms / 1000).toFixed(1)} s at ${time.last.characters / 1000} kB`;
}

function peerMs({ times }: CountTimes): number | null {
  const peers = LIBRARIES.slice(1).flatMap((name) => times[name]?.ms ?? []);
  return peers.length === 0 ? null : Math.min(...peers);
}

function ratioText(row: CountTimes): string {
  const peer = peerMs(row);
  const ours = row.times.ours?.ms;
  return peer === null || ours == null ? '–' : (ours / peer).toFixed(2);
}

/** Which target is missed; '': none. */
export function missedByTimes({ isNatural, times, characters, differing }: CountTimes): string {
  const ours = times[OURS]?.ms ?? Number.POSITIVE_INFINITY;
  const peer = times[PEER]?.ms ?? Number.POSITIVE_INFINITY;
  if (differing.length > 0) return `another count: ${differing.join(', ')}`;
  if (ours > (ANYTHING_MS_MAX * Math.max(characters, 100_000)) / 1_000_000) return '1 s per megabyte';
  return isNatural && ours > peer ? `${PEER} is faster` : '';
}

function said(missed: string): string {
  return missed === '' ? '' : `  MISSED: ${missed}`;
}

/** The page's counter against the exact count, kind by kind. */
export function writeCounter(rows: readonly CounterError[]): string[] {
  return [
    'The counter without a vocabulary, against the exact count (slices of 200 to 20,000 characters of texts it was not fitted to)',
    `  ${'text'.padEnd(16)}${['median', 'p95', 'bias', 'inside'].map((name) => name.padStart(9)).join('')}`,
    ...rows.map((row) => {
      const figures = [row.median, row.p95, row.bias, row.inside].map((share) =>
        `${(share * 100).toFixed(1)} %`.padStart(9),
      );
      return `  ${row.text.padEnd(16)}${figures.join('')}${said(missedByCounter(row))}`;
    }),
  ];
}

/** Which targets are missed; '': none. */
export function missedByCounter({ median, p95, bias }: CounterError): string {
  const misses = [
    ...(median > COUNTER_MAX.median ? ['median 2.5 %'] : []),
    ...(p95 > COUNTER_MAX.p95 ? ['p95 8 %'] : []),
    ...(Math.abs(bias) > COUNTER_MAX.bias ? ['bias 1 %'] : []),
  ];
  return misses.join(', ');
}

/** How long a key takes. */
export function writeKeystrokes(rows: readonly KeystrokeTime[]): string[] {
  return [
    'A key pressed in a text of a megabyte, ms until it is counted',
    `  ${'text'.padEnd(16)}${['p50', 'p95', 'all anew'].map((name) => name.padStart(9)).join('')}`,
    ...rows.map((row) => {
      const figures = [row.p50, row.p95, row.whole].map((ms) => ms.toFixed(2).padStart(9)).join('');
      return `  ${row.text.padEnd(16)}${figures}${said(missedByKey(row))}`;
    }),
  ];
}

/** Which target is missed; '': none. */
export function missedByKey({ p95 }: KeystrokeTime): string {
  return p95 > KEYSTROKE_MS_MAX ? `${KEYSTROKE_MS_MAX} ms` : '';
}

/** What is kept in memory. */
export function writeMemory(rows: readonly MemoryUse[]): string[] {
  return [
    'In memory',
    ...rows.map(({ what, bytes }) => `  ${what.padEnd(50)}${(bytes / 1e6).toFixed(1).padStart(7)} MB`),
  ];
}

/** Forecasts of generated traces. */
export function writeForecasts(rows: readonly ForecastScore[]): string[] {
  return [
    'Forecasts of answers, each made before it came',
    `  ${'trace'.padEnd(34)}${['pinball', 'inside', 'median', 'p95 µs'].map((name) => name.padStart(9)).join('')}`,
    ...rows.map((row) => {
      const figures = [
        (row.pinball ?? 0).toFixed(4),
        percent(row.inside ?? 0),
        percent(row.medianError ?? 0),
        row.p95Us.toFixed(0),
      ];
      return `  ${row.trace.padEnd(34)}${figures.map((figure) => figure.padStart(9)).join('')}${said(missedByForecast(row))}`;
    }),
  ];
}

/** Which targets are missed; '': none. */
export function missedByForecast({ inside, p95Us }: ForecastScore): string {
  const share = inside ?? 0;
  const misses = [
    ...(share < INSIDE.min || share > INSIDE.max ? ['77–85 % inside'] : []),
    ...(p95Us > FORECAST_US_MAX ? [`${FORECAST_US_MAX} µs`] : []),
  ];
  return misses.join(', ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
