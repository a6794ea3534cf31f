import { quietly } from './link.ts';
import { nativeClearTimeout, nativeSetTimeout, newDecoder } from './natives.ts';

/** Takes what the page reads of one body. May throw: it is then fed no more. */
export interface Sink {
  readonly push: (text: string) => void;
  readonly pushJson: (value: unknown) => void;
}

/** One readable end of a body: a response, or a clone or tee of it. Nothing here throws. */
export interface Branch {
  /** The next bytes the page got. */
  readonly bytes: (piece: unknown) => void;
  /** The next text, or all of it. */
  readonly text: (text: string) => void;
  /** The whole body, parsed. */
  readonly json: (value: unknown) => void;
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

/** A body that the page has not begun to read after this is settled without, ms. */
const UNREAD_MS_MAX = 30_000;

/**
 * Watches a body until one end of it was read through, or all were broken off, and then settles once: with the sink that
 * saw most, or null when nothing was seen.
 */
export function watchBody<S extends Sink>(
  openSink: () => S,
  settle: (sink: S | null, isWhole: boolean) => void,
): BodyWatch {
  let isSettled = false;
  let openEnds = 0;
  let seenMost = 0;
  let best: S | null = null;

  const finish = (sink: S | null, isWhole: boolean): void => {
    if (isSettled) return;
    isSettled = true;
    nativeClearTimeout(timer);
    settle(sink, isWhole);
  };
  const timer = nativeSetTimeout(() => finish(null, true), UNREAD_MS_MAX);

  const fork = (): Branch => {
    let seen = 0;
    let isOpen = true;
    let sink: S | null = null;
    const decode = newDecoder(false);
    openEnds++;
    const feed = (size: number, give: (to: S) => void): void =>
      quietly(() => {
        if (!isOpen || isSettled) return;
        sink ??= openSink();
        give(sink);
        seen += size;
        if (seen < seenMost) return;
        best = sink;
        seenMost = seen;
      });
    const text = (value: string): void => feed(value.length, (to) => to.push(value));
    return {
      text,
      bytes: (piece) => quietly(() => text(decode(piece as Uint8Array))),
      json: (value) => feed(1, (to) => to.pushJson(value)),
      begin: () => nativeClearTimeout(timer),
      end(isWhole) {
        if (!isOpen) return;
        const rest = decode();
        if (rest !== '') text(rest);
        isOpen = false;
        openEnds--;
        if (isWhole) finish(sink, true);
        else if (openEnds === 0) finish(best, false);
      },
      fork,
    };
  };

  return { branch: fork(), cut: () => finish(best, false) };
}
