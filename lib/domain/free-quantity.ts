import { type BilledSteps, unitsBilled } from './billed-steps.ts';
import type { Meter, Usage } from './call.ts';

/** After so long what was used of a free quantity counts anew: a calendar day or month where the user is. */
export const FREE_PERIODS = ['day', 'month'] as const;
export type FreePeriod = (typeof FREE_PERIODS)[number];

/** So many units a period that an account pays nothing for. */
export interface FreeQuantity {
  /** What is counted for it: of several meters together, and free in this order. */
  readonly meters: readonly Meter[];
  /** Units as they are billed, in whole steps where they are billed so. */
  readonly count: number;
  readonly per: FreePeriod;
  /** All models of the provider that name the same pool use it up together. Absent: it is this model's alone. */
  readonly pool?: string;
  /** What of it was left when the call was priced, units; absent: nobody knows, and nothing is taken as free. */
  readonly left?: number;
}

/** What calls of one account used of free quantities in one period, as far as they were seen here. */
export interface FreeUse {
  /** The pool, else the model; empty: calls that name none. */
  readonly name: string;
  readonly per: FreePeriod;
  /** The period: `YYYY-MM-DD`, or `YYYY-MM`. */
  readonly period: string;
  /** Units as they are billed. */
  readonly counts: Usage;
}

/** The pools that a model's free quantities are counted in. */
export type PoolsOf = (model: string | null) => readonly string[];

/** What a call takes of one free quantity. */
export interface FreeShare {
  readonly free: FreeQuantity;
  /** How many of its units cost nothing; 0: all of it was used before. */
  readonly taken: number;
}

/** By whose name what is used of a free quantity is counted. */
export function freeName({ pool }: Pick<FreeQuantity, 'pool'>, model: string | null): string {
  return pool ?? model ?? '';
}

/** The period that a local day (`YYYY-MM-DD`) is in. */
export function periodOf(per: FreePeriod, day: string): string {
  return per === 'day' ? day : day.slice(0, 7);
}

/** Whether what was used of a free quantity is known. */
export function isFreeCounted(
  free: FreeQuantity,
  model: string | null,
  day: string,
  used: readonly FreeUse[],
): boolean {
  return countsOf(free, model, day, used).length > 0;
}

/** The same with what is left of it for a call of that local day; of accounts that are one wallet all use counts. */
export function withLeft(
  free: readonly FreeQuantity[],
  model: string | null,
  day: string,
  used: readonly FreeUse[],
): readonly FreeQuantity[] {
  return free.map((one) => {
    const counts = countsOf(one, model, day, used);
    const count = counts.reduce((sum, each) => sum + one.meters.reduce((all, meter) => all + (each[meter] ?? 0), 0), 0);
    return { ...one, left: Math.max(0, one.count - count) };
  });
}

/** Those that say of every meter how much was used. */
function countsOf(free: FreeQuantity, model: string | null, day: string, used: readonly FreeUse[]): readonly Usage[] {
  const [name, period] = [freeName(free, model), periodOf(free.per, day)];
  return used
    .filter((one) => one.name === name && one.per === free.per && one.period === period)
    .map(({ counts }) => counts)
    .filter((counts) => free.meters.every((meter) => counts[meter] !== undefined));
}

/** A usage in units as they are billed, without what costs nothing. */
export function lessFree(billed: Usage, free: readonly FreeQuantity[] | undefined): Usage {
  if (free === undefined) return billed;
  const rest: Partial<Record<Meter, number>> = { ...billed };
  for (const { meters, left = 0 } of free) {
    let more = left;
    for (const meter of meters) {
      const taken = Math.min(more, rest[meter] ?? 0);
      if (taken <= 0) continue;
      rest[meter] = (rest[meter] ?? 0) - taken;
      more -= taken;
    }
  }
  return rest;
}

/** A usage in units as they are billed. */
export function inSteps(usage: Usage, steps: BilledSteps | undefined): Usage {
  if (steps === undefined) return usage;
  const counted = Object.entries(usage) as [Meter, number][];
  return Object.fromEntries(counted.map(([meter, count]) => [meter, unitsBilled(count, steps[meter])]));
}

/** What a usage, in units as they are billed, takes of each free quantity; those that it does not count for, or of which nobody knows what is left, are left out. */
export function freeShares(billed: Usage, free: readonly FreeQuantity[] | undefined): readonly FreeShare[] {
  return (free ?? []).flatMap((one) => {
    const count = one.meters.reduce((sum, meter) => sum + (billed[meter] ?? 0), 0);
    return count === 0 || one.left === undefined ? [] : [{ free: one, taken: Math.min(count, one.left) }];
  });
}

/** What of a usage, in units as they are billed, counts for free quantities: all their meters are named. */
export function countedForFree(billed: Usage, free: readonly FreeQuantity[]): Usage {
  return Object.fromEntries(free.flatMap(({ meters }) => meters.map((meter) => [meter, billed[meter] ?? 0] as const)));
}

/** The same price where nothing is free any more: what a call costs at the most. */
export function beyondFree<P extends { readonly free?: readonly FreeQuantity[] }>(price: P): P {
  if (price.free === undefined) return price;
  const { free: _, ...rest } = price;
  return rest as P;
}
