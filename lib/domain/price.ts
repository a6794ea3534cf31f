import { type BilledSteps, leastNano } from './billed-steps.ts';
import type { Meter, Usage } from './call.ts';
import { type FreeQuantity, inSteps, lessFree } from './free-quantity.ts';
import {
  type BilledQuantity,
  larger,
  type PointQuantity,
  type Points,
  pointsOf,
  pointsToNano,
  priceQuantities,
  type Ratio,
  type RoundingMode,
  type Unit,
} from './money.ts';

/** What one model (or, with `model: null`, any call of the surface) costs. */
export interface Price {
  /** The exact model id; null: the price of a surface that knows no models. */
  readonly model: string | null;
  readonly unit: Unit;
  /** Pico-units (10⁻¹²) per counted unit, by meter. A token at $10 per million costs 10,000,000 pico-dollars. */
  readonly rates: Readonly<Partial<Record<Meter, bigint>>>;
  /** Pico-units that each call costs besides what its length does. Absent: nothing. */
  readonly callFee?: bigint;
  /** Pico-units that a session costs once; see `withSessionFee`. Absent: nothing. */
  readonly sessionFee?: bigint;
  /** Units that are billed in steps. Absent: each one by one. */
  readonly steps?: BilledSteps;
  /** Pico-units that a call costs at least where it used anything. Absent: as little as it used. */
  readonly callMin?: bigint;
  /** Units that cost nothing up to so many a period. Absent: none. No meter is in two of them. */
  readonly free?: readonly FreeQuantity[];
  readonly rounding: RoundingMode;
  /** Other rates at certain times; the first window that holds wins. Absent: the same at all times. */
  readonly windows?: readonly PriceWindow[];
  /**
   * What other kinds of service cost, by the name that a request gives them. Absent: what a request says of it changes
   * nothing, as far as is known.
   */
  readonly tiers?: Readonly<Record<string, PriceTier>>;
  /** Rates for whole calls whose input is above so many tokens; absent: the same for all sizes. */
  readonly sizes?: readonly PriceSize[];
  /** What it costs from certain days on, the latest first: what stands beside this is what it cost before. */
  readonly dated?: readonly DatedRates[];
  /** Which instant of the call decides between windows: its start (absent) or its end. */
  readonly instant?: 'start' | 'end';
  /** Where the provider bills in whole points: then these rates count, and `rates` are for reading. */
  readonly points?: PointPrice;
  /** Meters that have a price which the list does not tell: what they cost is unknown. */
  readonly untold?: readonly Meter[];
  /** It may be another of the provider's prices (which group is billed is not known): nobody is held for it. */
  readonly isGuess?: boolean;
  /**
   * What the provider tests the balance against before a call: input and output bound together (absent), or nothing but
   * that something is left, because it bills afterwards and lets a wallet go below zero, or a sum of its own.
   */
  readonly setsAside?: 'output-bound' | 'nothing' | FlatReserve;
  /** From whom nothing stays set aside, though the balance is tested all the same. Absent: from nobody. */
  readonly trusts?: Trust;
  /** What the provider takes as output bound when the client gives none, in tokens; null: unknown or not token-priced. */
  readonly outputTokensDefault: number | null;
  /** The longest answer that the model can give, tokens: nothing is set aside by it. Absent: not known. */
  readonly outputTokensLimit?: number;
  /** The longest context that the model takes, tokens; only for a call that has searches run. Absent: not known, or not asked. */
  readonly contextTokens?: number;
  /** What a typical answer has, in tokens, before any history: [P10, P50, P90]. Null for calls without output. */
  readonly outputTokensPrior: readonly [number, number, number] | null;
  /** Who says so, where that is not the provider itself: shown wherever the price is. Absent: the provider does. */
  readonly mark?: PriceMark;
  /** Where the rates are from, where that is no list: shown wherever the price is. Absent: from a list. */
  readonly basis?: PriceBasis;
  /** It is of a kind of service that was named. Absent: of the ordinary one. `withinHours`: answered within so many; null: not told. */
  readonly tier?: { readonly withinHours: number | null };
  /** What the listed rates were multiplied with because the user says so, decimal. Absent: nothing. */
  readonly times?: string;
  /** The price file that it is from: shown wherever the price is. Absent: the build's own. */
  readonly file?: { readonly host: string; readonly on: string };
  /** ISO date of the source. */
  readonly date: string;
  readonly source: string;
}

/** `third-party`: others say so of the provider; `unverified`: nobody has looked whether it is so. */
export type PriceMark = 'third-party' | 'unverified';

