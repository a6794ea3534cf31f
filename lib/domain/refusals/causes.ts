/** What an error says by itself, without what is known of account, key and call. */
export const ERROR_CAUSES = [
  'depleted',
  'insufficient_for_request',
  'frozen',
  'billing_method_mismatch',
  'key_budget_exceeded',
  'org_budget_exceeded',
  'in_flight',
  'payment_challenge',
  'rate_limited',
  'other_not_balance',
  'unsure',
] as const;

export type ErrorCause = (typeof ERROR_CAUSES)[number];

/** Whose money or limit an error speaks of. `upstream`: the account of whoever answered, at its own supplier. */
export type ErrorWallet = 'user' | 'key' | 'group' | 'subscription' | 'organisation' | 'upstream';
