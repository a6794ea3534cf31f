import { type Hook, wrap } from './wrap.ts';
import { states } from './xhr-natives.ts';
import { isTextual } from './xhr-watch.ts';

/** What each of them says as long as no answer has come; undefined: what the browser says then is right. */
const UNANSWERED: Readonly<Record<string, (xhr: XMLHttpRequest) => unknown>> = {
  status: () => 0,
  response: (xhr) => (isTextual(xhr) ? '' : null),
  responseText: (xhr) => (isTextual(xhr) ? '' : undefined),
};

/** Makes a request whose error answer is withheld look as if it were under way. */
export function tapMask(prototype: XMLHttpRequest): void {
  for (const name in UNANSWERED) {
    const hook: Hook = (self) => {
      const value = states.get(self)?.mask === 1 ? UNANSWERED[name]?.(self) : undefined;
      return value === undefined ? null : () => value;
    };
    wrap(prototype, name, hook, 'get');
  }
  const onState: Hook = (self) => {
    const masked = states.get(self)?.mask ?? null;
    return masked === null ? null : () => masked;
  };
  wrap(prototype, 'readyState', onState, 'get');
}
