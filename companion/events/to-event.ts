import { toDecimal } from '../../lib/domain/money.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { StreamedEvent } from './event-stream.ts';
import { hideSecrets, hideSecretsIn } from './hide-secrets.ts';
import { type EndedCall, type News, requestOf } from './news.ts';

/** Every type of event, and when it comes. */
export const EVENT_TYPES: Readonly<Record<string, string>> = {
  'call.settled': 'a call is over and booked; again with `replaces` where its end was seen only later',
  'call.refused': 'a call was stopped here, by a budget or for want of a hold; nothing was sent',
  'call.unbooked':
    'a call is over here and nothing is booked: it never left, its work goes on, another companion booked it, or the ledger failed',
  'budget.changed': 'a budget is new, or stands differently; at most once a second',
  'budget.removed': 'a budget is no more',
  'balance.changed': 'a balance was read',
  reset: 'events were missed that are not kept any more: read anew how things stand',
};

/**
 * News as programs are told it. Amounts are decimals as text, instants epoch ms.
 * @param describeCall a booked call as the control API shows it
 */
export function toEvent(news: News, describeCall: (record: CallRecord) => object): StreamedEvent {
  switch (news.kind) {
    case 'call-ended':
      return ofCall(news.call, describeCall);
    case 'budget-changed':
      return { type: 'budget.changed', data: news.budget };
    case 'budget-removed':
      return { type: 'budget.removed', data: { id: news.id } };
    case 'balance-changed': {
      const { unit, availableNano, at, source } = news.reading;
      const available = availableNano === null ? null : toDecimal(availableNano);
      return { type: 'balance.changed', data: { account: news.account, unit, available, at, source } };
    }
  }
}

function ofCall(call: EndedCall, describeCall: (record: CallRecord) => object): StreamedEvent {
  const { record, replaced, refusal } = call;
  const words = {
    request: requestOf(call),
    model: hideSecretsIn(call.model),
    origin: hideSecrets(call.origin),
  };
  if (record !== null) {
    return {
      type: 'call.settled',
      data: { ...describeCall(record), ...words, ...(replaced !== null && { replaces: true }) },
    };
  }
  const data = { id: call.callId, at: call.startedAt, provider: call.provider, ...words };
  if (refusal !== null) return { type: 'call.refused', data: { ...data, ...refusal } };
  return { type: 'call.unbooked', data: { ...data, how: call.how, status: call.status } };
}
