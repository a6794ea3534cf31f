import { describe, expect, it } from 'vitest';
import { walletOf } from '../../lib/engine/waiting-calls.ts';
import { ONE } from '../domain/samples.ts';
import { CHAT_RESERVE } from './calls.ts';
import type { Stage } from './contract-stage.ts';
import { ACCOUNT } from './ledger-host.ts';

/** Whose wallet the samples' calls are paid from. */
export const wallet = walletOf({ provider: 'sandbox', account: ACCOUNT, fingerprint: null, unit: 'USD' });

/** How calls are judged that wait beside each other, over any ledger. */
export function describeWaiting(stage: Stage): void {
  const { review, has } = stage;

  describe('calls that wait under one card', () => {
    it('are judged together', async () => {
      await has(CHAT_RESERVE * 2n - 1n);
      const verdict = await review('b', { waiting: [{ wallet, reserveNano: CHAT_RESERVE }] });
      expect(verdict).toMatchObject({
        kind: 'ask',
        cause: 'not-enough',
        facts: { callsWaiting: 2, reserveAllNano: CHAT_RESERVE * 2n, fits: { outputTokensMax: null } },
      });
    });

    it('have no sum where one of them has none', async () => {
      await has(CHAT_RESERVE);
      const verdict = await review('b', { waiting: [{ wallet, reserveNano: null }] });
      expect(verdict).toMatchObject({ kind: 'send', facts: { callsWaiting: 2, reserveAllNano: null } });
    });

    it('have no sum where nothing is known of one of them, and are judged alone', async () => {
      await has(CHAT_RESERVE);
      const verdict = await review('b', { waiting: [{ wallet: null, reserveNano: null }] });
      expect(verdict).toMatchObject({ kind: 'send', facts: { callsWaiting: 2, reserveAllNano: null } });
    });

    it.each([
      ['in another unit', { unit: 'credits' }],
      ['of another account', { account: 'sandbox:acc_2' }],
      ['of a key that nobody is known to own', { account: null, fingerprint: '7'.repeat(64) }],
    ])('are not judged by what is set aside %s', async (_name, change) => {
      await has(CHAT_RESERVE);
      const payer = { provider: 'sandbox', account: ACCOUNT, fingerprint: null, unit: 'USD', ...change };
      const verdict = await review('b', { waiting: [{ wallet: walletOf(payer), reserveNano: 450n * ONE }] });
      expect(verdict).toMatchObject({ kind: 'send', facts: { callsWaiting: 1, reserveAllNano: null } });
    });
  });
}
