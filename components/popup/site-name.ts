import type { Say } from './say.ts';

/** A page's origin for people: its host; a sandboxed frame, whose origin browsers write as `null`, by what it is. */
export function siteName(origin: string, say: Say): string {
  return origin === 'null' ? say('calls.noSite') : origin.replace(/^https?:\/\//, '');
}
