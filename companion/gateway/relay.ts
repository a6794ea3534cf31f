import type { ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { type Attempt, type Head, type Running, startAttempt } from './attempt.ts';
import { type Bounds, DRAIN_MS_MAX } from './bounds.ts';
import type { AnswerMeter } from './meter-answer.ts';
import type { CallEnd } from './review-port.ts';

/** What is made of an answer when its head is here. */
export interface AnswerPlan {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Null: nothing is metered. */
  readonly meter: AnswerMeter | null;
  /** The body passes through it. Null: as it is. */
  readonly through: Transform | null;
  /** The body is kept, up to so many bytes, until it is known what becomes of it; what is larger passes as it is. Null: no. */
  readonly hold: HeldBody | null;
  /** So much of a copy is handed back at the end; 0: nothing. */
  readonly copyBytesMax: number;
  /** What the client gets is handed back at the end if it is whole and no longer. Absent: it is not. */
  readonly keepBytesMax?: number;
}

/** What becomes of a body that was kept. */
export interface HeldBody {
  readonly bytesMax: number;
  /** Null: nothing is handed on, and the answer is not begun. `body` is whole. */
  readonly decide: (body: Buffer) => Promise<{ readonly headers: readonly string[]; readonly body: Buffer } | null>;
}

/** One attempt and where its answer goes. */
export interface Relaying {
  readonly attempt: Attempt;
  readonly dispatcher: Dispatcher;
  readonly response: ServerResponse;
  readonly bounds: Bounds;
  /** How long it is read on when its client has gone; streams only where they are drained, too. */
  readonly drainMs: number;
  readonly drainsStreams: boolean;
  readonly plan: (head: Head) => AnswerPlan;
  /** Just before the head leaves: the last word on headers. */
  readonly beforeHead: (headers: readonly string[]) => string[];
}

/** How it ended. */
export interface Relayed {
  readonly how: CallEnd['how'];
  readonly head: Head | null;
  readonly reading: MeterReading | null;
  readonly copy: Buffer | null;
  /** What the client got, with its headers (names and values in turn). Absent: it was not to be kept, or is not whole. */
  readonly kept?: { readonly headers: readonly string[]; readonly body: Buffer };
  readonly firstByteAt: number | null;
  /** No answer was begun, because of this; null: one was, or the client is gone, or `decide` kept it. */
  readonly error: Error | null;
}

/** Hands one answer on as it comes. Resolves when it is over, whichever way; never rejects. */
export function relay(relaying: Relaying): Promise<Relayed> {
  return new Promise((resolve) => new Relay(relaying, resolve).start());
}

class Relay {
  readonly #given: Relaying;
  readonly #resolve: (end: Relayed) => void;
  #running: Running | null = null;
  #head: Head | null = null;
  #plan: AnswerPlan | null = null;
  #held: Buffer[] | null = null;
  #heldBytes = 0;
  #copy: Buffer[] = [];
  #copyBytes = 0;
  #kept: Buffer[] | null = null;
  #keptBytes = 0;
  #writtenHeaders: readonly string[] = [];
  #firstByteAt: number | null = null;
  #isGone = false;
  #isOver = false;
  #drainTimer: NodeJS.Timeout | null = null;

  constructor(given: Relaying, resolve: (end: Relayed) => void) {
    this.#given = given;
    this.#resolve = resolve;
  }

  start(): void {
    const { attempt, dispatcher, response } = this.#given;
    if (response.destroyed) return this.#finish('unsent', null);
    response.on('close', this.#onClose);
    response.on('drain', this.#onDrain);
    this.#running = startAttempt(attempt, dispatcher, {
      head: (head) => this.#onHead(head),
      data: (chunk) => this.#onData(chunk),
      end: (trailers) => void this.#onEnd(trailers),
      upgraded: (_, socket) => socket.destroy(),
      fail: (error, wasSent) => this.#onFail(error, wasSent),
    });
  }

  #onHead(head: Head): void {
    this.#head = head;
    this.#firstByteAt = Date.now();
    this.#plan = this.#given.plan(head);
    if (this.#isGone && this.#endsWithClient(head)) return this.#running?.abort();
    const { hold, through, keepBytesMax } = this.#plan;
    if (keepBytesMax !== undefined) this.#kept = [];
    if (hold !== null) this.#held = [];
    else this.#writeHead(this.#plan.headers);
    if (through === null) return;
    through.on('data', (chunk: Buffer) => void (this.#write(chunk) || through.pause()));
    through.on('drain', () => this.#running?.resume());
  }

  #onData(chunk: Buffer): boolean {
    const plan = this.#plan;
    if (plan === null) return true;
    const mayGoOn = this.#pass(chunk, plan);
    // What is looked at comes after what is passed on.
    plan.meter?.push(chunk);
    if (this.#copyBytes < plan.copyBytesMax) {
      const part = chunk.subarray(0, plan.copyBytesMax - this.#copyBytes);
      this.#copy.push(part);
      this.#copyBytes += part.byteLength;
    }
    return mayGoOn;
  }

  #pass(chunk: Buffer, plan: AnswerPlan): boolean {
    if (this.#held !== null) {
      this.#held.push(chunk);
      this.#heldBytes += chunk.byteLength;
      return this.#heldBytes <= (plan.hold?.bytesMax ?? 0) || this.#letGo(plan.headers);
    }
    if (plan.through === null) return this.#write(chunk);
    return this.#isGone || plan.through.write(chunk);
  }

  /** Too large to be kept: it passes from here on. */
  #letGo(headers: readonly string[]): boolean {
    const held = this.#held ?? [];
    this.#held = null;
    this.#writeHead(headers);
    return held.map((chunk) => this.#write(chunk)).at(-1) ?? true;
  }

  #writeHead(headers: readonly string[]): void {
    const { response, beforeHead } = this.#given;
    const head = this.#head;
    if (this.#isGone || head === null || response.headersSent) return;
    this.#writtenHeaders = headers;
    response.writeHead(head.status, head.message, beforeHead(headers));
    if (head.raw.some((part, index) => index % 2 === 0 && part.toLowerCase() === 'content-length')) return;
    // A stream's first event may take its time; who waits should know that it was accepted.
    setImmediate(() => !response.destroyed && response.flushHeaders());
  }

  #write(chunk: Buffer): boolean {
    if (this.#kept !== null) this.#keep(chunk, this.#kept);
    return this.#isGone || this.#given.response.write(chunk);
  }

  #keep(chunk: Buffer, kept: Buffer[]): void {
    kept.push(chunk);
    this.#keptBytes += chunk.byteLength;
    if (this.#isGone || this.#keptBytes > (this.#plan?.keepBytesMax ?? 0)) this.#kept = null;
  }

  async #onEnd(trailers: Readonly<Record<string, string | string[] | undefined>>): Promise<void> {
    const { response } = this.#given;
    const plan = this.#plan;
    if (this.#held !== null && plan !== null && plan.hold !== null) {
      const body = Buffer.concat(this.#held);
      const decided = await plan.hold.decide(body).catch(() => ({ headers: plan.headers, body }));
      if (decided === null) return this.#finish('answer', null);
      this.#writeHead(decided.headers);
      this.#write(decided.body);
    }
    if (plan?.through) await ended(plan.through);
    if (!this.#isGone) {
      const named = Object.entries(trailers).filter(([, value]) => value !== undefined);
      if (named.length > 0) response.addTrailers(Object.fromEntries(named));
      response.end();
    }
    this.#finish('answer', null);
  }

  #onFail(error: Error, wasSent: boolean): void {
    const { response } = this.#given;
    if (this.#isGone) return this.#finish(wasSent ? 'cut-by-client' : 'unsent', null);
    if (this.#head === null) return this.#finish(wasSent ? 'failed' : 'unsent', error);
    // What came of a kept body is handed on like what came of others; then the cut is the client's to see.
    if (this.#held !== null && this.#plan !== null) this.#letGo(this.#plan.headers);
    const { socket } = response;
    if (socket === null || socket.destroyed) response.destroy();
    else socket.write('', () => response.destroy());
    this.#finish('cut-by-provider', null);
  }

  /** What nobody reads is not to be made, unless it is made and billed anyway. */
  #endsWithClient(head: Head): boolean {
    return isStream(head) && !this.#given.drainsStreams;
  }

  readonly #onDrain = (): void => {
    this.#plan?.through?.resume();
    this.#running?.resume();
  };

  readonly #onClose = (): void => {
    if (this.#given.response.writableFinished || this.#isOver) return;
    this.#isGone = true;
    this.#plan?.through?.resume();
    const drainMs = Math.min(this.#given.drainMs, DRAIN_MS_MAX);
    if (drainMs <= 0 || (this.#head !== null && this.#endsWithClient(this.#head))) return this.#running?.abort();
    this.#drainTimer = setTimeout(() => this.#running?.abort(), drainMs);
    this.#running?.resume();
  };

  #finish(how: Relayed['how'], error: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#drainTimer !== null) clearTimeout(this.#drainTimer);
    this.#given.response.off('close', this.#onClose).off('drain', this.#onDrain);
    const copy = this.#copyBytes === 0 ? null : Buffer.concat(this.#copy);
    const isWhole = how === 'answer' && !this.#isGone && this.#kept !== null;
    const kept = isWhole ? { headers: this.#writtenHeaders, body: Buffer.concat(this.#kept ?? []) } : null;
    const end = { how, head: this.#head, copy, ...(kept && { kept }), firstByteAt: this.#firstByteAt, error };
    const meter = this.#plan?.meter ?? null;
    if (meter === null) return this.#resolve({ ...end, reading: null });
    const told = (reading: MeterReading | null): void => this.#resolve({ ...end, reading });
    meter.end().then(told, () => told(null));
  }
}

/**
 * Whether an answer comes bit by bit, as its head says: requests do not always (Gemini's address does).
 */
function isStream({ raw }: Head): boolean {
  const at = raw.findIndex((part, index) => index % 2 === 0 && part.toLowerCase() === 'content-type');
  return at >= 0 && /event-?stream|ndjson|jsonl/i.test(raw[at + 1] ?? '');
}

function ended(through: Transform): Promise<void> {
  return new Promise((resolve) => {
    through.once('close', resolve);
    through.end();
    through.resume();
  });
}
