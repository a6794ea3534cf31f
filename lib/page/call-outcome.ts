import type { MeterReading, ResponseMeter, Wire } from '../wires/wire.ts';
import { type BodyWatch, type Sink, watchBody } from './body-watch.ts';
import { ANSWER_UNSEEN, CUT_UNSEEN, type Flight } from './flights.ts';
import type { Job } from './jobs.ts';
import { ERROR_CHARS_MAX, type PageOutcome } from './protocol.ts';

/** What the head of an answer says, however it was asked for. */
export interface Head {
  readonly status: number;
  /** A header by its lower-case name; null when it is absent or not exposed. */
  readonly header: (name: string) => string | null;
}

type Failed = Extract<PageOutcome, { kind: 'failed' }>;

const HEADERS = ['retry-after', 'content-type', 'x-request-id', 'request-id'];

/** Watches a good answer and settles the flight with what it cost, as far as it says. */
export function watchAnswer(flight: Flight, job: Job, head: Head): BodyWatch {
  const contentType = head.header('content-type') ?? '';
  const watch = watchBody(
    () => openMeterSink(job.wire, contentType, job),
    (sink, isWhole) => flight.settle(toOutcome(sink, isWhole, head, contentType.includes('event-stream'))),
  );
  flight.onCut(watch.cut);
  return watch;
}

/** An answer with an error status. */
export function toFailed(head: Head, bodyText: string, isWithheld: boolean): Failed {
  return {
    kind: 'failed',
    status: head.status,
    headers: pickHeaders(head),
    bodyText: bodyText.slice(0, ERROR_CHARS_MAX),
    isWithheld,
    hasAnswerBegun: false,
    output: null,
  };
}

interface MeterSink extends Sink {
  readonly meter: ResponseMeter;
}

function openMeterSink(wire: Wire, contentType: string, job: Job): MeterSink {
  const meter = wire.openMeter(contentType, job.surface.rule);
  return { meter, push: meter.push, pushJson: meter.pushJson };
}

function toOutcome(sink: MeterSink | null, isWhole: boolean, head: Head, isStream: boolean): PageOutcome {
  const reading = sink && readMeter(sink.meter);
  if (reading === null) return isWhole ? ANSWER_UNSEEN : CUT_UNSEEN;
  if (reading.errorText !== null) return toFailedWithin(reading, reading.errorText, head, isStream);
  const { usage, cost, isComplete } = reading;
  // A page that was sent for an answer says nothing about its length: unknown is not zero.
  const output = isComplete || isStream || !isWhole ? reading.output : null;
  // Clients stop reading, or abort, as soon as they have seen the terminator.
  return { kind: isComplete || (isWhole && !isStream) ? 'answer' : 'cut', usage, cost, output };
}

/** Meters promise not to throw; a page that patches what they use may make them. */
function readMeter(meter: ResponseMeter): MeterReading | null {
  try {
    return meter.end();
  } catch {
    return null;
  }
}

/** An error inside an answer that began well. */
function toFailedWithin(reading: MeterReading, bodyText: string, head: Head, isStream: boolean): Failed {
  const hasAnswerBegun = isStream || (reading.output?.high ?? 0) > 0;
  return { ...toFailed(head, bodyText, false), hasAnswerBegun, output: reading.output };
}

function pickHeaders(head: Head): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = head.header(name);
    if (value !== null) picked[name] = value;
  }
  return picked;
}
