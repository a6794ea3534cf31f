import type { Channel } from './channel.ts';
import { newMap } from './natives.ts';
import type { PageOutcome } from './protocol.ts';

/** One request that left. Its outcome is reported exactly once. */
export interface Flight {
  /** Reports what came back; only the first report counts. */
  readonly settle: (outcome: PageOutcome) => void;
  /** What to do when the document goes away meanwhile; without it the flight settles as cut, with nothing known. */
  readonly onCut: (cut: () => void) => void;
}

/** The calls of one document that are under way. */
export interface Flights {
  readonly open: (callNumber: number) => Flight;
  /** The document goes away: whatever is still open is cut. */
  readonly cutAll: () => void;
}

/** A cut of which nothing was seen. */
export const CUT_UNSEEN: PageOutcome = { kind: 'cut', usage: null, cost: null, output: null };
/** An answer of which nothing was seen. */
export const ANSWER_UNSEEN: PageOutcome = { kind: 'answer', usage: null, cost: null, output: null };

/** `onAnswer` is told of every call whose answer came whole. */
export function openFlights(channel: Channel, onAnswer: (callNumber: number) => void): Flights {
  const cuts = newMap<Flight, () => void>();
  return {
    open(callNumber) {
      const flight: Flight = {
        settle(outcome) {
          if (!cuts.delete(flight)) return;
          channel.post({ kind: 'outcome', call: callNumber, outcome });
          if (outcome.kind === 'answer') onAnswer(callNumber);
        },
        onCut(cut) {
          if (cuts.has(flight)) cuts.set(flight, cut);
        },
      };
      cuts.set(flight, () => flight.settle(CUT_UNSEEN));
      return flight;
    },
    cutAll: () =>
      cuts.forEach((cut) => {
        cut();
      }),
  };
}
