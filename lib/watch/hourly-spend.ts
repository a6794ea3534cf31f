import type { HourlySpend } from './runway.ts';

const HOUR_MS = 3_600_000;

/** What was spent in an hour: when it begins (epoch ms), and nano-units of one unit. */
export interface SpentAt {
  readonly at: number;
  readonly amount: bigint;
}

/** Hour by hour from the first one on until the one that runs at `now` (epoch ms), without a gap. In any order; of one hour several are added up. */
export function hourlySpend(amounts: readonly SpentAt[], unit: string, now: number): HourlySpend {
  const startMs = amounts.reduce((first, { at }) => Math.min(first, at), Math.floor(now / HOUR_MS) * HOUR_MS);
  const count = Math.max(1, Math.floor((now - startMs) / HOUR_MS) + 1);
  const nano = new Array<bigint>(count).fill(0n);
  for (const { at, amount } of amounts) {
    const index = Math.floor((at - startMs) / HOUR_MS);
    if (index >= 0 && index < count) nano[index] = (nano[index] ?? 0n) + amount;
  }
  return { unit, startMs, nano };
}
