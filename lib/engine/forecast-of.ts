import type { Draft } from '../domain/call.ts';
import type { Estimate } from '../domain/estimate.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { Price } from '../domain/price.ts';
import type { CallRecord } from '../domain/record.ts';
import { findProvider } from '../providers/registry.ts';
import { forecastOutput } from './forecast-output.ts';
import type { CallContext } from './ports.ts';
import { countsOf, sizeInput } from './size-input.ts';

/**
 * What a record keeps of what was forecast for what really left, as it was said then; a request revised since is measured by
 * its own forecast.
 */
export function forecastOf(
  open: OpenCall,
  price: Price | null,
  draft: Draft,
  context: CallContext,
): Pick<CallRecord, 'estimateLikelyNano' | 'forecast'> {
  const estimate = open.isReviewed ? estimateOf(open, price, draft, context) : null;
  if (estimate === null) return { estimateLikelyNano: null };
  const { likelyNano, lowNano, highNano, mostNano, basis } = estimate;
  const counts = { ...(mostNano !== undefined && { mostNano }), ...(basis && { basis }) };
  return { estimateLikelyNano: likelyNano, forecast: { lowNano, highNano, ...counts } };
}

function estimateOf(open: OpenCall, price: Price | null, draft: Draft, context: CallContext): Estimate | null {
  if (open.estimate !== null && isSameSize(open.draft, draft)) return open.estimate;
  return (
    price &&
    estimateCall(
      sizeInput(draft, countsOf(findProvider(open.provider), context)),
      price,
      forecastOutput(context.lengths ?? [], { ...open, draft }, price),
    )
  );
}

/** Whether a request left as it was looked at. */
export function isSameSize(one: Draft, other: Draft): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
