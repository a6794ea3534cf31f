/** What is known of paying a provider and being heard by it. All of it may be unknown: absent says so. */
export interface ProviderHelp {
  /** Where people are heard: an https address of the provider, or `mailto:`. */
  readonly support?: string;
  /** When somebody answers there, by the provider's own clock, e.g. `Mon–Fri 09:00–18:00 UTC+8`. */
  readonly supportHours?: string;
  /** What support wants to see in the subject, in this order. */
  readonly subject?: readonly ('account' | 'request-id' | 'order-number' | 'email')[];
  readonly refunds?: Refunds;
  /** How long a payment takes to be there, by how it is paid. */
  readonly arrivals?: readonly Arrival[];
  /** What is added to a payment, by its size. */
  readonly bonuses?: readonly Bonus[];
  /** What a dollar of the provider's balance is sold for, decimal CNY; a range where it depends on the offer. */
  readonly dollarCny?: readonly [low: string, high: string];
  /** After so many days what was bought is gone. */
  readonly creditsLastDays?: number;
  /** Whether it can recharge by itself, and does so unless told not to. */
  readonly autoRecharge?: 'none' | 'off-by-default' | 'on-by-default' | 'there-is-one';
  /** When what was paid for in advance is used up: calls stop, or go on and are billed. */
  readonly billing?: 'prepaid' | 'postpaid' | 'both';
}

/** Whether money comes back. */
export interface Refunds {
  readonly kind: 'never' | 'unused-within-days' | 'on-request';
  /** For `unused-within-days`. */
  readonly days?: number;
  /** The page that says so. */
  readonly source: string;
}

/** Ways of paying; `any`: whichever it is. */
export const ARRIVAL_WAYS = ['card', 'alipay', 'wechat', 'bank-transfer', 'cryptocurrency', 'any'] as const;

/** How long one way of paying takes, minutes. */
export interface Arrival {
  readonly by: (typeof ARRIVAL_WAYS)[number];
  readonly minutes: readonly [low: number, high: number];
  readonly source: string;
}

/** A payment of at least `from` is followed by so much more, percent. */
export interface Bonus {
  /** Decimal of `unit`. */
  readonly from: string;
  readonly unit: string;
  readonly percent: number;
  readonly source: string;
}
