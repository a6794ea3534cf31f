import { describe, expect, it } from 'vitest';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import { walletOf } from '../../lib/engine/waiting-calls.ts';
import { ONE } from '../domain/samples.ts';
import { answered, batch, big, refused } from './calls.ts';
import { leave, type Stage } from './contract-stage.ts';
import { ACCOUNT } from './ledger-host.ts';

/** Who pays for all of them. */
const wallet = walletOf({ provider: 'sandbox', account: ACCOUNT, fingerprint: null, unit: 'USD' });

/** How a card over several calls is judged by what became of them. */
export function describeCards(stage: Stage): void {
  /** How many cards in a row were wrong. */
  const inARow = async (): Promise<number | undefined> => {
    const query = { provider: 'sandbox', fingerprint: null, model: null, callId: '' };
    return stage.host().ports.transact(async (ledger) => (await ledger.readContext(query)).account?.falseAsks);
  };
  /** All of them come under one card, and are sent anyway. */
  const hold = async (ids: readonly string[], draft: Draft): Promise<void> => {
    await stage.has(1000n);
    stage.tick();
    for (const [index, callId] of ids.entries()) {
      const waitingIds = ids.slice(0, index);
      const waiting = waitingIds.map(() => ({ wallet, reserveNano: 30_012_000_000n }));
      const verdict = await stage.review(callId, { waitingIds, waiting }, draft);
      expect(verdict.kind, callId).toBe('ask');
    }
    for (const callId of ids) await leave(stage, callId);
  };
  const end = (callId: string, outcome: Outcome, draft: Draft) => stage.settle(callId, outcome, draft);

  describe('one card over several calls', () => {
    it('was wrong once when all of them are accepted', async () => {
      await hold(['a', 'b', 'c'], big);
      for (const callId of ['a', 'b', 'c']) await end(callId, answered(1200, 10), big);
      expect(await inARow()).toBe(1);
      const medium = { ...big, model: 'toll-medium' };
      await hold(['d', 'e'], medium);
      for (const callId of ['e', 'd']) await end(callId, answered(1200, 10), medium);
      expect(await inARow()).toBe(2);
    });

    it('is another card than that of another wallet which is open beside it', async () => {
      await stage.has(392n * ONE, 'credits');
      stage.tick();
      expect((await stage.review('of credits', {}, batch)).kind).toBe('ask');
      await stage.has(1000n);
      stage.tick();
      expect((await stage.review('of dollars', { waitingIds: ['of credits'] }, big)).kind).toBe('ask');
      for (const callId of ['of credits', 'of dollars']) await leave(stage, callId);
      await end('of credits', answered(0, 0), batch);
      await end('of dollars', answered(1200, 10), big);
      expect(await inARow()).toBe(2);
    });

    it.each([[['a', 'b', 'c']], [['c', 'b', 'a']], [['b', 'c', 'a']]])(
      'was right when one of them is refused, in whatever order they end: %s',
      async (order) => {
        await hold(['x'], { ...big, model: 'toll-medium' });
        await end('x', answered(1200, 10), { ...big, model: 'toll-medium' });
        expect(await inARow()).toBe(1);
        await hold(['a', 'b', 'c'], big);
        for (const callId of order) await end(callId, callId === 'b' ? refused() : answered(1200, 10), big);
        expect(await inARow()).toBe(0);
        expect((await stage.host().records())[0]?.account).toBe(ACCOUNT);
      },
    );
  });
}
