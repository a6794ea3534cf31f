import type { Unit } from '../domain/money.ts';
import { priceUsage, rateOf } from '../domain/price.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Text } from '../domain/text.ts';
import { openCheaper } from './find-cheaper.ts';
import { openUnusedReserves, type UnusedReserve } from './find-unused-reserves.ts';
import { costAt, type Pricer } from './price-book.ts';
import { type Found, isWorthTelling, openPlaces, type WorthOf } from './savings-places.ts';

/** What money goes for that need not. The first that names a call has it: none counts twice. */
export const SAVING_KINDS = ['failed', 'repeats', 'small-tasks', 'lost-cache', 'unread-cache'] as const;
export type SavingKind = (typeof SAVING_KINDS)[number];

/** Something that could be saved. Nano-units. */
export interface Saving {
  readonly kind: SavingKind;
  readonly unit: Unit;
  readonly nano: bigint;
  readonly calls: number;
  /** Where most of it is; {@link PLACES_TOLD} at most. */
  readonly places: readonly (Found & { readonly instead?: string })[];
  /** What it is, and how to put it right. */
  readonly what: Text;
  readonly fix: Text;
}

/** What could be saved of some days. */
export interface Savings {
  /** What was spent in all, by unit, nano-units. */
  readonly spentNano: Readonly<Record<Unit, bigint>>;
  readonly calls: number;
  /** The largest first. */
  readonly savings: readonly Saving[];
  /** What they come to together, by unit, nano-units. */
  readonly savedNano: Readonly<Record<Unit, bigint>>;
  /** Money that was set aside for nothing: not spent, and in none of the sums above. */
  readonly reserves: readonly (UnusedReserve & { readonly what: Text; readonly fix: Text })[];
  /** What could not be looked at, and why. */
  readonly unknown: readonly Text[];
}

const PLACES_TOLD = 5;

/** Looks at calls one by one; what it holds does not grow with them. */
export function openSavings(
  pricer: Pricer,
  worth: WorthOf,
): {
  readonly add: (record: CallRecord) => void;
  readonly end: () => Savings;
} {
  const spent: Record<Unit, bigint> = {};
  const places = { failed: openPlaces(), repeats: openPlaces(), lost: openPlaces() };
  const cheaper = openCheaper(pricer);
  const unread = openUnreadCache();
  const reserves = openUnusedReserves(pricer);
  const counts = { calls: 0, unpriced: 0, marked: 0, lostUnpriced: 0 };
  return {
    add(record) {
      const { cost, wasted, outcome } = record;
      counts.calls += 1;
      reserves.add(record);
      if (cost === null) {
        if (outcome !== 'refusal') counts.unpriced += 1;
        return;
      }
      spent[cost.unit] = (spent[cost.unit] ?? 0n) + cost.likelyNano;
      if (wasted !== undefined) counts.marked += 1;
      if (outcome !== 'answer') {
        if (cost.likelyNano > 0n) places.failed.add(record, cost.unit, cost.likelyNano);
        return;
      }
      if (wasted?.repeat !== undefined) return places.repeats.add(record, cost.unit, cost.likelyNano);
      if (cheaper.isSmall(record)) return cheaper.add(record);
      const lost = lostNano(record);
      if (lost !== null && lost > 0n) return places.lost.add(record, cost.unit, lost);
      if (lost === null && wasted?.lostTokens !== undefined) counts.lostUnpriced += 1;
      unread.add(record);
    },
    end: () =>
      gather({ spent, places, cheaper: cheaper.end(), unread: unread.end(), reserves: reserves.end(), counts, worth }),
  };
}

/** What the lost tokens of a call cost more than found again, at the price it was booked by; null: not known. */
function lostNano({ wasted, usage, pricedBy, draft, cost }: CallRecord): bigint | null {
  if (wasted?.lostTokens === undefined || usage === null || pricedBy == null || pricedBy.unit !== cost?.unit)
    return null;
  const fresh = usage['input-tokens'] ?? 0;
  // What was found or written all the same was not lost.
  const tokens = Math.min(wasted.lostTokens, fresh);
  const found = {
    ...usage,
    'input-tokens': fresh - tokens,
    'cached-input-tokens': (usage['cached-input-tokens'] ?? 0) + tokens,
  };
  const [was, would] = [usage, found].map((one) => costAt(one, pricedBy, draft));
  return was == null || would == null ? null : was - would;
}

