import type { Delivered } from './channel.ts';
import type { Answered } from './open-sender.ts';

type Answer = Extract<Answered, { kind: 'answer' }>;

/**
 * What an answer comes to: by its status, and where that is a good one by what `judge` makes of the rest. Receivers that are not
 * known to mean it otherwise are believed: 410 is for ever, 429 and faults of theirs are for later, other 4xx will not change.
 */
export function judgeAnswer(answered: Answered, judge: (answer: Answer) => Delivered): Delivered {
  if (answered.kind === 'unanswered') {
    return { kind: 'failed', why: answered.why, mayHaveArrived: answered.mayHaveArrived };
  }
  const { status } = answered;
  if (status >= 200 && status < 300) return judge(answered);
  if (status === 410) return { kind: 'gone', why: 'it wants nothing more (410)' };
  if (isForLater(status)) return later(answered, `it answered with ${status}`);
  if (status < 400) return { kind: 'refused', why: `it leads elsewhere (${status}), which is not followed` };
  if (status === 401 || status === 403) return { kind: 'refused', why: `it does not let us in (${status})` };
  return { kind: 'refused', why: `it does not take this (${status})` };
}

/** Again later, and not before the receiver wants it. Behind a balancer's error somebody may have read it. */
export function later({ status, afterMs }: Answer, why: string): Delivered {
  const mayHaveArrived = status >= 500 && status !== 503;
  return { kind: 'failed', why, mayHaveArrived, ...(afterMs !== null && { afterMs }) };
}

function isForLater(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** A good status over a body that does not say so: it may be a portal's login page, or the receiver's own no. */
export function notReally(why = 'it answered with 200, and not as it does'): Delivered {
  return { kind: 'failed', why, mayHaveArrived: true };
}

/** A JSON object; null: it is none. */
export function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** A code as it may be told; what else an answer says stays where it is, because it may repeat what we sent. */
export function sayCode(code: unknown): string {
  const text = typeof code === 'number' || typeof code === 'string' ? String(code) : '';
  return /^[\w.-]{1,40}$/.test(text) ? text : 'no code';
}

/** What a product's own code means, where it is not for later. */
export type Codes = Readonly<Record<string, readonly [kind: 'refused' | 'gone', why: string]>>;

/** How a product says by a code of its own what became of a message: 0 is a yes. */
export interface Coded {
  /** Where the answer's object has it. */
  readonly fields: readonly string[];
  readonly codes: Codes;
  /** Codes of who came too often, and how long that lasts, ms. */
  readonly tooFast: readonly number[];
  readonly tooFastMs: number;
}

/**
 * What an answer with a code comes to. The code goes before the status: a no stands in a 200, and "too often" in a 400, which alone would
 * be for good. One that is not in the table is for later, unless the status says otherwise.
 */
export function judgeCoded(answered: Answered, { fields, codes, tooFast, tooFastMs }: Coded): Delivered {
  const said = answered.kind === 'answer' ? readObject(answered.text) : null;
  const code = fields.map((field) => said?.[field]).find((value) => value !== undefined);
  if (typeof code === 'number' && tooFast.includes(code)) {
    return { kind: 'failed', why: `too many notices in a minute (${code})`, afterMs: tooFastMs };
  }
  const known = Object.hasOwn(codes, sayCode(code)) ? codes[sayCode(code)] : undefined;
  if (known !== undefined) return { kind: known[0], why: `${known[1]} (${sayCode(code)})` };
  return judgeAnswer(answered, () => {
    if (code === 0) return { kind: 'accepted', detail: 'code 0' };
    return code === undefined
      ? notReally()
      : { kind: 'failed', why: `it answered with 200 and the code ${sayCode(code)}` };
  });
}
