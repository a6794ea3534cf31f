import type { BalanceReading } from './balance.ts';
import type { Meter, Usage } from './call.ts';
import { digitStep, larger, smaller, type Unit } from './money.ts';
import type { CallRecord } from './record.ts';

/**
 * What a balance lost between two readings that are sure, and the calls that ended in between. It holds:
 * drop = what calls of known price cost + counts × rates of the others + what nobody here saw, within `slackNano`;
 * and what nobody saw (other tools, errors that cost) is never below nothing, unless money arrived unseen.
 */
export interface DropSample {
  /** When the later reading was taken, epoch ms. */
  readonly at: number;
  /** What is left of the drop without the calls of known price, nano-units. */
  readonly restNano: bigint;
  /** How far rounding of both readings, of each call, and what is not exact of known prices may have taken it, nano-units. */
  readonly slackNano: bigint;
  readonly unpriced: readonly UnpricedCalls[];
}

/** Calls of one model for which no list has a price. */
export interface UnpricedCalls {
  readonly model: string | null;
  readonly calls: number;
  readonly usage: Usage;
}

/** The readings of one account in one unit, followed from one that is sure to the next. */
export interface DropTrail {
  readonly unit: Unit;
  /** The last digit that any of its readings shows, nano-units: figures without a fraction may be rounded as well. */
  readonly stepNano: bigint;
  /** The reading from which is counted. */
  readonly fromNano: bigint;
  readonly fromAt: number;
  /** The last reading, sure or not: more than it shows that money arrived. */
  readonly lastNano: bigint;
  /** When the last call ended, epoch ms; 0: none. */
  readonly settledAt: number;
  readonly calls: number;
  /** What calls of known price did cost since, nano-units. */
  readonly knownLowNano: bigint;
  readonly knownHighNano: bigint;
  readonly unpriced: readonly UnpricedCalls[];
  /** Oldest first. */
  readonly samples: readonly DropSample[];
}

/** So many drops are remembered of an account and unit. */
export const DROPS_MAX = 24;
/** More models without a price than this between two readings tell nothing. */
const MODELS_MAX = 8;
/** More calls between two readings than this, or a longer time, and it begins anew: too much may have happened unseen. */
const CALLS_MAX = 2000;
const SPAN_MS_MAX = 30 * 86_400_000;
/** A drop is looked at when it is so many times what rounding may make of it; until then it is counted on. */
const DROP_TIMES_MIN = 8n;
/** Where a balance shows finer digits than this, what each call takes may still be rounded to it: a millionth, halved. */
const CALL_STEP_NANO_MAX = 1000n;

/** How long after a call its cost may be missing in a reading, ms, where a provider's file does not say. */
export const READING_LAG_MS = 60_000;

/** A trail that begins with a reading; null: it does not say what is there. */
export function beginTrail(reading: BalanceReading, before?: DropTrail): DropTrail | null {
  const { unit, availableNano, at } = reading;
  if (availableNano === null) return null;
  const step = digitStep(availableNano);
  return {
    unit,
    stepNano: before ? smaller(before.stepNano, step) : step,
    fromNano: availableNano,
    fromAt: at,
    lastNano: availableNano,
    settledAt: before?.settledAt ?? 0,
    ...{ calls: 0, knownLowNano: 0n, knownHighNano: 0n, unpriced: [] },
    samples: before?.samples ?? [],
  };
}

/** The trail with one more call that ended; what is not known of it counts as spent unseen. */
export function withCall(trail: DropTrail, record: CallRecord): DropTrail {
  const settled = { ...trail, settledAt: Math.max(trail.settledAt, record.settledAt), calls: trail.calls + 1 };
  const { cost, pricedBy, certainty } = record;
  const isLearned = pricedBy?.basis?.kind === 'drops' && certainty !== 'billed';
  if (cost !== null && !isLearned) {
    if (cost.unit !== trail.unit) return settled;
    // A price that may be another one: a tenth to either side.
    const off = certainty === 'billed' ? 0n : cost.likelyNano / 10n;
    return {
      ...settled,
      knownLowNano: trail.knownLowNano + smaller(cost.lowNano, cost.likelyNano - off),
      knownHighNano: trail.knownHighNano + larger(cost.highNano, cost.likelyNano + off),
    };
  }
  const usage = usageOf(record);
  return usage === null ? settled : { ...settled, unpriced: withUsage(trail.unpriced, record.model, usage) };
}

