import type { Surface } from '../domain/surface.ts';
import { isAlive, nextCall, noteSilence, post, ready } from './channel.ts';
import { type Attempt, keepRepeat, type Repeat } from './jobs.ts';
import { now } from './natives.ts';
import { type PassReason, type TapMessage, VERDICT_MS_MAX } from './protocol.ts';
import { type Answer, tell, waitFor } from './waits.ts';

/** The body's text, or null and why it cannot be had. */
export interface BodyText {
  readonly text: string | null;
  readonly why?: PassReason;
}

/** How the page let go of a call that waits. */
export type LeaveReason = Extract<TapMessage, { kind: 'gone' }>['reason'];

/** What a call is held for. */
export interface Question {
  /** Asked again once the site's settings are there. */
  readonly find: () => Surface | null | undefined;
  readonly key: string | null;
  readonly readBody: (timeoutMs: number) => BodyText | Promise<BodyText>;
  readonly repeat: Repeat;
  /** Told the number of the call when the waiting begins; false: the page has given up meanwhile. */
  readonly onWait: (callNumber: number) => boolean;
}

/** What becomes of the held call: an attempt to send and report; to send and not report; or nothing is sent. */
type Decision = Attempt | 'untracked' | 'cancelled';

/** Asks about one call and waits, at most `VERDICT_MS_MAX` unless a card is up. Never rejects: then it just goes. */
export async function decide(question: Question): Promise<Decision> {
  try {
    return await ask(question);
  } catch {
    return 'untracked';
  }
}

async function ask({ find, key, readBody, repeat, onWait }: Question): Promise<Decision> {
  const deadline = now() + VERDICT_MS_MAX;
  await ready();
  const surface = find();
  if (!surface) return 'untracked';
  const body = await readBody(deadline - now());
  const callNumber = nextCall();
  if (!onWait(callNumber)) return 'cancelled';
  const { text: bodyText } = body;
  const heading = { call: callNumber, ...called(surface), key };
  const own: Attempt = { callNumber, job: { isRead: bodyText !== null, repeat }, bodyText: null };
  const pass = (why: PassReason): Attempt => {
    post({ kind: 'passed', ...heading, bodyText, why });
    return own;
  };
  if (bodyText === null) return pass(body.why ?? 'body-unread');
  if (!isAlive()) return pass('no-verdict');
  const waiting = waitFor(callNumber, deadline - now());
  post({ kind: 'review', ...heading, bodyText, canRetry: true });
  const answer = await waiting;
  if (answer.kind === 'silent') {
    noteSilence();
    return pass('no-verdict');
  }
  reportExpired(callNumber, answer);
  if (answer.kind !== 'release') return 'cancelled';
  const attempt = { ...own, bodyText: answer.bodyText };
  // Only what was made smaller has a rest.
  if (attempt.bodyText !== null) keepRepeat(attempt);
  reportSent(callNumber);
  return attempt;
}

/** How the bridge is told of a surface, and of what its path named. */
export function called({ id, named }: Surface): { readonly surface: string; readonly named?: string } {
  return named === undefined ? { surface: id } : { surface: id, named };
}

/** The page gave up a call that waits; nothing happens when it waits no more. */
export function leave(callNumber: number, reason: LeaveReason): void {
  if (tell(callNumber, { kind: 'left' })) post({ kind: 'gone', call: callNumber, reason });
}

/** The bridge must hear that nobody waits any more: a card may still be on its way, behind another one. */
export function reportExpired(callNumber: number, answer: Answer): void {
  if (answer.kind === 'expired') post({ kind: 'gone', call: callNumber, reason: 'timeout' });
}

/** The request of this attempt really left. */
export function reportSent(callNumber: number): void {
  post({ kind: 'sent', call: callNumber });
}
