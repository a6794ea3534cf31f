import { NativePromise, newMap, startTimer, stopTimer } from './natives.ts';
import { type BridgeMessage, HELD_MS_MAX, type TapMessage } from './protocol.ts';

/** How the page let go of a call that waits. */
export type LeaveReason = Extract<TapMessage, { kind: 'gone' }>['reason'];

/** What a waiting call is told at last. */
export type Answer =
  | Extract<BridgeMessage, { kind: 'release' | 'cancel' | 'deliver' | 'retry' }>
  /** Nothing in time, the site switched off, or the bridge gone. */
  | { readonly kind: 'silent' }
  /** A card was up, and nobody chose within `HELD_MS_MAX`. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'left'; readonly reason: LeaveReason };

/** One call's wait for the bridge. */
export interface Wait {
  readonly answer: Promise<Answer>;
  /** The page gave up. Returns false when the answer was already there. */
  readonly leave: (reason: LeaveReason) => boolean;
}

/** Everything that waits, by call number. */
export interface Waits {
  /** Waits `timeoutMs`, and `HELD_MS_MAX` from the moment the bridge says `held`. */
  readonly open: (callNumber: number, timeoutMs: number) => Wait;
  readonly tell: (message: Answer | { readonly kind: 'held' }, callNumber: number) => void;
  readonly tellAll: (answer: Answer) => void;
}

type Tell = (message: Answer | { readonly kind: 'held' }) => void;

/** Calls that wait for the bridge, none of them for ever: each ends by an answer or by `silent`. */
export function openWaits(): Waits {
  const waits = newMap<number, Tell>();

  const open: Waits['open'] = (callNumber, timeoutMs) => {
    let settle: (answer: Answer) => void = () => {};
    const answer = new NativePromise<Answer>((resolve) => {
      settle = resolve;
    });
    let timer = startTimer(() => tell({ kind: 'silent' }), timeoutMs);
    const tell: Tell = (message) => {
      stopTimer(timer);
      if (message.kind === 'held') {
        timer = startTimer(() => tell({ kind: 'expired' }), HELD_MS_MAX);
        return;
      }
      if (waits.get(callNumber) === tell) waits.delete(callNumber);
      settle(message);
    };
    waits.set(callNumber, tell);
    const leave = (reason: LeaveReason): boolean => {
      const isWaiting = waits.get(callNumber) === tell;
      if (isWaiting) tell({ kind: 'left', reason });
      return isWaiting;
    };
    return { answer, leave };
  };

  return {
    open,
    tell: (message, callNumber) => waits.get(callNumber)?.(message),
    tellAll: (answer) =>
      waits.forEach((tell) => {
        tell(answer);
      }),
  };
}
