import type { Count, Draft, Meter } from './call.ts';
import type { Estimate, EstimatePart } from './estimate.ts';
import { priceQuantities } from './money.ts';
import { cheapestInput, type Price, rateOf } from './price.ts';

/** Fewer settled answers than this say less than the stated prior. */
const HISTORY_MIN = 5;

/**
 * What a call will cost and what the provider will set aside for it. Input counts as not cached, which is dearer; only the
 * low end of the range takes all of it as cached, where cached input has a price of its own.
 * @param history output tokens of recent settled answers of this model, any order; may be empty.
 * @returns null when the price does not cover what the draft counts: unknown is not zero.
 */
export function estimateCall(draft: Draft, price: Price, history: readonly number[]): Estimate | null {
  if (draft.units) return estimateUnits(draft.units.meter, draft.units.count, price);
  return draft.inputTokens ? estimateTokens(draft, draft.inputTokens, price, history) : null;
}

function estimateUnits(meter: Meter, count: number, price: Price): Estimate | null {
  const rate = rateOf(price, meter);
  if (rate === null) return null;
  const nano = priceQuantities([{ count, picoPerUnit: rate }], price.rounding);
  const part = { meter, count, picoPerUnit: rate, nano } as const;
  const isSetAside = price.setsAside !== 'nothing';
  return {
    unit: price.unit,
    lowNano: nano,
    likelyNano: nano,
    highNano: nano,
    reserveNano: isSetAside ? nano : 0n,
    reserveLowNano: isSetAside ? nano : 0n,
    isPrior: false,
    parts: [{ ...part, role: 'likely' }, ...(isSetAside ? [{ ...part, role: 'reserve' } as const] : [])],
  };
}

function estimateTokens(draft: Draft, input: Count, price: Price, history: readonly number[]): Estimate | null {
  const inputRate = rateOf(price, 'input-tokens');
  const outputRate = rateOf(price, 'output-tokens');
  const output = forecastOutput(draft, price, history);
  if (inputRate === null || outputRate === null || output === null) return null;
  const cost = (inputTokens: number, outputTokens: number, rate = inputRate): bigint =>
    priceQuantities(
      [
        { count: inputTokens, picoPerUnit: rate },
        { count: outputTokens, picoPerUnit: outputRate },
      ],
      price.rounding,
    );
  const part = (role: EstimatePart['role'], meter: Meter, count: number, picoPerUnit: bigint): EstimatePart => ({
    meter,
    role,
    count,
    picoPerUnit,
    nano: priceQuantities([{ count, picoPerUnit }], price.rounding),
  });
  const bound = outputBound(draft, price);
  const isSetAside = price.setsAside !== 'nothing';
  const reserve = (inputTokens: number): bigint | null => {
    if (!isSetAside) return 0n;
    return bound === null ? null : cost(inputTokens, bound);
  };
  return {
    unit: price.unit,
    lowNano: cost(input.low, output.low, rateOf(price, cheapestInput(price)) ?? inputRate),
    likelyNano: cost(input.likely, output.likely),
    highNano: cost(input.high, output.high),
    reserveNano: reserve(input.likely),
    reserveLowNano: reserve(input.low),
    isPrior: history.length < HISTORY_MIN,
    parts: [
      part('likely', 'input-tokens', input.likely, inputRate),
      part('likely', 'output-tokens', output.likely, outputRate),
      ...(bound === null || !isSetAside
        ? []
        : [
            part('reserve', 'input-tokens', input.likely, inputRate),
            part('reserve', 'output-tokens', bound, outputRate),
          ]),
    ],
  };
}

/** Output tokens that all answers together can have at most, as the provider will set them aside; null unknown. */
export function outputBound(draft: Draft, price: Price): number | null {
  const each = draft.outputTokensMax ?? price.outputTokensDefault;
  return each === null ? null : each * draft.answers;
}

/** P10, P50 and P90 of the output, bounded by what the client allows. */
function forecastOutput(draft: Draft, price: Price, history: readonly number[]): Count | null {
  const quantiles =
    history.length >= HISTORY_MIN ? [0.1, 0.5, 0.9].map((q) => quantile(history, q) ?? 0) : price.outputTokensPrior;
  if (!quantiles) return null;
  const bound = outputBound(draft, price) ?? Number.MAX_SAFE_INTEGER;
  const [low = 0, likely = 0, high = 0] = quantiles.map((tokens) => Math.min(tokens * draft.answers, bound));
  return { low, likely, high };
}

/** The q-quantile: the smallest value that at least that share of the list does not pass. Null for an empty list. */
export function quantile<T extends number | bigint>(values: readonly T[], q: number): T | null {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}
