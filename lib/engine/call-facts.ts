import { neededFor } from '../domain/accepted.ts';
import { BALANCE_FRESH_MS_MAX, type Balance, balanceNow, isReadingSure } from '../domain/balance.ts';
import type { Draft } from '../domain/call.ts';
import { keyLeftNano } from '../domain/decide-cause.ts';
import { pricesByDrops } from '../domain/drop-price.ts';
import type { Estimate } from '../domain/estimate.ts';
import type { AccountFacts, CallFacts, Elsewhere, Fits, KeyFacts } from '../domain/facts.ts';
import { NO_FITS } from '../domain/find-fits.ts';
import { findPayer, type Payer } from '../domain/find-payer.ts';
import { beyondFree, withLeft } from '../domain/free-quantity.ts';
import { priceByBills } from '../domain/learn-price.ts';
import { type Money, smaller, timesNano, type Unit } from '../domain/money.ts';
import { findOwnLimit } from '../domain/own-limit.ts';
import { withTariffOf } from '../domain/own-prices.ts';
import { type Price, priceUsage } from '../domain/price.ts';
import { type CallTimes, type HoursNow, hoursAt, priceAt } from '../domain/price-at.ts';
import { withSessionFee } from '../domain/session-fee.ts';
import { sumOfModels } from '../domain/sum-of-models.ts';
import { isOnHost, parseOrigin } from '../domain/surface.ts';
import { findTokenLimit, tokensOf } from '../domain/token-limit.ts';
import { instantOfUtc } from '../domain/utc-day.ts';
import { findPrices, type PriceQuery } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import { findOverflow, fitsOfCall, rechargeMinOf } from './fits-of-call.ts';
import { forecastOutput } from './forecast-output.ts';
import type { CallContext } from './ports.ts';
import { resolveLinks } from './resolve-links.ts';
import { countsOf, sizeInput } from './size-input.ts';
import { walletOf } from './waiting-calls.ts';
import { type KnownPrompts, weighPrompt } from './weigh-prompt.ts';

/** So many false shortage cards in a row, and they become chips. */
const FALSE_ASKS_MAX = 2;

/** Everything that may be said about one call, from its draft and what is known around it. */
export function gatherFacts(given: {
  readonly provider: Provider;
  readonly draft: Draft;
  readonly context: CallContext;
  /** The page's origin: where the account's console was never seen, links start there if it is the console's own. */
  readonly origin: string;
  /** Null or absent: no key pays. */
  readonly fingerprint?: string | null;
  /** What was sent before it. Absent: nobody remembers. */
  readonly known?: KnownPrompts | undefined;
  readonly now: number;
  /** The same as a local day, `YYYY-MM-DD`. Absent: nobody says, and nothing is taken as free. */
  readonly day?: string;
  /** What a refusal of this call says was to be set aside. Absent or null: there was none, or it does not say. */
  readonly stated?: Money | null;
}): CallFacts {
  const { provider, context, known, now } = given;
  const draft = sizeInput(given.draft, countsOf(provider, context));
  const times = { startedAt: now, endedAt: now, ...(given.day !== undefined && { day: given.day }) };
  const { price, payer, hours } = findPriceAndPayer({ ...given, draft, times });
  const factsOf = (one: Draft): CallFacts => gatherFacts({ ...given, draft: one, known: undefined });
  const mixed = draft.ofModels && sumOfModels(draft.ofModels.map((one) => factsOf(one).estimate));
  const unit = price?.unit ?? mixed?.unit ?? null;
  const balance = unit === null ? null : findBalance(context, unit);
  const lengths = price && forecastOutput(context.lengths ?? [], { ...given, draft }, price);
  const weighed = weighPrompt({ draft, price, lengths, caches: provider.promptCaches, known, now });
  const { estimate, key } = withTrust(
    mixed ?? weighed.estimate,
    keyNow(context.account?.key ?? null, now),
    price && isTrusted(given.fingerprint ?? null, price, balance),
  );
  const room = roomFor(balance?.usableNano ?? null, keyLeftNano({ key, estimate }));
  const sureBalance = balance !== null && isBalanceSure(balance, context, now) ? balance : null;
  const ownLimit = estimate && findOwnLimit(estimate.unit, context.account, sureBalance);
  const query = priceQueryOf(context, given.fingerprint ?? null);
  let fits: Fits | null = null;
  return {
    providerName: provider.name,
    model: draft.model,
    estimate,
    hours,
    balance,
    others: payer.others,
    accepted: context.accepted ?? [],
    needed: estimate && neededFor(draft, estimate),
    key,
    isKeyOld: key !== null && !isKeySure(context, now),
    account: describeAccount(context, given.fingerprint ?? null),
    ...(context.isDenied && { isDenied: true }),
    wallet: walletOf({
      provider: provider.id,
      account: context.account?.id ?? null,
      fingerprint: given.fingerprint ?? null,
      unit,
    }),
    accounts: (context.accounts ?? []).map((account) => ({ id: account.id, name: nameToChoose(account) })),
    batch: price && describeBatch(draft, price),
    // Only who is told no wants to know, and it is most of the work.
    get fits() {
      if (price === null || estimate === null) return NO_FITS;
      fits ??= fitsOfCall({ ...given, sized: draft, price, estimate, lengths, room, times, query });
      return fits;
    },
    overflow: findOverflow(provider, draft),
    tokens: tokensOf(draft),
    tokensMax: findTokenLimit(context.account?.ownLimits),
    links: resolveLinks(provider, consoleOriginOf(provider, context, given.origin)),
    elsewhere: findElsewhere(provider, context, { balance, now }),
    rechargeMinNano: unit === null ? null : rechargeMinOf(provider, unit),
    ownLimitNano: ownLimit?.nano ?? null,
    ...(ownLimit && { ownLimitRule: ownLimit.rule }),
    callsWaiting: 1,
    reserveAllNano: null,
    ...(weighed.prompt && { prompt: weighed.prompt }),
    now,
  };
}

