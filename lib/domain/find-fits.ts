import type { Draft } from './call.ts';
import { outputBound } from './estimate-call.ts';
import type { Fits } from './facts.ts';
import { priceQuantities, unitsThatFit } from './money.ts';
import { type Price, rateOf } from './price.ts';

/** Below this an answer is cut so short that offering it would be mockery, tokens. */
const OUTPUT_TOKENS_MIN = 16;
/** People read 3,700, not 3,712: the bound is rounded down to this many. */
const OUTPUT_STEP = 10;

/**
 * The changes with which this call fits into `usableNano`. Input is taken at its highest count, so that what is offered
 * is not refused again.
 * @param prices every known price of the same provider: the cheaper model is chosen among them.
 */
export function findFits(draft: Draft, price: Price, usableNano: bigint, prices: readonly Price[]): Fits {
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
  const outputRate = rateOf(price, 'output-tokens');
  if (!draft.inputTokens || outputRate === null || !draft.revisable.includes('output-max')) return null;
  const inputNano = inputCost(draft, price);
  if (inputNano === null) return null;
  const fit = unitsThatFit(usableNano - inputNano, outputRate * BigInt(draft.answers));
  const bound = outputBound(draft, price);
  if (fit === null || bound === null) return null;
  const most = fit < BigInt(bound) ? Number(fit) : bound - 1;
  const tokens = most >= OUTPUT_STEP * 10 ? most - (most % OUTPUT_STEP) : most;
  if (tokens < OUTPUT_TOKENS_MIN) return null;
  const outputNano = priceQuantities([{ count: tokens * draft.answers, picoPerUnit: outputRate }], price.rounding);
  return { tokens, reserveNano: inputNano + outputNano };
}

function inputCost(draft: Draft, price: Price): bigint | null {
  const inputRate = rateOf(price, 'input-tokens');
  if (!draft.inputTokens || inputRate === null) return null;
  return priceQuantities([{ count: draft.inputTokens.high, picoPerUnit: inputRate }], 'up');
}

function fitBatch(draft: Draft, price: Price, usableNano: bigint): number | null {
  if (!draft.units || !draft.revisable.includes('batch')) return null;
  const rate = rateOf(price, draft.units.meter);
  const fit = rate === null ? null : unitsThatFit(usableNano, rate);
  if (fit === null || fit < 1n || fit >= BigInt(draft.units.count)) return null;
  return Number(fit);
}

function fitModel(draft: Draft, price: Price, usableNano: bigint, prices: readonly Price[]): Fits['cheaper'] {
  if (!draft.revisable.includes('model')) return null;
  let best: { model: string; reserveNano: bigint } | null = null;
  for (const other of prices) {
    if (other.model === null || other.model === price.model || other.unit !== price.unit) continue;
    const reserveNano = reserveOf(draft, other);
    if (reserveNano === null || reserveNano > usableNano) continue;
    // The dearest one that still fits and costs less than the asked one: closest in quality to what was wanted.
    const own = reserveOf(draft, price);
    if (own !== null && reserveNano >= own) continue;
    if (best === null || reserveNano > best.reserveNano) best = { model: other.model, reserveNano };
  }
  return best;
}

function reserveOf(draft: Draft, price: Price): bigint | null {
  const inputNano = inputCost(draft, price);
  const outputRate = rateOf(price, 'output-tokens');
  const bound = outputBound(draft, price);
  if (inputNano === null || outputRate === null || bound === null) return null;
  return inputNano + priceQuantities([{ count: bound, picoPerUnit: outputRate }], price.rounding);
}
