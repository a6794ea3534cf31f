import type { Meter } from '../lib/domain/call.ts';
import type { Price } from '../lib/domain/price.ts';
import { priceAt } from '../lib/domain/price-at.ts';

/** A model of a second package's list: dollars for a million tokens. A rate that is absent or 0 says nothing. */
export interface TheirModel {
  readonly id: string;
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

/** One rate that both have, and not the same. */
export interface Drift {
  readonly list: string;
  readonly model: string;
  readonly meter: Meter;
  /** Dollars for a million. */
  readonly ours: number;
  readonly theirs: number;
  /** Theirs by ours. */
  readonly ratio: number;
}

/** What two lists of the same models have in common. */
export interface Comparison {
  readonly list: string;
  /** Models of theirs that we have a price for. */
  readonly shared: number;
  /** Models of theirs that we have none for. */
  readonly missing: number;
  readonly drifts: readonly Drift[];
}

const METERS: readonly (readonly [Exclude<keyof TheirModel, 'id'>, Meter])[] = [
  ['input', 'input-tokens'],
  ['output', 'output-tokens'],
  ['cacheRead', 'cached-input-tokens'],
  ['cacheWrite', 'cache-write-tokens'],
];

/** Rates are the same within so much: lists round to three or four digits. */
const SAME_WITHIN = 0.005;

/** Compares what `find` says with their models, as of an instant (epoch ms): of the day their list was made. */
export function compareList(
  list: string,
  theirs: readonly TheirModel[],
  { find, at }: { readonly find: (model: string) => Price | null; readonly at: number },
): Comparison {
  let shared = 0;
  const drifts: Drift[] = [];
  for (const their of theirs) {
    const price = find(their.id);
    if (price === null || price.unit !== 'USD') continue;
    shared += 1;
    drifts.push(...driftsOf(list, their, priceAt(price, { startedAt: at, endedAt: at })));
  }
  return { list, shared, missing: theirs.length - shared, drifts };
}

function driftsOf(list: string, their: TheirModel, price: Price): readonly Drift[] {
  return METERS.flatMap(([key, meter]) => {
    const rate = price.rates[meter];
    const theirs = their[key] ?? 0;
    if (rate === undefined || theirs === 0) return [];
    const ours = Number(rate) / 1e6;
    if (ours === 0) return [{ list, model: their.id, meter, ours, theirs, ratio: Number.POSITIVE_INFINITY }];
    const ratio = theirs / ours;
    return Math.abs(ratio - 1) <= SAME_WITHIN ? [] : [{ list, model: their.id, meter, ours, theirs, ratio }];
  });
}

/** Why lists differ, as somebody found out. */
export interface Explained {
  readonly list: string;
  readonly model: string;
  /** Absent: all of them. */
  readonly meter?: Meter;
  readonly why: string;
}

/** Who makes the models of a list: their maker, whose prices have one truth, or a host of others' models. */
export type Kind = 'maker' | 'host';

/** At a host, which changes prices by the week and by region, a difference of less than this many times is only told. */
export const HOST_TIMES_MAX = 5;

/** What of a comparison has to be looked at before a build is published, and what is said of the rest. */
export interface Verdict {
  readonly wrong: readonly Drift[];
  readonly told: readonly (Drift & { readonly why: string })[];
  /** Explanations of differences that there are not any more. */
  readonly stale: readonly Explained[];
}

/** Judges drifts of lists of which `kinds` says who makes their models. */
export function judgeDrifts(
  drifts: readonly Drift[],
  explained: readonly Explained[],
  kinds: Readonly<Record<string, Kind>>,
): Verdict {
  const explains = (one: Explained, { list, model, meter }: Drift): boolean =>
    one.list === list && one.model === model && (one.meter === undefined || one.meter === meter);
  const wrong: Drift[] = [];
  const told: (Drift & { readonly why: string })[] = [];
  for (const drift of drifts) {
    const why = explained.find((one) => explains(one, drift))?.why;
    const isSmall = drift.ratio < HOST_TIMES_MAX && drift.ratio > 1 / HOST_TIMES_MAX;
    if (why !== undefined) told.push({ ...drift, why });
    else if (kinds[drift.list] === 'host' && isSmall) told.push({ ...drift, why: 'a host: it may differ' });
    else wrong.push(drift);
  }
  return { wrong, told, stale: explained.filter((one) => !drifts.some((drift) => explains(one, drift))) };
}

/** A line: list, model, meter, ours, theirs, ratio, and why. */
export function driftText({ list, model, meter, ours, theirs, ratio }: Drift, why = ''): string {
  const cells = [`${list}/${model}`.padEnd(58), meter.padEnd(20), String(ours).padStart(9), String(theirs).padStart(9)];
  return `${cells.join(' ')}  × ${ratio.toFixed(3)}  ${why}`.trimEnd();
}
