import type { Money, Unit } from './money.ts';
import type { TextKey } from './texts/en.ts';

/** Languages of the one catalogue. */
export type Language = 'en' | 'zh';

/** What a text can contain: rendered by language, so numbers and money travel as values. */
export type TextParam =
  | string
  | number
  /**
   * Rounded for reading. `decimalsMin`: at least so many decimals (2 for a currency unless said; 0 leaves whole amounts
   * whole, "$10"; more puts two compared amounts beside each other, "$0.053" and "$0.050").
   * `isRoundedUp`: never less than the amount, for "recharge … or more".
   */
  | {
      readonly kind: 'money';
      readonly money: Money;
      readonly decimalsMin?: number;
      readonly isRoundedUp?: boolean;
    }
  | { readonly kind: 'about'; readonly money: Money }
  /** As `money`, but credits without their name in English: it was said a word before ("450 credits … balance is 392"). */
  | { readonly kind: 'brief'; readonly money: Money; readonly isRoundedUp?: boolean }
  /** The bare number ("cost $0.0021, estimate 0.0019"). */
  | { readonly kind: 'digits'; readonly money: Money }
  /** Every digit, for "Show the sum". */
  | { readonly kind: 'exact'; readonly money: Money }
  /** A price in full: pico-units (10⁻¹²) for one, shown for one or for a million. */
  | { readonly kind: 'rate'; readonly unit: Unit; readonly picoPerUnit: bigint; readonly per: 1 | 1_000_000 }
  | { readonly kind: 'age'; readonly ms: number }
  /** A clause of its own, rendered in the same language. */
  | Text;

/** A text for people: a key of the catalogue and what is filled in. Never a finished sentence. */
export interface Text {
  readonly key: TextKey;
  readonly params?: Readonly<Record<string, TextParam>>;
}
