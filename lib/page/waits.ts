import { NativePromise, nativeClearTimeout, nativeSetTimeout, newMap } from './natives.ts';
import { type BridgeMessage, HELD_MS_MAX } from './protocol.ts';

/** What a waiting call is told at last. */
export type Answer =
  | Extract<BridgeMessage, { kind: 'release' | 'cancel' | 'deliver' | 'retry' }>
  /** `silent`: nothing in time, the site switched off, or the bridge gone. `expired`: a card was up for too long. */
  | { readonly kind: 'silent' | 'expired' | 'left' };

type Message = Answer | { readonly kind: 'held' };

const waits = newMap<number, (message: Message) => void>();

/** Waits for the bridge's word on a call: `timeoutMs`, and `HELD_MS_MAX` from the moment the bridge says `held`. */
export function waitFor(callNumber: number, timeoutMs: number): Promise<Answer> {
  return new NativePromise((resolve) => {
    let timer = nativeSetTimeout(() => tell({ kind: 'silent' }), timeoutMs);
    const tell = (message: Message): void => {
      nativeClearTimeout(timer);
      if (message.kind === 'held') {
        timer = nativeSetTimeout(() => tell({ kind: 'expired' }), HELD_MS_MAX);
        return;
      }
      waits.delete(callNumber);
      resolve(message);
    };
    waits.set(callNumber, tell);
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
