import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { ONE } from '../domain/samples.ts';
import { answered, anyKey, batch, CHAT_RESERVE, chat, counted, lost, PLENTY, refused, settlement } from './calls.ts';
import type { Stage } from './contract-stage.ts';
import { ACCOUNT } from './ledger-host.ts';

/** What a settlement must keep over any ledger. */
export function describeSettlements(stage: Stage): void {
  const { review, settle, has, tick, usable } = stage;

  describe('a settlement', () => {
    it('books once, however often it comes', async () => {
      await has(PLENTY);
      tick();
      await review('a');
      const first = await settle('a', answered(1200, 100));
      const again = await settle('a', answered(9999, 9999));
      expect(again.record).toEqual(first.record);
      expect(await stage.host().records()).toHaveLength(1);
      expect(await stage.host().sumsOf('USD')).toEqual({
        calls: 1,
        refusals: 0,
        likelyNano: 15_000_000n,
        unknownCalls: 0,
      });
      expect(await usable()).toBe(PLENTY - 15_000_000n);
    });

    it('books once when many come at once', async () => {
      await has(PLENTY);
      await review('a');
      const outcomes = [answered(1200, 100), lost, refused(), counted(5), answered(1, 1)];
      const all = await Promise.all(outcomes.map((outcome) => settle('a', outcome)));
      const [first] = all;
      for (const { record } of all) expect(record).toEqual(first?.record);
      expect(await stage.host().records()).toHaveLength(1);
      expect(await stage.host().sumsOf('USD')).toMatchObject({ calls: 1 });
      expect(await stage.host().openCalls()).toEqual([]);
    });

    it('closes the open call', async () => {
      await review('a');
      await settle('a', answered(1, 1));
      expect(await stage.host().openCalls()).toEqual([]);
    });

    it('of a call that never left leaves neither record nor open call', async () => {
      await has(0n);
      await review('a');
      expect(await settle('a', { kind: 'unsent' })).toEqual({ record: null, facts: null, cause: null });
      expect(await stage.host().records()).toEqual([]);
      expect(await stage.host().openCalls()).toEqual([]);
      expect(await stage.host().sumsOf('USD')).toMatchObject({ calls: 0 });
    });

    it('does without the open call: the draft came along', async () => {
      await has(PLENTY);
      tick();
      const { record } = await settle('a', answered(1200, 100));
      expect(record).toMatchObject({
        isReviewed: false,
        estimateLikelyNano: null,
        account: ACCOUNT,
        model: 'toll-large',
        certainty: 'billed',
        cost: { likelyNano: 15_000_000n },
      });
      expect(await usable()).toBe(PLENTY - 15_000_000n);
    });

    it('belongs to the day it was opened', async () => {
      stage.host().now = Date.UTC(2026, 10, 21, 23, 59, 59);
      await review('a');
      tick(5000);
      expect((await settle('a', answered(1, 1))).record).toMatchObject({
        day: '2026-11-21',
        openedAt: stage.host().now - 5000,
        settledAt: stage.host().now,
      });
    });

    it('keeps the forecast as it was made, whatever was learned since', async () => {
      const verdict = await review('a');
      for (let index = 0; index < 6; index += 1) await settle(`other-${index}`, answered(1200, 4000));
      const { record } = await settle('a', answered(1200, 100));
      expect(record?.estimateLikelyNano).toBe(verdict.facts?.estimate?.likelyNano);
    });

    it('measures a revised request by its own forecast', async () => {
      await review('a');
      const { record } = await settle('a', answered(1200, 100), { ...chat, outputTokensMax: 100 });
      expect(record?.estimateLikelyNano).toBe(15_000_000n);
    });
  });

  describe('what it costs', () => {
    it.each([
      ['the provider’s own figure, before its usage', answered(1200, 100, { cost: '0.0142' }), 14_200_000n, 'billed'],
      ['its usage, before our count', answered(1100, 100), 14_000_000n, 'billed'],
      ['our count, where it says nothing', counted(100), 15_000_000n, 'estimated'],
      ['what came of a cut answer', counted(100, 'cut'), 15_000_000n, 'estimated'],
      ['nothing when it is refused', refused(), 0n, 'billed'],
      ['nothing for an error that is free', { kind: 'error', status: 500 }, 0n, 'estimated'],
    ] as const)('%s', async (_name, outcome, likelyNano, certainty) => {
      await has(PLENTY);
      tick();
      await review('a');
      const { record } = await settle('a', outcome);
      expect(record).toMatchObject({ cost: { unit: 'USD', likelyNano }, certainty });
      expect(await usable()).toBe(PLENTY - likelyNano);
    });

    it('is unknown where the end was lost, with the range it lies in', async () => {
      await review('a');
      const { record } = await settle('a', lost);
      expect(record).toMatchObject({
        outcome: 'cut',
        certainty: 'unknown',
        cost: { lowNano: 12_000_000n, highNano: CHAT_RESERVE },
      });
      expect(await stage.host().sumsOf('USD')).toEqual({ calls: 1, refusals: 0, likelyNano: 0n, unknownCalls: 1 });
    });

    it.each([
      ['an unpriced model', { ...chat, model: 'toll-unheard-of' }],
      ['a request that could not be read', null],
    ])('is unknown for %s, never 0', async (_name, draft) => {
      await has(PLENTY);
      const { record } = await settle('a', answered(1200, 100), draft);
      expect(record).toMatchObject({ cost: null, certainty: 'unknown' });
      expect(await stage.host().sumsOf('')).toEqual({ calls: 1, refusals: 0, likelyNano: 0n, unknownCalls: 1 });
      expect(await usable()).toBe(PLENTY);
    });

    it('is what the answer says of an unpriced model, where it says in what', async () => {
      const outcome = { kind: 'answer', usage: null, cost: '0.0123', output: null } as const;
      const unpriced = { ...chat, model: 'toll-unheard-of' };
      const { record } = await settle('a', { ...outcome, costUnit: 'USD' }, unpriced);
      expect(record).toMatchObject({ cost: { unit: 'USD', likelyNano: 12_300_000n }, certainty: 'billed' });
      expect(await stage.host().sumsOf('USD')).toMatchObject({ calls: 1, likelyNano: 12_300_000n, unknownCalls: 0 });
      expect((await settle('b', outcome, unpriced)).record).toMatchObject({ cost: null, certainty: 'unknown' });
      const relay = {
        ...settlement('c', { ...outcome, costUnit: 'USD' }, unpriced),
        provider: 'new-api@relay.example',
      };
      expect((await settleCall(relay, stage.host().ports)).record).toMatchObject({ cost: null });
    });

    it('is unknown at an unknown provider', async () => {
      const { record } = await settleCall(
        { ...settlement('a', answered(1, 1)), provider: 'nobody' },
        stage.host().ports,
      );
      expect(record).toMatchObject({ cost: null, certainty: 'unknown', account: null });
    });

    it('is exact for a batch that states its credits', async () => {
      await has(392n * ONE, 'credits');
      const sent = { ...batch, units: { meter: 'records', count: 21 } } as const;
      tick();
      await settle('a', { kind: 'answer', usage: null, cost: '378', output: null }, sent);
      expect(await usable('credits')).toBe(14n * ONE);
    });

    it('is booked as a range where an answer was cut before it had said the last of what it used', async () => {
      const usage = { 'input-tokens': 1200, 'output-tokens': 1 };
      const begun = { ...counted(100, 'cut'), usage, isUsageFinal: false } as Outcome;
      const { record } = await settle('a', begun);
      expect(record).toMatchObject({ outcome: 'cut', usage: null, certainty: 'estimated' });
      expect(record?.cost).toMatchObject({ likelyNano: 15_000_000n, highNano: 134_880_000n });
    });
  });

  describe('a refusal', () => {
    it.each([
      ['depleted', 0n],
      ['not-enough', 50_000_000n],
      ['unsure', PLENTY],
      ['unsure', null],
    ])('is %s with %s left', async (cause, nano) => {
      await has(nano);
      await review('a', { isUserStarted: false });
      const settled = await settle('a', refused());
      expect(settled.cause).toBe(cause);
      expect(settled.record?.refusalCause).toBe(cause);
      expect(settled.facts?.estimate?.reserveNano).toBe(CHAT_RESERVE);
    });

    it('that its words explain better than the wallet does is booked as it was told', async () => {
      await has(null);
      const told = { ...settlement('a', refused()), toldAs: 'depleted' } as const;
      expect((await settleCall(told, stage.host().ports)).record?.refusalCause).toBe('depleted');
      await has(50_000_000n);
      expect((await settleCall({ ...told, callId: 'b' }, stage.host().ports)).cause).toBe('not-enough');
    });

    it('costs nothing, whatever an unpriced model would have cost', async () => {
      const { record } = await settle('a', refused(), { ...chat, model: 'toll-unheard-of' });
      expect(record).toMatchObject({ cost: { likelyNano: 0n, highNano: 0n }, certainty: 'billed' });
      expect(await stage.host().sumsOf(record?.cost?.unit ?? '')).toMatchObject({ refusals: 1, unknownCalls: 0 });
    });

    it('that says what is left is a reading', async () => {
      await has(PLENTY);
      tick();
      const says = { availableNano: 50_000_000n, neededNano: CHAT_RESERVE, unit: 'USD' };
      expect((await settle('a', refused(says))).cause).toBe('not-enough');
      expect(await usable()).toBe(50_000_000n);
    });

    it('under a key that no list names is about somebody else, for all we know; under a listed one it is a reading', async () => {
      await has(PLENTY);
      tick();
      const says = { availableNano: 1n, neededNano: CHAT_RESERVE, unit: 'USD' };
      const told = { ...settlement('a', refused(says)), fingerprint: 'f'.repeat(64) };
      expect((await settleCall(told, stage.host().ports)).cause).toBe('not-enough');
      expect(await usable()).toBe(PLENTY);
      const facts = { name: 'mine', billing: null, limitNano: null, usedNano: null, unit: 'USD' } as const;
      await stage.host().addKey('f'.repeat(64), ACCOUNT, facts);
      tick();
      await settleCall({ ...told, callId: 'b' }, stage.host().ports);
      expect(await usable()).toBe(1n);
    });

    it("told by a stranger's page serves its own card, and is no reading", async () => {
      await has(PLENTY);
      tick();
      const says = { availableNano: 1n, neededNano: CHAT_RESERVE, unit: 'USD' };
      const told = { ...settlement('a', refused(says)), origin: 'https://elsewhere.example' };
      expect((await settleCall(told, stage.host().ports)).cause).toBe('not-enough');
      expect(await usable()).toBe(PLENTY);
    });

    it('keeps what the provider numbers it by, as does an answer whose head says it', async () => {
      const numbered = (callId: string, outcome: Outcome, providerRequestId?: string) =>
        settleCall(
          { ...settlement(callId, outcome), ...(providerRequestId && { providerRequestId }) },
          stage.host().ports,
        );
      await numbered('a', refused({ providerRequestId: 'req_1' }), 'req_2');
      await numbered('b', answered(1, 1), 'req_3');
      await numbered('c', answered(1, 1));
      const kept = (await stage.host().records()).map(({ providerRequestId }) => providerRequestId);
      expect(kept).toEqual(['req_1', 'req_3', null]);
    });

    it('that says what a key has left says nothing about the account', async () => {
      await has(PLENTY);
      tick();
      await settle('a', refused({ says: 'key-limit', availableNano: 1n, unit: 'USD' }));
      expect(await usable()).toBe(PLENTY);
    });

    it('gives nothing back to a reading that was taken while it was on its way', async () => {
      await has(CHAT_RESERVE);
      await review('a');
      tick();
      await has(CHAT_RESERVE - 1n);
      await settle('a', refused());
      expect(await usable()).toBe(CHAT_RESERVE - 1n);
    });

    it('offers only what fits into what the key has left', async () => {
      await stage.host().addKey('1'.repeat(64), ACCOUNT, { ...anyKey, limitNano: ONE, usedNano: ONE - 50_000_000n });
      await has(PLENTY);
      const verdict = await review('a', { fingerprint: '1'.repeat(64) });
      expect(verdict).toMatchObject({ kind: 'ask', cause: 'key-limit', facts: { fits: { outputTokensMax: 1260 } } });
    });
  });
}
