import type { Draft } from './call.ts';
import { outputBound } from './estimate-call.ts';
import type { Fits } from './facts.ts';
import { type BilledQuantity, priceQuantities, unitsThatFit } from './money.ts';
import { type Price, rateOf } from './price.ts';

/** Below this an answer is cut so short that offering it would be mockery, tokens. */
const OUTPUT_TOKENS_MIN = 16;
/** People read 3,700, not 3,712: the bound is rounded down to this many. */
const OUTPUT_STEP = 10;

/** Nothing that would make it fit is known. */
export const NO_FITS: Fits = { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null };

/**
 * The changes with which this call fits into `usableNano`. Input is taken at its highest count, so that what is offered
 * is not refused again.
 * @param prices every known price of the same provider: the cheaper model is chosen among them.
 */
export function findFits(draft: Draft, price: Price, usableNano: bigint, prices: readonly Price[]): Fits {
  // Where nothing is set aside, no size is refused that another one would not be.
  if (price.setsAside === 'nothing') return NO_FITS;
  const output = fitOutput(draft, price, usableNano);
  return {
    outputTokensMax: output?.tokens ?? null,
    outputReserveNano: output?.reserveNano ?? null,
    batchKeep: fitBatch(draft, price, usableNano),
    cheaper: fitModel(draft, price, usableNano, prices),
  };
}

function fitOutput(
  draft: Draft,
  price: Price,
  usableNano: bigint,
): { readonly tokens: number; readonly reserveNano: bigint } | null {
  const input = inputQuantity(draft, price);
  const outputRate = rateOf(price, 'output-tokens');
  const each = draft.outputTokensMax ?? price.outputTokensDefault;
  if (input === null || outputRate === null || each === null || !draft.revisable.includes('output-max')) return null;
  const answers = BigInt(draft.answers);
  const { rounding } = price;
  const fit = unitsThatFit({ nano: usableNano, picoPerUnit: outputRate * answers, rounding, besides: [input] });
  // As it is it fits, or its output is free: a shorter answer would change nothing.
  if (fit === null || fit >= BigInt(each)) return null;
  const most = Number(fit);
  const tokens = most >= OUTPUT_STEP * 10 ? most - (most % OUTPUT_STEP) : most;
  if (tokens < OUTPUT_TOKENS_MIN) return null;
  const output = { count: BigInt(tokens) * answers, picoPerUnit: outputRate };
  return { tokens, reserveNano: priceQuantities([input, output], rounding) };
}

/** The input at its highest count; null when the call or the price knows none. */
function inputQuantity(draft: Draft, price: Price): BilledQuantity | null {
  const picoPerUnit = rateOf(price, 'input-tokens');
  return draft.inputTokens && picoPerUnit !== null ? { count: draft.inputTokens.high, picoPerUnit } : null;
}

function fitBatch(draft: Draft, price: Price, usableNano: bigint): number | null {
  if (!draft.units || !draft.revisable.includes('batch')) return null;
  const picoPerUnit = rateOf(price, draft.units.meter);
  const fit = picoPerUnit && unitsThatFit({ nano: usableNano, picoPerUnit, rounding: price.rounding });
  if (!fit || fit >= BigInt(draft.units.count)) return null;
  return Number(fit);
}

function fitModel(draft: Draft, price: Price, usableNano: bigint, prices: readonly Price[]): Fits['cheaper'] {
  const ownNano = reserveOf(draft, price);
  if (ownNano === null || !draft.revisable.includes('model')) return null;
  let best: { model: string; reserveNano: bigint } | null = null;
  for (const other of prices) {
    if (other.model === null || other.model === price.model || other.unit !== price.unit) continue;
    const reserveNano = reserveOf(draft, other);
    if (reserveNano === null || reserveNano > usableNano || reserveNano >= ownNano) continue;
    // The dearest one that still fits and costs less than the asked one: closest in quality to what was wanted.
    if (best === null || reserveNano > best.reserveNano) best = { model: other.model, reserveNano };
  }
  return best;
}

function reserveOf(draft: Draft, price: Price): bigint | null {
  const input = inputQuantity(draft, price);
  const picoPerUnit = rateOf(price, 'output-tokens');
  const count = outputBound(draft, price);
  if (input === null || picoPerUnit === null || count === null) return null;
  return priceQuantities([input, { count, picoPerUnit }], price.rounding);
}