/** Where rates are from that no list has. */
export type PriceBasis =
  /** The user's own. */
  | { readonly kind: 'own' }
  /** The last `calls` calls were billed another sum than the list leads to: nobody knows what holds. */
  | { readonly kind: 'changed'; readonly calls: number }
  /** The same, and what they were billed shows what holds: no rate is off by more than so many percent, rounded up. */
  | { readonly kind: 'learned'; readonly calls: number; readonly percentOff: number }
  /** No list has any: what so many drops of the balance agree on. `rates` of the price are the likely ones. */
  | { readonly kind: 'drops'; readonly drops: number; readonly unit: Unit; readonly rates: readonly DropRate[] };

/** What a meter costs as far as it is known, pico-units for one; `low <= likely <= high`. */
export interface DropRate {
  readonly meter: Meter;
  readonly low: bigint;
  readonly likely: bigint;
  readonly high: bigint;
}

/** The same price at the low or the high end of what is known of it; most prices have one end only. */
export function atEnd<P extends Pick<Price, 'rates' | 'basis'>>(price: P, end: 'low' | 'high'): P {
  if (price.basis?.kind !== 'drops') return price;
  return { ...price, rates: Object.fromEntries(price.basis.rates.map((rate) => [rate.meter, rate[end]])) };
}

/** What of a price says where it is from. */
export type PriceNote = Pick<Price, 'mark' | 'basis' | 'times' | 'file' | 'date'>;

/** What a kind of service (batch, flex, fast) makes of the rates of tokens; fees for other things stay. */
export interface PriceTier extends Pick<Price, 'mark' | 'date' | 'source'> {
  readonly times: Ratio;
  /** Above so many input tokens its price is not known. Absent: it holds for every size. */
  readonly inputTokensMax?: number;
  /** The call may be served and billed as an ordinary one all the same. */
  readonly isGuess?: true;
  /** Within what time it is answered, as the source says, hours. Absent: at once, or it is not told. */
  readonly withinHours?: number;
}

/** What a typical answer has where nothing is known of a model: [P10, P50, P90], tokens. */
export const OUTPUT_TOKENS_PRIOR = [60, 300, 1200] as const;

/** What of a price a record keeps, so that its sum can be shown when the price list has long been another. */
export type PricedBy = Pick<
  Price,
  | 'unit'
  | 'rates'
  | 'callFee'
  | 'steps'
  | 'callMin'
  | 'free'
  | 'rounding'
  | 'sizes'
  | 'points'
  | 'untold'
  | 'date'
  | 'mark'
  | 'basis'
  | 'times'
  | 'file'
>;

/** The part of a price that a record keeps; `price` has no windows any more ({@link priceAt}). */
export function pricedBy(price: Price): PricedBy {
  const { unit, rates, callFee, steps, callMin, free, rounding, sizes, points, untold } = price;
  const { date, mark, basis, times, file } = price;
  return {
    ...{ unit, rates, rounding, date },
    ...(callFee !== undefined && { callFee }),
    ...(steps && { steps }),
    ...(callMin !== undefined && { callMin }),
    ...(free && { free }),
    ...(sizes && { sizes }),
    ...(points && { points }),
    ...(untold && { untold }),
    ...(mark && { mark }),
    ...(basis && { basis }),
    ...(times !== undefined && { times }),
    ...(file && { file }),
  };
}

/** Exact rates of a provider that bills whole points. */
export interface PointPrice extends Points {
  /** Parts of a point that `rates` are counted in. */
  readonly parts: bigint;
  /** Parts per counted unit, by meter. */
  readonly rates: Price['rates'];
  /** The least that is billed where anything was used, whole points. */
  readonly pointsMin: bigint;
  /** That least is for what comes to exactly nothing, and not for what rounds to it. */
  readonly isMinForNothing?: boolean;
}

/** A sum set aside with every token, of the answer too, at the price of input; what is beyond a whole point is cut off. */
export interface FlatReserve {
  /** Tokens that are taken for the question where it is shorter (`floor`), or for all where no bound is given (`either`). */
  readonly inputTokensMin: number;
  readonly form: 'floor' | 'either';
}

/** Who is billed afterwards only: wallets above an amount, or above a multiple of the sum that would be set aside. */
export type Trust =
  | { readonly kind: 'above'; readonly nano: bigint }
  | { readonly kind: 'times'; readonly times: bigint };

/** Hours of certain days with rates of their own. Instants are compared in UTC by the user's clock. */
export interface PriceWindow {
  /** Minutes after midnight UTC; the first is inside, the last outside, `from < to`. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Days of the week in UTC, Sunday 0. */
  readonly weekdays: readonly number[];
  /** ISO days in UTC on which it does not hold. */
  readonly exceptDays: readonly string[];
  readonly rates: Price['rates'];
}

