import { asCorrected } from '../domain/corrected.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { CallRecord } from '../domain/record.ts';
import type { PopupCall } from '../webext/popup-model.ts';

/** A call as lists of the last ones show it, with what it came to after its corrections. */
export function glanceCall(record: CallRecord, providerName: string): PopupCall {
  const { cost, certainty } = asCorrected(record);
  const { callId, openedAt: at, model, estimateLikelyNano, outcome, isReviewed } = record;
  return { callId, at, providerName, model, cost, estimateLikelyNano, certainty, outcome, isReviewed };
}

/** The same of one that runs still. */
export function glanceOpenCall(call: OpenCall, providerName: string): PopupCall {
  const { callId, openedAt: at, draft, estimate, isReviewed } = call;
  return {
    ...{ callId, at, providerName, model: draft.model, isReviewed },
    ...{ cost: null, estimateLikelyNano: estimate?.likelyNano ?? null, certainty: 'unknown', outcome: 'open' },
  };
}
