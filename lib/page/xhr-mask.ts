import { type Hook, wrap } from './wrap.ts';
import { states } from './xhr-natives.ts';
import { isTextual } from './xhr-watch.ts';

/** What each of them says under a mask; undefined: what the browser says is right. */
const MASKED: Readonly<Record<string, (mask: number, xhr: XMLHttpRequest) => unknown>> = {
  readyState: (mask) => mask,
  status: (mask) => unanswered(mask, 0),
  response: (mask, xhr) => unanswered(mask, isTextual(xhr) ? '' : null),
  responseText: (mask) => unanswered(mask, ''),
};

/** Makes a request whose error answer is withheld look as if it were under way. */
export function tapMask(prototype: XMLHttpRequest): void {
  for (const name in MASKED) {
    const hook: Hook = (self) => {
      const mask = states.get(self)?.mask;
      const value = mask ? MASKED[name]?.(mask, self) : undefined;
      return value === undefined ? null : () => value;
    };
    wrap(prototype, name, hook, 'get');
  }
}

function unanswered(mask: number, value: unknown): unknown {
  return mask === 1 ? value : undefined;
}