/** What was counted of an answer; of a metered call that counts nothing, what it asked for. Null: nothing came. */
function usageOf({ usage, draft, outcome }: CallRecord): Usage | null {
  if (outcome !== 'answer' && outcome !== 'cut') return null;
  if (usage !== null && Object.values(usage).some((count) => count > 0)) return usage;
  return outcome === 'answer' && draft?.units ? { [draft.units.meter]: draft.units.count } : null;
}

function withUsage(unpriced: readonly UnpricedCalls[], model: string | null, usage: Usage): readonly UnpricedCalls[] {
  const known = unpriced.find((one) => one.model === model);
  const sum: UnpricedCalls = {
    model,
    calls: (known?.calls ?? 0) + 1,
    usage: Object.fromEntries(
      meters(usage, known?.usage ?? {}).map((meter) => [meter, (usage[meter] ?? 0) + (known?.usage[meter] ?? 0)]),
    ),
  };
  return [...unpriced.filter((one) => one !== known), sum];
}

function meters(...usages: readonly Usage[]): readonly Meter[] {
  const counted = usages.flatMap((usage) => Object.entries(usage).filter(([, count]) => count > 0));
  return [...new Set(counted.map(([meter]) => meter as Meter))];
}

/**
 * The trail after another reading.
 * @param isSure nothing was in flight, nobody doubts it, and it is the provider's own word.
 * @param lagMs within what time of a call's end its cost may be missing: a reading so soon after one is passed over.
 */
export function withReading(trail: DropTrail, reading: BalanceReading, isSure: boolean, lagMs: number): DropTrail {
  const { availableNano: nano, at } = reading;
  if (nano === null || at < trail.fromAt) return trail;
  const fresh = beginTrail(reading, trail) ?? trail;
  const seen = { ...trail, lastNano: nano, stepNano: fresh.stepNano };
  // Recharged, given back, or another wallet: how much was spent meanwhile nobody can tell.
  if (nano > trail.lastNano) return isSure ? fresh : { ...seen, fromAt: at, ...SPOILT };
  if (!isSure || at - trail.settledAt < lagMs) return seen;
  const isSpoilt = trail.calls > CALLS_MAX || at - trail.fromAt > SPAN_MS_MAX || trail.unpriced.length > MODELS_MAX;
  // Without calls to learn from the newer one is the better beginning: less can have happened unseen.
  if (isSpoilt || trail.unpriced.length === 0) return fresh;
  const sample = sampleOf(seen, reading.at);
  // Less is gone than calls of known price took: money arrived unseen.
  if (sample.restNano + sample.slackNano < 0n) return fresh;
  if (sample.restNano < sample.slackNano * DROP_TIMES_MIN) return seen;
  return { ...fresh, samples: [...trail.samples, sample].slice(-DROPS_MAX) };
}

/** More calls than are counted: the next sure reading begins anew. */
const SPOILT = { calls: CALLS_MAX + 1 } as const;

function sampleOf(trail: DropTrail, at: number): DropSample {
  const { fromNano, lastNano, knownLowNano, knownHighNano, stepNano, calls, unpriced } = trail;
  const knownNano = (knownLowNano + knownHighNano) / 2n;
  return {
    at,
    restNano: fromNano - lastNano - knownNano,
    slackNano:
      // Half a digit for each of both readings.
      stepNano + (knownHighNano - knownLowNano + 1n) / 2n + BigInt(calls) * smaller(stepNano, CALL_STEP_NANO_MAX),
    unpriced,
  };
}