/** Rates of a call whose whole input, cached and written tokens included, is above a bound: they hold for all of it. */
export interface PriceSize {
  readonly aboveInputTokens: number;
  readonly rates: Price['rates'];
}

/** Rates from a day on, midnight UTC. */
export interface DatedRates extends Pick<Price, 'rates' | 'sizes'> {
  /** ISO day. */
  readonly from: string;
}

/** The same price with the rates that hold for a call of this input, in tokens, and no sizes any more. */
export function priceOfSize<P extends PricedBy>(price: P, inputTokens: number): P {
  const { sizes = [] } = price;
  if (sizes.length === 0) return price;
  const above = sizes.filter(({ aboveInputTokens }) => inputTokens > aboveInputTokens);
  const size = above.reduce<PriceSize | null>(
    (largest, one) => (largest === null || one.aboveInputTokens > largest.aboveInputTokens ? one : largest),
    null,
  );
  return { ...price, sizes: [], rates: size?.rates ?? price.rates };
}

/** What is billed for tokens of the input. */
export const INPUT_METERS = [
  'input-tokens',
  'cached-input-tokens',
  'cache-write-tokens',
  'cache-write-1h-tokens',
  'audio-input-tokens',
  'cached-audio-input-tokens',
  'image-input-tokens',
] as const;

/** All input tokens of a usage, however they are billed. */
export function inputTokensOf(usage: Usage): number {
  return INPUT_METERS.reduce((sum, meter) => sum + (usage[meter] ?? 0), 0);
}

/**
 * The cost of exact quantities in nano-units of `price.unit`.
 * Null when a counted meter has no rate: unknown is not zero. Cached input falls back to the input rate.
 */
export function priceUsage(usage: Usage, price: PricedBy): bigint | null {
  if (price.points) return pricePoints(usage, price, price.points);
  const sized = priceOfSize(price, inputTokensOf(usage));
  const billed = inSteps(withCallFee(usage, price), price.steps);
  const rest = lessFree(billed, price.free);
  const quantities: BilledQuantity[] = [];
  for (const [meter, count] of Object.entries(billed) as [Meter, number][]) {
    const picoPerUnit = rateOf(sized, meter);
    // What is free now will cost something, and that is unknown.
    if (picoPerUnit === null && count > 0) return null;
    quantities.push({ count: rest[meter] ?? 0, picoPerUnit: picoPerUnit ?? 0n });
  }
  return larger(priceQuantities(quantities, price.rounding), leastNano(rest, price) ?? 0n);
}

/** The usage with the call itself counted, where that has a price besides; a call that used nothing has none. */
export function withCallFee(usage: Usage, { callFee }: Pick<Price, 'callFee'>): Usage {
  if (callFee === undefined || usage.requests !== undefined) return usage;
  return Object.values(usage).some((count) => count > 0) ? { ...usage, requests: 1 } : usage;
}

function pricePoints(usage: Usage, price: PricedBy, points: PointPrice): bigint | null {
  const quantities: PointQuantity[] = [];
  let isUsed = false;
  for (const [meter, count] of Object.entries(usage) as [Meter, number][]) {
    if (count === 0) continue;
    const partsPerUnit = rateOf({ ...price, rates: points.rates }, meter);
    if (partsPerUnit === null) return null;
    isUsed = true;
    quantities.push({ count, partsPerUnit });
  }
  const whole = pointsOf(quantities, points.parts, 'half-up');
  const isLeast = points.isMinForNothing
    ? quantities.every(({ partsPerUnit }) => partsPerUnit === 0n)
    : whole < points.pointsMin;
  return pointsToNano(isUsed && isLeast ? points.pointsMin : whole, points);
}

/** The meter an input token is billed by when it is as cheap as it can be: cached, where that has a price of its own. */
export function cheapestInput(price: Price): Extract<Meter, 'input-tokens' | 'cached-input-tokens'> {
  const [cached, input] = [rateOf(price, 'cached-input-tokens'), rateOf(price, 'input-tokens')];
  return cached !== null && input !== null && cached < input ? 'cached-input-tokens' : 'input-tokens';
}

/** The rate of a meter in pico-units, or null when the price knows none. */
export function rateOf(price: Pick<Price, 'rates' | 'untold' | 'callFee'>, meter: Meter): bigint | null {
  if (price.untold?.includes(meter)) return null;
  const rate = price.rates[meter];
  if (rate !== undefined) return rate;
  if (meter === 'requests') return price.callFee ?? null;
  return meter === 'cached-input-tokens' ? (price.rates['input-tokens'] ?? null) : null;
}
