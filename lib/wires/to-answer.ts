import type { Outcome } from '../domain/call.ts';
import type { FailedResponse } from '../domain/read-refusal.ts';
import type { Surface } from '../domain/surface.ts';
import type { MeterReading } from './wire.ts';

/** What came back with a good status; `failed`: there was an error inside. */
export type ReadAnswer =
  | Extract<Outcome, { kind: 'answer' | 'cut' }>
  | ({ readonly kind: 'failed'; readonly output: MeterReading['output'] } & FailedResponse);

/** What an answer's first line and headers say, those by lower-case names. */
export type AnsweredHead = Pick<FailedResponse, 'status' | 'headers'>;

/**
 * What a metered body with a good status was. `reading` null: nothing metered it; `isWhole`: it came to its end. `named`:
 * what the surface's path named.
 */
export function toAnswer(
  reading: MeterReading | null,
  isWhole: boolean,
  head: AnsweredHead | null,
  { named, surface }: { readonly named: string; readonly surface: Surface },
): ReadAnswer {
  if (reading === null || head === null) {
    return { kind: isWhole ? 'answer' : 'cut', usage: null, cost: null, output: null };
  }
  const { output, job, errorText, isComplete, ...said } = reading;
  const isStream = (head.headers['content-type'] ?? '').includes('event-stream');
  // Who looks at work that ended with an error has got what they asked for: the error is that of the call that began it.
  const hasFailed = errorText !== null && surface.isFollowUp === true && job?.isOver === true;
  if (errorText !== null && !hasFailed) {
    const hasAnswerBegun = isStream || (output?.high ?? 0) > 0;
    const { status, headers } = head;
    return { kind: 'failed', status, headers, bodyText: errorText, hasAnswerBegun, output };
  }
  return {
    // Clients stop reading, or abort, as soon as they have seen the terminator.
    kind: isComplete || hasFailed || (isWhole && !isStream) ? 'answer' : 'cut',
    ...said,
    // Where a path has stars for more than that, the work's number is the last.
    ...(job && { job: { ...job, id: job.id || lastPart(named), ...(hasFailed && { hasFailed }) } }),
    // What came in place of an answer says nothing about its length: unknown is not zero.
    output: isComplete || isStream || !isWhole ? output : null,
  };
}

function lastPart(named: string): string {
  return named.slice(named.lastIndexOf('/') + 1);
}
