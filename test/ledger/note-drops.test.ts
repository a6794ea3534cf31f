import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { chatDraft, NOW, ONE } from '../domain/samples.ts';
import { answered, chat, lost, readingOf, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';

/** A model that no list has. */
const unlisted: Draft = chatDraft({ model: 'toll-unlisted' });
const SHAPES = [
  [9000, 100],
  [400, 4000],
  [3000, 3000],
  [8000, 900],
  [50, 7000],
] as const;

let host: DexieHost;
let leftNano: bigint;
let calls: number;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  [leftNano, calls] = [100n * ONE + 1n, 0];
  await host.addAccount();
  await read();
});
afterEach(() => host.close());

const read = async (account = ACCOUNT): Promise<void> => {
  host.now += 1000;
  await host.putReading(account, readingOf(host, leftNano));
};
/** A call, billed at $4 and $12 a million, that is reviewed and settled. */
async function spend(input: number, output: number, draft = unlisted): Promise<string> {
  calls += 1;
  const callId = `call-${calls}`;
  await reviewCall(request(callId, draft), host.ports);
  host.now += 1000;
  leftNano -= BigInt(input) * 4000n + BigInt(output) * 12_000n;
  await settleCall(settlement(callId, answered(input, output), draft), host.ports);
  return callId;
}
async function teach(shapes: readonly (readonly [number, number])[] = SHAPES): Promise<void> {
  for (const [input, output] of shapes) {
    await spend(input, output);
    await read();
  }
}
const review = async (draft = unlisted) => {
  calls += 1;
  const verdict = await reviewCall(request(`call-${calls}`, draft), host.ports);
  return { ...verdict, estimate: verdict.facts?.estimate ?? null };
};
const trail = async (account = ACCOUNT) => (await host.database.drops.get([account, 'USD']))?.trail;

describe('a model without a price', () => {
  it('has one as soon as enough drops agree on it, with a range and the mark that it was learned', async () => {
    await teach(SHAPES.slice(0, 3));
    expect((await review()).estimate).toBeNull();
    await host.database.openCalls.clear();
    await teach(SHAPES.slice(3));
    const { estimate, kind } = await review();
    expect(kind).toBe('send');
    expect(estimate).toMatchObject({
      unit: 'USD',
      isGuess: true,
      reserveNano: null,
      note: { basis: { kind: 'drops', drops: 5 } },
    });
    const { lowNano = 0n, likelyNano = 0n, highNano = 0n } = estimate ?? {};
    expect(likelyNano).toBeGreaterThanOrEqual(lowNano);
    expect(likelyNano).toBeLessThanOrEqual(highNano);
    expect(estimate?.parts).toMatchObject([{ picoPerUnit: 4_000_000n }, { picoPerUnit: 12_000_000n }]);
  });

  it('holds nobody, however little is left', async () => {
    await teach();
    leftNano = 1n;
    await read();
    expect((await review(chatDraft({ model: 'toll-unlisted', outputTokensMax: 100_000 }))).kind).toBe('send');
  });

  it('is booked by what was learned, as an estimate, and goes on teaching', async () => {
    await teach();
    const callId = await spend(1000, 1000);
    const record = await host.database.records.get(callId);
    expect(record).toMatchObject({
      certainty: 'estimated',
      cost: { likelyNano: 16_000_000n },
      pricedBy: { basis: { kind: 'drops' } },
    });
    expect(record?.cost?.lowNano).toBeLessThanOrEqual(16_000_000n);
    expect(record?.cost?.highNano).toBeGreaterThanOrEqual(16_000_000n);
    await read();
    expect((await trail())?.samples).toHaveLength(6);
  });

  it('has none any more when its drops stop agreeing', async () => {
    await teach();
    for (const extra of [3n, 7n]) {
      await spend(2000, 2000);
      leftNano -= extra * ONE;
      await read();
    }
    expect((await review()).estimate).toBeNull();
  });

  it('goes by the user’s own price as soon as there is one', async () => {
    await teach();
    const prices = [
      { model: 'toll-unlisted', unit: 'USD', rates: { 'input-tokens': 1n, 'output-tokens': 1n }, on: '2026-11-21' },
    ];
    await host.database.accounts.update(ACCOUNT, { own: { times: {}, prices } });
    expect((await review()).estimate?.note?.basis).toEqual({ kind: 'own' });
  });
});

describe('what is looked at', () => {
  it('is no reading while a call is on its way', async () => {
    await reviewCall(request('running', unlisted), host.ports);
    await spend(9000, 100);
    await read();
    expect((await trail())?.samples).toEqual([]);
    await settleCall(settlement('running', answered(100, 100), unlisted), host.ports);
    leftNano -= 1_600_000n;
    await read();
    expect((await trail())?.samples).toMatchObject([{ unpriced: [{ model: 'toll-unlisted', calls: 2 }] }]);
  });

  it('is what is left of a drop without calls of known price', async () => {
    await spend(9000, 100);
    await settleCall(settlement('listed', answered(1000, 1000), chat), host.ports);
    leftNano -= 40_000_000n;
    await read();
    const [sample] = (await trail())?.samples ?? [];
    expect(sample?.restNano).toBe(9000n * 4000n + 100n * 12_000n);
  });

  it('is a call once, also where its end was seen late, and not at all where the drop that holds it was', async () => {
    await reviewCall(request('late', unlisted), host.ports);
    await settleCall(settlement('late', lost, unlisted), host.ports);
    await settleCall(settlement('late', answered(9000, 100), unlisted), host.ports);
    expect((await trail())?.unpriced).toMatchObject([{ calls: 1, usage: { 'input-tokens': 9000 } }]);
    await reviewCall(request('later', unlisted), host.ports);
    await settleCall(settlement('later', lost, unlisted), host.ports);
    leftNano -= 200_000_000n;
    await read();
    await settleCall(settlement('later', answered(9000, 100), unlisted), host.ports);
    expect((await trail())?.unpriced).toEqual([]);
  });

  it('are the calls of every account of one wallet, and what most drops show of it', async () => {
    await host.addAccount('sandbox:acc_2');
    await read('sandbox:acc_2');
    await host.database.accounts.update('sandbox:acc_2', { mergedInto: ACCOUNT });
    await teach();
    expect((await trail('sandbox:acc_2'))?.unpriced).toMatchObject([{ calls: 5 }]);
    expect((await review()).estimate?.note?.basis).toMatchObject({ kind: 'drops', drops: 5 });
  });

  it('is gone with its account, and is counted', async () => {
    await teach();
    const gone = await wipeLedger(host.database, { kind: 'account', id: ACCOUNT, name: '' });
    expect(gone.drops).toBe(1);
    expect(await host.database.drops.count()).toBe(0);
  });
});
