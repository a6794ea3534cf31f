import { larger, percentOf, smaller, timesRatio, type Unit } from '../domain/money.ts';
import type { Price } from '../domain/price.ts';
import { priceAt } from '../domain/price-at.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import { dayOfIso, utcMomentOf } from '../domain/utc-day.ts';
import { costBetween, type NotCompared } from './compare.ts';
import { type Change, costAt, type Pricer, timesOf } from './price-book.ts';

/** How a price counts: by what is in a call, or by the call. Null: otherwise (pages, characters, records). */
export function kindOfPrice({ rates, points }: Pick<Price, 'rates' | 'points'>): 'token' | 'request' | null {
  const named = points?.rates ?? rates;
  if (named['input-tokens'] !== undefined || named['output-tokens'] !== undefined) return 'token';
  return named.requests === undefined ? null : 'request';
}

/** What a call would have come to at another price, at its own time. */
export function costInstead(record: CallRecord, pricer: Pricer, change: Change): Cost | NotCompared {
  if (record.usage === null) return 'usage';
  const price = pricer.priceOf(record, change);
  if (price === null) return 'price';
  return costOf(record, price);
}

/** The same where calls are billed the other way: by the call, or by what is in it. */
export function costBilledBy(
  record: CallRecord,
  pricer: Pricer,
  { kind, provider }: { readonly kind: 'token' | 'request'; readonly provider: string },
): Cost | NotCompared {
  if (record.usage === null) return 'usage';
  const priced = record.pricedBy;
  if (priced == null || kindOfPrice(priced) === kind || kindOfPrice(priced) === null) return 'kind';
  const price = pricer.priceOf(record, { provider });
  if (price === null || kindOfPrice(price) !== kind) return 'price';
  // What was billed by the call may have no tokens told, and then nobody knows what they would be.
  if (kind === 'token' && (record.usage['output-tokens'] === undefined || record.usage['input-tokens'] === undefined))
    return 'usage';
  const { requests: _calls, ...tokens } = record.usage;
  return costOf({ ...record, usage: kind === 'token' ? tokens : { requests: record.draft?.answers ?? 1 } }, price);
}

function costOf({ usage, draft }: CallRecord, price: Price): Cost | NotCompared {
  const nano = usage && costAt(usage, price, draft);
  return nano === null ? 'price' : costBetween(price.unit, nano);
}

/** How providers call their service for many calls at once. */
const BATCH = 'batch';

/** In the service for many calls at once, where its price is known. Nobody may be waiting for it. */
export function costAsBatch(record: CallRecord, pricer: Pricer): Cost | NotCompared {
  const { draft } = record;
  if (isWaitedFor(record) || draft === null || draft.units !== null) return 'kind';
  if (draft.each !== undefined || draft.tier === BATCH) return 'kind';
  const [price] = pricer.pricesOf(record, { tier: BATCH });
  // A list that knows one kind of service only says nothing of another.
  if (price?.tier === undefined) return 'price';
  return costInstead(record, pricer, { tier: BATCH });
}

/** At the hours at which it is cheapest, where its price has hours. */
export function costOffPeak(record: CallRecord, pricer: Pricer): Cost | NotCompared {
  if (isWaitedFor(record)) return 'kind';
  if (record.usage === null) return 'usage';
  const unit = record.cost?.unit;
  const price = pricer.pricesOf(record, {}).find((one) => one.unit === unit);
  if (price === undefined || price.isGuess) return 'price';
  const { day } = utcMomentOf(record.openedAt);
  const isAnother = (price.dated ?? []).some(({ from }) => dayOfIso(from) <= day);
  if (price.windows === undefined || price.windows.length === 0 || isAnother) return 'kind';
  const { windows, dated: _, ...rest } = price;
  const at = [price.rates, ...windows.map((window) => window.rates)].flatMap((rates) => {
    const nano = costAt(record.usage ?? {}, { ...rest, rates }, record.draft);
    return nano === null ? [] : [nano];
  });
  const now = costAt(record.usage, priceAt(price, timesOf(record)), record.draft);
  if (now === null || at.length === 0) return 'price';
  return costBetween(price.unit, at.reduce(smaller, now));
}

/** Somebody reads along, or sits before a page. */
function isWaitedFor({ draft, origin }: CallRecord): boolean {
  return draft?.isStream === true || !origin.startsWith('tool:');
}

/** What was used in one unit of one provider. */
export interface Used {
  readonly provider: string;
  readonly unit: Unit;
  readonly calls: number;
  readonly tokens: number;
  readonly nano: bigint;
}

/** A month that is paid for in advance, as somebody offers it. */
export interface Package {
  /** Null: whoever it is used at. */
  readonly provider: string | null;
  readonly unit: Unit;
  /** What it costs, nano-units. */
  readonly nano: bigint;
  readonly includes:
    | { readonly kind: 'amount'; readonly nano: bigint }
    | { readonly kind: 'calls'; readonly count: number }
    | { readonly kind: 'tokens'; readonly count: number };
}

/** What somebody binds himself to spend, and what becomes cheaper by that. */
export interface Commitment {
  readonly provider: string | null;
  readonly unit: Unit;
  /** At least so much is paid, nano-units. */
  readonly nano: bigint;
  /** Everything costs so much less, percent. */
  readonly percent: number;
}

/** What use comes to with a package: what goes beyond it is paid as it was. */
export function withPackage({ nano, calls, tokens }: Used, { nano: fee, includes }: Package): bigint {
  if (includes.kind === 'amount') return fee + larger(nano - includes.nano, 0n);
  const count = includes.kind === 'calls' ? calls : tokens;
  const beyond = Math.max(0, count - includes.count);
  if (beyond === 0) return fee;
  return fee + timesRatio(nano, { of: BigInt(beyond), per: BigInt(count) });
}

/** What use comes to where a sum is committed to: that sum at least. */
export function withCommitment({ nano }: Pick<Used, 'nano'>, { nano: least, percent }: Commitment): bigint {
  return larger(least, nano - percentOf(nano, percent));
}

/** What use comes to where every payment of at least so much brings more: what was paid for it. */
export function withBonus(
  { nano }: Pick<Used, 'nano'>,
  { fromNano, percent }: { readonly fromNano: bigint; readonly percent: number },
): bigint {
  const hundredths = BigInt(Math.round(percent * 100));
  return larger(fromNano, timesRatio(nano, { of: 10_000n, per: 10_000n + hundredths }));
}
