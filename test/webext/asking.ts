import { answerRequest } from '../../lib/webext/answer-request.ts';
import type { Database } from '../../lib/webext/database.ts';
import { openDesk, type Sender } from '../../lib/webext/desk.ts';
import type { BackgroundRequest, RequestOf } from '../../lib/webext/messages.ts';
import { chat, refused } from '../engine/calls.ts';

/** The sandbox's own console. */
export const CONSOLE = 'http://127.0.0.1:4118';

/** A background over a database, asked as a page of the sandbox would. */
export function openAsking(database: () => Database) {
  return <R extends BackgroundRequest>(request: R, from: Partial<Sender> = {}) => {
    const sender = { origin: CONSOLE, tabId: 1, frameId: 0, isPrivate: false, ...from };
    return answerRequest(request, openDesk(database(), sender));
  };
}

/** A call of which nobody knows who pays. */
export function callOf(callId: string, surface = 'sandbox/chat') {
  const nobody = { fingerprint: null, masked: null, signedIn: null } as const;
  return { callId, requestId: callId, documentId: 'document-1', surface, ...nobody } as const;
}

/** A chat call that was refused; it says no more than "money". */
export function settleOf(callId: string, change: Partial<RequestOf<'settle'>> = {}): RequestOf<'settle'> {
  const rest = { canRetry: true, batch: null, isRest: false, asked: null, waiting: [] } as const;
  return { kind: 'settle', ...callOf(callId), draft: chat, outcome: refused(), ...rest, ...change };
}

/** A chat call that a person started. */
export function reviewOf(callId: string, change: Partial<RequestOf<'review'>> = {}): RequestOf<'review'> {
  const rest = { draft: chat, canRead: false, isUserStarted: true, waiting: [] } as const;
  return { kind: 'review', ...callOf(callId), ...rest, ...change };
}

/** The console shows these dollars. */
export function balancesOf(nano: bigint, account = 'acc_1'): RequestOf<'balances'> {
  const balances = [{ unit: 'USD', availableNano: nano, frozenNano: 0n }];
  const whose = { account, accountName: account, group: null };
  return { kind: 'balances', surface: 'sandbox/account', ...whose, balances, askedAt: Date.now() };
}
