import type { Estimate } from './estimate.ts';
import { larger, type Unit } from './money.ts';

/** What several calls together would cost, in one unit. */
export interface EstimateSum {
  readonly unit: Unit;
  readonly calls: number;
  /** Nano-units; all as low, as likely, as high as they may be. */
  readonly lowNano: bigint;
  readonly likelyNano: bigint;
  readonly highNano: bigint;
  /** The largest that any one of them has set aside; null: of none it is known. */
  readonly reserveNano: bigint | null;
}

/** Adds estimates up, unit by unit, in constant memory. */
export interface EstimateAdder {
  /** Null: one that is not known. */
  readonly add: (estimate: Estimate | null) => void;
  readonly sums: () => readonly EstimateSum[];
  readonly unknown: () => number;
}

/** See {@link EstimateAdder}. */
export function openEstimateAdder(): EstimateAdder {
  const sums = new Map<Unit, EstimateSum>();
  let unknown = 0;
  return {
    add(estimate) {
      if (estimate === null) {
        unknown += 1;
        return;
      }
      const { unit, lowNano, likelyNano, highNano, reserveNano } = estimate;
      const sum = sums.get(unit) ?? { unit, calls: 0, lowNano: 0n, likelyNano: 0n, highNano: 0n, reserveNano: null };
      sums.set(unit, {
        unit,
        calls: sum.calls + 1,
        lowNano: sum.lowNano + lowNano,
        likelyNano: sum.likelyNano + likelyNano,
        highNano: sum.highNano + highNano,
        reserveNano: reserveNano === null ? sum.reserveNano : larger(sum.reserveNano ?? 0n, reserveNano),
      });
    },
    sums: () => [...sums.values()],
    unknown: () => unknown,
  };
}
