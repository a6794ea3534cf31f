import type { Draft } from './call.ts';
import type { Fits } from './facts.ts';
import { type BilledQuantity, unitsThatFit } from './money.ts';
import { type Price, priceOfSize, rateOf } from './price.ts';
import { flatBoundWithin, reserveNano } from './reserve.ts';

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
  const each = draft.outputTokensMax ?? price.outputTokensDefault;
  if (each === null || !draft.inputTokens || !draft.revisable.includes('output-max')) return null;
  const fit = boundThatFits(draft, price, draft.inputTokens.high, usableNano);
  // As it is it fits, or its output is free: a shorter answer would change nothing.
  if (fit === null || fit >= BigInt(each)) return null;
  const most = Number(fit);
  const tokens = most >= OUTPUT_STEP * 10 ? most - (most % OUTPUT_STEP) : most;
  if (tokens < OUTPUT_TOKENS_MIN) return null;
  const nano = reserveNano({ ...draft, outputTokensMax: tokens }, price, draft.inputTokens.high);
  return nano === null ? null : { tokens, reserveNano: nano };
}

/** The largest bound with which so much input fits; null: any does, or that is not known. */
function boundThatFits(draft: Draft, price: Price, inputTokens: number, usableNano: bigint): bigint | null {
  const { setsAside, rounding } = price;
  if (typeof setsAside === 'object') return flatBoundWithin(price, setsAside, inputTokens, usableNano);
  const sized = priceOfSize(price, inputTokens);
  const input = inputQuantity(draft, sized);
  const outputRate = rateOf(sized, 'output-tokens');
  if (input === null || outputRate === null) return null;
  const picoPerUnit = outputRate * BigInt(draft.answers);
  return unitsThatFit({ nano: usableNano, picoPerUnit, rounding, besides: [input, ...feeQuantity(price)] });
}

/** What the call itself costs, where it does. */
function feeQuantity({ callFee }: Price): readonly BilledQuantity[] {
  return callFee === undefined ? [] : [{ count: 1, picoPerUnit: callFee }];
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
  const ownNano = worstReserve(draft, price);
  if (ownNano === null || !draft.revisable.includes('model')) return null;
  let best: { model: string; reserveNano: bigint } | null = null;
  for (const other of prices) {
    if (other.model === null || other.model === price.model || other.unit !== price.unit) continue;
    const nano = worstReserve(draft, other);
    if (nano === null || nano > usableNano || nano >= ownNano) continue;
    // The dearest one that still fits and costs less than the asked one: closest in quality to what was wanted.
    if (best === null || nano > best.reserveNano) best = { model: other.model, reserveNano: nano };
  }
  return best;
}

/** What is set aside when every input token is counted that may be. */
function worstReserve(draft: Draft, price: Price): bigint | null {
  return draft.inputTokens && reserveNano(draft, price, draft.inputTokens.high);
}
