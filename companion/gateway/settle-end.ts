import { decodeWhole } from './decode.ts';
import type { Gateway } from './gateway.ts';
import { byName } from './headers.ts';
import type { Admitted } from './open-call.ts';
import { isOuter } from './plan-answer.ts';
import type { Relayed } from './relay.ts';
import type { CallEnd, CallOf, KeptAnswer } from './review-port.ts';

/** How one attempt ended, as far as its answer tells. */
export type Ended = Pick<Relayed, 'how' | 'head' | 'reading' | 'copy' | 'kept' | 'firstByteAt'>;

/** Nothing left. */
export const UNSENT: Ended = { how: 'unsent', head: null, reading: null, copy: null, firstByteAt: null };

/** The end of a call as its port is told. */
export function endOf(admitted: Admitted, call: CallOf, ended: Ended, startedAt: number): CallEnd {
  const headers = byName(ended.head?.raw ?? []);
  return {
    call,
    how: ended.how,
    status: ended.head?.status ?? null,
    headers,
    reading: ended.reading,
    errorText: ended.copy?.toString('utf8') ?? null,
    ...(ended.kept && ended.head && { answer: keptAnswer(ended.head.status, ended.kept) }),
    bookedAs: isOuter(admitted) ? (headers['tollkeeper-call-id'] ?? null) : null,
    startedAt,
    firstByteAt: ended.firstByteAt,
    endedAt: Date.now(),
  };
}

/** What says how a body is to be read. */
const OF_BODY = ['content-type', 'content-encoding'] as const;

function keptAnswer(status: number, { headers, body }: NonNullable<Ended['kept']>): KeptAnswer {
  const named = byName(headers);
  const shown = OF_BODY.flatMap((name) => (named[name] === undefined ? [] : [[name, named[name]] as const]));
  return { status, headers: Object.fromEntries(shown), body };
}

/** Tells the port, without anybody waiting for it. */
export function settle({ port, settling, bounds, attempts }: Gateway, end: CallEnd, { copy }: Ended): void {
  attempts.ended(end, end.endedAt);
  const coding = end.headers['content-encoding'];
  const told =
    copy === null || coding === undefined
      ? port.settle(end)
      : decodeWhole(copy, coding, bounds.errorBytesMax).then((plain) =>
          port.settle({ ...end, errorText: plain?.toString('utf8') ?? null }),
        );
  const settled = told.catch((error) => console.error('[gateway] a call could not be settled', nameOf(error)));
  settling.add(settled);
  void settled.finally(() => settling.delete(settled));
}

/** What may be logged of an error: messages of ledgers may have more in them. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
