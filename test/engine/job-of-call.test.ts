import { expect, it } from 'vitest';
import type { Job } from '../../lib/domain/call.ts';
import { partsOfJob } from '../../lib/engine/job-of-call.ts';
import { openLate } from '../../lib/engine/reopen-call.ts';
import { NOW } from '../domain/samples.ts';
import { answered, settlement } from './calls.ts';

const each = { low: 0, likely: 0, high: 950 };
const use = { model: 'toll-large', usage: { 'input-tokens': 950 }, each };
/** Of how many requests what such a job used is booked to be. */
function requestsOf(job: Partial<Job>): readonly (number | undefined)[] {
  const outcome = answered(0, 0);
  if (outcome.kind !== 'answer') throw new Error('an answer is one');
  const open = openLate(settlement('a', outcome), NOW);
  const parts = partsOfJob(open, { id: 'batch', isOver: true, ...job }, outcome) ?? [];
  return parts.map(({ settlement: { outcome: of } }) => ('requests' in of ? of.requests : undefined));
}

it('one sum of a batch is of as many requests as were done', () => {
  expect(requestsOf({ uses: [use], done: 95 })).toEqual([95]);
});

it.each([
  ['where it says that itself', { uses: [{ ...use, requests: 7 }], done: 95 }, [7]],
  ['of several models', { uses: [use, { ...use, model: 'toll-mini' }], done: 95 }, [undefined, undefined]],
  ['where nobody told how many that is', { uses: [use], done: 1e12 }, [undefined]],
  ['where it is not told', { uses: [use] }, [undefined]],
] as const)('it is not %s', (_, job, requests) => {
  expect(requestsOf(job)).toEqual(requests);
});
