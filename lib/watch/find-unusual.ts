import { fromFloat } from '../domain/money.ts';
import { type Costlier, findCostlier, findNewModel } from './find-costlier.ts';
import { findMore, type More } from './find-more.ts';
import type { SeenLoop, Unusual, UseHour } from './unusual.ts';
import { HOUR_MS, seriesOf, type UseSeries, usualDay, windowSum } from './use-series.ts';

/** What is looked through for unusual use. */
export interface UnusualInput {
  /** Of the last 29 days at least, in any order. */
  readonly hours: readonly UseHour[];
  readonly loops: readonly SeenLoop[];
  /** Epoch ms. */
  readonly now: number;
}

/** So many equal calls with success are a loop. */
export const LOOP_CALLS = 20;
/** A loop that made no call for so long is over, ms. */
const LOOP_OVER_MS = HOUR_MS;
/** Findings of one account at once. */
const FOUND_MAX = 5;
/** What makes up this part of a rise is its cause. */
const CAUSE_SHARE = 0.7;

/**
 * Use that is not as usual, one finding a cause, account by account and unit by unit: loops first, then new expensive models and
 * models whose calls became dearer, then what is more than usual. What one finding explains is left out before the next is looked
 * for. Of a rise the narrowest of key, origin and model is told that explains most of it, else the account. A key, origin or model
 * may be unusual though its account is not. Nothing is found where fewer than seven days are known.
 */
export function findUnusual({ hours, loops, now }: UnusualInput): readonly Unusual[] {
  const accounts = new Map<string, UseHour[]>();
  for (const hour of hours) {
    const name = JSON.stringify([hour.provider, hour.account, hour.unit]);
    const own = accounts.get(name) ?? [];
    own.push(hour);
    accounts.set(name, own);
  }
  const running = loops.filter(({ until, calls }) => now - until < LOOP_OVER_MS && calls >= LOOP_CALLS);
  return [...running.map(tellLoop), ...[...accounts.values()].flatMap((own) => ofAccount(own, running, now))];
}

function tellLoop(loop: SeenLoop): Unusual {
  const { provider, account, unit, key, origin, model, since, calls, nano } = loop;
  const by =
    key !== null
      ? ({ kind: 'key', id: key } as const)
      : origin !== null
        ? ({ kind: 'origin', id: origin } as const)
        : ({ kind: 'model', id: model ?? '' } as const);
  return { kind: 'loop', provider, account, by, unit, since, costNano: nano, usualNano: 0n, calls };
}

function ofAccount(all: readonly UseHour[], loops: readonly SeenLoop[], now: number): readonly Unusual[] {
  const found: Unusual[] = [];
  let rest = all.filter((hour) => !loops.some((loop) => isOfLoop(hour, loop)));
  const day = usualDay(seriesOf(all, now));
  for (const model of new Set(rest.map((hour) => hour.model))) {
    const own = rest.filter((hour) => hour.model === model);
    const series = seriesOf(own, now);
    const isNew = findNewModel(series, seriesOf(rest, now));
    const costlier = isNew ?? findCostlier(series, day);
    if (costlier === null || found.length >= FOUND_MAX) continue;
    found.push(tell(isNew === null ? 'costlier' : 'new-model', { series, hours: own, by: ['model', model] }, costlier));
    rest = rest.filter((hour) => hour.model !== model || hour.at < now - 24 * HOUR_MS);
  }
  while (found.length < FOUND_MAX) {
    const cause = findRise(rest, now);
    if (cause === null) break;
    found.push(tell('more', cause, cause.more));
    rest = rest.filter((hour) => !cause.hours.includes(hour));
    if (cause.by[0] === 'account') break;
  }
  return found;
}

function isOfLoop(hour: UseHour, loop: SeenLoop): boolean {
  return (
    hour.at + HOUR_MS > loop.since &&
    hour.key === loop.key &&
    hour.model === loop.model &&
    hour.origin === loop.origin &&
    hour.account === loop.account
  );
}

/** A part of more than this is as good as the whole. */
const PART_SHARE = 0.5;

