import type { Draft, Usage } from './call.ts';
import { inputUsage } from './input-usage.ts';
import { outputUsage } from './output-usage.ts';
import { type Price, priceOfSize, priceUsage, rateOf } from './price.ts';

/**
 * Input tokens that searches the provider runs for a call can add to it at most: what a search finds is read by the model, which
 * reads its whole context once more for each. 0: it runs none; null: nothing bounds what it runs, or how long a context may be.
 */
export function foundBound({ searchesMax = 0 }: Draft, { contextTokens }: Price): number | null {
  if (searchesMax === 0) return 0;
  return searchesMax === null || contextTokens === undefined ? null : searchesMax * contextTokens;
}

/**
 * What a call that is priced by tokens costs at most with so much input of its own and so long an answer, nano-units; null: it
 * is not known, as the price of a search where the list tells none.
 */
export function mostOf(draft: Draft, price: Price, inputTokens: number, outputTokens: number): bigint | null {
  const found = foundBound(draft, price);
  if (found === null) return null;
  const sized = found === 0 ? price : priceOfSize(price, price.contextTokens ?? 0);
  const asked: Usage = {
    ...inputUsage(draft, sized, inputTokens, 'high'),
    ...outputUsage(draft, sized, outputTokens, 'high'),
  };
  if (found === 0) return priceUsage(asked, sized);
  // Between two searches the provider keeps what was found so far, which may cost more than reading it.
  const [read, kept] = [rateOf(sized, 'input-tokens') ?? 0n, rateOf(sized, 'cache-write-tokens') ?? 0n];
  const meter = kept > read ? 'cache-write-tokens' : 'input-tokens';
  return priceUsage({ ...asked, [meter]: (asked[meter] ?? 0) + found, searches: draft.searchesMax ?? 0 }, sized);
}
