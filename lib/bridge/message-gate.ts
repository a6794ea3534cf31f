import type { TapMessage } from '../page/protocol.ts';

/** Lets what the tap says through in its order, or keeps it until what is needed for it is there. */
export interface MessageGate {
  readonly push: (message: TapMessage) => void;
  /** Nothing passes until this has resolved. */
  readonly waitFor: (ready: Promise<unknown>) => void;
}

/** @param needs what a message needs before it can be received; null: nothing. Asked when it is its turn. */
export function openMessageGate(
  receive: (message: TapMessage) => void,
  needs: (message: TapMessage) => Promise<unknown> | null,
): MessageGate {
  const waiting: TapMessage[] = [];
  let closed = 0;
  const drain = (): void => {
    for (;;) {
      const [next] = waiting;
      if (closed > 0 || next === undefined) return;
      const needed = needs(next);
      waiting.shift();
      if (needed === null) receive(next);
      else {
        // What it waited for may not have come: it is received all the same, and nothing is asked for twice.
        closed += 1;
        void needed.then(() => {
          closed -= 1;
          receive(next);
          drain();
        });
      }
    }
  };
  return {
    push(message) {
      waiting.push(message);
      drain();
    },
    waitFor(ready) {
      closed += 1;
      void ready.then(() => {
        closed -= 1;
        drain();
      });
    },
  };
}
