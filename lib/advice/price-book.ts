import type { Draft, Usage } from '../domain/call.ts';
import { withTariffOf } from '../domain/own-prices.ts';
import { type Price, type PricedBy, priceUsage, rateOf } from '../domain/price.ts';
import { type CallTimes, priceAt } from '../domain/price-at.ts';
import type { PriceBook } from '../domain/price-book.ts';
import { pricesOfEach } from '../domain/prices-of-each.ts';
import type { CallRecord } from '../domain/record.ts';
import { UNREAD_DRAFT } from '../engine/reopen-call.ts';
import { findPrices, modelsBeside, type PriceQuery } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';

/** What is to be another than it was; what is absent stays. */
export interface Change {
  readonly provider?: string;
  readonly model?: string;
  readonly tier?: string;
  /** The tariff group of a relay. */
  readonly group?: string;
}

/** Finds prices of calls that were made. */
export interface Pricer {
  /** Of a model, with its hours, days and sizes; empty: unpriced, which is unknown. */
  readonly pricesOf: (record: CallRecord, change: Change) => readonly Price[];
  /**
   * The price that would have held for a call at its time, in the unit it was paid in where there is one; null: unpriced,
   * or only a guess (which of the provider's prices would be billed is not known).
   */
  readonly priceOf: (record: CallRecord, change: Change) => Price | null;
  /** Other models of its provider that may be offered in its model's place. */
  readonly modelsBeside: (record: CallRecord) => readonly string[];
}

/** Prices that are remembered: calls are of few models. */
const PRICES_MAX = 5000;
const NOTHING: Change = {};

/** Opens a pricer over what the ledger knows. */
export function openPricer(book: PriceBook): Pricer {
  const known = new Map<string, Map<string, readonly Price[]>>();
  let size = 0;
  let last: { readonly record: CallRecord; readonly own: Map<string, readonly Price[]> } | null = null;
  const ownOf = (record: CallRecord): Map<string, readonly Price[]> => {
    const name = nameOf(record);
    const own = known.get(name) ?? new Map<string, readonly Price[]>();
    known.set(name, own);
    return own;
  };
  const pricesOf: Pricer['pricesOf'] = (record, change) => {
    // One call is asked about several times before the next.
    if (last?.record !== record) last = { record, own: ownOf(record) };
    const name = nameOfChange(change);
    const found = last.own.get(name);
    if (found !== undefined) return found;
    const prices = lookUp(book, record, change);
    if (size >= PRICES_MAX) {
      known.clear();
      [size, last] = [0, { record, own: ownOf(record) }];
    }
    size += 1;
    last.own.set(name, prices);
    return prices;
  };
  return {
    pricesOf,
    priceOf(record, change) {
      const prices = pricesOf(record, change);
      const unit = record.cost?.unit;
      const price = prices.find((one) => one.unit === unit) ?? prices[0];
      return price === undefined || price.isGuess === true ? null : priceAt(price, timesOf(record));
    },
    modelsBeside: (record) => {
      const provider = providerOf(book, record.provider);
      if (provider === null || record.model === null) return [];
      return modelsBeside(provider, record.model, queryOf(book, record, NOTHING));
    },
  };
}

/** By all that its prices rest on. */
function nameOf({ provider, account, fingerprint, model, draft }: CallRecord): string {
  return `${provider}\n${account}\n${fingerprint}\n${model}\n${draft?.tier}\n${draft?.group}\n${draft?.units?.meter}`;
}

function nameOfChange({ provider, model, tier, group }: Change): string {
  return `${provider}\n${model}\n${tier}\n${group}`;
}

function lookUp(book: PriceBook, record: CallRecord, change: Change): readonly Price[] {
  const provider = providerOf(book, change.provider ?? record.provider);
  if (provider === null) return [];
  return findPrices(provider, draftOf(record, change), queryOf(book, record, change));
}

function providerOf(book: PriceBook, id: string): Provider | null {
  return findProvider(id, book.sites[id]?.facts ?? null);
}

/** What it asked for, to another model or kind of service. The other provider's tiers and groups are its own. */
function draftOf(record: CallRecord, { provider, model = record.model ?? undefined, tier }: Change): Draft {
  const { tier: asked = null, group = null, ...draft } = record.draft ?? UNREAD_DRAFT;
  const isElsewhere = provider !== undefined && provider !== record.provider;
  const kept = isElsewhere ? {} : { ...(asked !== null && { tier: asked }), ...(group !== null && { group }) };
  return { ...draft, ...kept, model: model ?? null, ...(tier !== undefined && { tier }) };
}

function queryOf(book: PriceBook, record: CallRecord, { provider: id, group }: Change): PriceQuery {
  const provider = id ?? record.provider;
  const isElsewhere = provider !== record.provider;
  const payer = isElsewhere ? onlyAccountOf(book, provider) : record.account;
  const account = payer === null ? undefined : book.accounts[payer];
  const keyGroup = isElsewhere || record.fingerprint === null ? undefined : book.keyGroups[record.fingerprint];
  const own = withTariffOf(book.own[provider], account?.own);
  return {
    site: book.sites[provider] ?? null,
    tariff: {
      hasKey: group !== undefined || (!isElsewhere && record.fingerprint !== null),
      keyGroup: group ?? keyGroup ?? null,
      userGroup: account?.group ?? null,
    },
    ...(own && { own }),
  };
}

/** Who would pay there: somebody's only account. Null: there is none, or it is not known which. */
function onlyAccountOf({ accounts }: PriceBook, provider: string): string | null {
  const [only, ...others] = Object.keys(accounts).filter((id) => id.startsWith(`${provider}:`));
  return others.length === 0 ? (only ?? null) : null;
}

/** When a call began and ended. */
export function timesOf({ openedAt, settledAt }: CallRecord): CallTimes {
  return { startedAt: openedAt, endedAt: settledAt };
}

/**
 * What quantities come to at a price, nano-units of its unit; null where it does not price all of them. Where a provider
 * bills nothing apart for writing to its cache, what was written is input.
 */
export function costAt(usage: Usage, price: PricedBy, draft: Pick<Draft, 'each'> | null): bigint | null {
  const sized = draft?.each === undefined ? price : pricesOfEach(price, draft.each).likely;
  return priceUsage(withoutUnpricedWrites(usage, sized), sized);
}

function withoutUnpricedWrites(usage: Usage, price: PricedBy): Usage {
  const rates = price.points === undefined ? price : { ...price, rates: price.points.rates };
  const { 'cache-write-tokens': short = 0, 'cache-write-1h-tokens': hour = 0, ...rest } = usage;
  if (short + hour === 0) return usage;
  const isShortPriced = rateOf(rates, 'cache-write-tokens') !== null;
  const isHourPriced = rateOf(rates, 'cache-write-1h-tokens') !== null;
  const asInput = (isShortPriced ? 0 : short) + (isHourPriced ? 0 : hour);
  return {
    ...rest,
    ...(rest['input-tokens'] !== undefined || asInput > 0
      ? { 'input-tokens': (rest['input-tokens'] ?? 0) + asInput }
      : {}),
    ...(isShortPriced && { 'cache-write-tokens': short }),
    ...(isHourPriced && { 'cache-write-1h-tokens': hour }),
  };
}
