import type { Draft, Meter, Usage } from './call.ts';
import { inputUsage } from './input-usage.ts';
import { pointsOf, pointsToNano } from './money.ts';
import { outputUsage } from './output-usage.ts';
import { type FlatReserve, type Price, priceUsage, rateOf } from './price.ts';

/** Output tokens that all answers together can have at most, as the provider will set them aside; null unknown. */
export function outputBound(draft: Draft, price: Price): number | null {
  const each = draft.outputTokensMax ?? price.outputTokensDefault;
  return each === null ? null : each * draft.answers;
}

/** The same, or where neither client nor provider bounds them what the model itself can give; null: not known. */
export function answerBound(draft: Draft, price: Price): number | null {
  const { outputTokensLimit } = price;
  return outputBound(draft, price) ?? (outputTokensLimit === undefined ? null : outputTokensLimit * draft.answers);
}

/** What is billed as a whole, whatever its length; null: it is billed by its length. */
export function unitsOf(draft: Draft, price: Price): { readonly meter: Meter; readonly count: number } | null {
  return draft.units ?? (price.rates.requests === undefined ? null : { meter: 'requests', count: 1 });
}

/** The tokens a {@link FlatReserve} counts, as `[input, output]`. */
export function flatTokens(
  { inputTokensMin, form }: FlatReserve,
  inputTokens: number,
  outputTokensMax: number | null,
): readonly [number, number] {
  const output = outputTokensMax ?? 0;
  if (form === 'either') return output === 0 ? [inputTokensMin, 0] : [inputTokens, output];
  return [Math.max(inputTokens, inputTokensMin), output];
}

/**
 * What a provider sets aside, nano-units, if it counts so many input tokens; 0 where it sets nothing aside, null: not
 * known.
 */
export function reserveNano(draft: Draft, price: Price, inputTokens: number): bigint | null {
  const { setsAside } = price;
  if (setsAside === 'nothing') return 0n;
  const units = unitsOf(draft, price);
  if (units !== null) return reserveUnits(units, price);
  if (typeof setsAside === 'object') return reserveFlat(draft, price, setsAside, inputTokens);
  const bound = outputBound(draft, price);
  if (bound === null || (bound > 0 && rateOf(price, 'output-tokens') === null)) return null;
  const made = outputUsage(draft, price, bound, 'high');
  return priceUsage({ ...reservedInput(draft, price, inputTokens), ...made }, price);
}

/** Nothing of it is taken as cached, nor as kept: what a provider remembers it finds out later. */
export function reservedInput({ reuse: _, ...draft }: Draft, price: Price, inputTokens: number): Usage {
  return inputUsage(draft, price, inputTokens, 'high');
}

function reserveUnits(units: NonNullable<ReturnType<typeof unitsOf>>, price: Price): bigint | null {
  const { points } = price;
  if (typeof price.setsAside !== 'object' || !points) return priceUsage({ [units.meter]: units.count }, price);
  const partsPerUnit = points.rates[units.meter];
  if (partsPerUnit === undefined) return null;
  return pointsToNano(pointsOf([{ count: units.count, partsPerUnit }], points.parts, 'down'), points);
}

function reserveFlat(draft: Draft, price: Price, flat: FlatReserve, inputTokens: number): bigint | null {
  const { points } = price;
  const partsPerUnit = points?.rates['input-tokens'];
  if (!points || partsPerUnit === undefined) return null;
  const [input, output] = flatTokens(flat, inputTokens, draft.outputTokensMax);
  return pointsToNano(pointsOf([{ count: input + output, partsPerUnit }], points.parts, 'down'), points);
}
