import { creditsPerRecord, type SandboxModel } from './models.ts';
import type { RoundingMode, SandboxRules } from './rules.ts';
import { nanoPerUnit } from './units.ts';

/** Tokens of one call, whole numbers. */
export interface TokenCount {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

type PriceRules = Pick<
  SandboxRules,
  | 'completionRatioByModel'
  | 'roundingMode'
  | 'roundingStepNano'
  | 'priceRatio'
  | 'callFeeNano'
  | 'chargeNanoMin'
  | 'reserveRatio'
>;

const ratioScale = 1_000_000n;
const picoPerNano = 1000n;

/**
 * Nano-USD for these tokens: prompt × input + completion × output, times the ratio of who pays, and the fee; rounded once, at
 * the very end, by the rules, and at least the least charge.
 */
export function chatCostNano(model: SandboxModel, count: TokenCount, rules: PriceRules): bigint {
  const input = BigInt(count.promptTokens) * model.inputPicoPerToken * ratioScale;
  const output = BigInt(count.completionTokens) * outputPicoScaled(model, rules);
  const fee = rules.callFeeNano * picoPerNano * ratioScale * ratioScale;
  const step = ratioScale * ratioScale * picoPerNano * rules.roundingStepNano;
  const exact = (input + output) * scaled(rules.priceRatio) + fee;
  const rounded = divideRounded(exact, step, rules.roundingMode) * rules.roundingStepNano;
  if (rounded < rules.chargeNanoMin) return rules.chargeNanoMin;
  return rounded;
}

/** Nano-USD set aside for a chat that can have so many tokens at most. */
export function chatReserveNano(model: SandboxModel, count: TokenCount, rules: PriceRules): bigint {
  return divideRounded(chatCostNano(model, count, rules) * scaled(rules.reserveRatio), ratioScale, 'up');
}

/** Tokens of a prompt by this place's own counter. */
export function countAs(tokens: number, rules: Pick<SandboxRules, 'countRatio' | 'countExtraTokens'>): number {
  return Number(divideRounded(BigInt(tokens) * scaled(rules.countRatio), ratioScale, 'up')) + rules.countExtraTokens;
}

/** Nano-credits for so many records. */
export function enrichCostNano(records: number): bigint {
  return BigInt(records) * creditsPerRecord * nanoPerUnit;
}

/** `dividend / divisor` in whole numbers; both not negative. */
export function divideRounded(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  switch (mode) {
    case 'up':
      return (dividend + divisor - 1n) / divisor;
    case 'half-up':
      return (dividend * 2n + divisor) / (divisor * 2n);
    case 'down':
      return dividend / divisor;
  }
}

function outputPicoScaled(model: SandboxModel, rules: PriceRules): bigint {
  const ratio = Object.hasOwn(rules.completionRatioByModel, model.id)
    ? rules.completionRatioByModel[model.id]
    : undefined;
  if (ratio === undefined) return model.outputPicoPerToken * ratioScale;
  return model.inputPicoPerToken * scaled(ratio);
}

// Six decimals of a ratio are more than any relay publishes, and keep the sum in whole numbers.
function scaled(ratio: number): bigint {
  return BigInt(Math.round(ratio * Number(ratioScale)));
}
