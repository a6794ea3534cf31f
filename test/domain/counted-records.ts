import type { WireId } from '../../lib/domain/call.ts';
import type { CountedRecord } from '../../lib/domain/check-relays.ts';
import type { Counted } from '../../lib/domain/counted.ts';
import { chatDraft } from './samples.ts';

/** What a history of calls is made from. */
export interface History {
  readonly account: string;
  readonly model?: string;
  readonly calls: number;
  /** What is billed for a count. */
  readonly bill?: (tokens: number, index: number) => number;
  readonly wire?: WireId;
  readonly change?: (counted: Counted, index: number) => Counted;
  /** When the newest was made, epoch ms; the others each a minute earlier. */
  readonly newestAt?: number;
}

/** Calls of one account, newest first, of many sizes; each count is off by up to 6 %. */
export function historyOf(history: History): CountedRecord[] {
  const {
    account,
    model = 'gpt-4o',
    calls,
    bill = (tokens) => tokens,
    wire = 'openai-chat',
    newestAt = NEWEST,
  } = history;
  return Array.from({ length: calls }, (_, index) => {
    const size = Math.round(60 * 1.35 ** ((index * 7) % 13));
    const side = (tokens: number, shift: number) => ({
      billed: Math.round(bill(tokens, index)),
      counted: Math.round(tokens * (1 + 0.06 * Math.sin(index * 2.3 + shift))),
    });
    const counted: Counted = { input: side(size, 0), output: side(size / 2 + 40, 1) };
    const callId = `${account}-${model}-${index}`;
    return {
      ...{ callId, requestId: callId, providerRequestId: `req_${index}` },
      ...{ provider: account.split(':')[0] ?? account, surface: 'a/chat', account, fingerprint: null },
      ...{ origin: 'https://relay.example', model, draft: chatDraft({ wire }), estimateLikelyNano: null },
      outcome: 'answer',
      usage: { 'input-tokens': Math.round(bill(size, index)), 'output-tokens': Math.round(bill(size / 2 + 40, index)) },
      counted: history.change?.(counted, index) ?? counted,
      cost: { unit: 'USD', ...sum(BigInt(Math.round(bill(size, index) * 1000))) },
      ...{ certainty: 'billed', refusalCause: null, isReviewed: true, day: '2026-11-21' },
      openedAt: newestAt - index * 60_000,
      settledAt: newestAt - index * 60_000 + 4000,
    };
  });
}

const NEWEST = Date.UTC(2026, 10, 21, 12);

function sum(nano: bigint) {
  return { lowNano: nano, likelyNano: nano, highNano: nano };
}
