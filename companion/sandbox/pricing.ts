import { creditsPerRecord, type SandboxModel } from './models.ts';
import type { RoundingMode, SandboxRules } from './rules.ts';
import { nanoPerUnit } from './units.ts';

/** Tokens of one call, whole numbers. */
export interface TokenCount {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

type PriceRules = Pick<SandboxRules, 'completionRatioByModel' | 'roundingMode' | 'roundingStepNano'>;

const ratioScale = 1_000_000n;
const picoPerNano = 1000n;

/** Nano-USD for these tokens: prompt × input + completion × output, rounded once, at the very end, by the rules. */
export function chatCostNano(model: SandboxModel, count: TokenCount, rules: PriceRules): bigint {
  const input = BigInt(count.promptTokens) * model.inputPicoPerToken * ratioScale;
  const output = BigInt(count.completionTokens) * outputPicoScaled(model, rules);
  const step = ratioScale * picoPerNano * rules.roundingStepNano;
  return divideRounded(input + output, step, rules.roundingMode) * rules.roundingStepNano;
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
  // Six decimals of a ratio are more than any relay publishes, and keep the sum in whole numbers.
  return model.inputPicoPerToken * BigInt(Math.round(ratio * Number(ratioScale)));
}
