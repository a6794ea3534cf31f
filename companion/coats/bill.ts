import type { Draft, Usage } from '../../lib/domain/call.ts';
import { costOf } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import type { Price } from '../../lib/domain/price.ts';
import { priceAt } from '../../lib/domain/price-at.ts';
import { countsOf, sizeInput } from '../../lib/engine/size-input.ts';
import { findPrices } from '../../lib/prices/find-prices.ts';
import type { Provider } from '../../lib/providers/provider.ts';

/** What a call of a coat costs. */
export interface Bill {
  /** What is set aside before it, nano-units; at least 1, so that an empty wallet lets nothing through. */
  readonly reserveNano: bigint;
  /** Nobody knows what the provider takes: the price is the sandbox's own. */
  readonly isMadeUp: boolean;
  /** What so much comes to, nano-units. */
  readonly costNano: (usage: Usage) => bigint;
  /** The call as it was asked for: its units by their price. */
  readonly costOfUnits: () => bigint;
}

/** When a call is billed, and for what. */
export interface BilledHow {
  /** Epoch ms. */
  readonly nowMs: number;
  /** What its answer will have some of: a list that has no price of that is none. Null: the units that were asked for. */
  readonly probe: Usage | null;
}

/** The bill of a call at this instant, in the coat's unit. */
export function openBill(provider: Provider, unit: string, draft: Draft, { nowMs, probe }: BilledHow): Bill {
  const times = { startedAt: nowMs, endedAt: nowMs };
  const made = madeUpPrice(draft, unit);
  const costBy = (usage: Usage | null, by: Price): bigint | null => {
    const outcome = { kind: 'answer', usage, cost: null, output: null } as const;
    return costOf(outcome, draft, by, null).cost?.likelyNano ?? null;
  };
  const [listed] = findPrices(provider, draft)
    .filter((price) => price.unit === unit)
    .map((price) => priceAt(price, times))
    .filter((price) => costBy(probe, price) !== null);
  const price = listed ?? made;
  const costNano = (usage: Usage | null): bigint => costBy(usage, price) ?? 0n;
  const estimate = estimateCall(sizeInput(draft, countsOf(provider, null)), price, null);
  const reserve = estimate?.reserveNano ?? 0n;
  return {
    reserveNano: reserve > 1n ? reserve : 1n,
    isMadeUp: listed === undefined,
    costNano,
    costOfUnits: () => costNano(null),
  };
}

/** What is taken where no list says it: $2.50 and $10 for a million tokens, in whatever the wallet counts, or 0.001 a unit. */
function madeUpPrice({ model, units }: Draft, unit: string): Price {
  const ofTokens = {
    ...{ 'input-tokens': 2_500_000n, 'cached-input-tokens': 250_000n, 'output-tokens': 10_000_000n },
    ...{ 'audio-input-tokens': 6_000_000n, 'audio-output-tokens': 12_000_000n },
    ...{ 'image-input-tokens': 5_000_000n, 'image-output-tokens': 30_000_000n },
    ...{ images: 40_000_000_000n, milliseconds: 100_000_000n, searches: 10_000_000_000n, characters: 15_000_000n },
  };
  return {
    ...{ model, unit, rounding: 'half-up', outputTokensDefault: 4096, outputTokensPrior: [60, 300, 1200] },
    rates: units === null ? ofTokens : { [units.meter]: 1_000_000_000n },
    ...{ date: '2026-11-22', source: 'made up by the sandbox' },
  };
}
