/**
 * What happens when a provider says no to a call of the user: `withhold`: a card, and the page waits for what it leads
 * to; `card`: a card, and the page gets its answer at once; `nothing`: the page gets it, and only the ledger is told.
 */
export type RefusalHandling = (typeof REFUSAL_HANDLINGS)[number];

/** Every way to handle one. */
export const REFUSAL_HANDLINGS = ['withhold', 'card', 'nothing'] as const;
