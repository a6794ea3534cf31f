import type { Money, Unit } from './money.ts';
import type { TextKey } from './texts/en.ts';

/** Languages of the one catalogue. */
export type Language = 'en' | 'zh';

/** Which way an amount may be wrong when it is shown with fewer digits than it has. */
export type Rounding = 'up' | 'down';

/** What a text can contain: rendered by language, so numbers and money travel as values. */
export type TextParam =
  | string
  | number
  /**
   * Rounded for reading. `decimalsMin`: at least so many decimals (2 for a currency unless said; 0 leaves whole amounts
   * whole, "$10"). `decimals`: exactly so many, which the amounts of one line share ("$0.053" and "$0.050"); what is
   * smaller than they can show reads "less than $0.01". `rounding`: never more than the amount (what somebody has), or
   * never less (what a call needs, what is missing); to the nearest unless said.
   */
  | {
      readonly kind: 'money';
      readonly money: Money;
      readonly decimalsMin?: number;
      readonly decimals?: number;
      readonly rounding?: Rounding;
    }
  | { readonly kind: 'about'; readonly money: Money }
  /** As `money`, but credits without their name in English: it was said a word before ("450 credits … balance is 392"). */
  | { readonly kind: 'brief'; readonly money: Money; readonly rounding?: Rounding }
  /** The bare number ("cost $0.0021, estimate 0.0019"). */
  | { readonly kind: 'digits'; readonly money: Money }
  /** Every digit, for "Show the sum". */
  | { readonly kind: 'exact'; readonly money: Money }
  /** A price in full: pico-units (10⁻¹²) for one, shown for one or for a million. */
  | { readonly kind: 'rate'; readonly unit: Unit; readonly picoPerUnit: bigint; readonly per: 1 | 1_000_000 }
  /** A decimal that is no amount of money, every digit of it: "1,234.5". */
  | { readonly kind: 'decimal'; readonly digits: string }
  | { readonly kind: 'age'; readonly ms: number }
  /** The time of day of an instant, epoch ms, in the user's zone: "14:05". */
  | { readonly kind: 'clock'; readonly at: number }
  /**
   * A day and hour to come, epoch ms, in a zone (IANA name): "Tuesday about 14:00" in the six days after `now`, else
   * "24 December".
   */
  | { readonly kind: 'moment'; readonly at: number; readonly now: number; readonly zone: string }
  /** An id or a row of figures: never shortened, as a name is. */
  | { readonly kind: 'verbatim'; readonly text: string }
  /** A clause of its own, rendered in the same language. */
  | Text;

/** A text for people: a key of the catalogue and what is filled in. Never a finished sentence. */
export interface Text {
  readonly key: TextKey;
  readonly params?: Readonly<Record<string, TextParam>>;
}
