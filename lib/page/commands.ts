import { toFailed, watchAnswer } from './call-outcome.ts';
import type { Command } from './channel.ts';
import { NO_ANSWER, openFlight } from './flights.ts';
import { headOf } from './fly-fetch.ts';
import { reportSent } from './held-call.ts';
import { repeatOf } from './jobs.ts';
import { nativeFetch } from './natives.ts';
import { readAgain } from './read-again.ts';
import { readBounded } from './read-bounded.ts';

/** An answer to the rest is read up to this, bytes. */
const REST_BYTES_MAX = 4 * 1024 * 1024;
/** It is waited for this long, ms. */
const REST_MS_MAX = 120_000;

/** Does what the bridge asks for; never rejects. */
export function carryOut(command: Command): void {
  command.kind === 'send-rest' ? sendRest(command) : readAgain(command);
}

/** Sends the records that were left out, on the user's word; the page does not see the answer. Never rejects. */
async function sendRest({ call, next, bodyText }: Extract<Command, { kind: 'send-rest' }>): Promise<void> {
  const flight = openFlight(next);
  try {
    const request = repeatOf(call)?.(bodyText);
    if (request === undefined) return flight.settle(NO_ANSWER);
    reportSent(next);
    const response = await nativeFetch(request);
    const head = headOf(response);
    const branch = head.status < 400 ? watchAnswer(flight, head).branch : null;
    const { text, end } = await readBounded(response, REST_BYTES_MAX, REST_MS_MAX);
    if (branch === null) return flight.settle(toFailed(head, text, false));
    branch.all(text);
    branch.end(end === 'whole');
  } catch {
    flight.settle(NO_ANSWER);
  }
}
