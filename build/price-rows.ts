import type { Price } from '../lib/domain/price.ts';
import type { PriceFileRow } from '../lib/domain/price-file.ts';
import { baseLists, baseOrigin, findBaseRow } from '../lib/prices/base-prices.ts';
import { nameOf } from '../lib/prices/known-prices.ts';
import { overlayRows } from '../lib/prices/overlay.ts';
import { ownLists } from '../lib/webext/own-lists.ts';

/** The prices of this build as rows of a price file: the overlay, and of the base lists what it does not name. */
export function rowsOfBuild(): readonly PriceFileRow[] {
  const own = ownLists();
  // A provider's own file goes before lists: a row would take the place of what that says.
  const isOwn = (list: string, model: string): boolean =>
    own.get(list)?.some((price) => price.model === model) === true;
  const ours = overlayRows.flatMap(({ match, ...row }): readonly PriceFileRow[] => {
    const model = nameOf(match);
    return model === null ? [] : [{ ...toNumbers(row), list: row.list, model }];
  });
  const base = Object.entries(baseLists).flatMap(([list, rows]) =>
    rows
      // What a row is called may be a name that another row is found by.
      .filter((row) => Object.keys(row.rates).length > 0 && findBaseRow(list, row.model)?.row === row)
      .map(({ match: _match, contextTokens: _context, ...row }): PriceFileRow => ({ list, ...row, ...baseOrigin })),
  );
  return withRows(base, ours).filter(({ list, model }) => !isOwn(list, model));
}

/** The rows without those for the same models as others, and the others after them. */
export function withRows(rows: readonly PriceFileRow[], others: readonly PriceFileRow[]): readonly PriceFileRow[] {
  const nameOfRow = ({ list, model }: PriceFileRow): string => `${list} ${model.toLowerCase()}`;
  const replaced = new Set(others.map(nameOfRow));
  // Of the others all stay: a model may have a price in each currency.
  return [...rows.filter((row) => !replaced.has(nameOfRow(row))), ...others];
}

type Told = Pick<Price, 'rates' | 'sizes' | 'dated' | 'mark' | 'date' | 'source'> & {
  readonly unit?: string;
  readonly isGuess?: true;
};

function toNumbers({
  unit,
  rates,
  sizes,
  dated,
  isGuess,
  mark,
  date,
  source,
}: Told): Omit<PriceFileRow, 'list' | 'model'> {
  return {
    ...(unit !== undefined && { unit }),
    rates: numbers(rates),
    ...(sizes && { sizes: sizesOf(sizes) }),
    ...(dated && {
      dated: dated.map((one) => ({
        ...{ from: one.from, rates: numbers(one.rates) },
        ...(one.sizes && { sizes: sizesOf(one.sizes) }),
      })),
    }),
    ...(isGuess && { isGuess }),
    ...(mark && { mark }),
    ...{ date, source },
  };
}

function sizesOf(sizes: NonNullable<Price['sizes']>): NonNullable<PriceFileRow['sizes']> {
  return sizes.map(({ aboveInputTokens, rates }) => ({ aboveInputTokens, rates: numbers(rates) }));
}

function numbers(rates: Price['rates']): PriceFileRow['rates'] {
  return Object.fromEntries(Object.entries(rates).map(([meter, rate]) => [meter, Number(rate)]));
}
