import type { Count, Draft, Meter, Usage } from './call.ts';
import { cheapestInput, type Price, type PricedBy, priceOfSize, rateOf } from './price.ts';

/**
 * So many input tokens by meters, as cheap as they can be, as is likely, or as dear as they can be. Pictures and sound are
 * apart where the price has a rate for them (`Draft.apart`); else they are input like texts.
 */
export function inputUsage(draft: Draft, price: Price, tokens: number, end: keyof Count): Usage {
  const sized = priceOfSize(price, tokens);
  const apart = apartUsage(draft, sized, tokens);
  const rest = Math.max(0, tokens - apart.reduce((sum, [, count]) => sum + count, 0));
  if (end === 'low') return cheapest(sized, rest, apart);
  const texts = end === 'likely' ? likelyInput(draft, sized, rest) : dearestInput(draft, sized, rest);
  return { ...texts, ...Object.fromEntries(apart) };
}

type Counted = readonly (readonly [Meter, number])[];

/** What of so many input tokens is billed at rates of its own. */
function apartUsage({ apart = [], inputTokens }: Draft, price: Price, tokens: number): Counted {
  if (inputTokens === null) return [];
  return apart
    .filter(({ meter }) => hasRate(price, meter))
    .map(({ meter, tokens: part }) => [meter, Math.floor(partAt(part, inputTokens, tokens))] as const)
    .filter(([, count]) => count > 0);
}

/**
 * How many of so many tokens are this part, of which low, likely and high are known: straight lines between those, so that
 * with more tokens neither the part nor the rest gets smaller.
 */
function partAt(part: Count, all: Count, tokens: number): number {
  const ends = [0, all.low, all.likely, all.high];
  const parts = [0, part.low, part.likely, part.high];
  const at = ends.findIndex((end, index) => index > 0 && tokens <= end);
  if (at < 0) return all.high === 0 ? 0 : (part.high * tokens) / all.high;
  const [from, to, begun, done] = [ends[at - 1] ?? 0, ends[at] ?? 0, parts[at - 1] ?? 0, parts[at] ?? 0];
  return tokens === to ? done : begun + ((done - begun) * (tokens - from)) / (to - from);
}

/** Whether a meter has a rate of its own here; points are billed by theirs. */
function hasRate(price: PricedBy, meter: Meter): boolean {
  const rates = price.points?.rates ?? price.rates;
  return rates[meter] !== undefined && rateOf(price, meter) !== null;
}

/** All of it cached, where that is cheaper or nobody tells. */
function cheapest(price: Price, rest: number, apart: Counted): Usage {
  const usage: Partial<Record<Meter, number>> = {};
  const add = (meter: Meter, count: number): void => {
    // Where nobody tells what cached input costs, it may be nothing.
    if (price.untold?.includes('cached-input-tokens') && meter !== 'output-tokens') return;
    usage[meter] = (usage[meter] ?? 0) + count;
  };
  add(cheapestInput(price), rest);
  for (const [meter, count] of apart) add(cheaper(price, meter, CACHED[meter]), count);
  return usage;
}

/** How what is apart is billed when it was sent before. */
const CACHED: Readonly<Partial<Record<Meter, Meter>>> = {
  'audio-input-tokens': 'cached-audio-input-tokens',
  'image-input-tokens': 'cached-input-tokens',
};

function cheaper(price: Price, meter: Meter, other: Meter | undefined): Meter {
  const [own, cached] = [rateOf(price, meter), other === undefined ? null : (price.rates[other] ?? null)];
  return other !== undefined && own !== null && cached !== null && cached < own ? other : meter;
}

/**
 * The likely input by meters: what the provider's cache is likely to know at its own rate, what it is asked to keep at that
 * of keeping, the rest as it is. Where the price has no such rates, all of it is input.
 */
function likelyInput({ reuse }: Pick<Draft, 'reuse'>, price: Price, tokens: number): Usage {
  if (reuse === undefined) return { 'input-tokens': tokens };
  const cached = cheapestInput(price) === 'cached-input-tokens' ? Math.min(reuse.cachedTokens, tokens) : 0;
  const { cachedTokens, keptTokens, hourTokens = 0 } = reuse;
  const usage: Partial<Record<Meter, number>> = cached > 0 ? { 'cached-input-tokens': cached } : {};
  let left = tokens - cached;
  const keep = (isForHour: boolean, upTo: number, from: number): void => {
    const [meter, count] = [keepMeter(price, isForHour), Math.min(left, Math.max(0, upTo - from))];
    if (meter === null || count === 0) return;
    usage[meter] = (usage[meter] ?? 0) + count;
    left -= count;
  };
  keep(true, hourTokens, cachedTokens);
  keep(false, keptTokens, Math.max(hourTokens, cachedTokens));
  return { 'input-tokens': left, ...usage };
}

/** The input at its dearest: nothing is known from before, and all is kept where anything is asked to be. */
function dearestInput({ reuse }: Pick<Draft, 'reuse'>, price: Price, tokens: number): Usage {
  const keep = reuse !== undefined && reuse.keptTokens > 0 ? keepMeter(price, (reuse.hourTokens ?? 0) > 0) : null;
  return { [keep ?? 'input-tokens']: tokens };
}

/** By which meter is billed what is asked to be kept; null: it costs no more than other input, or that is not known. */
function keepMeter({ rates }: Price, isForHour: boolean): Meter | null {
  const input = rates['input-tokens'];
  const meters = isForHour
    ? (['cache-write-1h-tokens', 'cache-write-tokens'] as const)
    : (['cache-write-tokens'] as const);
  const meter = meters.find((one) => rates[one] !== undefined);
  const rate = meter && rates[meter];
  return meter !== undefined && input !== undefined && rate !== undefined && rate > input ? meter : null;
}
