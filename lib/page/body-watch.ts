import { quietly } from './link.ts';
import { nativeClearTimeout, nativeSetTimeout, newDecoder } from './natives.ts';
import { PIECES_CHARS_MAX } from './protocol.ts';

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

/** Takes what was seen. `isAll`: these pieces are the whole body, whatever came before. */
type Take = (pieces: readonly string[], isAll: boolean) => void;

/** A body that the page has not begun to read after this is settled without, ms. */
const UNREAD_MS_MAX = 30_000;
/** Reading must not wait for us: what was seen is only kept, and passed on together after this, ms. */
const KEEP_MS_MAX = 250;
/** More is passed on at once, characters. */
const KEEP_CHARS_MAX = 1024 * 1024;

/**
 * Watches a body until one end of it was read through, or all were broken off, and then settles once. All ends show the
 * same body, so each part of it is passed on once, from the end that comes to it first.
 */
export function watchBody(take: Take, settle: (isWhole: boolean) => void): BodyWatch {
  let isSettled = false;
  let openEnds = 0;
  let told = 0;
  let kept: string[] = [];
  let keptChars = 0;
  let timer: number | undefined;

  const finish = (isWhole: boolean): void => {
    if (isSettled) return;
    isSettled = true;
    nativeClearTimeout(unread);
    passOn();
    settle(isWhole);
  };
  const passOn = (): void => {
    nativeClearTimeout(timer);
    timer = undefined;
    const pieces = kept;
    kept = [];
    keptChars = 0;
    if (pieces.length > 0) take(pieces, false);
  };
  const keep = (piece: string): void => {
    if (keptChars + piece.length > KEEP_CHARS_MAX) passOn();
    kept[kept.length] = piece;
    keptChars += piece.length;
    timer ??= nativeSetTimeout(passOn, KEEP_MS_MAX) as unknown as number;
  };
  const unread = nativeSetTimeout(() => finish(true), UNREAD_MS_MAX);

  const fork = (): Branch => {
    let seen = 0;
    let isOpen = true;
    const decode = newDecoder(false);
    openEnds++;
    const see = (text: string): void => {
      if (!isOpen || isSettled) return;
      // Another end may have come further.
      let at = told - seen;
      seen += text.length;
      if (seen <= told) return;
      told = seen;
      for (; at < text.length; at += KEEP_CHARS_MAX) keep(text.slice(at, at + KEEP_CHARS_MAX));
    };
    return {
      bytes: (piece) => quietly(() => see(decode(piece as Uint8Array))),
      text: (text) => quietly(() => see(text)),
      all: (text) =>
        quietly(() => {
          if (!isOpen || isSettled || text.length > PIECES_CHARS_MAX) return;
          kept = [];
          told = Number.POSITIVE_INFINITY;
          take([text], true);
        }),
      begin: () => nativeClearTimeout(unread),
      end(isWhole) {
        if (!isOpen) return;
        quietly(() => see(decode()));
        isOpen = false;
        openEnds--;
        if (isWhole || openEnds === 0) finish(isWhole);
      },
      fork,
    };
  };

  return { branch: fork(), cut: () => finish(false) };
}
