import { post } from './channel.ts';
import { finishJob } from './jobs.ts';
import { newMap } from './natives.ts';
import type { PageOutcome } from './protocol.ts';

/** One request that left. Its outcome is reported exactly once. */
export interface Flight {
  /** Reports what came back; only the first report counts. */
  readonly settle: (outcome: PageOutcome) => void;
  /** What settles it when the document goes away meanwhile; at first as a cut of which nothing is known. */
  cut: () => void;
}

/** An answer or a cut of which nothing was seen. */
export function unseen(kind: 'answer' | 'cut'): PageOutcome {
  return { kind, usage: null, cost: null, output: null };
}

/** No HTTP answer at all. */
export const NO_ANSWER: PageOutcome = { kind: 'error', status: null };

const flights = newMap<Flight, Flight>();

/** Opens one when its request leaves. */
export function openFlight(callNumber: number): Flight {
  const flight: Flight = {
    settle(outcome) {
      if (!flights.delete(flight)) return;
      post({ kind: 'outcome', call: callNumber, outcome });
      if (outcome.kind === 'answer') finishJob(callNumber);
    },
    cut: () => flight.settle(unseen('cut')),
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
