import { copyBytes, nativeClearTimeout, nativeSetTimeout, newDecoder, strings } from './natives.ts';
import { TEXT_CHARS_MAX } from './protocol.ts';
import { quietly } from './quietly.ts';

/** One readable end of a body: a response, or a clone or tee of it. Nothing here throws. */
export interface Branch {
  /** The next bytes the page got. */
  readonly bytes: (piece: unknown) => void;
  /** The next text. */
  readonly text: (text: string) => void;
  /** The whole body at once. */
  readonly all: (text: string) => void;
  /** The page has begun to read: from now on it is waited for. */
  readonly begin: () => void;
  /** Nothing more comes. `isWhole`: the body came to its end; else the page or the network broke it off. */
  readonly end: (isWhole: boolean) => void;
  /** Another end of the same body. */
  readonly fork: () => Branch;
}

/** A body under watch; holds neither the response nor its stream, so that both can be collected. */
export interface BodyWatch {
  readonly branch: Branch;
  /** The body was broken off from outside (abort, pagehide): settles with what was seen. */
  readonly cut: () => void;
}

/** Takes what was seen. `isAll`: this is the whole body, whatever came before. */
type Take = (text: string, isAll: boolean) => void;

/** A body that the page has not begun to read after this is settled without, ms. */
const UNREAD_MS_MAX = 30_000;
/** Reading must not wait for us: what was seen is only kept, and passed on together after this, ms. */
const KEEP_MS_MAX = 250;
/** More is passed on at once, bytes and characters. */
const KEEP_MAX = 16 * 1024 * 1024;
/** So much is passed on before the page sees the end; more after it, bytes and characters. */
const AT_ONCE_MAX = 64 * 1024;

/** Nothing comes after the whole of it. */
const ALL = Number.POSITIVE_INFINITY;

/**
 * Watches a body until one end of it was read through, or all were broken off, and then settles once. All ends show the
 * same body, so each part of it is passed on once, from the end that comes to it first.
 */
export function watchBody(take: Take, settle: (isWhole: boolean) => void): BodyWatch {
  let isSettled = false;
  let openEnds = 0;
  let told = 0;
  let kept: (string | Uint8Array)[] = [];
  let keptSize = 0;
  let timer: number | undefined;
  const decode = newDecoder(false);

  const finish = (isWhole: boolean): void => {
    if (isSettled) return;
    isSettled = true;
    nativeClearTimeout(unread);
    passOn(true);
    settle(isWhole);
  };
  const passOn = (isLast: boolean): void => {
    nativeClearTimeout(timer);
    timer = undefined;
    const all = kept;
    kept = [];
    keptSize = 0;
    let text = '';
    const pass = (more: string): void => {
      if (text.length + more.length > TEXT_CHARS_MAX) {
        take(text, false);
        text = '';
      }
      text += more;
    };
    for (let index = 0; index < all.length; index++) {
      const piece = all[index] as string | Uint8Array;
      quietly(() => pass(typeof piece === 'string' ? piece : decode(piece)));
    }
    if (isLast) pass(decode());
    if (text !== '') take(text, false);
  };
  const keep = (piece: string | Uint8Array): void => {
    if (keptSize + piece.length > KEEP_MAX) passOn(false);
    kept[kept.length] = piece;
    keptSize += piece.length;
    timer ??= nativeSetTimeout(() => passOn(false), KEEP_MS_MAX) as unknown as number;
  };
  const unread = nativeSetTimeout(() => finish(true), UNREAD_MS_MAX);

  const fork = (): Branch => {
    let seen = 0;
    let isOpen = true;
    openEnds++;
    /** From where on a piece of this length is new: another end may have come further. Null: from nowhere. */
    const newFrom = (length: number): number | null => {
      if (!isOpen || isSettled) return null;
      const from = told - seen;
      seen += length;
      if (seen <= told) return null;
      told = seen;
      return from;
    };
    return {
      bytes: (piece) =>
        quietly(() => {
          // A copy: the page may change its own, or give it away.
          const bytes = copyBytes(piece as Uint8Array);
          const from = newFrom(bytes.length);
          if (from !== null) keep(from === 0 ? bytes : copyBytes(bytes, from));
        }),
      text: (text) =>
        quietly(() => {
          const from = newFrom(text.length);
          if (from === null) return;
          for (let at = from; at < text.length; at += TEXT_CHARS_MAX)
            keep(strings.slice(text, at, at + TEXT_CHARS_MAX));
        }),
      all: (text) =>
        quietly(() => {
          if (!isOpen || isSettled || text.length > TEXT_CHARS_MAX) return;
          kept = [];
          told = ALL;
          take(text, true);
        }),
      begin: () => nativeClearTimeout(unread),
      end(isWhole) {
        if (!isOpen) return;
        isOpen = false;
        openEnds--;
        if (!isWhole && openEnds > 0) return;
        if (keptSize <= AT_ONCE_MAX) finish(isWhole);
        else nativeSetTimeout(() => finish(isWhole), 0);
      },
      fork,
    };
  };

  return { branch: fork(), cut: () => finish(false) };
}
