import { priceQuantities, type Unit } from '../domain/money.ts';
import { rateOf } from '../domain/price.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Pricer } from './price-book.ts';
import type { Place } from './savings-places.ts';

/** Bounds on answers that were far above any answer: what they set aside was never spent. Nano-units. */
export interface UnusedReserve {
  readonly place: Place;
  readonly unit: Unit;
  readonly calls: number;
  /** The longest answer there was, tokens. */
  readonly longestTokens: number;
  /** The bound that would have done for all of them. */
  readonly boundTokens: number;
  /** The bound that was used most. */
  readonly usedBound: number;
  /** What was set aside in all beyond that, and never spent. */
  readonly nano: bigint;
  /** Calls that were refused because not enough was left to set aside. */
  readonly refused: number;
}

/** Fewer answers do not show how long they get. */
const CALLS_MIN = 20;
/** A bound is oversized from so many times the longest answer on; half as much again is left for longer ones. */
const OVERSIZED_TIMES = 4;
const ROOM = 1.5;
const STEP_TOKENS = 64;
const PLACES_MAX = 500;
const BOUNDS_MAX = 64;

interface Sum {
  readonly place: Place;
  readonly unit: Unit;
  calls: number;
  longest: number;
  refused: number;
  /** By bound: how many calls had it, and what one token of all of them together costs, pico-units. */
  readonly bounds: Map<number, { calls: number; pico: bigint }>;
}

/** Looks at calls one by one: of those providers that set aside what an answer may cost. */
export function openUnusedReserves(pricer: Pricer): {
  readonly add: (record: CallRecord) => void;
  readonly end: () => readonly UnusedReserve[];
} {
  const sums = new Map<string, Sum>();
  return {
    add(record) {
      const bound = record.draft?.outputTokensMax ?? null;
      if (bound === null || bound <= 0) return;
      const price = pricer.priceOf(record, {});
      const isSetAside = price !== null && (price.setsAside === undefined || price.setsAside === 'output-bound');
      const rate = price && rateOf(price, 'output-tokens');
      if (!isSetAside || rate === null) return;
      const { provider, model, origin } = record;
      const name = JSON.stringify([provider, model, origin, price.unit]);
      const known = sums.get(name);
      if (known === undefined && sums.size >= PLACES_MAX) return;
      const sum = known ?? newSum({ provider, model, origin }, price.unit);
      sums.set(name, sum);
      if (record.refusalCause === 'not-enough') sum.refused += 1;
      const output = record.usage?.['output-tokens'];
      if (record.outcome !== 'answer' || output === undefined) return;
      sum.calls += 1;
      sum.longest = Math.max(sum.longest, output);
      note(sum, bound * (record.draft?.answers ?? 1), rate);
    },
    end: () => [...sums.values()].flatMap((sum) => judge(sum) ?? []),
  };
}

function newSum(place: Place, unit: Unit): Sum {
  return { place, unit, calls: 0, longest: 0, refused: 0, bounds: new Map() };
}

/** What is more than can be told apart counts as the smallest bound: never too much is said. */
function note({ bounds }: Sum, bound: number, rate: bigint): void {
  const key = bounds.has(bound) || bounds.size < BOUNDS_MAX ? bound : Math.min(bound, ...bounds.keys());
  const entry = bounds.get(key) ?? { calls: 0, pico: 0n };
  bounds.set(key, { calls: entry.calls + 1, pico: entry.pico + rate });
}

function judge({ place, unit, calls, longest, refused, bounds }: Sum): UnusedReserve | null {
  const boundTokens = Math.ceil((Math.max(1, longest) * ROOM) / STEP_TOKENS) * STEP_TOKENS;
  const oversized = [...bounds].filter(([bound]) => bound >= longest * OVERSIZED_TIMES && bound > boundTokens);
  if (calls < CALLS_MIN || oversized.length === 0) return null;
  const nano = priceQuantities(
    oversized.map(([bound, { pico }]) => ({ count: bound - boundTokens, picoPerUnit: pico })),
    'down',
  );
  const usedBound = oversized.reduce((most, one) => (one[1].calls > most[1].calls ? one : most))[0];
  const many = oversized.reduce((sum, [, one]) => sum + one.calls, 0);
  return { place, unit, calls: many, longestTokens: longest, boundTokens, usedBound, nano, refused };
}
