import type { OpenCall } from '../../lib/domain/open-call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { originOf } from '../calls/script-call.ts';
import type { CallEnd, ReviewPort } from '../gateway/review-port.ts';
import type { EndedCall, NewsDesk, OwnRefusal } from './news.ts';
import type { LedgerObserver } from './observe-ledger.ts';

/** Joins what the gateway and the ledger each know of a call into one piece of news when it is over. */
export interface CallObserver {
  readonly ledger: LedgerObserver;
  /** The same port, listened to. */
  readonly observe: (port: ReviewPort) => ReviewPort;
  /** Calls between their review and the end of their settlement. */
  readonly underWay: () => number;
}

/** A call under way, and what was written of it. */
interface Watched {
  opened: OpenCall | null;
  refusal: OwnRefusal | null;
  record: CallRecord | null;
  replaced: CallRecord | null;
}

/** Opens an observer that tells a desk. */
export function openCallObserver({ tell }: Pick<NewsDesk, 'tell'>): CallObserver {
  const watched = new Map<string, Watched>();
  const settle = async (port: ReviewPort, end: CallEnd): Promise<void> => {
    const { callId } = end.call;
    const known = watched.get(callId) ?? nothingYet();
    // Of a follow-up nothing was known before; what it books is told as the call that began the work.
    if (end.call.kind === 'follow-up') return port.settle(end);
    try {
      await port.settle(end);
    } finally {
      watched.delete(callId);
      tell({ kind: 'call-ended', call: endedCall(end, known) });
    }
  };
  return {
    underWay: () => watched.size,
    ledger: {
      opened(call) {
        const known = watched.get(call.callId);
        if (known !== undefined) known.opened = call;
      },
      recorded(record, replaced) {
        const known = watched.get(record.callId);
        if (known === undefined) return tell({ kind: 'call-ended', call: unseenCall(record, replaced) });
        known.record = record;
        known.replaced = replaced;
      },
      read: (account, reading) => tell({ kind: 'balance-changed', account, reading }),
    },
    observe: (port) => ({
      ...port,
      async review(call) {
        const known = nothingYet();
        watched.set(call.callId, known);
        try {
          const answer = await port.review(call);
          if (answer.kind === 'refuse') known.refusal = refusalOf(answer.problem);
          // Answered with what was kept: nothing is sent, so that no end comes.
          if (answer.kind === 'replay') {
            watched.delete(call.callId);
            if (known.record !== null) tell({ kind: 'call-ended', call: unseenCall(known.record, known.replaced) });
          }
          return answer;
        } catch (error) {
          known.refusal = { type: 'ledger-unavailable', policies: [] };
          throw error;
        }
      },
      settle: (end) => settle(port, end),
    }),
  };
}

function nothingYet(): Watched {
  return { opened: null, refusal: null, record: null, replaced: null };
}

function refusalOf(problem: { readonly type: string; readonly 'violated-policies'?: readonly string[] }): OwnRefusal {
  return { type: problem.type, policies: problem['violated-policies'] ?? [] };
}

// Written out, not spread together: this is done for every call, and copies of copies are most of what it would cost.
function endedCall(end: CallEnd, { opened, refusal, record, replaced }: Watched): EndedCall {
  const { call } = end;
  const draft = record?.draft ?? opened?.draft ?? null;
  return {
    callId: call.callId,
    requestId: call.requestId,
    provider: call.provider,
    surface: call.surface?.id ?? null,
    wire: call.wire,
    origin: originOf(call),
    model: record?.model ?? draft?.model ?? null,
    isStream: draft?.isStream ?? false,
    outputMax: draft?.outputTokensMax ?? null,
    how: end.how,
    status: end.status,
    startedAt: end.startedAt,
    firstByteAt: end.firstByteAt,
    endedAt: end.endedAt,
    oursMs: end.oursMs ?? null,
    traceparent: call.traceparent ?? null,
    refusal,
    asked: refusal === null ? null : opened,
    record,
    replaced,
  };
}

/** A call whose end the gateway did not see. */
function unseenCall(record: CallRecord, replaced: CallRecord | null): EndedCall {
  return {
    ...{ callId: record.callId, requestId: record.requestId, provider: record.provider, wire: null },
    ...{ surface: record.surface, origin: record.origin, model: record.model },
    ...{ isStream: record.draft?.isStream ?? false, outputMax: record.draft?.outputTokensMax ?? null },
    ...{ how: null, status: null, startedAt: record.openedAt, firstByteAt: null, endedAt: record.settledAt },
    ...{ oursMs: null, traceparent: null, refusal: null, asked: null, record, replaced },
  };
}
