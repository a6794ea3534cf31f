import { describe, expect, it } from 'vitest';
import type { Draft, Job, Outcome } from '../../lib/domain/call.ts';
import { JOB_GRACE_MS, JOB_MS_MAX } from '../../lib/domain/open-call.ts';
import { groupsOf } from '../../lib/engine/forecast-output.ts';
import { LOST } from '../../lib/engine/reopen-call.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall, settleLost } from '../../lib/engine/settle-call.ts';
import { chatDraft, NOW } from '../domain/samples.ts';
import { request, settlement } from './calls.ts';
import type { Stage } from './contract-stage.ts';

const count = (tokens: number) => ({ low: tokens, likely: tokens, high: tokens });
/** Ten requests of 1,000 tokens, at half of $3 and $15 a million. */
const BATCH: Draft = chatDraft({
  wire: 'anthropic-batches',
  model: 'claude-sonnet-4-5',
  inputTokens: count(10_000),
  outputTokensMax: 100,
  answers: 10,
  each: count(1000),
  tier: 'batch',
  revisable: [],
});
const at = { provider: 'anthropic', surface: 'anthropic/batches', origin: 'https://app.example' } as const;
const answer = (job: Job): Outcome => ({ kind: 'answer', usage: null, cost: null, output: null, job });
const use = (input: number, output: number, model = 'claude-sonnet-4-5-20250929') => ({
  model,
  usage: { 'input-tokens': input, 'output-tokens': output },
  each: count(Math.round(input / 10)),
});

