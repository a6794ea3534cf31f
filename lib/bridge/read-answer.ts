import type { Surface } from '../domain/surface.ts';
import type { HeaderRecord } from '../page/protocol.ts';
import { type ReadAnswer, toAnswer } from '../wires/to-answer.ts';
import type { ResponseMeter } from '../wires/wire.ts';
import { wireOf } from './rare-parts.ts';

/** More of one answer, as the page read it. */
export interface AnswerPart {
  readonly status: number;
  readonly headers: HeaderRecord;
  readonly text: string;
  /** This is the whole body, and replaces what came before. */
  readonly isAll: boolean;
}

/** Reads one answer. Never throws. */
export interface AnswerReader {
  readonly take: (part: AnswerPart) => void;
  /** Resolves when all that came was looked at. `isWhole`: the body came to its end. */
  readonly end: (isWhole: boolean) => Promise<ReadAnswer>;
  /** Looks at everything at once: the document goes away. */
  readonly hurry: () => void;
}

/** So little is looked at on the spot, characters: half a millisecond's work. */
const AT_ONCE_CHARS_MAX = 64 * 1024;
/** A body that comes fast is only kept: the page, which reads it in the same thread, is let finish first, ms. */
const LOOK_AFTER_MS = 200;
/** Looked at in one go, characters: some 3 ms. */
const LOOK_CHARS_MAX = 256 * 1024;
/** May wait, characters; what comes beyond it is looked at at once. */
const WAITING_CHARS_MAX = 16 * 1024 * 1024;

/** Reads an answer of this surface, whose path named `named`. Nothing of its text is kept. */
export function openAnswerReader(surface: Surface, named = ''): AnswerReader {
  const waiting = openWaiting((text) => meter?.push(text));
  let meter: ResponseMeter | null = null;
  let head: Pick<AnswerPart, 'status' | 'headers'> | null = null;
  return {
    take(part) {
      if (part.isAll) waiting.forget();
      if (part.isAll || meter === null) meter = openMeter(surface, part.headers);
      head = part;
      waiting.add(part.text);
    },
    async end(isWhole) {
      await waiting.end();
      return toAnswer(meter?.end() ?? null, isWhole, head, { named, surface });
    },
    hurry: waiting.lookAtAll,
  };
}

function openMeter({ wire, rule }: Surface, headers: HeaderRecord): ResponseMeter | null {
  const contentType = headers['content-type'] ?? '';
  return wire === null ? null : (wireOf(wire)?.openMeter({ contentType, headers }, rule) ?? null);
}

interface Waiting {
  readonly add: (piece: string) => void;
  readonly forget: () => void;
  readonly lookAtAll: () => void;
  /** Resolves when everything was looked at. */
  readonly end: () => Promise<void>;
}

/** What was read and not looked at yet. */
function openWaiting(look: (text: string) => void): Waiting {
  let pieces: string[] = [];
  let chars = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onEmpty: (() => void) | null = null;

  /** Looks at so much, a piece that is longer in parts. */
  const lookAt = (charsMax: number): void => {
    let left = charsMax;
    let index = 0;
    for (; index < pieces.length && left > 0; index++) {
      const piece = pieces[index] as string;
      const part = piece.slice(0, left);
      left -= part.length;
      chars -= part.length;
      look(part);
      if (part.length === piece.length) continue;
      pieces[index] = piece.slice(part.length);
      break;
    }
    pieces = pieces.slice(index);
  };
  const lookAtAll = (): void => {
    lookAt(chars);
    finish();
  };
  const finish = (): void => {
    if (onEmpty === null || chars > 0) return;
    onEmpty();
    onEmpty = null;
  };
  const lookLater = (delayMs: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      // Timers of hidden pages come once a second: then there is nobody to wait for, either.
      lookAt(document.hidden ? chars : LOOK_CHARS_MAX);
      if (chars > 0) lookLater(0);
      else finish();
    }, delayMs);
  };
  return {
    add(piece) {
      pieces.push(piece);
      chars += piece.length;
      if (chars <= AT_ONCE_CHARS_MAX) lookAt(chars);
      else if (chars > WAITING_CHARS_MAX) lookAt(chars - WAITING_CHARS_MAX);
      if (chars > 0) lookLater(LOOK_AFTER_MS);
    },
    forget() {
      pieces = [];
      chars = 0;
    },
    lookAtAll,
    end: () =>
      new Promise((resolve) => {
        onEmpty = resolve;
        clearTimeout(timer);
        timer = undefined;
        if (chars <= LOOK_CHARS_MAX) lookAtAll();
        else lookLater(0);
      }),
  };
}
