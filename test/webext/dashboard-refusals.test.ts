import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasRefusals, readRefusals, saidOfRefusal } from '../../lib/webext/dashboard-refusals.ts';
import { Database } from '../../lib/webext/database.ts';
import type { RequestOf } from '../../lib/webext/messages.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { answered, big, chat } from '../engine/calls.ts';
import { balancesOf, CONSOLE, callOf, openAsking, reviewOf, settleOf } from './asking.ts';

let database: Database;
let opened = 0;
beforeEach(() => {
  opened += 1;
  database = new Database(`refusals-${opened}`);
});
afterEach(() => database.delete());

const ask = openAsking(() => database);
const sent = (callId: string, change: Partial<RequestOf<'sent'>> = {}): RequestOf<'sent'> => ({
  ...{ kind: 'sent', ...callOf(callId), draft: chat, isAnyway: false, isReviewed: true },
  ...change,
});
const read = (days = 30, later = 0) => readRefusals(database, { days, now: Date.now() + later });
const HOUR_MS = 3_600_000;

/** A call that a card holds: there are 5 cents. */
async function hold(callId: string, draft = chat): Promise<void> {
  await ask(balancesOf(50_000_000n));
  const { card } = await ask(reviewOf(callId, { draft, ...signedIn }));
  expect(card?.cause).toBe('not-enough');
  await vi.waitFor(async () => expect(await database.blocks.get(callId)).toMatchObject({ state: 'asked' }));
}
const signedIn = { signedIn: 'acc_1' } as const;

describe('refusals', () => {
  it('there are none before anything was refused or held', async () => {
    expect(await hasRefusals(database)).toBe(false);
    expect(await read()).toMatchObject({ stories: [], points: [], isPart: false });
  });

  it('a refusal of the provider is one, with sizes, what it would have cost, and a request of its size', async () => {
    await ask(sent('1'));
    await ask(settleOf('1'));
    expect(await hasRefusals(database)).toBe(true);
    const { stories, points } = await read();
    expect(stories).toMatchObject([
      {
        ...{ next: 'open', attempts: 1, providerName: 'Sandbox' },
        no: { by: 'provider', model: 'toll-large', sizes: { inputTokens: 1200, outputTokensMax: 4096 } },
        again: { provider: 'sandbox' },
      },
    ]);
    expect(stories[0]?.no.wouldCost).toMatchObject({ unit: 'USD' });
    expect(points).toMatchObject([{ stories: 1, providerName: 'Sandbox' }]);
  });

  it('a held call that never left is one of ours', async () => {
    await hold('1');
    expect((await read()).stories).toEqual([]);
    await ask(settleOf('1', { outcome: { kind: 'unsent' } }));
    await vi.waitFor(async () =>
      expect((await read()).stories).toMatchObject([{ no: { by: 'us', cause: 'not-enough' } }]),
    );
    expect(await database.records.count()).toBe(0);
  });

  it('one that was sent as it was is none; one that was sent smaller was revised', async () => {
    await hold('1');
    await ask(sent('1', { isAnyway: true }));
    await vi.waitFor(async () => expect(await database.blocks.count()).toBe(0));
    await hold('2', big);
    await ask(sent('2', { draft: chat }));
    await ask(settleOf('2', { outcome: answered(1200, 300) }));
    await vi.waitFor(async () =>
      expect((await read()).stories).toMatchObject([
        { no: { id: '2' }, next: 'revised', revised: { isSmaller: true } },
      ]),
    );
  });

  it('a card whose tab was closed is a no once its call is over', async () => {
    await hold('1');
    expect((await read(30, HOUR_MS)).stories).toMatchObject([{ no: { id: '1', by: 'us' } }]);
  });

  it('in private windows nothing is kept', async () => {
    await ask(balancesOf(50_000_000n));
    await ask(reviewOf('1', signedIn), { isPrivate: true });
    await ask(settleOf('1', { outcome: { kind: 'unsent' } }), { isPrivate: true });
    expect(await database.blocks.count()).toBe(0);
  });

  it('what is said of one is kept here, bounded, and goes with what it is about', async () => {
    const no = { id: '1', account: 'sandbox:acc_1', origin: CONSOLE };
    await saidOfRefusal(database, no, { isClear: false, note: 'x'.repeat(9000) });
    const kept = await database.refusalNotes.get('1');
    expect(kept).toMatchObject({ isClear: false });
    expect(kept?.note).toHaveLength(500);
    expect(await database.syncNotes.count()).toBe(0);
    await saidOfRefusal(database, no, { isClear: null, note: ' ' });
    expect(await database.refusalNotes.count()).toBe(0);
    for (const target of [
      { kind: 'account', id: 'sandbox:acc_1', name: 'x' },
      { kind: 'site', origin: CONSOLE },
      { kind: 'all' },
    ] as const) {
      await saidOfRefusal(database, no, { isClear: true, note: '' });
      expect(await wipeLedger(database, target)).toMatchObject({ refusalNotes: 1 });
    }
  });

  it('what is older than the days that are asked for is not among them', async () => {
    await ask(sent('1'));
    await ask(settleOf('1'));
    expect((await read(30, 31 * 24 * HOUR_MS)).stories).toEqual([]);
  });
});
