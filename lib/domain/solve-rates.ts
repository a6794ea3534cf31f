import { roundestBetween } from './money.ts';
import type { DropRate } from './price.ts';
import { type Solution, solveExactly } from './solve-exactly.ts';

/** What a drop says if one model alone made it. */
export interface PureDrop {
  /** What it is divided among, one for each unknown. */
  readonly counts: readonly bigint[];
  /** Pico-units; `low <= high`, below 0 where more was billed than is gone. */
  readonly low: bigint;
  readonly high: bigint;
}

/** An interval for each unknown, from the drops that agree. */
export interface Agreed {
  /** Places of the drops that agree. */
  readonly agreeing: readonly number[];
  /** Pico-units. */
  readonly rates: readonly Omit<DropRate, 'meter'>[];
}

/** More unknowns than this are not looked for. */
const UNKNOWNS_MAX = 3;
/** So many of the newest drops are looked at for several unknowns. */
export const TRIED_MAX = 12;
/** So many groups of a few of them are solved: where half of the drops are clean, one in eight groups of three is. */
const GROUPS_MAX = 64;
/**
 * A drop agrees with at most so much unseen in it as its slack reaches from one end to the other: it may be off by that, and
 * by its own slack.
 */
const OFF_TIMES = 3n;
/** A solution whose unknowns may be off by more than this part says nothing. */
const SURE_WITHIN = 4n;

/**
 * Several rates at once, from the largest group of drops that one solution explains: every few of them (as many as there are
 * unknowns) are solved exactly, the solution that most others agree with is taken, and solved again with all of those. What
 * is told is how far each rate may be off if every drop of the group is off by thrice its slack, at the worst.
 * Null: the drops do not tell the rates apart, or fewer than `agreeingMin` agree.
 */
export function solveRates(drops: readonly PureDrop[], agreeingMin: number): Agreed | null {
  const unknowns = drops[0]?.counts.length ?? 0;
  if (unknowns === 0 || unknowns > UNKNOWNS_MAX || drops.length < agreeingMin) return null;
  const first = Math.max(0, drops.length - TRIED_MAX);
  const places = Array.from({ length: drops.length - first }, (_, index) => index + first);
  let most: readonly number[] = [];
  for (const chosen of thinned(groupsOf(places, unknowns))) {
    const solution = solveDrops(drops, chosen, 1n);
    if (solution === null || !isSure(solution)) continue;
    const agreeing = places.filter((place) => agrees(drops[place], solution));
    if (agreeing.length > most.length) most = agreeing;
    // Everything agrees: no other group can be larger.
    if (most.length === places.length) break;
  }
  if (most.length < agreeingMin) return null;
  const solution = solveDrops(drops, most, OFF_TIMES);
  if (solution === null || !isSure(solution) || !most.every((place) => agrees(drops[place], solution))) return null;
  return { agreeing: most, rates: ratesOf(solution) };
}

/** @param times what each drop may be off by, in its slacks. */
function solveDrops(drops: readonly PureDrop[], places: readonly number[], times: bigint): Solution | null {
  const chosen = places.flatMap((place) => drops[place] ?? []);
  return solveExactly(
    chosen.map(({ counts }) => counts),
    chosen.map(({ low, high }) => (low + high) / 2n),
    chosen.map(({ low, high }) => ((high - low) * times) / 2n),
  );
}

function isSure({ numerators, spreads }: Solution): boolean {
  return numerators.every((numerator, index) => numerator > 0n && (spreads[index] ?? 0n) * SURE_WITHIN <= numerator);
}

/** Whether what the solution leads to, wherever in its spread, can be what the drop was. */
function agrees(drop: PureDrop | undefined, { numerators, spreads, denominator }: Solution): boolean {
  if (drop === undefined) return false;
  const sum = (values: readonly bigint[]): bigint =>
    drop.counts.reduce((total, count, index) => total + count * (values[index] ?? 0n), 0n);
  const [middle, off] = [sum(numerators), sum(spreads)];
  return middle + off >= drop.low * denominator && middle - off <= drop.high * denominator;
}

function ratesOf({ numerators, spreads, denominator }: Solution): Agreed['rates'] {
  return numerators.map((numerator, index) => {
    const spread = spreads[index] ?? 0n;
    const [low, high] = [(numerator - spread) / denominator, (numerator + spread) / denominator + 1n];
    return { low, likely: roundestBetween(low, high), high };
  });
}

function thinned<T>(groups: readonly T[]): readonly T[] {
  const each = Math.ceil(groups.length / GROUPS_MAX);
  return groups.filter((_, index) => index % each === 0);
}

/** Every choice of `size` of the places, the newest first. */
function groupsOf(places: readonly number[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return places.flatMap((place, index) =>
    groupsOf(places.slice(0, index), size - 1).map((others) => [...others, place]),
  );
}
