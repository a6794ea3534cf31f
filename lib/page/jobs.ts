import type { Draft, Revision } from '../domain/call.ts';
import type { Surface } from '../domain/surface.ts';
import { wires } from '../wires/registry.ts';
import type { Wire } from '../wires/wire.ts';
import { quietly } from './link.ts';
import { newMap, parseJson } from './natives.ts';
import { KEPT_CALLS_MAX } from './protocol.ts';

/** A call the tap can speak about: to send it again, to send its rest, to give its text back. In this tab's memory. */
export interface Job {
  readonly surface: Surface;
  readonly wire: Wire;
  /** The body as the page wrote it; null when it could not be read, and then nothing can be sent again. */
  readonly text: string | null;
  readonly draft: Draft | null;
  /** A request like the page's with another body, tied to no signal of the page's; null: it was not held. */
  readonly repeat: ((body: string) => Request) | null;
  /** What a `batch` revision left out. */
  rest: string | null;
  /** The answer to the rest. */
  answer: string | null;
}

/** A body that really leaves instead of the page's. */
interface Changed {
  readonly body: string;
  readonly draft: Draft | null;
}

/** One attempt of a job; `changed` null: with the page's own body. */
export interface Attempt {
  readonly callNumber: number;
  readonly job: Job;
  readonly changed: Changed | null;
}

const jobs = newMap<number, Job>();
const order: number[] = [];

/** Keeps the job under this number, too; of all numbers the newest `KEPT_CALLS_MAX`. */
export function keepJob(callNumber: number, job: Job): void {
  jobs.set(callNumber, job);
  order[order.length] = callNumber;
  if (order.length > KEPT_CALLS_MAX) jobs.delete(order.shift() as number);
}

/** The job that is kept under this number; undefined when there is none any more. */
export function jobOf(callNumber: number): Job | undefined {
  return jobs.get(callNumber);
}

/** The call is over, and the page has its answer: only what was left out is still of use. */
export function finishJob(callNumber: number): void {
  const job = jobs.get(callNumber);
  if (job && job.rest === null && job.answer === null) jobs.delete(callNumber);
}

/** Null when the surface speaks no wire. `text` null: it could not be read. */
export function toJob(surface: Surface, text: string | null, repeat: Job['repeat']): Job | null {
  const wire = surface.wire && wires[surface.wire];
  if (!wire) return null;
  let draft: Draft | null = null;
  quietly(() => {
    if (text !== null) draft = wire.readRequest(text, surface.rule);
  });
  return { surface, wire, text, draft, repeat, rest: null, answer: null };
}

/** The attempt with the body as the user chose; remembers what is left out. Null when the change cannot be made. */
export function change(callNumber: number, job: Job, revision: Revision | null): Attempt | null {
  if (revision === null) return { callNumber, job, changed: null };
  const { wire, surface, text } = job;
  try {
    const revised = text === null ? null : wire.revise(text, revision, surface.rule);
    if (revised === null) return null;
    job.rest = revised.rest;
    return { callNumber, job, changed: { body: revised.body, draft: wire.readRequest(revised.body, surface.rule) } };
  } catch {
    return null;
  }
}

/** What the user wrote: the last message of the user where there are messages, else the whole body. */
export function messageOf(bodyText: string): string {
  try {
    const { content } = parseJson(bodyText).messages.findLast((message: { role: string }) => message.role === 'user');
    if (typeof content === 'string') return content;
    const parts = content.flatMap((part: { text?: string }) => part.text ?? []);
    return parts.length > 0 ? parts.join('\n') : bodyText;
  } catch {
    // Not JSON, or no messages in it.
    return bodyText;
  }
}
