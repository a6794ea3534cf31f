import type { Estimate } from '../domain/estimate.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import { findProvider } from '../providers/registry.ts';
import { findPriceAndPayer } from './call-facts.ts';
import { forecastOutput, groupsOf } from './forecast-output.ts';
import type { ReviewPorts } from './ports.ts';
import type { ReviewRequest } from './review-call.ts';
import { countsOf, sizeInput } from './size-input.ts';

/** What a call would cost with a bound of so many tokens on each of its answers; null: nobody can tell. */
export type EstimateAt = (outputTokensMax: number) => Estimate | null;

/**
 * The estimate of a call by the bound on its answer, at the price and by what is known around it now. Null: it has no price.
 * Rejects where the ledger does.
 */
export async function openEstimateAt(
  request: Pick<ReviewRequest, 'callId' | 'provider' | 'draft' | 'fingerprint' | 'masked' | 'origin'>,
  ports: ReviewPorts,
): Promise<EstimateAt | null> {
  const now = ports.now();
  const groups = groupsOf(request);
  const context = await ports.transact((ledger) =>
    ledger.readContext({ ...request, model: request.draft.model, groups }),
  );
  const provider = findProvider(request.provider, context.site?.facts ?? null);
  if (provider === null) return null;
  const draft = sizeInput(request.draft, countsOf(provider, context));
  const times = { startedAt: now, endedAt: now, day: ports.dayOf(now) };
  const { price } = findPriceAndPayer({ provider, draft, context, fingerprint: request.fingerprint, times });
  if (price === null) return null;
  const lengths = forecastOutput(context.lengths ?? [], { ...request, draft }, price);
  return (outputTokensMax) => estimateCall({ ...draft, outputTokensMax }, price, lengths);
}
