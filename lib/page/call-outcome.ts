import type { MeterReading, ResponseMeter } from '../wires/wire.ts';
import { type BodyWatch, watchBody } from './body-watch.ts';
import { type Flight, unseen } from './flights.ts';
import type { Job } from './jobs.ts';
import { ERROR_CHARS_MAX, type PageOutcome } from './protocol.ts';

/** What the head of an answer says, however it was asked for. */
export interface Head {
  readonly status: number;
  /** A header by its lower-case name; null when it is absent or not exposed. */
  readonly header: (name: string) => string | null;
}

type Failed = Extract<PageOutcome, { kind: 'failed' }>;

/** Watches a good answer and settles the flight with what it cost, as far as it says. */
export function watchAnswer(flight: Flight, job: Job, head: Head): BodyWatch {
  const contentType = head.header('content-type') ?? '';
  const watch = watchBody(
    () => job.wire.openMeter(contentType, job.surface.rule),
    (meter, isWhole) => flight.settle(toOutcome(meter, isWhole, head, contentType.includes('event-stream'))),
  );
  flight.cut = watch.cut;
  return watch;
}

/** An answer with an error status. */
export function toFailed(head: Head, bodyText: string, isWithheld: boolean): Failed {
  const headers: Record<string, string> = {};
  for (const name of ['retry-after', 'content-type', 'x-request-id', 'request-id']) {
    const value = head.header(name);
    if (value !== null) headers[name] = value;
  }
  return {
    kind: 'failed',
    status: head.status,
    headers,
    bodyText: bodyText.slice(0, ERROR_CHARS_MAX),
    isWithheld,
    hasAnswerBegun: false,
    output: null,
  };
}

function toOutcome(meter: ResponseMeter | null, isWhole: boolean, head: Head, isStream: boolean): PageOutcome {
  const reading = meter && readMeter(meter);
  if (!reading) return unseen(isWhole ? 'answer' : 'cut');
  const { usage, cost, output, errorText, isComplete } = reading;
  if (errorText !== null) {
    const hasAnswerBegun = isStream || (output?.high ?? 0) > 0;
    return { ...toFailed(head, errorText, false), hasAnswerBegun, output };
  }
  return {
    // Clients stop reading, or abort, as soon as they have seen the terminator.
    kind: isComplete || (isWhole && !isStream) ? 'answer' : 'cut',
    usage,
    cost,
    // What came in place of an answer says nothing about its length: unknown is not zero.
    output: isComplete || isStream || !isWhole ? output : null,
  };
}

/** Meters promise not to throw; a page that patches what they use may make them. */
function readMeter(meter: ResponseMeter): MeterReading | null {
  try {
    return meter.end();
  } catch {
    return null;
  }
}
