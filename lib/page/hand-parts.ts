import { find, post } from './channel.ts';
import { targets } from './natives.ts';
import { openPassing } from './passing-call.ts';
import { PARTS_EVENT, type TapParts } from './tap-parts.ts';
import { replace, wrap } from './wrap.ts';

/** Hands what the script for sockets needs to it, where it waits on `target` (the document). */
export function handParts(target: EventTarget): void {
  const detail: TapParts = { find, post, openPassing, replace, wrap };
  targets.dispatchEvent(target, new CustomEvent(PARTS_EVENT, { detail }));
}
