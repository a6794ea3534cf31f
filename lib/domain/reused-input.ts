import type { Draft, Usage } from './call.ts';
import { cheapestInput, type Price } from './price.ts';

/**
 * The likely input by meters: what the provider's cache is likely to know at its own rate, what it is asked to keep at that
 * of keeping, the rest as it is. Where the price has no such rates, all of it is input.
 */
export function likelyInput({ reuse }: Pick<Draft, 'reuse'>, price: Price, tokens: number): Usage {
  if (reuse === undefined) return { 'input-tokens': tokens };
  const cached = cheapestInput(price) === 'cached-input-tokens' ? Math.min(reuse.cachedTokens, tokens) : 0;
  const kept = hasKeepRate(price) ? Math.min(Math.max(0, reuse.keptTokens - reuse.cachedTokens), tokens - cached) : 0;
  return {
    'input-tokens': tokens - cached - kept,
    ...(cached > 0 && { 'cached-input-tokens': cached }),
    ...(kept > 0 && { 'cache-write-tokens': kept }),
  };
}

/** The input at its dearest: nothing is known from before, and all is kept where anything is asked to be. */
export function dearestInput({ reuse }: Pick<Draft, 'reuse'>, price: Price, tokens: number): Usage {
  const isKept = reuse !== undefined && reuse.keptTokens > 0 && hasKeepRate(price);
  return { [isKept ? 'cache-write-tokens' : 'input-tokens']: tokens };
}

function hasKeepRate({ rates }: Price): boolean {
  const [input, write] = [rates['input-tokens'], rates['cache-write-tokens']];
  return input !== undefined && write !== undefined && write > input;
}
