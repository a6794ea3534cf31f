import type { Unit } from './money.ts';

/** From where on somebody wants to hear of an account or a budget. */
export type Threshold =
  /** Less than this is left: nano-units of a currency or credit; whole tokens or calls of a budget that counts them. */
  | { readonly kind: 'amount'; readonly unit: Unit; readonly below: bigint }
  /** Less than this share of the last recharge, %. Accounts. */
  | { readonly kind: 'of-recharge'; readonly percent: number }
  /** Less than this share of what a usual day takes, %. Accounts. */
  | { readonly kind: 'of-day'; readonly percent: number }
  /** Less than this share of the limit is left, %. Budgets. */
  | { readonly kind: 'of-limit'; readonly percent: number }
  /** It lasts for fewer days. Judged by the forecast, not here. */
  | { readonly kind: 'runway'; readonly days: number };

/** So many can be set of one account. */
export const THRESHOLDS_MAX = 12;
