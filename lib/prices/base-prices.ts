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

/** One model of the list that `npm run prices:update` reads from `@pydantic/genai-prices`. */
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
  readonly isGuess?: true;
}

/** What `lib/prices/base-prices.json` holds. */
export interface BaseFile {
  readonly source: string;
  /** The day the package was published, ISO. */
  readonly date: string;
  readonly lists: Readonly<Record<string, readonly BaseRow[]>>;
}

const base = file as BaseFile;
/** Rows that were looked for; their matches are patterns. */
const KNOWN_MAX = 500;
const known = new Map<string, Price | null>();

/** The base price of a model, of the first row that names it, as the package has it; null: it has none. */
export function findBasePrice({ list, setsAside }: BaseList, model: string): Price | null {
  const key = `${list} ${model}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const name = model.toLowerCase();
  const row = base.lists[list]?.find(({ match }) => matchesModel(match, name));
  const price = row === undefined ? null : toPrice(row, model, setsAside);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, price);
  return price;
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
    ...(row.isGuess && { isGuess: true }),
    rounding: 'half-up',
    setsAside,
    outputTokensDefault: rates['output-tokens'] === undefined ? 0 : null,
    outputTokensPrior: rates['output-tokens'] === undefined ? null : OUTPUT_TOKENS_PRIOR,
    date: base.date,
    source: base.source,
  };
}

function exactly({ rates, sizes }: { readonly rates: BaseRates; readonly sizes?: readonly BaseSize[] | undefined }): {
  readonly rates: Price['rates'];
  readonly sizes?: NonNullable<Price['sizes']>;
} {
  const toBig = (some: BaseRates): Price['rates'] =>
    Object.fromEntries(Object.entries(some).map(([meter, rate]) => [meter, BigInt(rate)]));
  return { rates: toBig(rates), ...(sizes && { sizes: sizes.map((size) => ({ ...size, rates: toBig(size.rates) })) }) };
}
