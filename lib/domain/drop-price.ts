import type { Draft } from './call.ts';
import type { DropLessons } from './learn-from-drops.ts';
import { OUTPUT_TOKENS_PRIOR, type Price } from './price.ts';
import { isoDayOf } from './utc-day.ts';

/**
 * The price of a model that no list has, in each unit in which drops of the account's balance lead to one; empty: in none.
 * Nobody is held for it, and nothing is known of what is set aside.
 */
export function pricesByDrops({ model, units }: Draft, learned: readonly DropLessons[]): readonly Price[] {
  return learned.flatMap(({ unit, lessons }): readonly Price[] => {
    const lesson = lessons.find((one) => one.model === model)?.lesson;
    if (lesson?.kind !== 'learned') return [];
    const { drops, at, rates } = lesson;
    const price: Price = {
      ...{
        model,
        unit,
        rounding: 'half-up',
        isGuess: true,
        source: 'balance drops',
        date: isoDayOf(at),
      },
      rates: Object.fromEntries(rates.map(({ meter, likely }) => [meter, likely])),
      basis: { kind: 'drops', drops, unit, rates },
      ...(rates.some(({ meter }) => meter === 'output-tokens')
        ? { outputTokensDefault: null, outputTokensPrior: OUTPUT_TOKENS_PRIOR }
        : { outputTokensDefault: units === null ? 0 : null, outputTokensPrior: null }),
    };
    // A price for another thing than what this call counts says nothing of it.
    const isCounted = units === null || price.rates[units.meter] !== undefined || price.rates.requests !== undefined;
    return isCounted ? [price] : [];
  });
}
