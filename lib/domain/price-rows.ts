import type { Meter } from './call.ts';
import { parseDecimal } from './money.ts';
import { OUTPUT_TOKENS_PRIOR, type Price } from './price.ts';

/** What the rows of one list have alike. */
type Listed = Pick<Price, 'unit' | 'date' | 'source' | 'mark' | 'setsAside' | 'sizes' | 'isGuess'>;

/** What a million tokens cost, decimals: input, output where there is any, input from the cache where that is told. */
type PerMillion = readonly [input: string, output?: string, cached?: string];

/** Prices by model, as pages of prices have them. */
export function perMillion(of: Listed, models: Readonly<Record<string, PerMillion>>): readonly Price[] {
  return Object.entries(models).map(([model, [input, output, cached]]) => ({
    ...of,
    model,
    rates: {
      'input-tokens': nanoOf(input) / 1000n,
      ...(cached !== undefined && { 'cached-input-tokens': nanoOf(cached) / 1000n }),
      ...(output !== undefined && { 'output-tokens': nanoOf(output) / 1000n }),
    },
    rounding: 'half-up',
    outputTokensDefault: output === undefined ? 0 : null,
    outputTokensPrior: output === undefined ? null : OUTPUT_TOKENS_PRIOR,
  }));
}

/** What one unit of a meter costs, decimal; `model` null: whatever is called. */
export function perUnit(of: Listed, meter: Meter, amount: string, model: string | null = null): Price {
  return {
    ...of,
    model,
    rates: { [meter]: nanoOf(amount) * 1000n },
    rounding: 'half-up',
    outputTokensDefault: null,
    outputTokensPrior: null,
  };
}

function nanoOf(decimal: string): bigint {
  const nano = parseDecimal(decimal);
  if (nano === null) throw new Error(`${decimal} is no decimal`);
  return nano;
}
