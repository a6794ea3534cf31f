import { groupBy } from '../domain/group-by.ts';
import { findDescribed } from './model-abilities.ts';

/** A model and what a call to it is likely to cost, nano-units. */
interface Priced {
  readonly model: string | null;
  readonly estimate: { readonly likelyNano: bigint };
}

/**
 * Models that are offered instead of the one that is asked: the cheapest first; where that one converses, after those that converse,
 * too, come those of which nobody says so: for sound, for pictures, for completion only.
 */
export function orderModels<P extends Priced>(asked: string | null, models: readonly P[]): readonly P[] {
  const byCost = models.toSorted((a, b) => compare(a.estimate.likelyNano, b.estimate.likelyNano));
  if (!converses(asked)) return byCost;
  const apart = groupBy(byCost, ({ model }) => converses(model));
  return [...(apart.get(true) ?? []), ...(apart.get(false) ?? [])];
}

function converses(model: string | null): boolean {
  return model !== null && findDescribed(model) !== null;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
