import { type BalanceReading, isRise } from '../domain/balance.ts';
import { groupBy } from '../domain/group-by.ts';

/** A reading of a balance, of one unit of one account. */
export interface ReadAt {
  readonly unit: string;
  /** Epoch ms. */
  readonly at: number;
  readonly reading: Pick<BalanceReading, 'availableNano'>;
}

/** That a balance was higher than before: money came. */
export interface Rise {
  readonly unit: string;
  /** When the reading before it was made, and when it was seen, epoch ms. */
  readonly after: number;
  readonly at: number;
  /** By how much, nano-units; what was spent in between is not in it. */
  readonly nano: bigint;
}

/** Rises among readings of one account, in the order of time. Readings that say no figure are passed over. */
export function findRises(points: readonly ReadAt[]): readonly Rise[] {
  const rises: Rise[] = [];
  for (const [unit, own] of groupBy(points, (point) => point.unit)) {
    let before: { readonly at: number; readonly nano: bigint } | null = null;
    for (const { at, reading } of own.toSorted((a, b) => a.at - b.at)) {
      const nano = reading.availableNano;
      if (nano === null) continue;
      if (before !== null && isRise(before.nano, nano))
        rises.push({ unit, after: before.at, at, nano: nano - before.nano });
      before = { at, nano };
    }
  }
  return rises.toSorted((a, b) => a.at - b.at);
}
