import type { Count, Draft, Job, OutputBeside, Revision, Usage, WireId } from '../domain/call.ts';
import type { Unit } from '../domain/money.ts';
import type { MeteredRule } from '../domain/surface.ts';
import type { Counting } from './input-count.ts';

/** How a family of providers speaks: reads a request into a draft, meters a response into usage. Pure, never throws. */
export interface Wire {
  readonly id: WireId;
  /**
   * Null when the body is not a request of this wire (malformed, another shape): the call then goes out unreviewed.
   * What texts are counted with, and what is beside them, is handed in; absent: without a vocabulary, and not at all.
   */
  readonly readRequest: (bodyText: string, rule: MeteredRule | null, ...counting: Counting) => Draft | null;
  /**
   * The same body with one thing changed; every byte outside of that is kept (numbers are never re-rendered).
   * `rest` is a complete body with the elements that were left out, for `batch`; null otherwise.
   * Null when the change cannot be made.
   */
  readonly revise: (bodyText: string, revision: Revision, rule: MeteredRule | null) => RevisedBody | null;
  /** Starts metering one response. */
  readonly openMeter: (head: AnswerHead, rule: MeteredRule | null) => ResponseMeter;
}

/** A wire of calls that are made over a socket: many over one. */
export interface SocketWire extends Wire {
  /** Starts taking what a provider sends over one socket apart. `model`: what its address names; null: nothing. */
  readonly openConversation: (model: string | null, tell: (event: ConversationEvent) => void) => Conversation;
}

/** Told frame by frame what the provider sends; keeps what is needed for the calls under way, never what they say. */
export interface Conversation {
  readonly push: (frame: string) => void;
}

/** What happens to a call over a socket. `id`: the provider's own, the same each time. */
export type ConversationEvent =
  /** `bodyText`: what it asks for, in a form that the wire's `readRequest` reads. */
  | { readonly kind: 'begin'; readonly id: string; readonly bodyText: string }
  /** More of its answer, as an event stream that the wire's meter reads. */
  | { readonly kind: 'text'; readonly id: string; readonly text: string }
  /** `errorText`: it failed, and cost nothing; null: what it cost was in its answer. */
  | { readonly kind: 'end'; readonly id: string; readonly errorText: string | null };

/** What the head of an answer says. */
export interface AnswerHead {
  /** Empty: it says nothing. */
  readonly contentType: string;
  /** Those that were passed on, by their lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What goes out instead of the original. */
export interface RevisedBody {
  readonly body: string;
  readonly rest: string | null;
}

/** Fed by what the page itself reads; keeps only what is needed (current event, last usage), never the answer. */
export interface ResponseMeter {
  /** The next decoded text of the body. */
  readonly push: (text: string) => void;
  /** The whole body, when the page read it as JSON. */
  readonly pushJson: (value: unknown) => void;
  readonly end: () => MeterReading;
}

/** What a response said and what we counted of it. */
export interface MeterReading {
  /** What the provider said it billed; null when it did not. */
  readonly usage: Usage | null;
  /** The answer was cut before it said the last of `usage`. Absent: it is what was billed. */
  readonly isUsageFinal?: false;
  /** The cost the provider itself states, a plain decimal in `costUnit`; null when it states none. */
  readonly cost: string | null;
  /** Absent: the price's unit, whatever that is. */
  readonly costUnit?: Unit;
  /** Output tokens counted in what came; null when this wire has no output. */
  readonly output: Count | null;
  /** What of the output is no plain text of the answer. Absent: nothing, as far as it says. */
  readonly beside?: OutputBeside;
  /** It ended because it might not be longer. Absent: not that it says so. */
  readonly isBounded?: true;
  /** The kind of service the answer says it was served as. Absent: it does not say. */
  readonly tier?: string;
  /** What it says of work that ends later, or has ended. Absent: nothing. */
  readonly job?: Job;
  /** An error object inside an otherwise good answer, bounded JSON text; null when there is none. */
  readonly errorText: string | null;
  /** Whether the answer came to its end (a stream's terminator, a parsed JSON document). */
  readonly isComplete: boolean;
}