/**
 * What the call costs, in the unit of the wallet that pays for it. Price null: unpriced, which is unknown and never free.
 * `unit`: the one it was forecast in, which stays what it was when a wallet ran dry meanwhile.
 */
export function findPriceAndPayer(given: {
  readonly provider: Provider;
  readonly draft: Draft;
  readonly context: CallContext;
  readonly fingerprint?: string | null;
  readonly times: CallTimes;
  readonly unit?: Unit | undefined;
}): {
  readonly price: Price | null;
  /** The same by the list alone, whatever recent calls were billed. */
  readonly listed: Price | null;
  /** All that it has a price in, by the list or by the user. */
  readonly units: readonly Unit[];
  readonly payer: Payer;
  readonly hours: HoursNow | null;
} {
  const { provider, draft, context, times, unit } = given;
  const query = priceQueryOf(context, given.fingerprint ?? null);
  const known = findPrices(provider, draft, query);
  const listed = query.own === undefined ? known : findPrices(provider, draft, withoutOwn(query));
  const units = [...known, ...listed].map((price) => price.unit);
  // What is published, or the user says, ends what was learned without it.
  const prices = known.length > 0 ? known : pricesByDrops(draft, context.drops ?? []);
  const balances = (context.account?.balances ?? []).map((entry) =>
    balanceNow(entry.reading, entry.spentSinceNano, entry.openNano),
  );
  const usual = context.account?.costs.map((cost) => cost.unit) ?? [];
  const payer = findPayer(
    balances,
    prices.map((price) => price.unit),
    usual,
  );
  const price = prices.find((candidate) => candidate.unit === unit) ?? prices.find(({ unit }) => unit === payer.unit);
  if (price === undefined) return { price: null, listed: null, units, payer, hours: null };
  // A price that no list has cannot be billed otherwise than listed.
  if (known.length === 0) return { price, listed: null, units, payer, hours: null };
  const likely = priceByBills(price, context.billed ?? []);
  const hours = hoursAt(likely, times.startedAt);
  const ofNow = withFree(withSessionFee(priceAt(likely, times), draft), given);
  return { price: ofNow, listed: priceAt(price, times), units, payer, hours };
}

/** With what is left of its free quantities. */
function withFree(
  price: Price,
  { draft, context, times }: Pick<Parameters<typeof findPriceAndPayer>[0], 'draft' | 'context' | 'times'>,
): Price {
  if (price.free === undefined || times.day === undefined) return price;
  return { ...price, free: withLeft(price.free, draft.model, times.day, context.used ?? []) };
}

/** What a price is looked up with: the site's list, and who pays. */
export function priceQueryOf(
  { site = null, account, own: ofProvider }: CallContext,
  fingerprint: string | null,
): PriceQuery {
  const tariff = {
    hasKey: fingerprint !== null,
    keyGroup: account?.key?.group ?? null,
    userGroup: account?.group ?? null,
  };
  const own = withTariffOf(ofProvider, account?.own);
  return { site, tariff, ...(own && { own }) };
}

/** What was used of a key's limit is not known any more when that has begun anew since. */
function keyNow(key: KeyFacts | null, now: number): KeyFacts | null {
  if (key?.resetsAt === undefined || !(now >= instantOfUtc(key.resetsAt))) return key;
  const { resetsAt: _, ...others } = key;
  return { ...others, usedNano: null };
}

function withoutOwn({ own: _own, ...query }: PriceQuery): PriceQuery {
  return query;
}

/** Whether nothing stays set aside for this call, if its sum is `reserveNano` and the key has so much left (null: any). */
type Trusts = (reserveNano: bigint, keyLeft: bigint | null) => boolean;

