import { larger, smaller, type Unit } from '../domain/money.ts';
import type { CallRecord, Cost } from '../domain/record.ts';

/** Why a call cannot be held against what it could have been. */
export const NOT_COMPARED = ['cost', 'usage', 'price', 'kind'] as const;
/**
 * `cost`: nobody knows what it did cost; `usage`: how much of what was billed; `price`: no list prices all of it;
 * `kind`: it is none of the calls that are meant.
 */
export type NotCompared = (typeof NOT_COMPARED)[number];

/** Calls that were paid in one unit, and what they would have cost in one. Nano-units. */
export interface Compared {
  readonly unitWas: Unit;
  readonly unit: Unit;
  readonly calls: number;
  readonly wasNano: bigint;
  readonly lowNano: bigint;
  readonly likelyNano: bigint;
  readonly highNano: bigint;
}

/** Calls that stayed outside. */
export interface LeftOut {
  readonly why: NotCompared;
  readonly calls: number;
  /** What they did cost, by unit, nano-units; empty: not known. */
  readonly costNano: Readonly<Record<Unit, bigint>>;
}

/** Two ways of having paid for the same calls. */
export interface Comparison {
  readonly compared: readonly Compared[];
  readonly leftOut: readonly LeftOut[];
}

/** Adds calls up, one by one. */
export interface Comparing {
  readonly add: (record: CallRecord, instead: Cost | NotCompared) => void;
  readonly end: () => Comparison;
}

/** Opens a comparison without calls; what it holds does not grow with them. */
export function openComparison(): Comparing {
  const compared = new Map<string, Compared>();
  const leftOut = new Map<NotCompared, { calls: number; costNano: Record<Unit, bigint> }>();
  const leave = (why: NotCompared, { cost }: CallRecord): void => {
    const sum = leftOut.get(why) ?? { calls: 0, costNano: {} };
    sum.calls += 1;
    if (cost !== null) sum.costNano[cost.unit] = (sum.costNano[cost.unit] ?? 0n) + cost.likelyNano;
    leftOut.set(why, sum);
  };
  return {
    add(record, instead) {
      if (typeof instead === 'string') return leave(instead, record);
      const { cost } = record;
      if (cost === null) return leave('cost', record);
      const name = `${cost.unit}|${instead.unit}`;
      const sum = compared.get(name) ?? nothingOf(cost.unit, instead.unit);
      compared.set(name, {
        ...sum,
        calls: sum.calls + 1,
        wasNano: sum.wasNano + cost.likelyNano,
        lowNano: sum.lowNano + instead.lowNano,
        likelyNano: sum.likelyNano + instead.likelyNano,
        highNano: sum.highNano + instead.highNano,
      });
    },
    end: () => ({
      compared: [...compared.values()],
      leftOut: NOT_COMPARED.flatMap((why) => {
        const sum = leftOut.get(why);
        return sum === undefined ? [] : [{ why, ...sum }];
      }),
    }),
  };
}

function nothingOf(unitWas: Unit, unit: Unit): Compared {
  return { unitWas, unit, calls: 0, wasNano: 0n, lowNano: 0n, likelyNano: 0n, highNano: 0n };
}

/** A cost of three ends in their order. */
export function costBetween(unit: Unit, likelyNano: bigint, ...others: readonly bigint[]): Cost {
  return {
    unit,
    lowNano: others.reduce(smaller, likelyNano),
    likelyNano,
    highNano: others.reduce(larger, likelyNano),
  };
}
