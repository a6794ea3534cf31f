import type { Meter } from './call.ts';
import type { DropLesson } from './learn-from-drops.ts';
import type { Unit } from './money.ts';
import type { Text } from './text.ts';

/** Where a price in force is from, the user's own word first. */
export type PriceOrigin =
  /** Typed in by the user. */
  | 'own'
  /** The site's own list, as it was read there. */
  | 'site'
  /** The provider's page, as its file has it. */
  | 'provider'
  /** The signed price file that the user named. */
  | 'file'
  /** Our own table beside the public list. */
  | 'overlay'
  /** The public list. */
  | 'base'
  /** From what calls were billed. */
  | 'bills'
  /** From drops of the balance. */
  | 'drops';

/** What one meter costs, pico-units; of most prices `low`, `likely` and `high` are one. */
export interface RateView {
  readonly meter: Meter;
  readonly low: bigint;
  readonly likely: bigint;
  readonly high: bigint;
}

/** The price of a model as it is counted with now. */
export interface PriceShown {
  readonly unit: Unit;
  readonly origin: PriceOrigin;
  readonly rates: readonly RateView[];
  /** ISO day. */
  readonly date: string;
  /** Where it was read, https; null: no page, or an address of another kind. */
  readonly link: string | null;
  /** What else there is to say: marks, hours, sizes, multipliers. */
  readonly notes: readonly Text[];
}

/** A model that was called, and its price. */
export interface PriceView {
  readonly provider: string;
  readonly providerName: string;
  /** Null: its calls name no model. */
  readonly model: string | null;
  /** The account that paid last; null: not known. */
  readonly accountName: string | null;
  /** Null: not known. */
  readonly price: PriceShown | null;
  /** What drops of the balance show while that is not enough for a price; null: nothing was looked for. */
  readonly lesson: Exclude<DropLesson, { readonly kind: 'learned' }> | null;
}
