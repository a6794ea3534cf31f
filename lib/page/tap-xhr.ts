import { toUrl } from './fetch-request.ts';
import {
  apply,
  construct,
  getOwnPropertyDescriptor,
  getterOf,
  listen,
  NativeProxy,
  NativeUrl,
  newWeakMap,
} from './natives.ts';
import type { Road } from './road.ts';
import { replaceValue, wrapMethod, wrapSetter } from './wrap.ts';
import { endWaiting } from './xhr-end.ts';
import { tapMask } from './xhr-mask.ts';
import { NativeXhr, nativeOpen, refuseLikeNative, states, stop, typeOf } from './xhr-natives.ts';
import { sendXhr } from './xhr-send.ts';
import { isWaiting, type XhrState } from './xhr-state.ts';

type AnyMethod = (...args: unknown[]) => unknown;

/** Every event an XMLHttpRequest fires. */
const EVENTS = ['readystatechange', 'loadstart', 'progress', 'load', 'loadend', 'error', 'abort', 'timeout'];

const listened = newWeakMap<XMLHttpRequest, true>();
const hrefOf = getterOf(NativeUrl.prototype, 'href');

/** Puts the tap before `XMLHttpRequest`: requests that go to no surface pass with one look at their address. */
export function tapXhr(owner: typeof globalThis, road: Road): void {
  const { prototype } = NativeXhr;
  tapConstructor(owner);
  tapOpen(prototype, road);
  const { send, abort, setRequestHeader } = prototype;
  wrapMethod(prototype, 'send', (self, args) => {
    const state = states.get(self);
    if (!state) return null;
    if (isWaiting(state)) return () => refuseLikeNative(state.url, (sending) => apply(send, sending, [null]));
    return state.phase === 'open' ? sendXhr(road, self, state, args, () => apply(send, self, args as [null])) : null;
  });
  wrapMethod(prototype, 'abort', (self) => {
    const state = states.get(self);
    if (!state) return null;
    const isOurs = isWaiting(state);
    return () => {
      state.onLeave?.('abort');
      if (isOurs) endWaiting(self, state, 'abort');
      else apply(abort, self, []);
    };
  });
  wrapMethod(prototype, 'setRequestHeader', (self, args) => {
    const state = states.get(self);
    if (!state) return null;
    if (isWaiting(state)) {
      return () => refuseLikeNative(state.url, (sending) => apply(setRequestHeader, sending, args as [string, string]));
    }
    return () => {
      apply(setRequestHeader, self, args as [string, string]);
      if (state.phase === 'open') state.headers[state.headers.length] = [String(args[0]), String(args[1])];
    };
  });
  tapSetters(prototype);
  tapMask(prototype);
}

/** Our listeners must be the first of each request: later ones come too late to keep an event from the page. */
function tapConstructor(owner: typeof globalThis): void {
  const proxy = new NativeProxy(NativeXhr, {
    construct(target, args, newTarget) {
      const xhr = construct(target, args, newTarget);
      for (let index = 0; index < EVENTS.length; index++) listen(xhr, EVENTS[index] as string, onOwnEvent);
      listened.set(xhr, true);
      return xhr;
    },
  });
  replaceValue(owner, 'XMLHttpRequest', proxy, NativeXhr);
  replaceValue(NativeXhr.prototype, 'constructor', proxy, NativeXhr);
}

function onOwnEvent(this: unknown, event: Event): void {
  const state = states.get(this as XMLHttpRequest);
  if (!state) return;
  if (state.isMuted) stop(event);
  else state.onEvent?.(typeOf(event), event);
}

function tapOpen(prototype: XMLHttpRequest, road: Road): void {
  wrapMethod(prototype, 'open', (self, args) => {
    const before = states.get(self);
    // A request of another realm has no listeners of ours.
    const after = road.channel.isOn() && listened.has(self) ? describeOpen(road, args) : null;
    if (!before && after === null) return null;
    return () => {
      // To the page a request that waits is open already, so nothing changes.
      if (before && isWaiting(before)) before.isMuted = true;
      try {
        nativeOpen(self, args);
      } finally {
        if (before) before.isMuted = false;
      }
      before?.onLeave?.('reopen');
      if (after === null) states.delete(self);
      else states.set(self, after);
    };
  });
}

/** Null for what is no surface, and for arguments that the browser will refuse. */
function describeOpen(road: Road, args: unknown[]): XhrState | null {
  const [method, address] = args;
  if (typeof method !== 'string' || (typeof address !== 'string' && !(address instanceof NativeUrl))) return null;
  const upper = method.toUpperCase();
  if (!road.channel.hasMethod(upper)) return null;
  const url = toUrl(typeof address === 'string' ? address : hrefOf(address));
  const find = () => road.channel.find(upper, url);
  if (find() === null && !road.channel.mayBecome(upper, url)) return null;
  const isAsync = args.length < 3 || Boolean(args[2]);
  return {
    openArgs:
      args.length < 3 ? [method, url.href, true] : [method, url.href, isAsync, args[3] ?? null, args[4] ?? null],
    url: url.href,
    isAsync,
    find,
    headers: [],
    phase: 'open',
    body: null,
    sentAt: 0,
    isMuted: false,
    onEvent: null,
    onLeave: null,
    onTimeoutSet: null,
    mask: null,
  };
}

function tapSetters(prototype: XMLHttpRequest): void {
  const setTimeoutMs = setterOf(prototype, 'timeout');
  wrapSetter(prototype, 'timeout', (self, args) => {
    const state = states.get(self);
    if (!state || state.onTimeoutSet === null) return null;
    return () => {
      apply(setTimeoutMs, self, args);
      state.onTimeoutSet?.();
    };
  });
  const setCredentials = setterOf(prototype, 'withCredentials');
  wrapSetter(prototype, 'withCredentials', (self, args) => {
    const state = states.get(self);
    if (!state || !isWaiting(state)) return null;
    return () => refuseLikeNative(state.url, (sending) => apply(setCredentials, sending, args));
  });
}

function setterOf(prototype: XMLHttpRequest, name: 'timeout' | 'withCredentials'): AnyMethod {
  return getOwnPropertyDescriptor(prototype, name)?.set as AnyMethod;
}
