import { expect, it } from 'vitest';
import { backtest } from '../../bench/runway/backtest.ts';
import { processes } from '../../bench/runway/processes.ts';

const HOURS = 80 * 24;

/** Small and seeded: the bench measures more of them, and prints what it misses. */
it.each([
  ['steady, log-normal cost (1.2)', 1],
  ['weekly, quiet weekends', 2],
])('%s: most ends lie in the interval, and the likely one is near', (name, errorDays) => {
  const process = processes.find((one) => one.name === name);
  const series = Array.from({ length: 12 }, (_, seed) => process?.play(HOURS, seed + 100) ?? []);
  const { coverage, medianErrorDays } = backtest(series, { instants: 4, seed: 3, historyDays: 60 });
  expect(coverage).toBeGreaterThan(0.65);
  expect(coverage).toBeLessThan(0.95);
  expect(medianErrorDays).toBeLessThan(errorDays);
});