/** Writing to a cache costs more, reading less: where writing never pays, by place. */
function openUnreadCache(): { readonly add: (record: CallRecord) => void; readonly end: () => readonly Found[] } {
  const places = openPlaces();
  return {
    add(record) {
      const { usage, pricedBy, cost } = record;
      if (usage === null || pricedBy == null || pricedBy.unit !== cost?.unit) return;
      const {
        'cache-write-tokens': short = 0,
        'cache-write-1h-tokens': hour = 0,
        'cached-input-tokens': found = 0,
      } = usage;
      if (short + hour + found === 0 || rateOf(pricedBy, 'input-tokens') === null) return;
      const cached = priceUsage(
        { 'cache-write-tokens': short, 'cache-write-1h-tokens': hour, 'cached-input-tokens': found },
        pricedBy,
      );
      const plain = priceUsage({ 'input-tokens': short + hour + found }, pricedBy);
      if (cached !== null && plain !== null) places.add(record, pricedBy.unit, cached - plain);
    },
    end: () => places.end().filter(({ nano }) => nano > 0n),
  };
}

interface Gathered {
  readonly spent: Readonly<Record<Unit, bigint>>;
  readonly places: Readonly<Record<'failed' | 'repeats' | 'lost', { readonly end: () => readonly Found[] }>>;
  readonly cheaper: ReturnType<ReturnType<typeof openCheaper>['end']>;
  readonly unread: readonly Found[];
  readonly reserves: readonly UnusedReserve[];
  readonly worth: WorthOf;
  readonly counts: {
    readonly calls: number;
    readonly unpriced: number;
    readonly marked: number;
    readonly lostUnpriced: number;
  };
}

function gather({ spent, places, cheaper, unread, reserves, counts, worth }: Gathered): Savings {
  const small = cheaper.map(({ place, unit, calls, wasNano, wouldNano, instead }) => ({
    ...{ place, unit, calls, instead, nano: wasNano - wouldNano },
  }));
  const found: Readonly<Record<SavingKind, readonly (Found & { readonly instead?: string })[]>> = {
    failed: places.failed.end(),
    repeats: places.repeats.end(),
    'small-tasks': small.toSorted((a, b) => (a.nano < b.nano ? 1 : -1)),
    'lost-cache': places.lost.end(),
    'unread-cache': unread,
  };
  const savings = SAVING_KINDS.flatMap((kind) => savingsOf(kind, found[kind], { spent, worth }));
  const savedNano: Record<Unit, bigint> = {};
  for (const { unit, nano } of savings) savedNano[unit] = (savedNano[unit] ?? 0n) + nano;
  return {
    ...{ spentNano: spent, calls: counts.calls, savedNano },
    savings: savings.toSorted((a, b) => (a.nano < b.nano ? 1 : -1)),
    reserves: reserves.filter((one) => isWorthTelling(one, spent[one.unit] ?? 0n, worth)).map(tellReserve),
    unknown: unknownOf(counts),
  };
}

/** One for each unit it is paid in, where it is worth a word. */
function savingsOf(
  kind: SavingKind,
  found: readonly (Found & { readonly instead?: string })[],
  { spent, worth }: Pick<Gathered, 'spent' | 'worth'>,
): readonly Saving[] {
  return [...new Set(found.map(({ unit }) => unit))].flatMap((unit) => {
    const own = found.filter((one) => one.unit === unit);
    const nano = own.reduce((sum, one) => sum + one.nano, 0n);
    if (!isWorthTelling({ unit, nano }, spent[unit] ?? 0n, worth)) return [];
    const calls = own.reduce((sum, one) => sum + one.calls, 0);
    const params = { n: calls, money: { kind: 'money', money: { unit, nano } } } as const;
    return [
      {
        ...{ kind, unit, nano, calls, places: own.slice(0, PLACES_TOLD) },
        what: { key: `savings.${kind}.what`, params },
        fix: { key: `savings.${kind}.fix` },
      } as const,
    ];
  });
}

function tellReserve(one: UnusedReserve): Savings['reserves'][number] {
  const { longestTokens, boundTokens, usedBound, unit, nano, calls: n } = one;
  return {
    ...one,
    what: {
      key: 'savings.reserve.what',
      params: { n, longest: longestTokens, bound: usedBound, money: { kind: 'money', money: { unit, nano } } },
    },
    fix: { key: 'savings.reserve.fix', params: { bound: boundTokens } },
  };
}

function unknownOf({ unpriced, marked, calls, lostUnpriced }: Gathered['counts']): readonly Text[] {
  return [
    ...(unpriced > 0 ? [{ key: 'savings.unknown.cost', params: { n: unpriced } } as const] : []),
    ...(lostUnpriced > 0 ? [{ key: 'savings.unknown.lost', params: { n: lostUnpriced } } as const] : []),
    ...(calls > 0 && marked === 0 ? [{ key: 'savings.unknown.marks' } as const] : []),
  ];
}
