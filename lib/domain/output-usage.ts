import type { Count, Draft, Meter, Usage } from './call.ts';
import { addCounts, NO_TOKENS } from './counts.ts';
import { type PricedBy, rateOf } from './price.ts';

/**
 * So many tokens of text in the answer, and what the call makes beside it, by meters: pictures at their own rate where the
 * price has one, else as other output.
 */
export function outputUsage(draft: Draft, price: PricedBy, textTokens: number, end: keyof Count): Usage {
  const { made = [], spoken } = draft;
  // What is said is written down as well, at the rate of text: all of it as sound is the most.
  const isSound = spoken?.speaks === true && end !== 'low' && price.rates['audio-output-tokens'] !== undefined;
  const usage: Partial<Record<Meter, number>> = { [isSound ? 'audio-output-tokens' : 'output-tokens']: textTokens };
  for (const { meter, tokens } of made) {
    const rates = price.points?.rates ?? price.rates;
    const billedAs = rates[meter] !== undefined && rateOf(price, meter) !== null ? meter : 'output-tokens';
    usage[billedAs] = (usage[billedAs] ?? 0) + tokens[end];
  }
  return usage;
}

/** Tokens of all that the call makes beside text. */
export function madeTokensOf({ made = [] }: Draft): Count {
  return made.map(({ tokens }) => tokens).reduce(addCounts, NO_TOKENS);
}
