import type { Unit } from '../domain/money.ts';
import type { Price } from '../domain/price.ts';
import type { FileRates, FileSize, HeldPriceFile, PriceFileRow } from '../domain/price-file.ts';

/** What of a price a file has a say in. */
export type FiledPrice = Pick<
  Price,
  | 'unit'
  | 'rates'
  | 'callFee'
  | 'sessionFee'
  | 'steps'
  | 'callMin'
  | 'free'
  | 'sizes'
  | 'dated'
  | 'windows'
  | 'isGuess'
  | 'mark'
  | 'date'
  | 'source'
  | 'file'
>;

let inForce: Pick<HeldPriceFile, 'host' | 'issuedAt'> | null = null;
let rows: ReadonlyMap<string, PriceFileRow> = new Map();

/** Puts the rows of a file before those of this build, in this context; null: the build's own hold again. */
export function putPriceFileInForce(file: HeldPriceFile | null): void {
  inForce = file;
  rows = byKey(file?.rows ?? []);
}

/** Another object when another file is in force: what was found by the one before is not so any more. */
export function rowsInForce(): object {
  return rows;
}

/**
 * The price that the file in force has for a model of a list, whose name is in small letters; null: none. Without a unit
 * it is the one in dollars, else the first.
 */
export function findFiled(list: string, model: string, unit: Unit | null = null): FiledPrice | null {
  const row = rows.get(keyOf(list, unit, model));
  if (row === undefined || inForce === null) return null;
  return { ...toFiled(row), file: { host: inForce.host, on: inForce.issuedAt.slice(0, 10) } };
}

/** A price of a provider's own file with what the price file has for it in its place; null: it is unpriced now. */
export function withFiled(provider: string, price: Price): Price | null {
  const filed = price.model === null ? null : findFiled(provider, price.model.toLowerCase(), price.unit);
  if (filed === null || price.points) return price;
  if (isUnpriced(filed)) return null;
  const {
    callFee: _fee,
    sessionFee: _session,
    steps: _steps,
    callMin: _min,
    free: _free,
    sizes: _sizes,
    dated: _dated,
    windows: _windows,
    isGuess: _guess,
    mark: _mark,
    ...rest
  } = price;
  return { ...rest, ...filed };
}

/** Whether the row says that no price can be relied on. */
export function isUnpriced({ rates }: Pick<FiledPrice, 'rates'>): boolean {
  return Object.keys(rates).length === 0;
}

/** What a row says, as prices of this build say it. */
export function toFiled(row: PriceFileRow): FiledPrice {
  const { unit = 'USD', rates, callFee, sessionFee, steps, callMin, free } = row;
  const { sizes, dated, windows, isGuess, mark, date, source } = row;
  return {
    ...{ unit, rates: toRates(rates), date, source },
    ...(callFee !== undefined && { callFee: BigInt(callFee) }),
    ...(sessionFee !== undefined && { sessionFee: BigInt(sessionFee) }),
    ...(steps && { steps }),
    ...(callMin !== undefined && { callMin: BigInt(callMin) }),
    ...(free && { free }),
    ...(sizes && { sizes: toSizes(sizes) }),
    ...(dated && {
      dated: dated.map((one) => ({
        ...{ from: one.from, rates: toRates(one.rates) },
        ...(one.sizes && { sizes: toSizes(one.sizes) }),
      })),
    }),
    ...(windows && { windows: windows.map((one) => ({ ...one, rates: toRates(one.rates) })) }),
    ...(isGuess && { isGuess }),
    ...(mark && { mark }),
  };
}

function toRates(rates: FileRates): Price['rates'] {
  return Object.fromEntries(Object.entries(rates).map(([meter, rate]) => [meter, BigInt(rate)]));
}

function toSizes(sizes: readonly FileSize[]): NonNullable<Price['sizes']> {
  return sizes.map(({ aboveInputTokens, rates }) => ({ aboveInputTokens, rates: toRates(rates) }));
}

/** Each by its unit, and one of each model for those who ask for any. */
function byKey(all: readonly PriceFileRow[]): ReadonlyMap<string, PriceFileRow> {
  const keyed = new Map<string, PriceFileRow>();
  for (const row of all) {
    const [model, unit] = [row.model.toLowerCase(), row.unit ?? 'USD'];
    const anyKey = keyOf(row.list, null, model);
    keyed.set(keyOf(row.list, unit, model), row);
    if (unit === 'USD' || !keyed.has(anyKey)) keyed.set(anyKey, row);
  }
  return keyed;
}

/** Neither lists nor units have spaces. */
function keyOf(list: string, unit: Unit | null, model: string): string {
  return `${list} ${unit ?? ''} ${model}`;
}
