import { find } from './channel.ts';
import { peekBody, toUrl } from './fetch-request.ts';
import { UNSEEN } from './flights.ts';
import { apply } from './natives.ts';
import { openPassing } from './passing-call.ts';
import { wrap } from './wrap.ts';

/** A beacon is sent because the page goes away, so it is never held; its answer is seen by nobody. */
export function tapBeacon(prototype: Navigator): void {
  wrap(prototype, 'sendBeacon', (self, args, native) => {
    const url = toUrl(args[0]);
    const surface = url ? find('POST', url) : null;
    if (!surface) return null;
    return () => {
      const isQueued = apply(native, self, args);
      const body = peekBody(args[1]);
      if (isQueued) openPassing({ surface, body, key: null, why: 'beacon' }).settle(UNSEEN);
      return isQueued;
    };
  });
}
