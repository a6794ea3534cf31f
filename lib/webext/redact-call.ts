import type { Count } from '../domain/call.ts';
import { toDecimal } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';

/**
 * What "This was wrong" copies, for whoever looks into it: sizes, prices, times. The record holds no prompt, answer, key
 * or error text; left out besides are the account, the mark of the key and the page's origin beyond its provider.
 */
export function writeReport(record: CallRecord, version: string): string {
  const { draft, cost, usage } = record;
  const unit = cost?.unit ?? '';
  const amount = (nano: bigint | null | undefined): string => (nano == null ? 'unknown' : `${toDecimal(nano)} ${unit}`);
  return [
    `Tollkeeper ${version}`,
    `Call: ${record.callId}`,
    `Request: ${record.requestId}`,
    `Provider: ${record.provider}, ${record.surface}`,
    `Model: ${record.model ?? 'none'}`,
    `Sent: ${new Date(record.openedAt).toISOString()}, ended ${new Date(record.settledAt).toISOString()}`,
    `Ended as: ${record.outcome}${record.refusalCause === null ? '' : `, ${record.refusalCause}`}`,
    `Checked before sending: ${record.isReviewed ? 'yes' : 'no'}`,
    `Asked for: ${draft === null ? 'not read' : sizes(draft)}`,
    `Provider counted: ${usage === null ? 'not stated' : JSON.stringify(usage)}`,
    `Estimate: ${amount(record.estimateLikelyNano)}`,
    `Cost: ${amount(cost?.likelyNano)} (${amount(cost?.lowNano)} to ${amount(cost?.highNano)}), ${record.certainty}`,
    'What it should have said: ',
  ].join('\n');
}

/** What a call asked for, in counts. */
export function sizes(draft: NonNullable<CallRecord['draft']>): string {
  const parts = [
    draft.wire,
    draft.inputTokens && `input ${range(draft.inputTokens)} tokens`,
    draft.units && `${draft.units.count} ${draft.units.meter}`,
    draft.outputTokensMax !== null && `at most ${draft.outputTokensMax} out`,
    `${draft.answers} answer(s)`,
    draft.isStream ? 'stream' : 'no stream',
  ];
  return parts.filter((part) => typeof part === 'string').join(', ');
}

function range({ low, likely, high }: Count): string {
  return low === high ? String(likely) : `${low} to ${high}, likely ${likely}`;
}
