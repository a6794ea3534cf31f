import { overflowOf } from '../domain/abilities.ts';
import { balanceNow } from '../domain/balance.ts';
import type { Draft } from '../domain/call.ts';
import type { Estimate } from '../domain/estimate.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import type { ModelEstimate, NoEstimate, ShownBalance } from '../domain/estimator.ts';
import { explainEstimate } from '../domain/explain-estimate.ts';
import { larger, smaller, type Unit } from '../domain/money.ts';
import type { Price } from '../domain/price.ts';
import { abilitiesOf } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import { findPriceAndPayer } from './call-facts.ts';
import type { CountedRequest } from './count-pasted.ts';
import { forecastOutput } from './forecast-output.ts';
import type { CallContext } from './ports.ts';
import { countsOf, sizeInput } from './size-input.ts';

/** Of what nothing is known around a call: no account, no call before it, no site. */
export const NO_CONTEXT: CallContext = { account: null };

/** What a counted request would cost; see {@link priceCounted}. */
export interface PriceQuestion {
  readonly provider: Provider;
  /** In place of the one it names; null: as it names it. */
  readonly model: string | null;
  readonly context: CallContext;
  /** Epoch ms: prices have hours. */
  readonly now: number;
  /** The same as a local day, `YYYY-MM-DD`. Absent: nobody says, and nothing is taken as free. */
  readonly day?: string;
}

/**
 * What a request would cost by one model, what would be set aside for it, and why. Where it may be read in two ways, what both
 * come to. Pure; the same for a command line and a page.
 */
export function priceCounted(
  { drafts, notes }: CountedRequest,
  { provider, model, context, now, day }: PriceQuestion,
): ModelEstimate {
  const [draft, ...others] = drafts.map((one) =>
    sizeInput(model === null ? one : { ...one, model }, countsOf(provider, context)),
  );
  if (draft === undefined) throw new RangeError('A request has one reading at least.');
  const times = { startedAt: now, endedAt: now, ...(day !== undefined && { day }) };
  // Two readings may name two models.
  const priceOf = (one: Draft): Price | null => findPriceAndPayer({ provider, draft: one, context, times }).price;
  const price = priceOf(draft);
  const estimateOf = (one: Draft, by: Price | null): Estimate | null => by && forecastCall(one, by, context);
  const estimate = others.reduce(
    (widest, other) => widen(widest, estimateOf(other, priceOf(other))),
    estimateOf(draft, price),
  );
  const overflow = overflowOf(draft, abilitiesOf(provider, draft.model));
  const about = { draft, price, estimate, overflow, notes, providerName: provider.name };
  return {
    model: draft.model,
    estimate,
    balance: price && findBalance(context, price.unit),
    none: estimate === null ? whyNone(draft, price, provider) : null,
    reasons: explainEstimate(about),
  };
}

/** A request that is pasted is of no page: calls of all pages speak for it. */
const NO_ORIGIN = '';

function forecastCall(draft: Draft, price: Price, { lengths = [] }: CallContext): Estimate | null {
  return estimateCall(draft, price, forecastOutput(lengths, { draft, origin: NO_ORIGIN }, price));
}

function findBalance({ account }: CallContext, unit: Unit): ShownBalance | null {
  const found = account?.balances.find(({ reading }) => reading.unit === unit);
  const nano = found && balanceNow(found.reading, found.spentSinceNano, found.openNano).usableNano;
  return found === undefined || nano == null ? null : { money: { unit, nano }, at: found.reading.at };
}

function whyNone({ model, units, inputTokens }: Draft, price: Price | null, { name }: Provider): NoEstimate {
  if (model === null && units === null) return { kind: 'model' };
  // There is a price, and nothing to be counted: its messages are missing, or are none.
  const isUnread = price !== null && units === null && inputTokens === null;
  return isUnread ? { kind: 'shape' } : { kind: 'price', provider: name, model };
}

/** Both of two readings of one request: as low as the lower, as high as the higher. */
function widen(one: Estimate | null, other: Estimate | null): Estimate | null {
  if (one === null || other === null || one.unit !== other.unit) return one;
  const isReserved = one.reserveNano !== null && other.reserveNano !== null;
  const { mostNano, ...rest } = one;
  const isBounded = mostNano !== undefined && other.mostNano !== undefined;
  return {
    ...rest,
    ...(isBounded && { mostNano: larger(mostNano, other.mostNano ?? mostNano) }),
    lowNano: smaller(one.lowNano, other.lowNano),
    highNano: larger(one.highNano, other.highNano),
    ...(isReserved && { reserveNano: larger(one.reserveNano ?? 0n, other.reserveNano ?? 0n) }),
  };
}
