import { COST_HEADERS } from '../domain/cost-headers.ts';
import { type BodyWatch, watchBody } from './body-watch.ts';
import { post } from './channel.ts';
import type { Flight } from './flights.ts';
import { strings } from './natives.ts';
import { ERROR_CHARS_MAX, type HeaderRecord, type PageOutcome } from './protocol.ts';

/** What the head of an answer says, however it was asked for. */
export interface Head {
  readonly status: number;
  /** A header by its lower-case name; null when it is absent or not exposed. */
  readonly header: (name: string) => string | null;
}

/** What is read of an answer's head: its kind, when to come back, how fast one may call, the id that support asks for or a gateway books it by, what it cost. */
const HEADERS_KEPT = [
  'retry-after',
  'content-type',
  'x-request-id',
  'request-id',
  'x-oneapi-request-id',
  'x-ds-trace-id',
  'tollkeeper-call-id',
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-tokens',
  'ratelimit',
  'ratelimit-policy',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  ...COST_HEADERS,
] as const;

/** Longer ones say nothing that is read, characters. */
const HEADER_CHARS_MAX = 1024;

/** Watches a good answer: passes on what the page reads of it, and settles the flight when that ends. */
export function watchAnswer(flight: Flight, head: Head): BodyWatch {
  const { status } = head;
  const headers = headersOf(head);
  const watch = watchBody(
    (text, isAll) => post({ kind: 'body', call: flight.callNumber, status, headers, text, isAll }),
    (isWhole) => flight.settle({ kind: 'answer', isWhole }),
  );
  flight.cut = watch.cut;
  return watch;
}

/** An answer with an error status. */
export function toFailed(head: Head, bodyText: string, isWithheld: boolean): PageOutcome {
  return {
    kind: 'failed',
    status: head.status,
    headers: headersOf(head),
    bodyText: strings.slice(bodyText, 0, ERROR_CHARS_MAX),
    isWithheld,
  };
}

function headersOf(head: Head): HeaderRecord {
  const headers: Record<string, string> = {};
  for (let index = 0; index < HEADERS_KEPT.length; index++) {
    const name = HEADERS_KEPT[index] as string;
    const value = head.header(name);
    if (value !== null && value.length <= HEADER_CHARS_MAX) headers[name] = value;
  }
  return headers;
}