/** Batches and the like: begun by one call, settled by what another one finds. */
export function describeJobs({ host, tick }: Stage): void {
  const begin = async (job: Partial<Job> = {}, draft = BATCH) => {
    await reviewCall({ ...request('b', draft), ...at }, host().ports);
    tick();
    const made = answer({ id: 'batch_1', isOver: false, ...job });
    return settleCall({ ...settlement('b', made, draft), ...at }, host().ports);
  };
  const find = (job: Job, change: object = {}, surface = 'batch-results') =>
    settleCall(
      { ...settlement('look', answer(job), null), ...at, surface: `anthropic/${surface}`, ...change },
      host().ports,
    );
  const over = (...uses: readonly ReturnType<typeof use>[]): Job => ({ id: 'batch_1', isOver: true, uses });

  describe('work that ends later', () => {
    it('is no record when it is made, and is held until the deadline and an hour, whatever becomes of the tab', async () => {
      expect(await begin()).toEqual({ record: null, facts: null, cause: null });
      const [row, ...others] = await host().openCalls();
      expect(others).toEqual([]);
      expect(row).toMatchObject({
        documentId: '',
        job: ['batch_1'],
        expiresAt: NOW + 1000 + JOB_MS_MAX + JOB_GRACE_MS,
      });
      // All bounds: 10 × 100 tokens at $7.5, and 10,000 at $1.5 a million, of which Claude may make 1.65 times as many.
      expect(row?.estimate).toMatchObject({ unit: 'USD', heldNano: 32_250_000n, reserveNano: 0n });
      await host().ports.transact((ledger) => ledger.closeOpenCall('b'));
      await begin({ until: NOW + 7_200_000 });
      expect((await host().openCalls())[0]?.expiresAt).toBe(NOW + 7_200_000 + JOB_GRACE_MS);
    });

    it('is billed once, by what its results say, in the call that made it', async () => {
      await begin();
      tick(3_600_000);
      const { record } = await find(over(use(9500, 400)));
      expect(record).toMatchObject({
        callId: 'b',
        surface: 'anthropic/batches',
        model: 'claude-sonnet-4-5',
        outcome: 'answer',
        certainty: 'billed',
        cost: { unit: 'USD', likelyNano: 17_250_000n },
        openedAt: NOW,
        day: new Date(NOW).toISOString().slice(0, 10),
      });
      expect(await host().openCalls()).toEqual([]);
      expect((await find(over(use(9500, 400)))).record).toBeNull();
      expect(await host().records()).toEqual([record]);
      // The answer that made it, told once more, opens nothing again.
      const made = { ...settlement('b', answer({ id: 'batch_1', isOver: false }), BATCH), ...at };
      expect((await settleCall(made, host().ports)).record).toEqual(record);
      expect(await host().openCalls()).toEqual([]);
    });

    describe('whose page went away before its number was read', () => {
      const made = answer({ id: 'batch_1', isOver: false });
      const leave = async (draft = BATCH) => {
        await reviewCall({ ...request('b', draft), ...at }, host().ports);
        tick();
        const { record } = await settleCall({ ...settlement('b', LOST, draft), ...at }, host().ports);
        tick();
        const late = { ...settlement('b', made, draft), ...at };
        expect(await settleCall(late, host().ports)).toEqual({ record, facts: null, cause: null });
        return { record, late };
      };
      const { each: _each, ...sized } = BATCH;
      const file: Draft = { ...sized, answers: 1, inputTokens: null };

      it.each([
        ['of known size', BATCH],
        ['of unknown size', file],
      ])('%s is billed all the same, once, in the place of what nobody saw', async (_name, draft) => {
        await leave(draft);
        expect(await host().openCalls()).toMatchObject([{ callId: 'b', documentId: '', job: ['batch_1'] }]);
        tick(3_600_000);
        const { record } = await find(over(use(9500, 400)));
        expect(record).toMatchObject({
          callId: 'b',
          outcome: 'answer',
          certainty: 'billed',
          cost: { likelyNano: 17_250_000n },
          openedAt: NOW,
        });
        expect([await host().records(), await host().openCalls()]).toEqual([[record], []]);
        expect(await host().sumsOf('')).toMatchObject({ calls: 0, unknownCalls: 0 });
        expect(await host().sumsOf('USD')).toMatchObject({ calls: 1, unknownCalls: 0, likelyNano: 17_250_000n });
        expect((await find(over(use(9500, 400)))).record).toBeNull();
      });

      it('has a record for each model', async () => {
        await leave();
        await find(over(use(1000, 100), use(1000, 100, 'claude-haiku-4-5')));
        const records = await host().records();
        expect(records.map(({ callId, cost }) => [callId, cost?.likelyNano])).toEqual([
          ['b', 2_250_000n],
          ['b-1', 750_000n],
        ]);
        expect(await host().openCalls()).toEqual([]);
      });

      it('is waited for as long, however often its beginning is told, and then stays what it was', async () => {
        const { record, late } = await leave();
        const rows = await host().openCalls();
        tick(3_600_000);
        expect((await settleCall(late, host().ports)).record).toEqual(record);
        expect(await host().openCalls()).toEqual(rows);
        await settleLost(rows, host().ports);
        expect([await host().records(), await host().openCalls()]).toEqual([[record], []]);
      });
    });

    it('costs nothing where nothing of it was done', async () => {
      await begin();
      const { record } = await find({ id: 'batch_1', isOver: true, done: 0 }, {}, 'batch');
      expect(record?.cost).toEqual({ unit: 'USD', lowNano: 0n, likelyNano: 0n, highNano: 0n });
    });

    it.each([
      ['is free where errors are and nothing says that it was billed', null, 'error', 'estimated', 0n],
      ['costs what it says', { 'input-tokens': 1000, 'output-tokens': 100 }, 'cut', 'billed', 2_250_000n],
    ] as const)('that failed %s, and is held no longer', async (_name, usage, kind, certainty, likelyNano) => {
      await begin();
      const failed = { ...answer({ id: 'batch_1', isOver: true, hasFailed: true }), usage };
      const { record } = await find(over(), { outcome: failed });
      expect(record).toMatchObject({ callId: 'b', outcome: kind, certainty, cost: { likelyNano } });
      expect([await host().records(), await host().openCalls()]).toEqual([[record], []]);
    });

    it('bills what was done: what the end without figures leaves open, and the results afterwards', async () => {
      await begin();
      await find({ id: 'batch_1', isOver: true, done: 4, also: ['file_1'] }, {}, 'batch');
      await find({ id: 'batch_1', isOver: true, done: 4 }, {}, 'batch');
      expect(await host().records()).toEqual([]);
      const [row] = await host().openCalls();
      expect(row?.draft).toMatchObject({ answers: 4, inputTokens: count(4000) });
      const { record } = await find({ id: 'file_1', isOver: true, uses: [use(4000, 200)] });
      expect(record?.cost?.likelyNano).toBe(7_500_000n);
    });

    it('has a record for each model', async () => {
      await begin();
      await find(over(use(1000, 100), use(1000, 100, 'claude-haiku-4-5')));
      const records = await host().records();
      expect(records.map(({ callId, model, cost }) => [callId, model, cost?.likelyNano])).toEqual([
        ['b', 'claude-sonnet-4-5-20250929', 2_250_000n],
        ['b-1', 'claude-haiku-4-5', 750_000n],
      ]);
      expect(await host().openCalls()).toEqual([]);
    });

    it('teaches no length of one answer, however its requests were sent', async () => {
      const { each: _each, ...file } = BATCH;
      await begin({}, { ...file, answers: 1 });
      await find(over(use(1_000_000, 2_000_000)));
      const groups = groupsOf({ draft: { ...file, answers: 1 }, origin: at.origin });
      const query = { provider: 'anthropic', fingerprint: null, model: BATCH.model, callId: '', groups };
      const { lengths } = await host().ports.transact((ledger) => ledger.readContext(query));
      expect(lengths).toEqual([]);
    });

    it.each([
      ['that it still runs', { id: 'batch_1', isOver: false }, {}],
      ['of another one', { id: 'batch_2', isOver: true, uses: [use(1, 1)] }, {}],
      ['on a stranger’s page', over(use(1, 1)), { origin: 'https://other.example' }],
      ['of another provider', over(use(1, 1)), { provider: 'openai', surface: 'openai/batch-results' }],
    ])('is not settled by what is said %s', async (_name, job, change) => {
      await begin();
      const rows = await host().openCalls();
      expect((await find(job, change)).record).toBeNull();
      expect([await host().records(), await host().openCalls()]).toEqual([[], rows]);
    });

    it('is believed on the provider’s own console', async () => {
      await begin();
      expect((await find(over(use(10, 1)), { origin: 'https://platform.claude.com' })).record).not.toBeNull();
    });

    it.each<Outcome>([LOST, { kind: 'error', status: 500 }, { kind: 'unsent' }])(
      'costs nothing to look at: %j',
      async (outcome) => {
        const look = { ...settlement('look', outcome, null), ...at, surface: 'anthropic/batch' };
        expect(await settleCall(look, host().ports)).toEqual({ record: null, facts: null, cause: null });
        expect(await host().records()).toEqual([]);
      },
    );
  });
}
