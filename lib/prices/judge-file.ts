import type { Meter } from '../domain/call.ts';
import type { Price } from '../domain/price.ts';
import type { FileRates, PriceFileRow } from '../domain/price-file.ts';
import { baseLists } from './base-prices.ts';
import { type FiledPrice, toFiled } from './file-prices.ts';
import { findBuiltPrice } from './known-prices.ts';
import { overlayRows } from './overlay.ts';

/** What this build has beside its lists: the prices of providers' own files, by the provider's id. */
export type OwnLists = ReadonlyMap<string, readonly Price[]>;

/** No price becomes so many times dearer or cheaper than this build has it: something else went wrong. */
const APART_MAX = 100n;
/** Of models that this build does not know: pico-units a token; what a million of them cost is as many millionths. */
const TOKEN_MIN = 100n;
const TOKEN_MAX = 10_000_000_000n;
type TokenMeter = Extract<Meter, `${string}-tokens`>;
/** What one of anything else may cost where this build has no price for it, pico-units; how little is not bounded. */
const ONE_MAX: Readonly<Record<Exclude<Meter, TokenMeter>, bigint>> = {
  requests: 10_000_000_000_000n,
  searches: 10_000_000_000_000n,
  pages: 10_000_000_000_000n,
  records: 100_000_000_000_000n,
  images: 100_000_000_000_000n,
  characters: TOKEN_MAX,
  // Ten a second.
  milliseconds: 10_000_000_000n,
  // Ten for one of the provider's own units.
  milliunits: 10_000_000_000n,
};

/** The first row that cannot be right, as `list model`; null: none. Rows of lists that this build has not are passed over. */
export function findAbsurd(rows: readonly PriceFileRow[], own: OwnLists): string | null {
  const absurd = knownRows(rows, own).find((row) => isAbsurd(row, findBuilt(row, own)));
  return absurd ? `${absurd.list} ${absurd.model}` : null;
}

/** How many prices of a file this build has lists for, and how many of those are other than its own. */
export function countDiffering(
  rows: readonly PriceFileRow[],
  own: OwnLists,
): { readonly prices: number; readonly differing: number } {
  const known = knownRows(rows, own);
  const differing = known.filter((row) => isOther(toFiled(row), findBuilt(row, own)));
  return { prices: known.length, differing: differing.length };
}

/** The rows of lists that this build has: no others are put in force, whatever else goes by such a name here. */
export function knownRows(rows: readonly PriceFileRow[], own: OwnLists): readonly PriceFileRow[] {
  const lists = new Set([...Object.keys(baseLists), ...overlayRows.map(({ list }) => list), ...own.keys()]);
  return rows.filter(({ list }) => lists.has(list));
}

/** What this build has; null: the model is new, or has no price. */
function findBuilt({ list, model, unit = 'USD' }: PriceFileRow, own: OwnLists): Price | null {
  const named = own.get(list)?.filter((price) => price.model?.toLowerCase() === model.toLowerCase()) ?? [];
  // A provider may have a price for each kind of wallet.
  if (named.length > 0) return named.find((price) => price.unit === unit) ?? named[0] ?? null;
  return findBuiltPrice({ list, setsAside: 'nothing' }, model);
}

function isAbsurd(row: PriceFileRow, built: Price | null): boolean {
  // In another currency it cannot be told.
  if (built !== null && Object.keys(row.rates).length > 0 && (row.unit ?? 'USD') !== built.unit) return true;
  return ratesOf(row).some((rates) =>
    (Object.entries(rates) as [Meter, number][]).some(([meter, rate]) => isFar(meter, BigInt(rate), built)),
  );
}

function isFar(meter: Meter, rate: bigint, built: Price | null): boolean {
  const ours = built === null ? [] : builtRates(built, meter);
  if (ours.length > 0) {
    const near = (one: bigint): boolean => rate <= one * APART_MAX && one <= rate * APART_MAX;
    // What was free may get a price, within what a price of a new model may be.
    return !ours.some((one) => (one === 0n ? !isOutside(meter, rate) : near(one)));
  }
  return isOutside(meter, rate);
}

function isOutside(meter: Meter, rate: bigint): boolean {
  if (!isOfTokens(meter)) return rate > ONE_MAX[meter];
  return rate > TOKEN_MAX || (rate !== 0n && rate < TOKEN_MIN);
}

function isOfTokens(meter: Meter): meter is TokenMeter {
  return meter.endsWith('-tokens');
}

function builtRates(
  { rates, callFee, sessionFee, callMin, sizes = [], dated = [], windows = [] }: Price,
  meter: Meter,
): readonly bigint[] {
  const all = [
    rates,
    ...feesOf(callFee, sessionFee, callMin),
    ...[...sizes, ...dated, ...windows, ...dated.flatMap((one) => one.sizes ?? [])].map((one) => one.rates),
  ];
  return all.flatMap((some) => some[meter] ?? []);
}

/** A fee for each call or session, and the least that a call costs, are what a request costs. */
function feesOf<Rate>(...fees: readonly (Rate | undefined)[]): readonly Partial<Record<Meter, Rate>>[] {
  return fees.flatMap((fee) => (fee === undefined ? [] : [{ requests: fee }]));
}

function ratesOf({
  rates,
  callFee,
  sessionFee,
  callMin,
  sizes = [],
  dated = [],
  windows = [],
}: PriceFileRow): readonly FileRates[] {
  const others = [...sizes, ...dated, ...windows, ...dated.flatMap((one) => one.sizes ?? [])];
  return [rates, ...feesOf(callFee, sessionFee, callMin), ...others.map((one) => one.rates)];
}

function isOther(filed: FiledPrice, built: Price | null): boolean {
  if (built === null) return Object.keys(filed.rates).length > 0;
  return textOf(filed) !== textOf(built);
}

/** What a call costs by it, as a text: the same for the same prices. */
function textOf({
  unit,
  rates,
  callFee = 0n,
  sessionFee = 0n,
  steps = {},
  callMin = 0n,
  free = [],
  sizes = [],
  dated = [],
  windows = [],
}: Omit<FiledPrice, 'date' | 'source'>): string {
  return JSON.stringify(
    [unit, rates, callFee, sessionFee, steps, callMin, free, sizes, dated, windows],
    (_key, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
    },
  );
}
