import { post } from './channel.ts';
import { newMap } from './natives.ts';
import type { PageOutcome } from './protocol.ts';

/** One request that left. Its outcome is reported exactly once. */
export interface Flight {
  readonly callNumber: number;
  /** Reports what came back; only the first report counts. */
  readonly settle: (outcome: PageOutcome) => void;
  /** What settles it when the document goes away meanwhile; at first as a cut of which nothing is known. */
  cut: () => void;
}

/** An answer whose body nobody is seen to read. */
export const UNSEEN: PageOutcome = { kind: 'answer', isWhole: true };
/** An answer that was broken off before anything of it was seen, or before there was any. */
export const CUT: PageOutcome = { kind: 'answer', isWhole: false };
/** No HTTP answer at all. */
export const NO_ANSWER: PageOutcome = { kind: 'error' };

const flights = newMap<Flight, Flight>();

/** Opens one when its request leaves. */
export function openFlight(callNumber: number): Flight {
  const flight: Flight = {
    callNumber,
    settle(outcome) {
      if (flights.delete(flight)) post({ kind: 'outcome', call: callNumber, outcome });
    },
    cut: () => flight.settle(CUT),
  };
  flights.set(flight, flight);
  return flight;
}

/** The document goes away: whatever is still open is cut. */
export function cutAll(): void {
  flights.forEach((flight) => {
    flight.cut();
  });
}
