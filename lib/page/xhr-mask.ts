import { wrapGetter, wrapMethod } from './wrap.ts';
import { responseTypeOf, states } from './xhr-natives.ts';
import type { Mask } from './xhr-state.ts';

/** What each of them says as long as no answer has come; undefined: what the browser says then is right. */
const UNANSWERED: Readonly<Record<string, (xhr: XMLHttpRequest) => unknown>> = {
  status: () => 0,
  statusText: () => '',
  responseURL: () => '',
  responseXML: () => null,
  response: (xhr) => (isTextual(xhr) ? '' : null),
  responseText: (xhr) => (isTextual(xhr) ? '' : undefined),
};

/** Makes a request whose error answer is withheld look as if it were under way. */
export function tapMask(prototype: XMLHttpRequest): void {
  wrapGetter(prototype, 'readyState', (self) => {
    const mask = maskOf(self);
    return mask && (() => mask.readyState);
  });
  for (const name of Object.keys(UNANSWERED)) {
    wrapGetter(prototype, name, (self) => {
      const value = maskOf(self)?.hides ? UNANSWERED[name]?.(self) : undefined;
      return value === undefined ? null : () => value;
    });
  }
  wrapMethod(prototype, 'getResponseHeader', (self, args) =>
    args.length > 0 && maskOf(self)?.hides ? () => null : null,
  );
  wrapMethod(prototype, 'getAllResponseHeaders', (self) => (maskOf(self)?.hides ? () => '' : null));
}

function maskOf(self: unknown): Mask | null {
  return states.get(self as XMLHttpRequest)?.mask ?? null;
}

function isTextual(xhr: XMLHttpRequest): boolean {
  const type = responseTypeOf(xhr);
  return type === '' || type === 'text';
}
