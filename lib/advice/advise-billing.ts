import { larger, parseDecimal, percentOf, type Unit } from '../domain/money.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import type { Text } from '../domain/text.ts';
import { findProvider } from '../providers/registry.ts';
import {
  type Commitment,
  costAsBatch,
  costBilledBy,
  costInstead,
  costOffPeak,
  type Package,
  type Used,
  withBonus,
  withCommitment,
  withPackage,
} from './billing-ways.ts';
import { type Comparing, type Comparison, type NotCompared, openComparison } from './compare.ts';
import { openPattern, type Pattern, type PatternFigures } from './pattern.ts';
import type { Pricer } from './price-book.ts';

/** A method of billing that calls could have had. */
export type Way =
  | { readonly kind: 'per-token' | 'per-request'; readonly provider: string }
  | { readonly kind: 'batch' | 'off-peak' }
  | { readonly kind: 'group'; readonly provider: string; readonly group: string }
  | { readonly kind: 'package'; readonly provider: string | null; readonly package: Package }
  | { readonly kind: 'commitment'; readonly provider: string | null; readonly commitment: Commitment }
  | { readonly kind: 'bonus'; readonly provider: string; readonly fromNano: bigint; readonly percent: number };

/** What the calls would have come to that way. */
export interface WayOutcome extends Comparison {
  readonly way: Way;
  /** How much less it would have been for the calls it is of, by unit, nano-units; negative: more. Other units: not known. */
  readonly savedNano: Readonly<Record<Unit, bigint>>;
  readonly caveats: readonly Text[];
}

/** How use was paid, how it could have been, and what decides. */
export interface BillingAdvice {
  readonly calls: number;
  /** What it did cost, by provider and unit. */
  readonly used: readonly Used[];
  /** Calls of which nobody knows what they cost. */
  readonly unknownCalls: number;
  /** Null: too few calls to tell. */
  readonly pattern: { readonly pattern: Pattern; readonly figures: PatternFigures } | null;
  /** What saves most first. */
  readonly ways: readonly WayOutcome[];
  /** The way that saves most where it fits the pattern and is worth it; null: stay. By unit. */
  readonly best: Readonly<Record<Unit, WayOutcome>>;
  readonly reasons: readonly Text[];
}

