import type { BalanceReading } from '../domain/balance.ts';

/** A balance as it was read at an instant, epoch ms. */
export interface ReadBalance {
  readonly at: number;
  readonly reading: BalanceReading;
}

/** Since when money is looked at, and what the balance was then. Nano-units. */
export interface RechargeMark {
  /** `rise`: the balance rose; `first`: nobody saw one, so since the first reading. */
  readonly kind: 'rise' | 'first';
  /** When the higher balance was read, epoch ms: what came before it is not looked at. */
  readonly at: number;
  /** The reading before it, when the money was not there yet, epoch ms; null: there is none. */
  readonly after: number | null;
  readonly balanceNano: bigint;
  /** How much it rose at least; null: it did not. */
  readonly byNano: bigint | null;
}

/**
 * The last recharge that readings of one account in one unit show, in the order of time. A rise of less than `riseMinNano` is
 * none: providers give back what they had set aside. Null: no reading says what is left.
 */
export function findRecharge(readings: readonly ReadBalance[], riseMinNano: bigint): RechargeMark | null {
  let mark: RechargeMark | null = null;
  let before: { readonly at: number; readonly nano: bigint } | null = null;
  for (const { at, reading } of readings) {
    const nano = heldNano(reading);
    if (nano === null) continue;
    if (before === null) mark = { kind: 'first', at, after: null, balanceNano: nano, byNano: null };
    else if (nano - before.nano >= riseMinNano) {
      mark = { kind: 'rise', at, after: before.at, balanceNano: nano, byNano: nano - before.nano };
    }
    before = { at, nano };
  }
  return mark;
}

/** All that is there: what is frozen has not been spent. Null: not known. */
export function heldNano({ availableNano, frozenNano, isPart }: BalanceReading): bigint | null {
  return availableNano === null || isPart === true ? null : availableNano + (frozenNano ?? 0n);
}

/** The last reading that says what is left; null: none does. */
export function lastBalance(readings: readonly ReadBalance[]): { readonly at: number; readonly nano: bigint } | null {
  for (const { at, reading } of readings.toReversed()) {
    const nano = heldNano(reading);
    if (nano !== null) return { at, nano };
  }
  return null;
}
