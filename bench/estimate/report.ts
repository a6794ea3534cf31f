import type { ForecastScore } from './forecasts.ts';
import type { CounterError } from './page-counter.ts';
import type { CountTimes } from './tokenizers.ts';

const OURS = 'ours';
const PEER = 'gpt-tokenizer';
const NATURAL = /^(prose|markdown|code|types|json|logs)/;
/** Of one megabyte of anything, ms. */
const ANYTHING_MS_MAX = 1000;
const COUNTER_MAX = { median: 0.025, p95: 0.08, bias: 0.01 };
const FORECAST_US_MAX = 50;
const INSIDE = { min: 0.77, max: 0.85 };

/** Times by library, ms, and ours against the fastest peer. */
export function writeTimes(rows: readonly CountTimes[]): string[] {
  const libraries = Object.keys(rows[0]?.ms ?? {});
  return [
    'Counting o200k_base, ms (median of 3, by turns; – was not tried: ten times less took too long)',
    `  ${'text'.padEnd(16)}${'characters'.padStart(11)}${libraries.map((name) => name.padStart(15)).join('')}`,
    ...rows.flatMap((row) => [
      `  ${row.text.padEnd(16)}${row.characters.toLocaleString('en').padStart(11)}${libraries.map((name) => milliseconds(row.ms[name] ?? null).padStart(15)).join('')}${missed(row)}`,
    ]),
  ];
}

function milliseconds(value: number | null): string {
  return value === null ? '–' : value.toFixed(value < 10 ? 2 : 0);
}

function missed({ text, ms, characters, differing }: CountTimes): string {
  const ours = ms[OURS] ?? Number.POSITIVE_INFINITY;
  const peer = ms[PEER] ?? Number.POSITIVE_INFINITY;
  if (differing.length > 0) return `  another count: ${differing.join(', ')}`;
  if (ours > (ANYTHING_MS_MAX * Math.max(characters, 100_000)) / 1_000_000) return '  MISSED: 1 s per megabyte';
  return NATURAL.test(text) && ours > peer ? `  MISSED: ${PEER} is faster` : '';
}

/** The page's counter against the exact count, kind by kind. */
export function writeCounter(rows: readonly CounterError[]): string[] {
  return [
    'The counter without a vocabulary, against the exact count (slices of 200 to 20,000 characters)',
    `  ${'text'.padEnd(16)}${['median', 'p95', 'bias', 'inside'].map((name) => name.padStart(9)).join('')}`,
    ...rows.map((row) => {
      const figures = [row.median, row.p95, row.bias, row.inside].map((share) =>
        `${(share * 100).toFixed(1)} %`.padStart(9),
      );
      return `  ${row.text.padEnd(16)}${figures.join('')}${missedByCounter(row)}`;
    }),
  ];
}

function missedByCounter({ median, p95, bias }: CounterError): string {
  const misses = [
    ...(median > COUNTER_MAX.median ? ['median 2.5 %'] : []),
    ...(p95 > COUNTER_MAX.p95 ? ['p95 8 %'] : []),
    ...(Math.abs(bias) > COUNTER_MAX.bias ? ['bias 1 %'] : []),
  ];
  return misses.length === 0 ? '' : `  MISSED: ${misses.join(', ')}`;
}

/** Forecasts of generated traces. */
export function writeForecasts(rows: readonly ForecastScore[]): string[] {
  return [
    'Forecasts of answers, each made before it came',
    `  ${'trace'.padEnd(34)}${['pinball', 'inside', 'median', 'p95 µs'].map((name) => name.padStart(9)).join('')}`,
    ...rows.map((row) => {
      const inside = row.inside ?? 0;
      const isRight = inside >= INSIDE.min && inside <= INSIDE.max && row.p95Us <= FORECAST_US_MAX;
      const figures = [
        (row.pinball ?? 0).toFixed(4),
        percent(inside),
        percent(row.medianError ?? 0),
        row.p95Us.toFixed(0),
      ];
      return `  ${row.trace.padEnd(34)}${figures.map((figure) => figure.padStart(9)).join('')}${isRight ? '' : '  MISSED: 77–85 % inside, 50 µs'}`;
    }),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
