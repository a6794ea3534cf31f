import type { find, post } from './channel.ts';
import type { openPassing } from './passing-call.ts';
import type { replace, wrap } from './wrap.ts';

/**
 * What the tap lends to the script for sockets, which runs just before it in the same document: there is one port, one count of
 * calls, and one tap that retires.
 */
export interface TapParts {
  readonly find: typeof find;
  readonly post: typeof post;
  readonly openPassing: typeof openPassing;
  readonly replace: typeof replace;
  readonly wrap: typeof wrap;
}

/**
 * Carries the parts, once, before any script of the page: who listens later hears nothing of it.
 */
export const PARTS_EVENT = 'tollkeeper:parts';
