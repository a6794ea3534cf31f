import './fake-browser.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Job, Outcome } from '../../lib/domain/call.ts';
import { JOB_GRACE_MS, JOB_MS_MAX } from '../../lib/domain/open-call.ts';
import { Database } from '../../lib/webext/database.ts';
import { settleDocument, settleExpired } from '../../lib/webext/expire-calls.ts';
import { chat } from '../engine/calls.ts';
import { callOf, openAsking, reviewOf, settleOf } from './asking.ts';

let database: Database;
let opened = 0;
beforeEach(() => {
  opened += 1;
  database = new Database(`jobs-${opened}`);
});
afterEach(async () => {
  vi.useRealTimers();
  await database.delete();
});
const ask = openAsking(() => database);

const APP = { origin: 'https://app.example' };
const surface = 'replicate/predict';
const answer = (job: Job, milliseconds?: number): Outcome => ({
  kind: 'answer',
  usage: milliseconds === undefined ? null : { milliseconds },
  cost: null,
  output: null,
  job,
});
const draft = { ...chat, wire: 'replicate-predictions', inputTokens: null, outputTokensMax: null } as const;
const begin = async () => {
  await ask(reviewOf('p', { surface, draft }), APP);
  await ask(settleOf('p', { surface, draft, outcome: answer({ id: 'p1', isOver: false }) }), APP);
};

it('a prediction outlives its document, and a message about its start that comes late; its end settles it', async () => {
  await begin();
  await ask({ kind: 'sent', ...callOf('p', surface), draft, isAnyway: false, isReviewed: true }, APP);
  await settleDocument(database, 'document-1');
  expect(await database.openCalls.toArray()).toMatchObject([{ callId: 'p', job: ['p1'], documentId: '' }]);
  const look = (callId: string, outcome: Outcome) =>
    ask(settleOf(callId, { surface: 'replicate/prediction', draft: null, outcome }), APP);
  await ask(
    { kind: 'sent', ...callOf('l1', 'replicate/prediction'), draft: null, isAnyway: false, isReviewed: false },
    APP,
  );
  await look('l1', answer({ id: 'p1', isOver: false }));
  expect([await database.records.count(), await database.openCalls.count()]).toEqual([0, 1]);
  await look('l2', answer({ id: 'p1', isOver: true }, 1234));
  await look('l3', answer({ id: 'p1', isOver: true }, 1234));
  expect(await database.records.toArray()).toMatchObject([{ callId: 'p', surface, usage: { milliseconds: 1234 } }]);
  expect(await database.openCalls.count()).toBe(0);
});

it('one that failed is settled by the look that finds it so', async () => {
  await begin();
  const outcome = answer({ id: 'p1', isOver: true, hasFailed: true }, 1234);
  await ask(settleOf('l1', { surface: 'replicate/prediction', draft: null, outcome }), APP);
  expect(await database.records.toArray()).toMatchObject([
    { callId: 'p', outcome: 'cut', usage: { milliseconds: 1234 } },
  ]);
  expect(await database.openCalls.count()).toBe(0);
});

it('one that nobody looked at is booked as unknown an hour after its deadline, not before', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await begin();
  vi.setSystemTime(Date.now() + JOB_MS_MAX + JOB_GRACE_MS - 1000);
  await settleExpired(database);
  expect(await database.records.count()).toBe(0);
  vi.setSystemTime(Date.now() + 2000);
  await settleExpired(database);
  expect(await database.records.toArray()).toMatchObject([{ callId: 'p', outcome: 'cut', certainty: 'unknown' }]);
});
