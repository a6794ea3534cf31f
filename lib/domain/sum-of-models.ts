import { addCounts } from './counts.ts';
import type { Estimate, EstimateBasis } from './estimate.ts';

/** What the requests of several models cost together. Null: one of them is not known, or they are not in one unit. */
export function sumOfModels(all: readonly (Estimate | null)[]): Estimate | null {
  const known = all.filter((one) => one !== null);
  const [first, ...others] = known;
  if (first === undefined || known.length < all.length || others.some(({ unit }) => unit !== first.unit)) return null;
  return others.reduce(addEstimates, first);
}

/** What one of them does not say is not known of both. */
function addEstimates(one: Estimate, other: Estimate): Estimate {
  const basis = one.basis && other.basis && addBases(one.basis, other.basis);
  const mostNano = sumOf(one.mostNano, other.mostNano);
  const usualNano = sumOf(one.usualNano, other.usualNano);
  const note = one.note ?? other.note;
  return {
    unit: one.unit,
    lowNano: one.lowNano + other.lowNano,
    likelyNano: one.likelyNano + other.likelyNano,
    highNano: one.highNano + other.highNano,
    reserveNano: sumOf(one.reserveNano, other.reserveNano) ?? null,
    reserveLowNano: sumOf(one.reserveLowNano, other.reserveLowNano) ?? null,
    ...(mostNano !== undefined && { mostNano }),
    ...(usualNano !== undefined && { usualNano }),
    ...(basis && { basis }),
    ...((one.isGuess || other.isGuess) && { isGuess: true }),
    isPrior: one.isPrior || other.isPrior,
    parts: [...one.parts, ...other.parts],
    ...(note && { note }),
  };
}

function addBases(one: EstimateBasis, other: EstimateBasis): EstimateBasis {
  const isBounded = one.outputMax !== null && other.outputMax !== null;
  const [ours, theirs] = [one.foundMax ?? 0, other.foundMax ?? 0];
  const isFoundKnown = one.foundMax !== null && other.foundMax !== null;
  return {
    input: addCounts(one.input, other.input),
    ...(one.isExact && other.isExact && { isExact: true }),
    output: addCounts(one.output, other.output),
    outputMax: isBounded ? (one.outputMax ?? 0) + (other.outputMax ?? 0) : null,
    outputUsual: (one.outputUsual ?? one.output.high) + (other.outputUsual ?? other.output.high),
    ...(ours + theirs > 0 || !isFoundKnown ? { foundMax: isFoundKnown ? ours + theirs : null } : {}),
    calls: Math.min(one.calls, other.calls),
    of: one.of === other.of ? one.of : null,
  };
}

function sumOf(one: bigint | null | undefined, other: bigint | null | undefined): bigint | undefined {
  return one == null || other == null ? undefined : one + other;
}
