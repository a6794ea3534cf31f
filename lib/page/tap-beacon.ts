import { peekBody, toUrl } from './fetch-request.ts';
import { ANSWER_UNSEEN } from './flights.ts';
import { reportPassed, toJob } from './held-call.ts';
import { apply } from './natives.ts';
import type { Road } from './road.ts';
import { wrapMethod } from './wrap.ts';

/** A beacon is sent because the page goes away, so it is never held; its answer is seen by nobody. */
export function tapBeacon(owner: Navigator, road: Road): void {
  const prototype = Reflect.getPrototypeOf(owner);
  const native = owner.sendBeacon;
  if (prototype === null || typeof native !== 'function') return;
  wrapMethod(prototype, 'sendBeacon', (self, args) => {
    if (!road.channel.isOn() || !road.channel.hasMethod('POST')) return null;
    const [address] = args;
    if (typeof address !== 'string' && !(address instanceof URL)) return null;
    const surface = road.channel.find('POST', toUrl(String(address)));
    if (surface === null) return null;
    return () => {
      const isQueued = apply(native, self, args as [string]);
      const body = peekBody(['', { body: args[1] }]) ?? { why: 'beacon' };
      const job = isQueued ? toJob(surface, body, () => new Request(toUrl(String(address)))) : null;
      if (job !== null) report(road, job);
      return isQueued;
    };
  });
}

function report(road: Road, job: NonNullable<ReturnType<typeof toJob>>): void {
  const callNumber = road.channel.nextCall();
  reportPassed(road.channel, { callNumber, job, key: null, why: 'beacon' });
  road.flights.open(callNumber).settle(ANSWER_UNSEEN);
}
