import type { Draft, Revision } from '../domain/call.ts';
import type { Surface } from '../domain/surface.ts';
import type { Wire } from '../wires/wire.ts';
import { newMap, parseJson } from './natives.ts';
import { KEPT_CALLS_MAX } from './protocol.ts';

/** A call the tap can speak about: to send it again, to send its rest, to give its text back. In this tab's memory. */
export interface Job {
  readonly surface: Surface;
  readonly wire: Wire;
  /** The body as the page wrote it; null when it could not be read, and then nothing can be sent again. */
  readonly text: string | null;
  readonly draft: Draft | null;
  /** A request like the page's with another body, for the rest of a batch; tied to no signal of the page's. */
  readonly repeat: (body: string) => Request;
  /** What a `batch` revision left out. */
  rest: string | null;
  /** The answer to the rest. */
  answer: string | null;
}

/** A body that really leaves instead of the page's. */
export interface Changed {
  readonly body: string;
  readonly draft: Draft | null;
}

/** The jobs by call number, the newest `KEPT_CALLS_MAX` of them. */
export interface Jobs {
  readonly keep: (callNumber: number, job: Job) => void;
  readonly get: (callNumber: number) => Job | null;
  /** The call is over, and the page has its answer: only what was left out is still of use. */
  readonly finish: (callNumber: number) => void;
}

/** Keeps at most `KEPT_CALLS_MAX` of them; the oldest is forgotten. */
export function openJobs(): Jobs {
  const jobs = newMap<number, Job>();
  const order: number[] = [];
  return {
    keep(callNumber, job) {
      jobs.set(callNumber, job);
      order[order.length] = callNumber;
      if (order.length > KEPT_CALLS_MAX) jobs.delete(order.shift() as number);
    },
    get: (callNumber) => jobs.get(callNumber) ?? null,
    finish(callNumber) {
      const job = jobs.get(callNumber);
      if (job && job.rest === null && job.answer === null) jobs.delete(callNumber);
    },
  };
}

/** Changes the body as the user chose; remembers what is left out. Null when the change cannot be made. */
export function change(job: Job, revision: Revision): Changed | null {
  if (job.text === null) return null;
  const { wire, surface } = job;
  try {
    const revised = wire.revise(job.text, revision, surface.rule);
    if (revised === null) return null;
    job.rest = revised.rest;
    return { body: revised.body, draft: wire.readRequest(revised.body, surface.rule) };
  } catch {
    return null;
  }
}

/** What the user wrote: the last message of the user where there are messages, else the whole body. */
export function messageOf(bodyText: string): string {
  try {
    const { messages } = parseJson(bodyText);
    for (let index = messages.length - 1; index >= 0; index--) {
      if (messages[index].role === 'user') return textOf(messages[index].content) ?? bodyText;
    }
  } catch {
    // Not JSON, or no messages in it.
  }
  return bodyText;
}

/** A message's content: a text, or parts with a text in some of them. Null when there is no text. */
function textOf(content: unknown): string | null {
  if (typeof content === 'string') return content;
  let text = '';
  for (const part of content as { text?: unknown }[]) if (typeof part.text === 'string') text += `${part.text}\n`;
  return text.trim() || null;
}
