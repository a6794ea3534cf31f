import { toFailed, watchAnswer } from './call-outcome.ts';
import { type Command, post } from './channel.ts';
import { NO_ANSWER, openFlight } from './flights.ts';
import { headOf } from './fly-fetch.ts';
import { reportSent } from './held-call.ts';
import { type Job, jobOf, keepJob, messageOf } from './jobs.ts';
import { nativeFetch } from './natives.ts';
import { readBounded } from './read-bounded.ts';

/** An answer to the rest is kept up to this, bytes. */
const REST_BYTES_MAX = 4 * 1024 * 1024;
/** It is waited for this long, ms. */
const REST_MS_MAX = 120_000;

/** Does what the bridge asks for on the user's word. Never rejects. */
export async function obey(command: Command): Promise<void> {
  const { kind, call } = command;
  const job = jobOf(call);
  if (!job) return;
  if (kind === 'send-rest') return await sendRest(job, command.next);
  const { which } = command;
  const text = which === 'answer' ? job.answer : messageOf(job.text ?? '');
  post({ kind: 'text', call, which, text: text ?? '' });
}

/** Sends the records that were left out; the page does not see the answer, the user may copy it. */
async function sendRest(job: Job, next: number): Promise<void> {
  const { rest, repeat, wire, surface } = job;
  if (rest === null || repeat === null) return;
  // A second click sends nothing; after a failure the rest can be sent again.
  job.rest = null;
  keepJob(next, job);
  const flight = openFlight(next);
  try {
    const draft = wire.readRequest(rest, surface.rule);
    reportSent({ callNumber: next, job, changed: { body: rest, draft } });
    const response = await nativeFetch(repeat(rest));
    const head = headOf(response);
    const branch = head.status < 400 ? watchAnswer(flight, job, head).branch : null;
    const { text, end } = await readBounded(response, REST_BYTES_MAX, REST_MS_MAX);
    if (branch !== null) {
      job.answer = text;
      branch.text(text);
      return branch.end(end === 'whole');
    }
    flight.settle(toFailed(head, text, false));
  } catch {
    flight.settle(NO_ANSWER);
  }
  job.rest = rest;
}