/** Who has no key, or one nobody has described, is not known to be trusted. */
function isTrusted(fingerprint: string | null, { trusts }: Price, balance: Balance | null): Trusts | null {
  const usableNano = balance?.usableNano ?? null;
  if (!trusts || fingerprint === null || usableNano === null) return null;
  return (reserveNano, keyLeft) => {
    const boundNano = trusts.kind === 'above' ? trusts.nano : timesNano(reserveNano, trusts.times);
    return usableNano > boundNano && (keyLeft === null || keyLeft > boundNano);
  };
}

/** The balance of who is trusted is tested all the same, but nothing leaves it while the call runs, nor is a key asked. */
function withTrust(
  estimate: Estimate | null,
  key: KeyFacts | null,
  trusts: Trusts | null,
): { readonly estimate: Estimate | null; readonly key: KeyFacts | null } {
  const reserveNano = estimate?.reserveNano ?? null;
  const isTrusting = reserveNano !== null && key !== null && trusts?.(reserveNano, keyLeftNano({ key, estimate }));
  if (estimate === null || key === null || !isTrusting) return { estimate, key };
  return { estimate: { ...estimate, heldNano: 0n }, key: { ...key, limitNano: null } };
}

/** The account's balance in a unit, with what happened since it was read; null: never read. */
function findBalance(context: CallContext, unit: Unit): Balance | null {
  const found = context.account?.balances.find((entry) => entry.reading.unit === unit);
  const account = found?.account ?? context.account?.id;
  if (!found || account === undefined) return null;
  return { ...balanceNow(found.reading, found.spentSinceNano, found.openNano), account };
}

function describeAccount({ account }: CallContext, fingerprint: string | null): AccountFacts | null {
  if (account === null || account.id === '') return null;
  const { id, name = null, isAssumed, isByUser = false } = account;
  // One that was chosen is called what it was called when it was.
  return {
    id,
    name: isByUser ? nameToChoose({ id, name }) : name,
    isAssumed,
    isByUser,
    canDeny: isAssumed && fingerprint !== null,
  };
}

/** For so long after it arrived somewhere else, money is taken to be what the user thinks of, ms. */
const ARRIVED_LATELY_MS = 24 * 3_600_000;

/** Money that does not count here although the user may think so, as far as what was read shows it. */
function findElsewhere(
  provider: Provider,
  { account, twin = null }: CallContext,
  { balance, now }: { readonly balance: Balance | null; readonly now: number },
): Elsewhere | null {
  const other = account?.arrivedElsewhere ?? null;
  if (account && other && now - other.at < ARRIVED_LATELY_MS) {
    const own = { id: account.id, name: account.name ?? null };
    return { kind: 'other-account', other: nameToChoose(other), account: nameToChoose(own) };
  }
  if (twin !== null) return { kind: 'twin', other: twin };
  const isUnpaid = account?.arrivedAt == null && account?.costs.length === 0 && balance?.usableNano === 0n;
  return isUnpaid && provider.subscription !== undefined ? { kind: 'subscription', plan: provider.subscription } : null;
}

/** What an account is called among others of its provider: its name, else what the provider numbers it by. */
function nameToChoose({ id, name }: { readonly id: string; readonly name: string | null }): string {
  return name ?? id.slice(id.indexOf(':') + 1);
}

/** What a changed call may take: the account's balance, and no more than what is left of the key's own limit. */
function roomFor(usableNano: bigint | null, keyLeft: bigint | null): bigint | null {
  return usableNano === null || keyLeft === null ? usableNano : smaller(usableNano, keyLeft);
}

/**
 * Whether a balance is sure enough to hold a call for: fresh, not blurred, and not proven wrong by two calls in a row
 * that went out anyway and were accepted.
 */
export function isBalanceSure(balance: Balance, context: CallContext, now: number): boolean {
  return isReadingSure(balance, now) && isBelieved(context);
}

/** A key's limit and use are as old as a balance may be, or say nothing that is sure. */
function isKeySure({ account }: CallContext, now: number): boolean {
  return account?.keyReadAt != null && Math.abs(now - account.keyReadAt) <= BALANCE_FRESH_MS_MAX;
}

/** Whether our cards about this account were not wrong twice in a row. */
export function isBelieved(context: CallContext): boolean {
  return (context.account?.falseAsks ?? 0) < FALSE_ASKS_MAX;
}

function describeBatch(draft: Draft, price: Price): CallFacts['batch'] {
  const eachNano = draft.units && priceUsage({ [draft.units.meter]: 1 }, beyondFree(price));
  return draft.units && eachNano !== null ? { count: draft.units.count, eachNano, unit: price.unit } : null;
}

/**
 * Where the account's console is: where it was seen, else the page itself if that is on the provider's own hosts, else
 * where the provider says it always is. Null: not known; a stranger's page must not become a link of ours.
 */
export function consoleOriginOf(provider: Provider, context: CallContext, pageOrigin: string): string | null {
  const page = parseOrigin(pageOrigin);
  const own = page && isOnHost(provider.console, page) ? pageOrigin : null;
  return context.account?.consoleOrigin ?? own ?? provider.consoleOrigin;
}
