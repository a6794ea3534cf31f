import { find, mayBeReading } from './channel.ts';
import { toUrl } from './fetch-request.ts';
import {
  apply,
  construct,
  events,
  listen,
  NativeError,
  NativeProxy,
  newWeakMap,
  strings,
  toText,
  urls,
} from './natives.ts';
import { type Hook, type Native, replace, wrap } from './wrap.ts';
import { endWaiting, mute } from './xhr-end.ts';
import { tapMask } from './xhr-mask.ts';
import { NativeXhr, states } from './xhr-natives.ts';
import { sendXhr } from './xhr-send.ts';
import type { XhrState } from './xhr-state.ts';

/** Every event an XMLHttpRequest fires. */
const EVENTS = ['readystatechange', 'loadstart', 'progress', 'load', 'loadend', 'error', 'abort', 'timeout'] as const;

const listened = newWeakMap<XMLHttpRequest, true>();

/** Puts the tap before `XMLHttpRequest`: requests that go to no surface pass with one look at their address. */
export function tapXhr(owner: typeof globalThis): void {
  const { prototype } = NativeXhr;
  tapConstructor(owner);
  wrap(prototype, 'open', (self, args, native) => hookOpen(self, args, native));
  wrap(prototype, 'send', (self, args, native) => {
    const state = states.get(self);
    if (state?.phase !== 'open') return refuseWhileWaiting(self, args, native);
    return sendXhr(self, state, args[0], () => apply(native, self, args));
  });
  wrap(prototype, 'setRequestHeader', (self, args, native) => {
    const state = states.get(self);
    if (state?.phase !== 'open') return refuseWhileWaiting(self, args, native);
    return () => {
      apply(native, self, args);
      state.headers[state.headers.length] = [toText(args[0]), toText(args[1])];
    };
  });
  wrap(prototype, 'withCredentials', refuseWhileWaiting, 'set');
  wrap(prototype, 'abort', (self, args, native) => {
    const state = states.get(self);
    if (!state) return null;
    const isOurs = state.phase === 'waiting';
    return () => {
      state.onLeave?.('abort');
      if (isOurs) endWaiting(self, state, 'abort');
      else apply(native, self, args);
    };
  });
  tapMask(prototype);
}

/** What the browser refuses once a request was sent must be refused while we hold it, too. */
const refuseWhileWaiting: Hook = (self) => {
  if (states.get(self)?.phase !== 'waiting') return null;
  return () => {
    throw new NativeError('The request has been sent.', 'InvalidStateError');
  };
};

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
  replace(owner, 'XMLHttpRequest', proxy, NativeXhr);
  replace(NativeXhr.prototype, 'constructor', proxy, NativeXhr);
}

function onOwnEvent(this: unknown, event: Event): void {
  const state = states.get(this as XMLHttpRequest);
  state?.onEvent?.(events.type(event), event);
}

function hookOpen(self: XMLHttpRequest, args: unknown[], native: Native): (() => void) | null {
  const before = states.get(self);
  // A request of another realm has no listeners of ours.
  const after = listened.has(self) ? describeOpen(args) : null;
  if (!before && after === null) return null;
  return () => {
    const onEvent = before?.onEvent ?? null;
    // To the page a request that waits is open already, so nothing changes.
    if (before?.phase === 'waiting') before.onEvent = mute;
    try {
      apply(native, self, args);
    } finally {
      if (before) before.onEvent = onEvent;
    }
    before?.onLeave?.('reopen');
    if (after === null) states.delete(self);
    else states.set(self, after);
  };
}

/** Null for what is no surface, and for arguments that the browser will refuse. */
function describeOpen(args: unknown[]): XhrState | null {
  const method = strings.toUpperCase(toText(args[0]));
  const url = toUrl(args[1]);
  if (url === null || (find(method, url) === null && !mayBeReading(method))) return null;
  const isAsync = args.length < 3 || !!args[2];
  return {
    openArgs: [method, urls.href(url), isAsync, args[3] as string, args[4] as string],
    find: () => find(method, url),
    headers: [],
    phase: 'open',
    body: null,
    sentAt: 0,
    onEvent: null,
    onLeave: null,
    mask: null,
  };
}
