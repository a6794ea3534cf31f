import { findDescribed } from './model-abilities.ts';

/** A model and what a call to it is likely to cost, nano-units. */
interface Priced {
  readonly model: string | null;
  readonly estimate: { readonly likelyNano: bigint };
}

/**
 * In which order models are offered instead of the one that is asked: the cheapest first; where that one converses, after those
 * that converse, too, come those of which nobody says so: for sound, for pictures, for completion only.
 */
export function orderModels(asked: string | null): (a: Priced, b: Priced) => number {
  const converses = (model: string | null): boolean => model !== null && findDescribed(model) !== null;
  const rankOf = ({ model }: Priced): number => (converses(asked) && !converses(model) ? 1 : 0);
  return (a, b) => rankOf(a) - rankOf(b) || compare(a.estimate.likelyNano, b.estimate.likelyNano);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
