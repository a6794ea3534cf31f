import { send } from './link.ts';
import { NativePromise, nativeClearTimeout, nativeSetTimeout, newMap } from './natives.ts';
import { type BridgeMessage, HELD_MS_MAX, LOOK_MS } from './protocol.ts';
import { quietly } from './quietly.ts';

/** What a waiting call is told at last. */
export type Answer =
  | Extract<BridgeMessage, { kind: 'release' | 'cancel' | 'deliver' | 'retry' }>
  /** `silent`: nothing in time, the site switched off, or the bridge gone. `expired`: a card was up for too long. */
  | { readonly kind: 'silent' | 'expired' | 'left' };

type Message = Answer | { readonly kind: 'held' };

/**
 * Asked so often in vain, the bridge is gone: Firefox ends it with its extension and says nothing of it, the port's `close` included.
 * One may be lost on a page that is busy; it answers before its own timers run again.
 */
const UNANSWERED_MAX = 2;

const waits = newMap<number, (message: Message) => void>();

/**
 * Waits for the bridge's word on a call: `timeoutMs`, and `HELD_MS_MAX` from the moment the bridge says `held`, as long as it says so
 * again when it is asked.
 */
export function waitFor(callNumber: number, timeoutMs: number): Promise<Answer> {
  return new NativePromise((resolve) => {
    let unanswered = 0;
    let expiry: ReturnType<typeof setTimeout> | undefined;
    let timer = nativeSetTimeout(() => tell({ kind: 'silent' }), timeoutMs);
    const look = (): void => {
      if (unanswered === UNANSWERED_MAX) {
        quietly(removeShown);
        return tell({ kind: 'silent' });
      }
      unanswered += 1;
      send({ kind: 'waiting', call: callNumber });
      timer = nativeSetTimeout(look, LOOK_MS);
    };
    const tell = (message: Message): void => {
      if (message.kind === 'held') {
        unanswered = 0;
        if (expiry !== undefined) return;
        nativeClearTimeout(timer);
        expiry = nativeSetTimeout(() => tell({ kind: 'expired' }), HELD_MS_MAX);
        return look();
      }
      nativeClearTimeout(timer);
      nativeClearTimeout(expiry);
      waits.delete(callNumber);
      resolve(message);
    };
    waits.set(callNumber, tell);
  });
}

/** Cards and chips of a bridge that is gone: no button of theirs does anything any more, not even Close. */
function removeShown(): void {
  document.querySelectorAll('[data-tollkeeper-ui]').forEach((shown) => {
    shown.remove();
  });
}

/** Tells the call, if it waits; returns whether it did. */
export function tell(callNumber: number, message: Message): boolean {
  const told = waits.get(callNumber);
  told?.(message);
  return told !== undefined;
}

/** Tells every call that waits. */
export function tellAll(kind: 'silent' | 'left'): void {
  waits.forEach((told) => {
    told({ kind });
  });
}
