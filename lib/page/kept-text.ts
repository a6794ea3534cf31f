import { nativeClearTimeout, nativeSetTimeout } from './natives.ts';
import { quietly } from './quietly.ts';

/** What comes is only kept, and passed on together after this, ms: the page goes first. */
const KEEP_MS_MAX = 250;
/** More is passed on at once, characters. */
const KEEP_CHARS_MAX = 4 * 1024 * 1024;

/** Text that waits to be passed on. Nothing here throws. */
export interface KeptText {
  readonly add: (text: string) => void;
  readonly flush: () => void;
}

/** Keeps text until `pass` is given all of it, in its order. */
export function keepText(pass: (text: string) => void): KeptText {
  let kept = '';
  let timer: number | undefined;
  const flush = (): void => {
    nativeClearTimeout(timer);
    timer = undefined;
    const text = kept;
    kept = '';
    if (text !== '') quietly(() => pass(text));
  };
  return {
    add(text) {
      kept += text;
      if (kept.length > KEEP_CHARS_MAX) flush();
      else timer ??= nativeSetTimeout(flush, KEEP_MS_MAX) as unknown as number;
    },
    flush,
  };
}
