import './fake-browser.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toProvider } from '../../lib/described/to-provider.ts';
import { learnOwnProviders } from '../../lib/providers/registry.ts';
import type { CompanionLink } from '../../lib/webext/companion-link.ts';
import { Database } from '../../lib/webext/database.ts';
import { accepted, minimal } from '../described/samples.ts';
import { answered } from '../engine/calls.ts';
import { openAsking, reviewOf, settleOf } from './asking.ts';
import { seen } from './fake-browser.ts';

let database: Database;
let opened = 0;
const ask = openAsking(() => database);

beforeEach(() => {
  opened += 1;
  database = new Database(`booked-there-${opened}`);
  seen.stored = {};
});
afterEach(() => {
  learnOwnProviders([]);
  return database.delete();
});

/** A companion at this address, which is not asked by itself: whether it answers is no matter here. */
async function pairWith(address: string): Promise<void> {
  const link: CompanionLink = {
    ...{ id: 'link', address, token: 't', self: 'b-1', secretHex: '', pairedAt: 0, cursor: null, after: null },
    ...{ syncedAt: null, nextAt: Date.now() + 60_000, failures: 1, problem: 'unreachable', notTaken: 0 },
  };
  await database.companion.put(link);
}

/** A call of the sandbox's page that ended with an answer, and by what it was booked there. */
async function play(
  bookedAs?: string,
  surface = 'sandbox/chat',
): Promise<readonly [records: number, open: number, released: number]> {
  await ask(reviewOf('a', { surface }));
  await ask(settleOf('a', { surface, outcome: answered(1200, 100), ...(bookedAs !== undefined && { bookedAs }) }));
  const released = await database.syncNotes.filter(({ kind, id }) => kind === 'unsent' && id === 'a').count();
  return [await database.records.count(), await database.openCalls.count(), released];
}

it('a call that went through the paired companion is booked by it alone, and what is held of it here given back', async () => {
  await pairWith('http://127.0.0.1:4118');
  expect(await play('call-7')).toEqual([0, 0, 1]);
});

it.each([
  ['http://localhost:4117', 'http://127.0.0.1:4117'],
  ['http://127.0.0.1:4117', 'http://localhost:4117'],
  ['http://localhost:4117', 'http://[::1]:4117'],
])(
  'a gateway on this machine is the same by each of its names: called as %s, paired with as %s',
  async (called, paired) => {
    const calls = [{ name: 'chat', url: `${called}/openai/v1/chat/completions`, speaks: 'openai-chat' }];
    learnOwnProviders([toProvider(accepted(minimal({ calls })))]);
    await pairWith(paired);
    expect(await play('call-7', 'own-acme/chat')).toEqual([0, 0, 1]);
    await pairWith(paired.replace('4117', '4118'));
    expect(await play('call-7', 'own-acme/chat')).toEqual([1, 0, 1]);
  },
);

it('a call that the gateway did not book is booked here', async () => {
  await pairWith('http://127.0.0.1:4118');
  expect(await play()).toEqual([1, 0, 0]);
});

it('nobody else hides what a call cost by the same header', async () => {
  expect(await play('call-7')).toEqual([1, 0, 0]);
  await database.records.clear();
  await pairWith('http://127.0.0.1:4117');
  expect(await play('call-7')).toEqual([1, 0, 0]);
  await database.records.clear();
  await pairWith('https://gateway.example:4118');
  expect(await play('call-7')).toEqual([1, 0, 0]);
});
