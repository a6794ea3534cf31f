import type { Draft, Job, JobUse, Outcome } from '../domain/call.ts';
import { heldNanoOf } from '../domain/estimate.ts';
import { larger } from '../domain/money.ts';
import { JOB_DEADLINE_MS_MAX, JOB_GRACE_MS, JOB_MS_MAX, type OpenCall } from '../domain/open-call.ts';
import { isOnHost, parseOrigin } from '../domain/surface.ts';
import { findProvider } from '../providers/registry.ts';
import type { Settlement } from './settlement.ts';

/**
 * The row of a call whose answer only says that work has begun (a batch, a prediction): it stays open until the provider's
 * deadline and an hour, belongs to no document any more, and holds what it will probably take. Null: the call has ended.
 */
export function waitForJob(open: OpenCall, { outcome, draft }: Settlement, now: number): OpenCall | null {
  const job = outcome.kind === 'answer' || outcome.kind === 'cut' ? outcome.job : undefined;
  if (job === undefined || job.isOver) return null;
  const { estimate } = open;
  const until = job.until !== undefined && job.until > now ? job.until : now + JOB_MS_MAX;
  return {
    ...open,
    draft: draft ?? open.draft,
    estimate: estimate && { ...estimate, heldNano: larger(heldNanoOf(estimate), estimate.highNano) },
    documentId: '',
    isSent: true,
    job: numbersOf(job),
    expiresAt: Math.min(until, now + JOB_DEADLINE_MS_MAX) + JOB_GRACE_MS,
  };
}

function numbersOf({ id, also = [] }: Job): readonly string[] {
  return [id, ...also];
}

/** What tools that the companion serves have in the place of an origin begins so; no page's does. */
const TOOL = 'tool:';

/**
 * Who is believed about work: the origin that began it, the provider's own console, and any tool behind the companion, which
 * itself reads what the provider answers.
 */
export function mayTell(origin: string, open: OpenCall): boolean {
  if (origin.startsWith(TOOL)) return true;
  const page = parseOrigin(origin);
  const provider = findProvider(open.provider);
  return origin === open.origin || (page !== null && provider !== null && isOnHost(provider.console, page));
}

/** A record to be written, and the row it settles. */
export interface JobPart {
  readonly settlement: Settlement;
  readonly open: OpenCall;
}

/**
 * What is booked for work that is over, a record for each model; null: it is not said what was billed. Where nothing was,
 * that is a record, too.
 */
export function partsOfJob(
  open: OpenCall,
  job: Job,
  outcome: Extract<Outcome, { kind: 'answer' }>,
): readonly JobPart[] | null {
  if (job.uses !== undefined) return toParts(open, withRequests(job.uses, job));
  if (job.done === 0) return toParts(open, []);
  if (job.done !== undefined) return null;
  return [{ settlement: { ...open, outcome: job.hasFailed ? failedOf(outcome) : outcome }, open }];
}

/** More than this no batch has; wires say so much where all was done and nobody told how much that is. */
const REQUESTS_MAX = 1e9;

/** One sum of all is of as many requests as were done: each has its own fee. */
function withRequests(uses: readonly JobUse[], { done = 0 }: Job): readonly JobUse[] {
  const [use] = uses;
  const isTold = use?.requests !== undefined || done < 1 || done > REQUESTS_MAX;
  return use === undefined || uses.length > 1 || isTold ? uses : [{ ...use, requests: done }];
}

/** Work that ended with an error: what it says it was billed counts; where it says nothing, it is an error like others. */
function failedOf(outcome: Extract<Outcome, { kind: 'answer' }>): Outcome {
  const isBilled = outcome.usage !== null || outcome.cost !== null;
  return isBilled ? { ...outcome, kind: 'cut' } : { kind: 'error', status: 200 };
}

function toParts(open: OpenCall, uses: readonly JobUse[]): readonly JobPart[] {
  const nothing: JobUse = { model: null, usage: {}, each: { low: 0, likely: 0, high: 0 } };
  return (uses.length === 0 ? [nothing] : uses).map((use, index) =>
    toPart(open, use, { index, isOnly: uses.length < 2 }),
  );
}

function toPart(
  open: OpenCall,
  use: JobUse,
  { index, isOnly }: { readonly index: number; readonly isOnly: boolean },
): JobPart {
  const { usage, each, requests } = use;
  // What was asked for under an alias is listed under that.
  const { ofModels, ...all } = open.draft;
  const own = isOnly ? (all.model ?? use.model) : use.model;
  // Where nothing was done, any of its models says that it costs nothing.
  const model = own ?? ofModels?.[0]?.model ?? null;
  const draft: Draft = { ...all, model };
  const callId = index === 0 ? open.callId : `${open.callId}-${index}`;
  const outcome: Outcome = { kind: 'answer', usage, each, ...(requests && { requests }), cost: null, output: null };
  const row: OpenCall = { ...open, callId, draft, ...(index > 0 && { estimate: null, isReviewed: false }) };
  return { settlement: { ...row, outcome }, open: row };
}

/** The row of work that is over without saying what was billed: what was not done will not be, and it goes by more numbers. */
export function withoutUndone(open: OpenCall, job: Job): OpenCall {
  const { draft } = open;
  const done = Math.min(job.done ?? draft.answers, draft.answers);
  const part = (tokens: number): number => Math.ceil((tokens * done) / draft.answers);
  const { ofModels, ...all } = draft;
  const { inputTokens: input } = draft;
  const left: Draft = {
    ...all,
    // Which of them were done it does not say.
    ...(ofModels && done >= draft.answers && { ofModels }),
    answers: Math.max(1, done),
    inputTokens: input && { low: part(input.low), likely: part(input.likely), high: part(input.high) },
    ...(draft.media && { media: draft.media.map((one) => ({ ...one, times: Math.max(1, part(one.times)) })) }),
  };
  return { ...open, draft: left, job: [...new Set([...(open.job ?? []), ...numbersOf(job)])] };
}
