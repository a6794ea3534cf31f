import { type Balance, balanceNow } from '../domain/balance.ts';
import type { Draft } from '../domain/call.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import type { CallFacts, Fits, Links } from '../domain/facts.ts';
import { findFits } from '../domain/find-fits.ts';
import { parseDecimal, type Unit } from '../domain/money.ts';
import { ownLimitNano } from '../domain/own-limit.ts';
import { type Price, rateOf } from '../domain/price.ts';
import type { Provider } from '../providers/provider.ts';
import { findPrice } from '../providers/registry.ts';
import type { CallContext } from './ports.ts';

/** Nothing that would make it fit is known. */
export const NO_FITS: Fits = { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null };

/** Everything that may be said about one call, from its draft and what is known around it. */
export function gatherFacts(given: {
  readonly provider: Provider;
  readonly draft: Draft;
  readonly context: CallContext;
  /** The page's origin: console links start there when the account's console was never seen. */
  readonly origin: string;
  readonly now: number;
}): CallFacts {
  const { provider, draft, context, now } = given;
  const price = findPrice(provider, draft);
  const estimate = price && estimateCall(draft, price, context.outputs);
  const balance = price && findBalance(context, price.unit);
  const usable = balance?.usableNano ?? null;
  return {
    providerName: provider.name,
    model: draft.model,
    estimate,
    balance,
    key: context.account?.key ?? null,
    batch: price && describeBatch(draft, price),
    fits: price && usable !== null ? findFits(draft, price, usable, provider.prices) : NO_FITS,
    links: resolveLinks(provider, context.account?.consoleOrigin ?? given.origin),
    rechargeMinNano: price && parseDecimal(provider.rechargeMin[price.unit] ?? null),
    ownLimitNano: estimate && ownLimitNano(estimate.unit, context.account, balance),
    callsWaiting: 1,
    reserveAllNano: null,
    now,
  };
}

/** The account's balance in a unit, with what happened since it was read; null: never read. */
function findBalance(context: CallContext, unit: Unit): Balance | null {
  const found = context.account?.balances.find((entry) => entry.reading.unit === unit);
  return found ? balanceNow(found.reading, found.spentSinceNano, found.openNano) : null;
}

function describeBatch(draft: Draft, price: Price): CallFacts['batch'] {
  const rate = draft.units && rateOf(price, draft.units.meter);
  if (!draft.units || rate == null) return null;
  return { count: draft.units.count, eachNano: rate / 1000n, unit: price.unit };
}

/** Our own table's links; relative ones belong to the console's origin. */
export function resolveLinks(provider: Provider, consoleOrigin: string): Links {
  const resolve = (link: string | null): string | null => (link?.startsWith('/') ? consoleOrigin + link : link);
  const { recharge, keys, transactions } = provider.links;
  return { recharge: resolve(recharge), keys: resolve(keys), transactions: resolve(transactions) };
}
