import './fake-browser.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answerRequest } from '../../lib/webext/answer-request.ts';
import { Database } from '../../lib/webext/database.ts';
import { openDesk } from '../../lib/webext/desk.ts';
import type { BackgroundRequest } from '../../lib/webext/messages.ts';
import { chat } from '../engine/calls.ts';
import { CONSOLE } from '../engine/ledger-host.ts';
import { seen } from './fake-browser.ts';

let database: Database;
beforeEach(() => {
  seen.stored = {};
  database = new Database('deny');
});
afterEach(() => database.delete());

function ask<R extends BackgroundRequest>(request: R) {
  return answerRequest(request, openDesk(database, { origin: CONSOLE, tabId: 1, frameId: 0, isPrivate: false }));
}

it('a key that is said not to be of the account that was assumed is nobody’s, until that is taken back', async () => {
  const account = { account: 'acc_1', accountName: 'Demo', group: null };
  const balances = [{ unit: 'USD', availableNano: 0n, frozenNano: 0n }];
  await ask({ kind: 'balances', surface: 'sandbox/account', ...account, balances, askedAt: Date.now() });
  const key = { fingerprint: '1'.repeat(64), masked: null, signedIn: null };
  const call = (id: string) =>
    ({
      callId: id,
      requestId: id,
      documentId: 'd',
      surface: 'sandbox/chat',
      ...key,
      draft: chat,
      waiting: [],
    }) as const;
  const review = async (id: string) =>
    (await ask({ kind: 'review', ...call(id), isUserStarted: true, canRead: false })).card;
  expect((await review('a'))?.whose?.buttons[0]?.action).toEqual({ kind: 'deny-account', account: 'sandbox:acc_1' });
  const link = { kind: 'link-key', ...call('a'), refusal: null, canRetry: false, cause: 'depleted' } as const;
  const denied = await ask({ ...link, account: 'sandbox:acc_1', isDenied: true });
  expect(denied?.card).toMatchObject({ cause: 'unsure', whose: { line: { key: 'whose.denied' } } });
  expect(denied?.usable).toBeNull();
  expect((await database.openCalls.get('a'))?.account).toBeNull();
  expect(await review('b')).toBeNull();
  expect((await ask({ ...link, account: null }))?.card).toMatchObject({ cause: 'depleted' });
});
