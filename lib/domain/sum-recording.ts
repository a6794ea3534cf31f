import type { Unit } from './money.ts';
import type { TabCall } from './tab-call.ts';

/** What calls came to in one unit, nano-units. */
export interface RecordedSum {
  readonly unit: Unit;
  readonly calls: number;
  /** Not exact where `lowNano` and `highNano` differ. */
  readonly spentNano: bigint;
  readonly lowNano: bigint;
  readonly highNano: bigint;
  /** Of calls that are over and were estimated: what was said before, and what they came to. */
  readonly saidNano: bigint;
  readonly cameNano: bigint;
  /** How many those are. */
  readonly compared: number;
  /** What is set aside for calls that still run. */
  readonly asideNano: bigint;
}

/** What a recording came to. */
export interface RecordingSum {
  readonly calls: number;
  readonly running: number;
  readonly refused: number;
  /** Over, and nobody knows what they cost: in no sum. */
  readonly unknown: number;
  /** By unit, in the order they came up. */
  readonly sums: readonly RecordedSum[];
}

/** Adds up what is known; what is unknown is counted, never taken for nothing. */
export function sumRecording(calls: readonly TabCall[]): RecordingSum {
  const sums = new Map<Unit, RecordedSum>();
  const add = (unit: Unit, change: (sum: RecordedSum) => Partial<RecordedSum>): void => {
    const sum = sums.get(unit) ?? nothingIn(unit);
    sums.set(unit, { ...sum, ...change(sum) });
  };
  for (const { state, estimate, record } of calls) {
    const aside = state === 'running' ? (estimate?.reserveNano ?? 0n) : 0n;
    if (estimate !== null && aside > 0n) add(estimate.unit, ({ asideNano }) => ({ asideNano: asideNano + aside }));
    const cost = record?.cost ?? null;
    if (cost === null || record?.certainty === 'unknown') continue;
    add(cost.unit, (sum) => ({
      calls: sum.calls + 1,
      spentNano: sum.spentNano + cost.likelyNano,
      lowNano: sum.lowNano + cost.lowNano,
      highNano: sum.highNano + cost.highNano,
    }));
    if (record?.outcome !== 'answer' || estimate?.unit !== cost.unit) continue;
    add(cost.unit, (sum) => ({
      compared: sum.compared + 1,
      saidNano: sum.saidNano + estimate.likelyNano,
      cameNano: sum.cameNano + cost.likelyNano,
    }));
  }
  return {
    calls: calls.length,
    running: calls.filter(({ state }) => state === 'running' || state === 'asked').length,
    refused: calls.filter(({ record }) => record?.outcome === 'refusal').length,
    unknown: calls.filter(({ record }) => isUnknown(record)).length,
    sums: [...sums.values()],
  };
}

function isUnknown(record: TabCall['record']): boolean {
  return record !== null && (record.cost === null || record.certainty === 'unknown');
}

function nothingIn(unit: Unit): RecordedSum {
  const none = { spentNano: 0n, lowNano: 0n, highNano: 0n, saidNano: 0n, cameNano: 0n, asideNano: 0n };
  return { unit, calls: 0, compared: 0, ...none };
}
