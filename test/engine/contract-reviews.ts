import { describe, expect, it } from 'vitest';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import { UNREAD_DRAFT } from '../../lib/engine/reopen-call.ts';
import { previewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { NOW, ONE } from '../domain/samples.ts';
import {
  answered,
  anyKey,
  batch,
  big,
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
import { leave, type Stage } from './contract-stage.ts';
import { ACCOUNT } from './ledger-host.ts';

/** What a review must keep over any ledger. */
export function describeReviews(stage: Stage): void {
  const { review, settle, has, tick, usable } = stage;

  describe('a review', () => {
    it('has written its open call before the verdict is known', async () => {
      await has(PLENTY);
      const verdict = await review('a');
      expect(verdict.kind).toBe('send');
      expect(await stage.host().openCalls()).toMatchObject([
        { callId: 'a', isSent: true, isReviewed: true, wasAsked: false, account: ACCOUNT, openedAt: NOW },
      ]);
    });

    it('of a held call is not sent, and sets nothing aside', async () => {
      await has(50_000_000n);
      expect(await review('a')).toMatchObject({ kind: 'ask', cause: 'not-enough' });
      expect(await stage.host().openCalls()).toMatchObject([{ callId: 'a', isSent: false, wasAsked: true }]);
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
      expect(await stage.host().openCalls()).toEqual([]);
      expect(await stage.host().records()).toHaveLength(1);
      expect(await usable()).toBe(PLENTY - 12_300_000n);
    });

    it('that comes after the call has left does not call it back', async () => {
      await has(PLENTY);
      await review('a');
      await has(0n);
      expect((await review('a')).kind).toBe('ask');
      expect(await stage.host().openCalls()).toMatchObject([{ callId: 'a', isSent: true, wasAsked: false }]);
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
      await stage.host().addAccount('sandbox:acc_2');
      await stage.host().addKey('1'.repeat(64), ACCOUNT, anyKey);
      await stage.host().addKey('2'.repeat(64), 'sandbox:acc_2', anyKey);
      await has(CHAT_RESERVE);
      await stage.host().putReading('sandbox:acc_2', readingOf(stage.host(), PLENTY));
      tick();
      expect((await review('a', { fingerprint: '2'.repeat(64) })).kind).toBe('send');
      expect((await review('b', { fingerprint: '1'.repeat(64), draft: big })).kind).toBe('ask');
      expect((await review('c', { fingerprint: '1'.repeat(64) })).kind).toBe('send');
    });

    it('knows nothing of the account where a key could belong to two', async () => {
      await stage.host().addAccount('sandbox:acc_2');
      await has(0n);
      const verdict = await review('a');
      expect(verdict).toMatchObject({ kind: 'send', facts: { balance: null } });
      expect(await stage.host().openCalls()).toMatchObject([{ account: null }]);
    });

    it.each([
      ['a model nobody priced', { draft: { ...chat, model: 'toll-unheard-of' } }],
      ['no model', { draft: { ...chat, model: null } }],
      ['a request that could not be read', { draft: UNREAD_DRAFT }],
    ])('lets %s go, and says no number', async (_name, change) => {
      await has(0n);
      const verdict = await review('a', change);
      expect(verdict).toMatchObject({ kind: 'send', facts: { estimate: null } });
      expect(await stage.host().openCalls()).toMatchObject([{ estimate: null, isSent: true }]);
    });

    it('lets a call of an unknown provider go', async () => {
      expect(await review('a', { provider: 'nobody' })).toEqual({ kind: 'send', facts: null });
    });

    it('of a preview writes nothing', async () => {
      await has(PLENTY);
      const facts = await stage
        .host()
        .ports.transact((ledger) => previewCall(request('a'), { ...stage.host().ports, ledger }));
      expect(facts?.estimate?.reserveNano).toBe(CHAT_RESERVE);
      expect(await stage.host().openCalls()).toEqual([]);
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
      await stage.host().addKey('1'.repeat(64), ACCOUNT, { ...anyKey, limitNano: ONE, usedNano: ONE });
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
        tick();
        expect((await review(callId)).kind).toBe('ask');
        await leave(stage, callId);
        await settle(callId, outcome);
        tick();
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
        await leave(stage, callId);
        await settle(callId, lost);
      }
    });
  });

  describe('a call that went through all the same', () => {
    /** Sends a call against the card's advice. */
    const sendAnyway = async (callId: string, outcome: Outcome, draft: Draft = chat): Promise<void> => {
      tick();
      expect((await review(callId, {}, draft)).kind).toBe('ask');
      await leave(stage, callId);
      tick();
      await settle(callId, outcome, draft);
    };

    it('shows that the provider tests less: the next one like it is not held', async () => {
      await has(CHAT_RESERVE / 2n);
      await sendAnyway('a', answered(1200, 10));
      await has(CHAT_RESERVE / 2n - 20_000_000n);
      expect((await review('b')).kind).toBe('ask');
      await has(CHAT_RESERVE / 2n - 12_300_000n);
      const smaller = { ...chat, outputTokensMax: 2500 };
      expect(await review('c', {}, smaller)).toMatchObject({ kind: 'send' });
      expect((await review('d', {}, { ...smaller, model: 'toll-medium', outputTokensMax: 9000 })).kind).toBe('ask');
    });

    it('shows nothing at a far lower balance: trust may end before', async () => {
      await has(5n * ONE);
      await sendAnyway('a', answered(1200, 10), big);
      expect((await review('b', {}, big)).kind).toBe('send');
      await has(CHAT_RESERVE - 1n);
      expect((await review('c')).kind).toBe('ask');
    });

    it('shows little where money had arrived meanwhile', async () => {
      await has(CHAT_RESERVE / 2n);
      await sendAnyway('a', answered(1200, 10));
      await has(5n * ONE);
      await has(CHAT_RESERVE / 2n);
      expect((await review('b')).kind).toBe('ask');
    });

    it('is forgotten when one like it is refused', async () => {
      await has(CHAT_RESERVE / 2n);
      await sendAnyway('a', answered(1200, 10));
      const smaller = { ...chat, outputTokensMax: 2000 };
      expect((await review('b', {}, smaller)).kind).toBe('send');
      tick();
      await settle('b', refused(), smaller);
      await has(CHAT_RESERVE / 2n - 13_000_000n);
      expect((await review('c', {}, smaller)).kind).toBe('ask');
    });
  });

  describe('a key that pays another way than the model is billed', () => {
    const mine = { fingerprint: '2'.repeat(64) };

    it('is held for, by its console’s list, however old that is and whatever the balance', async () => {
      await stage.host().addKey(mine.fingerprint, ACCOUNT, { ...anyKey, billing: 'per-request' });
      expect(await review('a', mine)).toMatchObject({ kind: 'ask', cause: 'billing-mismatch' });
      tick(5 * 60_000 + 1);
      expect(await review('b', mine)).toMatchObject({ kind: 'ask', cause: 'billing-mismatch' });
      expect(await review('c', { ...mine, isUserStarted: false })).toMatchObject({ kind: 'send' });
      expect((await review('d', mine, batch)).kind).toBe('send');
    });

    it('is believed of one refusal that says so when the next one comes, until it is let through; nobody is held', async () => {
      await stage.host().addKey(mine.fingerprint, ACCOUNT, { ...anyKey, billing: null });
      await has(PLENTY);
      const end = (callId: string, outcome: Outcome) =>
        settleCall({ ...settlement(callId, outcome), ...mine }, stage.host().ports);
      expect((await review('a', mine)).kind).toBe('send');
      expect((await end('a', refused({ says: 'billing-mismatch' }))).cause).toBe('billing-mismatch');
      expect((await review('b', mine)).kind).toBe('send');
      expect((await end('b', refused())).cause).toBe('billing-mismatch');
      await review('c', mine);
      await end('c', answered(1200, 10));
      await review('d', mine);
      expect((await end('d', refused())).cause).toBe('unsure');
    });
  });
}
