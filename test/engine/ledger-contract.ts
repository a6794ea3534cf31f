import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { previewCall, reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall, UNREAD_DRAFT } from '../../lib/engine/settle-call.ts';
import { NOW, ONE } from '../domain/samples.ts';
import {
  answered,
  batch,
  CHAT_RESERVE,
  chat,
  counted,
  lost,
  PLENTY,
  readingOf,
  refused,
  request,
  settlement,
} from './calls.ts';
import { ACCOUNT, type LedgerHost } from './ledger-host.ts';
import { playWallet, walletSteps } from './play-wallet.ts';

/** What every ledger must keep, whatever it is made of. */
export function describeLedger(name: string, open: (startAt: number) => Promise<LedgerHost>): void {
  describe(`the engine over ${name}`, () => {
    let host: LedgerHost;
    beforeEach(async () => {
      host = await open(NOW);
      await host.addAccount();
    });
    afterEach(() => host.close());

    const review = (callId: string, change: Parameters<typeof request>[2] = {}, draft = chat) =>
      reviewCall(request(callId, draft, change), host.ports);
    const settle = (callId: string, outcome: Outcome, draft: Parameters<typeof settlement>[2] = chat) =>
      settleCall(settlement(callId, outcome, draft), host.ports);
    const has = (nano: bigint | null, unit = 'USD') => host.putReading(ACCOUNT, readingOf(host, nano, unit));
    const tick = (ms = 1000): void => {
      host.now += ms;
    };
    const usable = async (unit = 'USD'): Promise<bigint | null> => {
      const context = await host.ports.transact((ledger) =>
        ledger.readContext({ provider: 'sandbox', fingerprint: null, model: null, callId: '' }),
      );
      const found = context.account?.balances.find((entry) => entry.reading.unit === unit);
      const available = found?.reading.availableNano ?? null;
      return found && available !== null ? available - found.spentSinceNano - found.openNano : null;
    };

    describe('a review', () => {
      it('has written its open call before the verdict is known', async () => {
        await has(PLENTY);
        const verdict = await review('a');
        expect(verdict.kind).toBe('send');
        expect(await host.openCalls()).toMatchObject([
          { callId: 'a', isSent: true, isReviewed: true, wasAsked: false, account: ACCOUNT, openedAt: NOW },
        ]);
      });

      it('of a held call is not sent, and sets nothing aside', async () => {
        await has(50_000_000n);
        expect(await review('a')).toMatchObject({ kind: 'ask', cause: 'not-enough' });
        expect(await host.openCalls()).toMatchObject([{ callId: 'a', isSent: false, wasAsked: true }]);
        expect(await usable()).toBe(50_000_000n);
      });

      it.each([
        ['one nano-dollar short', CHAT_RESERVE - 1n, 'ask'],
        ['just enough', CHAT_RESERVE, 'send'],
        ['one nano-dollar more', CHAT_RESERVE + 1n, 'send'],
        ['unknown', null, 'send'],
      ])('with a balance %s', async (_name, nano, kind) => {
        await has(nano);
        expect((await review('a')).kind).toBe(kind);
      });

      it('that comes after the settlement leaves no open call', async () => {
        await has(PLENTY);
        await settle('a', answered(1200, 10));
        expect((await review('a')).kind).toBe('send');
        expect(await host.openCalls()).toEqual([]);
        expect(await host.records()).toHaveLength(1);
        expect(await usable()).toBe(PLENTY - 12_300_000n);
      });

      it('that comes after the call has left does not call it back', async () => {
        await has(PLENTY);
        await review('a');
        await has(0n);
        expect((await review('a')).kind).toBe('ask');
        expect(await host.openCalls()).toMatchObject([{ callId: 'a', isSent: true, wasAsked: false }]);
      });

      it('counts own calls in flight as set aside', async () => {
        await has(CHAT_RESERVE * 2n - 1n);
        tick();
        expect((await review('a')).kind).toBe('send');
        expect(await review('b')).toMatchObject({ kind: 'ask', cause: 'in-flight' });
        await settle('a', answered(1200, 10));
        tick();
        expect((await review('c')).kind).toBe('send');
      });

      it('does not count a held call, a call of another account or its own row', async () => {
        await host.addAccount('sandbox:acc_2');
        await host.addKey('1'.repeat(64), ACCOUNT, anyKey);
        await host.addKey('2'.repeat(64), 'sandbox:acc_2', anyKey);
        await has(CHAT_RESERVE);
        await host.putReading('sandbox:acc_2', readingOf(host, PLENTY));
        tick();
        expect((await review('a', { fingerprint: '2'.repeat(64) })).kind).toBe('send');
        expect((await review('b', { fingerprint: '1'.repeat(64), draft: big })).kind).toBe('ask');
        expect((await review('c', { fingerprint: '1'.repeat(64) })).kind).toBe('send');
      });

      it('knows nothing of the account where a key could belong to two', async () => {
        await host.addAccount('sandbox:acc_2');
        await has(0n);
        const verdict = await review('a');
        expect(verdict).toMatchObject({ kind: 'send', facts: { balance: null } });
        expect(await host.openCalls()).toMatchObject([{ account: null }]);
      });

      it.each([
        ['a model nobody priced', { draft: { ...chat, model: 'toll-unheard-of' } }],
        ['no model', { draft: { ...chat, model: null } }],
        ['a request that could not be read', { draft: UNREAD_DRAFT }],
      ])('lets %s go, and says no number', async (_name, change) => {
        await has(0n);
        const verdict = await review('a', change);
        expect(verdict).toMatchObject({ kind: 'send', facts: { estimate: null } });
        expect(await host.openCalls()).toMatchObject([{ estimate: null, isSent: true }]);
      });

      it('lets a call of an unknown provider go', async () => {
        expect(await review('a', { provider: 'nobody' })).toEqual({ kind: 'send', facts: null });
      });

      it('of a preview writes nothing', async () => {
        await has(PLENTY);
        const facts = await host.ports.transact((ledger) => previewCall(request('a'), { now: host.ports.now, ledger }));
        expect(facts?.estimate?.reserveNano).toBe(CHAT_RESERVE);
        expect(await host.openCalls()).toEqual([]);
      });
    });

    describe('nobody is held', () => {
      it.each([
        [5 * 60_000, 'ask'],
        [5 * 60_000 + 1, 'send'],
        [-5 * 60_000 - 1, 'send'],
      ])('by a balance %d ms old: %s', async (ageMs, kind) => {
        await has(0n);
        tick(ageMs);
        expect((await review('a')).kind).toBe(kind);
      });

      it('by an old balance in credits, though a quarter of it is the limit', async () => {
        await has(500n * ONE, 'credits');
        expect(await review('a', {}, batch)).toMatchObject({ kind: 'ask', cause: 'own-limit' });
        tick(5 * 60_000 + 1);
        expect((await review('b', {}, batch)).kind).toBe('send');
      });

      it('whose call no person started, whatever it costs', async () => {
        await has(0n);
        expect((await review('a', { isUserStarted: false })).kind).toBe('send');
        expect((await review('b', { isUserStarted: false, draft: big })).kind).toBe('send');
      });

      it('by what a key had left five minutes ago', async () => {
        await host.addKey('1'.repeat(64), ACCOUNT, { ...anyKey, limitNano: ONE, usedNano: ONE });
        const mine = { fingerprint: '1'.repeat(64) };
        await has(PLENTY);
        expect(await review('a', mine)).toMatchObject({ kind: 'ask', cause: 'key-limit' });
        tick(5 * 60_000 + 1);
        await has(PLENTY);
        expect((await review('b', mine)).kind).toBe('send');
      });

      it('after two false asks in a row, until a card was right', async () => {
        const sendAnyway = async (callId: string, outcome: Outcome): Promise<void> => {
          await has(0n);
          expect((await review(callId)).kind).toBe('ask');
          await leave(host, callId);
          await settle(callId, outcome);
        };
        await sendAnyway('a', answered(1200, 10));
        await sendAnyway('b', refused());
        await sendAnyway('c', answered(1200, 10));
        await sendAnyway('d', counted(10, 'cut'));
        await has(0n);
        expect((await review('e')).kind).toBe('send');
        await has(392n * ONE, 'credits');
        // Nor does the same balance come back as a limit of cost.
        expect((await review('f', {}, batch)).kind).toBe('send');
      });

      it('because of a call whose end nobody saw', async () => {
        for (const callId of ['a', 'b', 'c']) {
          await has(0n);
          expect((await review(callId)).kind).toBe('ask');
          await leave(host, callId);
          await settle(callId, lost);
        }
      });
    });

    describe('calls that wait under one card', () => {
      it('are judged together', async () => {
        await has(CHAT_RESERVE * 2n - 1n);
        const verdict = await review('b', { waiting: [{ reserveNano: CHAT_RESERVE }] });
        expect(verdict).toMatchObject({
          kind: 'ask',
          cause: 'not-enough',
          facts: { callsWaiting: 2, reserveAllNano: CHAT_RESERVE * 2n, fits: { outputTokensMax: null } },
        });
      });

      it('have no sum where one of them has none', async () => {
        await has(CHAT_RESERVE);
        const verdict = await review('b', { waiting: [{ reserveNano: null }] });
        expect(verdict).toMatchObject({ kind: 'send', facts: { callsWaiting: 2, reserveAllNano: null } });
      });
    });

    describe('a settlement', () => {
      it('books once, however often it comes', async () => {
        await has(PLENTY);
        tick();
        await review('a');
        const first = await settle('a', answered(1200, 100));
        const again = await settle('a', answered(9999, 9999));
        expect(again.record).toEqual(first.record);
        expect(await host.records()).toHaveLength(1);
        expect(await host.sumsOf('USD')).toEqual({ calls: 1, refusals: 0, likelyNano: 15_000_000n, unknownCalls: 0 });
        expect(await usable()).toBe(PLENTY - 15_000_000n);
      });

      it('books once when many come at once', async () => {
        await has(PLENTY);
        await review('a');
        const outcomes = [answered(1200, 100), lost, refused(), counted(5), answered(1, 1)];
        const all = await Promise.all(outcomes.map((outcome) => settle('a', outcome)));
        const [first] = all;
        for (const { record } of all) expect(record).toEqual(first?.record);
        expect(await host.records()).toHaveLength(1);
        expect(await host.sumsOf('USD')).toMatchObject({ calls: 1 });
        expect(await host.openCalls()).toEqual([]);
      });

      it('closes the open call', async () => {
        await review('a');
        await settle('a', answered(1, 1));
        expect(await host.openCalls()).toEqual([]);
      });

      it('of a call that never left leaves neither record nor open call', async () => {
        await has(0n);
        await review('a');
        expect(await settle('a', { kind: 'unsent' })).toEqual({ record: null, facts: null, cause: null });
        expect(await host.records()).toEqual([]);
        expect(await host.openCalls()).toEqual([]);
        expect(await host.sumsOf('USD')).toMatchObject({ calls: 0 });
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
        host.now = Date.UTC(2026, 10, 21, 23, 59, 59);
        await review('a');
        tick(5000);
        expect((await settle('a', answered(1, 1))).record).toMatchObject({
          day: '2026-11-21',
          openedAt: host.now - 5000,
          settledAt: host.now,
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
        expect(await host.sumsOf('USD')).toEqual({ calls: 1, refusals: 0, likelyNano: 0n, unknownCalls: 1 });
      });

      it.each([
        ['an unpriced model', { ...chat, model: 'toll-unheard-of' }],
        ['a request that could not be read', null],
      ])('is unknown for %s, never 0', async (_name, draft) => {
        await has(PLENTY);
        const { record } = await settle('a', answered(1200, 100), draft);
        expect(record).toMatchObject({ cost: null, certainty: 'unknown' });
        expect(await host.sumsOf('')).toEqual({ calls: 1, refusals: 0, likelyNano: 0n, unknownCalls: 1 });
        expect(await usable()).toBe(PLENTY);
      });

      it('is unknown at an unknown provider', async () => {
        const { record } = await settleCall({ ...settlement('a', answered(1, 1)), provider: 'nobody' }, host.ports);
        expect(record).toMatchObject({ cost: null, certainty: 'unknown', account: null });
      });

      it('is exact for a batch that states its credits', async () => {
        await has(392n * ONE, 'credits');
        const sent = { ...batch, units: { meter: 'records', count: 21 } } as const;
        tick();
        await settle('a', { kind: 'answer', usage: null, cost: '378', output: null }, sent);
        expect(await usable('credits')).toBe(14n * ONE);
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

      it('that says what is left is a reading', async () => {
        await has(PLENTY);
        tick();
        const says = { availableNano: 50_000_000n, neededNano: CHAT_RESERVE, unit: 'USD' };
        expect((await settle('a', refused(says))).cause).toBe('not-enough');
        expect(await usable()).toBe(50_000_000n);
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
        await host.addKey('1'.repeat(64), ACCOUNT, { ...anyKey, limitNano: ONE, usedNano: ONE - 50_000_000n });
        await has(PLENTY);
        const verdict = await review('a', { fingerprint: '1'.repeat(64) });
        expect(verdict).toMatchObject({ kind: 'ask', cause: 'key-limit', facts: { fits: { outputTokensMax: 1260 } } });
      });
    });

    describe('a reading', () => {
      it('taken while a call runs lacks what is set aside, and gets the difference back', async () => {
        await has(PLENTY);
        tick();
        await review('a');
        tick();
        await has(PLENTY - CHAT_RESERVE);
        expect(await usable()).toBe(PLENTY - CHAT_RESERVE);
        tick();
        await settle('a', answered(1200, 100));
        expect(await usable()).toBe(PLENTY - 15_000_000n);
      });

      it('taken before a call does not lack it', async () => {
        await has(PLENTY);
        tick();
        await review('a');
        expect(await usable()).toBe(PLENTY - CHAT_RESERVE);
        await settle('a', answered(1200, 100));
        expect(await usable()).toBe(PLENTY - 15_000_000n);
      });

      it('older than the one we have is ignored', async () => {
        await has(PLENTY);
        await host.putReading(ACCOUNT, { ...readingOf(host, 0n), at: host.now - 1 });
        expect(await usable()).toBe(PLENTY);
      });

      it('ends what was counted since the last one', async () => {
        await has(PLENTY);
        tick();
        await settle('a', answered(1200, 100));
        tick();
        await has(ONE);
        expect(await usable()).toBe(ONE);
      });

      it('agrees with the provider to the nano-unit once all is settled, whatever happened in between', async () => {
        await fc.assert(
          fc.asyncProperty(walletSteps, async (steps) => {
            const played = await open(NOW);
            await played.addAccount();
            try {
              await playWallet(played, steps);
            } finally {
              await played.close();
            }
          }),
          { numRuns: 40 },
        );
      }, 30_000);
    });

    it('a private window is reviewed and shown, never stored or learned from', async () => {
      await has(50_000_000n);
      const verdict = await reviewCall(request('a'), host.privatePorts);
      expect(verdict).toMatchObject({ kind: 'ask', cause: 'not-enough' });
      const says = refused({ availableNano: 1n, unit: 'USD' });
      const settled = await settleCall(settlement('b', says), host.privatePorts);
      expect(settled).toMatchObject({ cause: 'not-enough', record: { callId: 'b' } });
      await settleCall(settlement('c', answered(1200, 100)), host.privatePorts);
      await settleCall(settlement('d', { kind: 'unsent' }), host.privatePorts);
      expect(await host.openCalls()).toEqual([]);
      expect(await host.records()).toEqual([]);
      expect(await host.sumsOf('USD')).toMatchObject({ calls: 0 });
      expect(await usable()).toBe(50_000_000n);
    });
  });
}

const anyKey = { name: 'dev-1', billing: 'per-token', limitNano: null, usedNano: null, unit: 'USD' } as const;
/** 10⁶ tokens out: $30.012, above anybody's limit. */
const big = { ...chat, outputTokensMax: 1_000_000 };

/** A held call is sent although the card advised against it. */
async function leave(host: LedgerHost, callId: string): Promise<void> {
  await host.ports.transact(async (ledger) => {
    const row = await ledger.findOpenCall(callId);
    if (row) await ledger.putOpenCall({ ...row, isSent: true });
  });
}
