/** What a series of measurements comes to. */
export interface Summary {
  readonly median: number;
  readonly p5: number;
  readonly p95: number;
  readonly count: number;
}

/** The value below which `share` (0 to 1) of the values lie, between two neighbours interpolated; NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle of the values; NaN without values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Median and spread of a series. */
export function summarise(values: readonly number[]): Summary {
  return { median: median(values), p5: quantile(values, 0.05), p95: quantile(values, 0.95), count: values.length };
}

/** Differences or ratios of two series measured in pairs. */
export function pairwise(
  ours: readonly number[],
  theirs: readonly number[],
  compare: (our: number, their: number) => number,
): number[] {
  return ours.map((value, index) => compare(value, theirs[index] ?? Number.NaN));
}
