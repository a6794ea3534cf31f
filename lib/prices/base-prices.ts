import type { Meter } from '../domain/call.ts';
import { type ModelMatch, matchesModel } from '../domain/model-match.ts';
import { OUTPUT_TOKENS_PRIOR, type Price } from '../domain/price.ts';
import type { BaseList } from '../providers/provider.ts';
import file from './base-prices.json' with { type: 'json' };

/** Pico-dollars per counted unit. */
export type BaseRates = Readonly<Partial<Record<Meter, number>>>;

/** Rates of a call whose whole input is above a bound. */
export interface BaseSize {
  readonly aboveInputTokens: number;
  readonly rates: BaseRates;
}

/**
 * One model of the list that `npm run prices:update` reads from `@pydantic/genai-prices`. One without rates is billed by what
 * we do not count (hours of sound, pages), or in a way that its list does not tell: unpriced.
 */
export interface BaseRow {
  readonly model: string;
  readonly match: ModelMatch;
  readonly rates: BaseRates;
  readonly sizes?: readonly BaseSize[];
  /** The latest first. */
  readonly dated?: readonly {
    readonly from: string;
    readonly rates: BaseRates;
    readonly sizes?: readonly BaseSize[];
  }[];
  /** Pico-dollars for each call besides. */
  readonly callFee?: number;
  readonly isGuess?: true;
  /** Tokens that question and answer can have together. Absent: not told. */
  readonly contextTokens?: number;
}

/** What `lib/prices/base-prices.json` holds. */
export interface BaseFile {
  readonly source: string;
  /** The day the package was published, ISO. */
  readonly date: string;
  /** Lists that are looked at where one has no row. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  readonly lists: Readonly<Record<string, readonly BaseRow[]>>;
}

const base = file as BaseFile;
/** By what prices of this list are known. */
export const BASE_SOURCE = base.source;
/** Rows that were looked for; their matches are patterns. */
const KNOWN_MAX = 500;
const known = new Map<string, Price | null>();

/** The base price of a model, of the first row that names it, as the package has it; null: it has none. */
export function findBasePrice({ list, setsAside }: BaseList, model: string): Price | null {
  const key = `${list} ${model}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const row = findBaseRow(list, model)?.row;
  const isPriced = row !== undefined && Object.keys(row.rates).length > 0;
  const price = isPriced ? toPrice(row, model, setsAside) : null;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, price);
  return price;
}

/** The first row that names a model, and the list it is in: where that list has none, one it falls back on. */
export function findBaseRow(list: string, model: string): FoundRow | undefined {
  const key = `${list} ${model}`;
  const found = foundRows.get(key);
  if (found !== undefined) return found ?? undefined;
  const name = model.toLowerCase();
  const row = findRow(list, name) ?? findRow(list, withHyphens(name));
  if (foundRows.size >= KNOWN_MAX) foundRows.clear();
  foundRows.set(key, row ?? null);
  return row;
}

interface FoundRow {
  readonly list: string;
  readonly row: BaseRow;
}

/** Null: there is none. */
const foundRows = new Map<string, FoundRow | null>();

function findRow(list: string, name: string): FoundRow | undefined {
  for (const one of listsFor(list)) {
    const row = base.lists[one]?.find(({ match }) => matchesModel(match, name));
    if (row !== undefined) return { list: one, row };
  }
  return undefined;
}

/** A list, and those that are looked at where it has no row. */
export function listsFor(list: string): readonly string[] {
  return [list, ...(base.fallbacks[list] ?? [])];
}

/** Every list. */
export const baseLists: BaseFile['lists'] = base.lists;
/** The day and the source of all of them. */
export const baseOrigin: Pick<BaseFile, 'date' | 'source'> = { date: base.date, source: base.source };

/** Days are written `-20260821` by some and `-2026-08-21` by others. */
function withHyphens(name: string): string {
  return name.replace(/-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g, '-$1-$2-$3');
}

/** Every model that a list names. */
export function modelsOf(list: string): readonly string[] {
  return base.lists[list]?.map(({ model }) => model) ?? [];
}

function toPrice(row: BaseRow, model: string, setsAside: BaseList['setsAside']): Price {
  const { rates, sizes, dated } = row;
  return {
    model,
    unit: 'USD',
    ...exactly({ rates, sizes }),
    ...(dated && { dated: dated.map(({ from, ...one }) => ({ from, ...exactly(one) })) }),
    ...(row.callFee !== undefined && { callFee: BigInt(row.callFee) }),
    ...(row.isGuess && { isGuess: true }),
    rounding: 'half-up',
    setsAside,
    ...answersOf(rates),
    date: base.date,
    source: base.source,
  };
}

/** What is known of answers by the rates alone: a model without a rate for them gives none. */
export function answersOf(
  rates: Readonly<Partial<Record<Meter, unknown>>>,
): Pick<Price, 'outputTokensDefault' | 'outputTokensPrior'> {
  return rates['output-tokens'] === undefined
    ? { outputTokensDefault: 0, outputTokensPrior: null }
    : { outputTokensDefault: null, outputTokensPrior: OUTPUT_TOKENS_PRIOR };
}

function exactly({ rates, sizes }: { readonly rates: BaseRates; readonly sizes?: readonly BaseSize[] | undefined }): {
  readonly rates: Price['rates'];
  readonly sizes?: NonNullable<Price['sizes']>;
} {
  const toBig = (some: BaseRates): Price['rates'] =>
    Object.fromEntries(Object.entries(some).map(([meter, rate]) => [meter, BigInt(rate)]));
  return { rates: toBig(rates), ...(sizes && { sizes: sizes.map((size) => ({ ...size, rates: toBig(size.rates) })) }) };
}
