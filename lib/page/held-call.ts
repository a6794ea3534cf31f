import type { Surface } from '../domain/surface.ts';
import { wires } from '../wires/registry.ts';
import type { Channel } from './channel.ts';
import { type Changed, change, type Job, type Jobs } from './jobs.ts';
import { now } from './natives.ts';
import { type PassReason, VERDICT_MS_MAX } from './protocol.ts';
import type { LeaveReason, Wait } from './waits.ts';

/** What a call is held for. */
export interface Question {
  /** Asked again once the site's settings are there. */
  readonly find: () => Surface | null;
  readonly key: string | null;
  /** Reads the body's text; resolves with a reason when it cannot. Never rejects. */
  readonly readBody: (timeoutMs: number) => Promise<BodyText>;
  readonly repeat: Job['repeat'];
  /** Whether the page has given up meanwhile. */
  readonly isLeft: () => boolean;
  /** Told when the waiting begins, so that the page can leave. */
  readonly onWait: (wait: Wait) => void;
}

export type BodyText = { readonly text: string } | { readonly why: PassReason };

/** What becomes of the held call. */
export type Decision =
  /** Let it go; it is nothing of ours, or nobody is there to report to. */
  | { readonly kind: 'untracked' }
  /** Let it go; `changed` null: as it is. Its outcome is reported under `callNumber`. */
  | { readonly kind: 'send'; readonly callNumber: number; readonly job: Job; readonly changed: Changed | null }
  /** Nothing is sent: the user's word. */
  | { readonly kind: 'cancel' }
  /** Nothing is sent: the page's own doing. */
  | { readonly kind: 'left'; readonly reason: LeaveReason };

/** Asks about one call and waits, at most `VERDICT_MS_MAX` unless a card is up. Never rejects: then it just goes. */
export async function decide(channel: Channel, jobs: Jobs, question: Question): Promise<Decision> {
  try {
    return await ask(channel, jobs, question);
  } catch {
    return { kind: 'untracked' };
  }
}

async function ask(channel: Channel, jobs: Jobs, question: Question): Promise<Decision> {
  const deadline = now() + VERDICT_MS_MAX;
  await channel.ready();
  const surface = question.find();
  if (surface === null || !channel.isOn()) return { kind: 'untracked' };
  const body = await question.readBody(deadline - now());
  if (question.isLeft()) return { kind: 'left', reason: 'abort' };
  const job = toJob(surface, body, question.repeat);
  if (job === null) return { kind: 'untracked' };
  const callNumber = channel.nextCall();
  jobs.keep(callNumber, job);
  const pass = (why: PassReason): Decision => {
    reportPassed(channel, { callNumber, job, key: question.key, why });
    return { kind: 'send', callNumber, job, changed: null };
  };
  if ('why' in body) return pass(body.why);
  if (job.draft === null) return pass('not-understood');
  if (!channel.isAlive() || now() >= deadline) return pass('no-verdict');
  const wait = channel.wait(callNumber, deadline - now());
  question.onWait(wait);
  const { key } = question;
  channel.post({ kind: 'review', call: callNumber, surface: surface.id, draft: job.draft, key, canRetry: true });
  const answer = await wait.answer;
  if (answer.kind === 'silent') {
    channel.noteSilence();
    return pass('no-verdict');
  }
  if (answer.kind === 'left') return answer;
  if (answer.kind === 'cancel' || answer.kind === 'expired') return { kind: 'cancel' };
  const revision = 'revision' in answer ? answer.revision : null;
  const changed = revision === null ? null : change(job, revision);
  // The user agreed to the smaller call only: the page's own would cost more than that.
  if (revision !== null && changed === null) return { kind: 'cancel' };
  reportSent(channel, callNumber, job, changed);
  return { kind: 'send', callNumber, job, changed };
}

/** The request of this call really left. */
export function reportSent(channel: Channel, callNumber: number, job: Job, changed: Changed | null): void {
  channel.post({ kind: 'sent', call: callNumber, draft: changed === null ? job.draft : changed.draft });
}

/** A priced call went out without a verdict; its outcome is reported under the same number. */
export function reportPassed(channel: Channel, { callNumber, job, key, why }: PassedCall): void {
  channel.post({ kind: 'passed', call: callNumber, surface: job.surface.id, draft: job.draft, key, why });
}

interface PassedCall {
  readonly callNumber: number;
  readonly job: Job;
  readonly key: string | null;
  readonly why: PassReason;
}

/** Null when the surface speaks no wire. */
export function toJob(surface: Surface, body: BodyText, repeat: Job['repeat']): Job | null {
  const wire = surface.kind === 'call' && surface.wire !== null ? wires[surface.wire] : undefined;
  if (!wire) return null;
  const text = 'text' in body ? body.text : null;
  const draft = text === null ? null : readDraft(() => wire.readRequest(text, surface.rule));
  return { surface, wire, text, draft, repeat, rest: null, answer: null };
}

/** Wires promise not to throw; a page that patches what they use may make them. */
function readDraft<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
