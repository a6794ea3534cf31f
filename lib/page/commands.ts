import { toFailed, watchAnswer } from './call-outcome.ts';
import type { Command } from './channel.ts';
import { headOf } from './fly-fetch.ts';
import { reportSent } from './held-call.ts';
import { type Job, messageOf } from './jobs.ts';
import { nativeFetch } from './natives.ts';
import { readBounded } from './read-bounded.ts';
import type { Road } from './road.ts';

/** An answer to the rest is kept up to this, bytes. */
const REST_BYTES_MAX = 4 * 1024 * 1024;
/** It is waited for this long, ms. */
const REST_MS_MAX = 120_000;

/** Does what the bridge asks for on the user's word. Never rejects. */
export async function obey(road: Road, command: Command): Promise<void> {
  const job = road.jobs.get(command.call);
  if (job === null) return;
  if (command.kind === 'send-rest') return sendRest(road, job, command.next);
  const text = command.which === 'answer' ? job.answer : messageOf(job.text ?? '');
  road.channel.post({ kind: 'text', call: command.call, which: command.which, text: text ?? '' });
}

/** Sends the records that were left out; the page does not see the answer, the user may copy it. */
async function sendRest(road: Road, job: Job, next: number): Promise<void> {
  const { rest } = job;
  if (rest === null) return;
  job.rest = null;
  road.jobs.keep(next, job);
  const draft = job.wire.readRequest(rest, job.surface.rule);
  reportSent(road.channel, next, job, { body: rest, draft });
  const flight = road.flights.open(next);
  try {
    const response = await nativeFetch(job.repeat(rest));
    const head = headOf(response);
    const watch = head.status < 400 ? watchAnswer(flight, job, head) : null;
    const { text, end } = await readBounded(response, REST_BYTES_MAX, REST_MS_MAX);
    if (watch === null) {
      // It can be tried again.
      job.rest = rest;
      return flight.settle(toFailed(head, text, false));
    }
    job.answer = text;
    watch.branch.text(text);
    watch.branch.end(end === 'whole');
  } catch {
    job.rest = rest;
    flight.settle({ kind: 'error', status: null });
  }
}
