import type { Count, InputBasis } from './call.ts';
import type { FreeShare } from './free-quantity.ts';
import type { Unit } from './money.ts';
import type { ForecastBasis } from './output-forecast.ts';
import type { PointPrice, PriceNote } from './price.ts';

/** What a call is likely to cost, and what the provider will test the balance against. Nano-units of `unit`. */
export interface Estimate {
  readonly unit: Unit;
  readonly lowNano: bigint;
  readonly likelyNano: bigint;
  readonly highNano: bigint;
  /** What the provider sets aside before the call; 0: nothing, it only asks that something is left; null: not known. */
  readonly reserveNano: bigint | null;
  /** The same with the lowest input count: below this a shortage is sure. Null with `reserveNano`. */
  readonly reserveLowNano: bigint | null;
  /**
   * What it cannot exceed by this price, however long the answer gets, nano-units. Absent: nothing bounds the answer, or the
   * price may be another one.
   */
  readonly mostNano?: bigint;
  /** What 19 of 20 such calls do not exceed (P95), nano-units. Absent: it is priced by units, and `highNano` is what it costs. */
  readonly usualNano?: bigint;
  /** What the counts of a call that is priced by tokens rest on. Absent: it is priced by units. */
  readonly basis?: EstimateBasis;
  /** What of it stays set aside while the call runs, nano-units; absent: all of it. */
  readonly heldNano?: bigint;
  /** The price may be another one of the same provider: see `Price.isGuess`. */
  readonly isGuess?: boolean;
  /** Whether there was no history and the output is a stated prior ("about, for a typical answer"). */
  readonly isPrior: boolean;
  /** How it came about, for "Show the sum": each part's count and price. */
  readonly parts: readonly EstimatePart[];
  /** What of its likely units costs nothing, as far as it was seen here what is left of that. Absent: nothing. */
  readonly free?: readonly FreeShare[];
  /** Where the provider bills in points of its own. Absent: it does not. */
  readonly points?: PointPrice;
  /** Where its price is from, where that has to be said. Absent: it is as the provider lists it. */
  readonly note?: PriceNote;
}

/** The counts of an estimate, tokens, and why they are these. */
export interface EstimateBasis {
  readonly input: Count;
  /** Counted by the model's own vocabulary. Absent: without one, so that it may be off. */
  readonly isExact?: true;
  /** How the texts of the input were counted. Absent: as `isExact` says. */
  readonly counted?: InputBasis;
  /** What of `input` is pictures and sound, likely tokens. Absent: nothing. */
  readonly beside?: { readonly pictures: number; readonly sound: number };
  /** What of `output` is pictures, by what the request asks for. Absent: nothing. */
  readonly made?: Count;
  /** Of all answers together: one in ten is no longer than `low`, nine in ten no longer than `high`. */
  readonly output: Count;
  /** What they cannot exceed together; null: not known. */
  readonly outputMax: number | null;
  /** What they do not exceed together in 19 of 20 such calls (P95). Absent: it comes from a side that does not say it. */
  readonly outputUsual?: number;
  /** What searches that the provider runs can add to the input at most; null: nobody can tell. Absent: it runs none. */
  readonly foundMax?: number | null;
  /** Calls that the output is forecast from; 0: it is a stated prior. */
  readonly calls: number;
  /** What they have in common with this one; null with no calls. */
  readonly of: ForecastBasis | null;
  /** How much of the output will be thoughts. Absent: not known, or none. */
  readonly thought?: Count;
}

/** One addend: `count` × `picoPerUnit`; `role` says for which of the figures. */
export interface EstimatePart {
  readonly meter: import('./call.ts').Meter;
  readonly role: 'likely' | 'reserve';
  readonly count: number;
  readonly picoPerUnit: bigint;
  readonly nano: bigint;
  /** The exact rate in parts of a point, with `Estimate.points`. */
  readonly partsPerUnit?: bigint;
}

/** What stays set aside while a call of this estimate runs, nano-units; 0 also where that is not known. */
export function heldNanoOf(estimate: Pick<Estimate, 'heldNano' | 'reserveNano'> | null): bigint {
  return estimate?.heldNano ?? estimate?.reserveNano ?? 0n;
}
