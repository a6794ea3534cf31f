import type { CallRecord } from '../domain/record.ts';
import type { Learned, SettleLedger } from './ports.ts';
import type { Settled, Settlement } from './settlement.ts';

/**
 * Books a call that was answered with what an earlier one was answered: it cost nothing, and nothing is learned from it,
 * because no provider saw it. Rejects where the ledger does.
 */
export async function bookSaved(
  settlement: Settlement,
  { saved, policies }: NonNullable<Settlement['instead']>,
  { ledger, now, day }: { readonly ledger: SettleLedger; readonly now: number; readonly day: string },
): Promise<Settled> {
  const { callId, requestId, provider, surface, fingerprint, masked = null, origin, draft, outcome } = settlement;
  const model = draft?.model ?? null;
  const { account } = await ledger.readContext({ ...settlement, model });
  const record: CallRecord = {
    ...{
      callId,
      requestId,
      provider,
      surface,
      account: account?.id ?? null,
      fingerprint,
      masked,
      origin,
      model,
      draft,
    },
    ...{ estimateLikelyNano: null, outcome: outcome.kind, usage: null },
    cost: { unit: saved.unit, lowNano: 0n, likelyNano: 0n, highNano: 0n },
    ...{ certainty: 'billed', pricedBy: null, refusalCause: null, policies, saved },
    ...{ isReviewed: true, openedAt: now, settledAt: now, day },
  };
  await ledger.append(record, NOTHING_LEARNED);
  return { record, facts: null, cause: null };
}

const NOTHING_LEARNED: Learned = {
  ...{ lengths: [], spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null, accepted: null },
  ...{ refusedAt: null, billing: null, rate: null, tokensLeft: null, billed: null, counting: null },
};