/** What advice is asked with. */
export interface BillingQuestion {
  /** How many days the calls are of. */
  readonly days: number;
  /** Providers at which the same model may be billed another way; their prices are known or not. */
  readonly candidates: readonly string[];
  /** Tariff groups of relays, by provider. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly packages: readonly Package[];
  readonly commitments: readonly Commitment[];
}

/** Ways that are worked out beside each other. */
export const WAYS_MAX = 60;
/** Providers and units whose use is told apart. */
const USED_MAX = 200;
/** Less than this share of what it is about is no reason to change anything, percent. */
const WORTH_PERCENT = 5;

/** Looks at calls one by one. */
export function openBillingAdvice(
  question: BillingQuestion,
  pricer: Pricer,
): { readonly add: (record: CallRecord) => void; readonly end: () => BillingAdvice } {
  const pattern = openPattern(question.days);
  const used = new Map<string, Used>();
  const ways = waysOfCalls(question).map((way) => ({ way, comparing: openComparison() }));
  const sums = { calls: 0, unknown: 0 };
  return {
    add(record) {
      if (record.outcome === 'refusal' || record.saved !== undefined) return;
      sums.calls += 1;
      if (record.cost === null) sums.unknown += 1;
      pattern.add(record);
      noteUse(used, record);
      for (const { way, comparing } of ways) addTo(comparing, record, judge(record, way, pricer));
    },
    end() {
      const found = pattern.end();
      const outcomes = [
        ...ways.map(({ way, comparing }) => outcomeOf(way, comparing.end())),
        ...[...used.values()].flatMap((one) => waysOfSums(one, question)),
      ]
        .filter(({ compared }) => compared.length > 0)
        .sort((a, b) => (mostSaved(a) < mostSaved(b) ? 1 : -1));
      const worth = outcomes.flatMap((outcome) => worthOf(outcome, [...used.values()]));
      const best = found === null ? {} : bestOf(worth, found.pattern);
      return {
        ...{ calls: sums.calls, unknownCalls: sums.unknown, used: [...used.values()] },
        ...{
          pattern: found,
          ways: outcomes,
          best,
          reasons: reasonsOf(found?.pattern ?? null, Object.keys(best).length > 0, worth.length > 0),
        },
      };
    },
  };
}

type OfCalls = Extract<Way, { kind: 'per-token' | 'per-request' | 'batch' | 'off-peak' | 'group' }>;

function waysOfCalls({ candidates, groups }: BillingQuestion): readonly OfCalls[] {
  const billed = candidates.flatMap((provider): readonly OfCalls[] => [
    { kind: 'per-token', provider },
    { kind: 'per-request', provider },
  ]);
  const tariffs = Object.entries(groups).flatMap(([provider, names]) =>
    names.map((group): OfCalls => ({ kind: 'group', provider, group })),
  );
  return [{ kind: 'batch' } as const, { kind: 'off-peak' } as const, ...tariffs, ...billed].slice(0, WAYS_MAX);
}

function judge(record: CallRecord, way: OfCalls, pricer: Pricer): Cost | NotCompared {
  switch (way.kind) {
    case 'batch':
      return costAsBatch(record, pricer);
    case 'off-peak':
      return costOffPeak(record, pricer);
    case 'group':
      return record.provider === way.provider ? costInstead(record, pricer, { group: way.group }) : 'kind';
    case 'per-token':
      return costBilledBy(record, pricer, { kind: 'token', provider: way.provider });
    case 'per-request':
      return costBilledBy(record, pricer, { kind: 'request', provider: way.provider });
  }
}

function addTo(comparing: Comparing, record: CallRecord, instead: Cost | NotCompared): void {
  comparing.add(record, record.cost === null ? 'cost' : instead);
}

function noteUse(used: Map<string, Used>, { provider, cost, usage }: CallRecord): void {
  if (cost === null) return;
  const name = JSON.stringify([provider, cost.unit]);
  const known = used.get(name);
  if (known === undefined && used.size >= USED_MAX) return;
  const before = known ?? { provider, unit: cost.unit, calls: 0, tokens: 0, nano: 0n };
  const tokens = Object.entries(usage ?? {}).reduce(
    (sum, [meter, count]) => sum + (meter.endsWith('-tokens') ? count : 0),
    0,
  );
  used.set(name, {
    ...before,
    calls: before.calls + 1,
    tokens: before.tokens + tokens,
    nano: before.nano + cost.likelyNano,
  });
}

/** Ways that are not about single calls. */
function waysOfSums(used: Used, { packages, commitments }: BillingQuestion): readonly WayOutcome[] {
  const isMeant = ({ provider, unit }: Package | Commitment): boolean =>
    (provider === null || provider === used.provider) && unit === used.unit;
  const bonuses = (findProvider(used.provider)?.help.bonuses ?? []).flatMap(({ from, unit, percent }) => {
    const fromNano = parseDecimal(from);
    return unit !== used.unit || fromNano === null || percent <= 0 ? [] : [{ fromNano, percent }];
  });
  const { provider } = used;
  return [
    ...packages
      .filter(isMeant)
      .map((one) => sumOutcome(used, { kind: 'package', provider, package: one }, withPackage(used, one))),
    ...commitments
      .filter(isMeant)
      .map((one) => sumOutcome(used, { kind: 'commitment', provider, commitment: one }, withCommitment(used, one))),
    ...bonuses.map((one) => sumOutcome(used, { kind: 'bonus', provider, ...one }, withBonus(used, one))),
  ];
}

function sumOutcome({ unit, calls, nano }: Used, way: Way, wouldNano: bigint): WayOutcome {
  const ends = { lowNano: wouldNano, likelyNano: wouldNano, highNano: wouldNano };
  return outcomeOf(way, { compared: [{ unitWas: unit, unit, calls, wasNano: nano, ...ends }], leftOut: [] });
}

function outcomeOf(way: Way, comparison: Comparison): WayOutcome {
  const savedNano = Object.fromEntries(
    comparison.compared
      .filter(({ unit, unitWas }) => unit === unitWas)
      .map(({ unit, wasNano, likelyNano }) => [unit, wasNano - likelyNano]),
  );
  return { way, ...comparison, savedNano, caveats: caveatsOf(way) };
}

function mostSaved({ savedNano }: WayOutcome): bigint {
  return Object.values(savedNano).reduce(larger, -(10n ** 30n));
}

/**
 * What is bound for a month pays where use is about the same. What can wait is told call by call: cheap hours and batches are
 * only of calls that nobody waits for, whatever the others look like.
 */
const FITS: Readonly<Record<Pattern, readonly Way['kind'][]>> = {
  stable: ['per-token', 'per-request', 'batch', 'off-peak', 'group', 'package', 'commitment', 'bonus'],
  occasional: ['per-token', 'per-request', 'batch', 'off-peak', 'group'],
  media: ['per-token', 'per-request', 'batch', 'off-peak', 'group', 'package', 'bonus'],
  chat: ['per-token', 'per-request', 'batch', 'off-peak', 'group', 'package', 'bonus'],
};

interface Worth {
  readonly outcome: WayOutcome;
  readonly unit: Unit;
  readonly savedNano: bigint;
}

/** The units in which a way saves enough of all that was spent to change anything. */
function worthOf(outcome: WayOutcome, used: readonly Used[]): readonly Worth[] {
  return Object.entries(outcome.savedNano).flatMap(([unit, savedNano]) => {
    const spent = used.reduce((sum, one) => (one.unit === unit ? sum + one.nano : sum), 0n);
    return savedNano > 0n && savedNano >= percentOf(spent, WORTH_PERCENT) ? [{ outcome, unit, savedNano }] : [];
  });
}

function bestOf(worth: readonly Worth[], pattern: Pattern): Readonly<Record<Unit, WayOutcome>> {
  const best: Record<Unit, WayOutcome> = {};
  for (const { outcome, unit, savedNano } of worth) {
    if (!FITS[pattern].includes(outcome.way.kind)) continue;
    if (savedNano > (best[unit]?.savedNano[unit] ?? 0n)) best[unit] = outcome;
  }
  return best;
}

const CAVEATS: Readonly<Record<Way['kind'], readonly Text['key'][]>> = {
  'per-token': ['advice.caveat.kind', 'advice.caveat.listed'],
  'per-request': ['advice.caveat.kind', 'advice.caveat.perRequest', 'advice.caveat.listed'],
  batch: ['advice.caveat.batch', 'advice.caveat.listed'],
  'off-peak': ['advice.caveat.offPeak', 'advice.caveat.listed'],
  group: ['advice.caveat.group', 'advice.caveat.listed'],
  package: ['advice.caveat.package'],
  commitment: ['advice.caveat.commitment'],
  bonus: ['advice.caveat.bonus'],
};

function caveatsOf({ kind }: Way): readonly Text[] {
  return CAVEATS[kind].map((key) => ({ key }));
}

/** What decides; where nothing is advised, why. */
function reasonsOf(pattern: Pattern | null, isAdvised: boolean, isAnyWorth: boolean): readonly Text[] {
  if (pattern === null) return [{ key: 'advice.pattern.none' }];
  const stay: Text = { key: isAnyWorth ? 'advice.stay.unfit' : 'advice.stay' };
  return [{ key: `advice.pattern.${pattern}` }, ...(isAdvised ? [] : [stay])];
}
