import { describe, expect, it } from 'vitest';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import type { Estimate } from '../../lib/domain/estimate.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { ONE } from '../domain/samples.ts';
import { answered, batch, chat, counted, PLENTY, settlement } from './calls.ts';
import type { Stage } from './contract-stage.ts';

/** An answer that states its cost: twice what the list says of the sandbox's toll-large, $10 and $30 per million. */
const doubled = (input: number, output: number): Outcome =>
  answered(input, output, { cost: toDecimal(BigInt(input * 20_000 + output * 60_000)) });
const fair = (input: number, output: number): Outcome =>
  answered(input, output, { cost: toDecimal(BigInt(input * 10_000 + output * 30_000)) });
/** Of three shapes. */
const SIZES = [
  [1200, 300],
  [9000, 40],
  [500, 2500],
] as const;

/** What any ledger must keep of calls whose provider states what it took. */
export function describeBills(stage: Stage): void {
  const { review, settle, has, tick } = stage;

  let calls = 0;
  async function call(outcome: Outcome, draft: Draft = chat): Promise<Awaited<ReturnType<typeof settle>>> {
    calls += 1;
    const id = `bill-${calls}`;
    await review(id, {}, draft);
    tick();
    return settle(id, outcome, draft);
  }
  async function estimated(draft: Draft = chat): Promise<Estimate | null> {
    calls += 1;
    return (await review(`ask-${calls}`, {}, draft)).facts?.estimate ?? null;
  }
  async function threeTimes(): Promise<void> {
    for (const [input, output] of SIZES) await call(doubled(input, output));
  }

  it('without a price is what the answer states, only of who states what it takes itself', async () => {
    const stated = answered(16, 4, { cost: '0.000072', costUnit: 'USD' });
    const of = async (provider: string) => {
      const given = { ...settlement(`stated-${provider}`, stated), provider, surface: `${provider}/chat` };
      const { record } = await settleCall(given, stage.host().ports);
      return [record?.cost?.likelyNano ?? null, record?.cost?.unit, record?.certainty, record?.pricedBy];
    };
    expect(await of('litellm@proxy.example')).toEqual([72_000n, 'USD', 'billed', null]);
    // A relay passes on what its own supplier took.
    for (const relay of ['new-api@relay.example', 'sub2api@relay.example']) {
      expect(await of(relay)).toEqual([null, undefined, 'unknown', null]);
    }
  });

  describe('a price that seems to have changed', () => {
    it('is the list’s after two such calls, and the learned one after three, and says so', async () => {
      await has(PLENTY);
      const listed = await estimated();
      await call(doubled(1200, 300));
      await call(doubled(9000, 40));
      const after = await estimated();
      expect([after?.reserveNano, after?.note]).toEqual([listed?.reserveNano, listed?.note]);
      await call(doubled(500, 2500));
      const learned = await estimated();
      expect(learned?.reserveNano).toBe(269_760_000n);
      expect(learned?.note?.basis).toEqual({ kind: 'learned', calls: 3, percentOff: 1 });
    });

    it('is the list’s again after one call that was billed by it', async () => {
      await has(PLENTY);
      const listed = await estimated();
      await threeTimes();
      await call(fair(700, 90));
      expect((await estimated())?.reserveNano).toBe(listed?.reserveNano);
      expect((await estimated())?.note).toBeUndefined();
    });

    it('books what is stated as billed, and what only it leads to as an estimate', async () => {
      await has(PLENTY);
      await threeTimes();
      const stated = await call(doubled(1000, 100));
      expect(stated.record).toMatchObject({ certainty: 'billed', cost: { likelyNano: 26_000_000n } });
      expect(stated.record?.pricedBy?.basis).toMatchObject({ kind: 'learned' });
      const silent = await call(answered(1000, 100));
      expect(silent.record).toMatchObject({ certainty: 'estimated', cost: { likelyNano: 26_000_000n } });
    });

    it('holds nobody where it cannot be told what it is', async () => {
      await has(100_000_000n);
      expect((await review('before')).kind).toBe('ask');
      await settle('before', { kind: 'unsent' });
      // Three calls of one shape: twice of everything, or four times of one part.
      for (let count = 0; count < 3; count += 1) await call(doubled(1000, 200));
      await has(100_000_000n);
      const verdict = await review('after');
      expect(verdict.kind).toBe('send');
      expect(verdict.facts?.estimate).toMatchObject({
        isGuess: true,
        note: { basis: { kind: 'changed', calls: 3 } },
      });
    });

    it('is of one model: others keep theirs', async () => {
      await has(PLENTY);
      await threeTimes();
      expect((await estimated({ ...chat, model: 'toll-small' }))?.note).toBeUndefined();
    });

    it('is not told by calls that state no cost, were cut, or were billed nothing', async () => {
      await has(PLENTY);
      await call(doubled(1200, 300));
      await call(doubled(9000, 40));
      await call(answered(500, 2500));
      await call(counted(2500));
      await call(answered(500, 2500, { cost: '0' }));
      await call({ ...doubled(500, 2500), kind: 'cut' } as Outcome);
      expect((await estimated())?.note).toBeUndefined();
    });

    it('is of credits as well: 20 a record, not 18', async () => {
      await has(10_000n * ONE, 'credits');
      for (const count of [25, 7, 12]) {
        const units = { meter: 'records', count } as const;
        await call({ kind: 'answer', usage: null, cost: String(count * 20), output: null }, { ...batch, units });
      }
      const estimate = await estimated(batch);
      expect(estimate?.likelyNano).toBe(500n * ONE);
      expect(estimate?.note?.basis).toMatchObject({ kind: 'learned', calls: 3 });
    });

    it('leaves nothing behind in a private window', async () => {
      await has(PLENTY);
      const { privatePorts } = stage.host();
      for (const [input, output] of SIZES) {
        calls += 1;
        await settleCall(settlement(`private-${calls}`, doubled(input, output)), privatePorts);
      }
      expect((await estimated())?.note).toBeUndefined();
    });
  });
}
