import { type Hook, wrap } from './wrap.ts';
import { states, xhrs } from './xhr-natives.ts';
import { isTextual } from './xhr-watch.ts';

/** What one member says under a mask; undefined: what the browser says, or throws, is right. */
type Masked = (mask: number, xhr: XMLHttpRequest, args: unknown[]) => unknown;

const GETTERS: Readonly<Record<string, Masked>> = {
  readyState: (mask) => mask,
  status: (mask) => unanswered(mask, 0),
  statusText: (mask) => unanswered(mask, ''),
  response: (mask, xhr) => unanswered(mask, isTextual(xhr) ? '' : null),
  responseText: (mask, xhr) => (isTextual(xhr) ? unanswered(mask, '') : undefined),
  responseURL: (mask) => unanswered(mask, ''),
  responseXML: (mask, xhr) => (takesDocument(xhr) ? unanswered(mask, null) : undefined),
};
const METHODS: Readonly<Record<string, Masked>> = {
  getAllResponseHeaders: (mask) => unanswered(mask, ''),
  getResponseHeader: (mask, _xhr, args) => (args.length > 0 ? unanswered(mask, null) : undefined),
};

/** Makes a request whose error answer is withheld look as if it were under way. */
export function tapMask(prototype: XMLHttpRequest): void {
  for (const name in GETTERS) wrap(prototype, name, hookOf(GETTERS[name] as Masked), 'get');
  for (const name in METHODS) wrap(prototype, name, hookOf(METHODS[name] as Masked));
}

function hookOf(masked: Masked): Hook {
  return (self, args) => {
    const mask = states.get(self)?.mask;
    const value = mask ? masked(mask, self, args) : undefined;
    return value === undefined ? null : () => value;
  };
}

function unanswered(mask: number, value: unknown): unknown {
  return mask === 1 ? value : undefined;
}

/** Elsewhere the browser throws when it is asked for a document. */
function takesDocument(xhr: XMLHttpRequest): boolean {
  const type = xhrs.responseType(xhr);
  return type === '' || type === 'document';
}