/** Hours that have something in common. */
interface Part {
  readonly series: UseSeries;
  readonly hours: readonly UseHour[];
  readonly by: readonly [Unusual['by']['kind'], string | null];
}

const WAYS = ['key', 'origin', 'model'] as const;

function findRise(hours: readonly UseHour[], now: number): Risen | null {
  const whole: Part = { series: seriesOf(hours, now), hours, by: ['account', hours[0]?.account ?? null] };
  const more = findMore(whole.series);
  const parts = WAYS.flatMap((way) => partsBy(hours, way, now)).map(({ series, ...part }) => ({
    ...part,
    // What nobody knew before has taken nothing as long as the account is known.
    series: { ...series, first: whole.series.first },
  }));
  const unusual = partsThatRose(parts, usualDay(whole.series));
  if (more === null) return unusual[0] ?? null;
  const cause = narrowest(whole, parts, more);
  return cause === whole ? (severalOf(unusual, more) ?? { ...whole, more }) : { ...cause, more };
}

type Risen = Part & { readonly more: More };

/** Those that are unusual each for itself, most first. `day`: what the account's usual day takes. */
function partsThatRose(parts: readonly Part[], day: number): readonly Risen[] {
  const risen = parts.flatMap((part): readonly Risen[] => {
    // Most of an account is the account, which was looked at.
    if (usualDay(part.series) > day * PART_SHARE) return [];
    const more = findMore(part.series, day);
    return more === null ? [] : [{ ...part, more }];
  });
  return risen.toSorted((one, other) => excess(other.more) - excess(one.more));
}

/** The first of several keys (or origins, or models) that rose each for itself and make up the rise together; null: there are none. */
function severalOf(unusual: readonly Risen[], more: More): Risen | null {
  for (const way of WAYS) {
    const own = unusual.filter(({ by }) => by[0] === way);
    const sum = own.reduce((all, part) => all + excess(part.more), 0);
    if (own.length > 1 && sum >= CAUSE_SHARE * excess(more)) return own[0] ?? null;
  }
  return null;
}

function excess({ spent, usual }: More): number {
  return spent - usual;
}

/** Each value of a way to tell them apart; none where there is only one. */
function partsBy(hours: readonly UseHour[], way: (typeof WAYS)[number], now: number): readonly Part[] {
  const values = new Map<string | null, UseHour[]>();
  for (const hour of hours) {
    const own = values.get(hour[way]) ?? [];
    own.push(hour);
    values.set(hour[way], own);
  }
  if (values.size < 2) return [];
  return [...values].flatMap(([value, own]) =>
    value === null ? [] : [{ series: seriesOf(own, now), hours: own, by: [way, value] as const }],
  );
}

/** The part that explains the rise and was least of what is usual before. */
function narrowest(whole: Part, parts: readonly Part[], { from, spent, usual }: More): Part {
  const last = whole.series.spent.length - 1;
  const length = last - from + 1;
  const before = (series: UseSeries): number => windowSum(series.spent, from - 1, series.spent.length);
  const causes = parts.filter(({ series }) => {
    const share = before(series) / Math.max(1, before(whole.series));
    return windowSum(series.spent, last, length) - usual * share >= CAUSE_SHARE * (spent - usual);
  });
  return causes.toSorted((one, other) => before(one.series) - before(other.series))[0] ?? whole;
}

function tell(kind: Unusual['kind'], { series, hours, by }: Part, found: More | Costlier): Unusual {
  const { provider = '', account = null, unit = '' } = hours[0] ?? {};
  const since = series.startMs + found.from * HOUR_MS;
  let [costNano, calls] = [0n, 0];
  for (const hour of hours) {
    if (hour.at < since) continue;
    costNano += hour.nano;
    calls += hour.calls;
  }
  const [way, id] = by;
  const usual = fromFloat(found.usual);
  const usualNano = usual < costNano ? usual : costNano;
  return { kind, provider, account, by: { kind: way, id: id ?? '' }, unit, since, costNano, usualNano, calls };
}
