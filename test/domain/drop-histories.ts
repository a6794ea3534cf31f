import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { Meter, Usage } from '../../lib/domain/call.ts';
import { beginTrail, type DropTrail, READING_LAG_MS, withCall, withReading } from '../../lib/domain/follow-drops.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { chatPrice, chatRecord, NOW } from './samples.ts';

/** A wallet as its provider keeps it, and what of it is seen here. */
export interface History {
  /** What the provider asks: pico-units for one, by meter. */
  readonly rates: Price['rates'];
  /** The last digit that its console shows, nano-units. */
  readonly stepNano: bigint;
  /** So many readings. */
  readonly readings: number;
  /** Calls between two readings, at most. */
  readonly callsMax: number;
  /** How often other tools spend between two readings, in hundredths. */
  readonly unseenPercent: number;
  /** Whether calls of a model with a price come between. */
  readonly isMixed: boolean;
  /** How long the console may lack what a call cost, ms. */
  readonly lagMs: number;
  readonly seed: number;
}

/** The trail that such a history leaves. */
export function trailOf(history: History): DropTrail {
  const dice = diceOf(history.seed);
  const truth = chatPrice({ rates: history.rates, rounding: 'half-up' });
  const listed = chatPrice();
  let now = NOW;
  let leftNano = 1_000_000n * 10n ** 9n + BigInt(dice(1_000_000_000));
  /** What was billed, and when the console shows it. */
  let late: { readonly at: number; readonly nano: bigint }[] = [];
  const shown = (): BalanceReading => {
    const missing = late.filter(({ at }) => at > now).reduce((sum, { nano }) => sum + nano, 0n);
    const exact = leftNano + missing;
    const availableNano = (exact / history.stepNano) * history.stepNano;
    return { unit: 'USD', availableNano, frozenNano: null, at: now, source: 'console' };
  };
  let trail = beginTrail(shown());
  if (trail === null) throw new Error('a reading begins a trail');
  for (let index = 0; index < history.readings; index += 1) {
    const calls = 1 + dice(history.callsMax);
    for (let call = 0; call < calls; call += 1) {
      now += 1000 + dice(120_000);
      const isPriced = history.isMixed && dice(3) === 0;
      const usage = isPriced
        ? { 'input-tokens': 1 + dice(5000) }
        : usageOf(Object.keys(history.rates) as Meter[], dice);
      const nano = priceUsage(usage, isPriced ? listed : truth) ?? 0n;
      leftNano -= nano;
      late = [...late.filter(({ at }) => at > now), { at: now + dice(history.lagMs + 1), nano }];
      const cost = isPriced ? { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano } : null;
      trail = withCall(trail, chatRecord({ model: isPriced ? 'known' : 'big', usage, cost, settledAt: now }));
    }
    if (dice(100) < history.unseenPercent) {
      // From a hundredth of what these calls cost to several times as much.
      const usual = priceUsage(usageOf(Object.keys(history.rates) as Meter[], dice), truth) ?? 1n;
      leftNano -= (usual * BigInt(calls * (1 + dice(300)))) / 100n;
    }
    now += dice(4 * READING_LAG_MS);
    trail = withReading(trail, shown(), true, READING_LAG_MS);
  }
  return trail;
}

/** Small calls and large ones. */
function usageOf(meters: readonly Meter[], dice: (sides: number) => number): Usage {
  return Object.fromEntries(meters.map((meter) => [meter, 1 + dice(10 ** (2 + dice(4)))]));
}

/** Whole numbers from 0 to below `sides`, the same ones for the same seed (mulberry32). */
export function diceOf(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}
