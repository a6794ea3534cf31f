import type { IncomingMessage, ServerResponse } from 'node:http';
import { failureProblem } from './failure.ts';
import type { Gateway } from './gateway.ts';
import { type Admitted, refuse, wireOf } from './open-call.ts';
import type { Problem } from './problem.ts';
import { BodyNotRead } from './read-body.ts';

/** A request being answered. */
export interface Answering {
  readonly gateway: Gateway;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly admitted: Admitted;
  /** `performance.now()` */
  readonly arrivedAt: number;
  /** What our own work took before the last head that left, ms; null: none did. */
  readonly ours: { ms: number | null };
}

/** That the client's body stopped coming. */
export const TOO_SLOW: Problem = {
  type: 'body-too-slow',
  title: 'The request did not come',
  detail: 'The rest of the request did not come in time. Nothing was sent on, nothing was charged.',
};

/** Sends a refusal of ours. */
export function refuseFor(
  { request, response, admitted }: Answering,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  refuse(request, response, { problem, wire: wireOf(admitted.upstream) }, headers);
}

/** Says why no answer came. */
export function refuseAfter(answering: Answering, error: Error, headers: Readonly<Record<string, string>> = {}): void {
  if (error instanceof BodyNotRead)
    return error.why === 'too-slow' ? refuseFor(answering, TOO_SLOW) : void answering.response.destroy();
  refuseFor(answering, failureProblem(answering.admitted.upstream.provider.name, error), headers);
}
