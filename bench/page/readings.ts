import type { Reading } from './figures.ts';
import { summarise } from './statistics.ts';

/** The median of a series is what counts. */
export function medianOf(values: readonly number[], note: string | null = null): Reading {
  const { median, p5, p95, count } = summarise(values);
  return { kind: 'measured', statistic: 'median', value: median, p5, p95, samples: count, note };
}

/** The 95th percentile of a series is what counts; the note names its median. */
export function p95Of(values: readonly number[], note: string | null = null): Reading {
  const { median, p5, p95, count } = summarise(values);
  const shown = `median ${median.toFixed(2)}`;
  return {
    ...{ kind: 'measured', statistic: 'p95', value: p95, p5, p95, samples: count },
    note: note === null ? shown : `${shown}; ${note}`,
  };
}

/** A figure without a spread. */
export function exactly(value: number, statistic: 'count' | 'size', samples: number, note: string | null): Reading {
  return { kind: 'measured', statistic, value, p5: null, p95: null, samples, note };
}

/** A figure this browser does not give. */
export function notMeasured(why: string): Reading {
  return { kind: 'not-measured', why };
}
