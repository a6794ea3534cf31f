import { decide } from './held-call.ts';
import { keyOf } from './key-of.ts';
import { now } from './natives.ts';
import type { Road } from './road.ts';
import type { LeaveReason, Wait } from './waits.ts';
import type { SentBody } from './xhr-body.ts';
import { armTimeout, endWaiting, showLoadstart } from './xhr-end.ts';
import { flyXhr } from './xhr-fly.ts';
import { states, withCredentialsOf } from './xhr-natives.ts';
import { headerIn, repeatXhr, type XhrState } from './xhr-state.ts';

/**
 * Holds a request that the page has sent. The page sees `loadstart`, trusted and in its place; everything else of the
 * browser's begins when the call is let go.
 */
export function holdXhr(road: Road, xhr: XMLHttpRequest, state: XhrState, body: SentBody): void {
  let wait: Wait | null = null;
  state.phase = 'held';
  state.body = body;
  state.sentAt = now();
  const leave = (reason: LeaveReason): void => {
    wait?.leave(reason);
    disarm();
  };
  const disarm = armTimeout(xhr, state, () => {
    leave('timeout');
    endWaiting(xhr, state, 'timeout');
  });
  state.onLeave = leave;
  showLoadstart(xhr, state);

  const isLeft = (): boolean => states.get(xhr) !== state || state.phase !== 'held';
  const run = async (): Promise<void> => {
    const decision = await decide(road.channel, road.jobs, {
      find: state.find,
      key: keyOf((name) => headerIn(state, name)),
      readBody: body.read,
      repeat: repeatXhr(withCredentialsOf(xhr), state),
      isLeft,
      onWait(opened) {
        wait = opened;
      },
    });
    if (isLeft()) return;
    disarm();
    if (decision.kind === 'cancel' || decision.kind === 'left') return endWaiting(xhr, state, 'abort');
    const sent = decision.kind === 'send' ? decision : null;
    flyXhr(road, xhr, state, sent);
  };
  run();
}
