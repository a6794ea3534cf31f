import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Budget } from '../../lib/budget/budget.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { answerRequest } from '../../lib/webext/answer-request.ts';
import { Database } from '../../lib/webext/database.ts';
import { openDesk } from '../../lib/webext/desk.ts';
import { holdInCompanion } from '../../lib/webext/hold-in-companion.ts';
import type { BackgroundRequest, RequestOf } from '../../lib/webext/messages.ts';
import { pairCompanion } from '../../lib/webext/pair-companion.ts';
import { readLink, syncCompanion } from '../../lib/webext/sync-companion.ts';
import {
  type CompanionSide,
  type Fate,
  openCompanionSide,
  plugFetch,
  readShared,
} from '../companion/pair/two-ledgers.ts';
import { answered, chat } from '../engine/calls.ts';
import { seen } from './fake-browser.ts';

let companion: CompanionSide;
let database: Database;
let fate: Fate;
let unplug: () => void;
let opened = 0;

beforeEach(async () => {
  fate = 'answered';
  unplug = plugFetch(() => fate);
  companion = await openCompanionSide();
  opened += 1;
  database = new Database(`holding-${opened}`);
  seen.stored = {};
  const { code } = companion.codes.make();
  expect(await pairCompanion(database, { address: companion.origin, code, name: 'Chrome' })).toBe('paired');
});
afterEach(async () => {
  // An exchange that a settlement has begun may still run.
  await expect.poll(async () => (await navigator.locks.query()).held?.length).toBe(0);
  unplug();
  await database.delete();
  await companion.close();
});

const desk = (isPrivate = false) =>
  openDesk(database, { origin: 'http://127.0.0.1:4118', tabId: 1, frameId: 0, isPrivate });
function ask<R extends BackgroundRequest>(request: R, isPrivate = false) {
  return answerRequest(request, desk(isPrivate));
}
const call = (callId: string) => ({
  ...{ callId, requestId: callId, documentId: 'document-1', surface: 'sandbox/chat' },
  ...{ fingerprint: null, masked: null, signedIn: null },
});
/** Sets aside $0.13488 at worst. */
const review = (callId: string, isUserStarted = true): RequestOf<'review'> => {
  return { kind: 'review', ...call(callId), draft: chat, canRead: false, isUserStarted, waiting: [] };
};
const settle = (callId: string, outcome: RequestOf<'settle'>['outcome']): RequestOf<'settle'> => {
  const shown = { canRetry: true, batch: null, isRest: false, asked: null, waiting: [] };
  return { kind: 'settle', ...call(callId), draft: chat, outcome, ...shown };
};
const sent = (callId: string): RequestOf<'sent'> => {
  return { kind: 'sent', ...call(callId), draft: chat, isAnyway: true, isReviewed: true };
};
async function setBudget(change: Partial<Budget>): Promise<void> {
  const budget: Budget = {
    ...{ id: 'daily', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' } },
    ...{ window: { kind: 'day', zone: 'UTC' }, limit: 200_000_000n, isHard: true, onFailure: 'closed', raises: [] },
    ...change,
  };
  await companion.holds().change({ kind: 'put', id: `put-${Math.random()}`, budgetId: 'daily', budget });
}
const use = async () => (await companion.holds().usage()).map(({ spent, held }) => [spent, held]);
const linesOf = async (callId: string): Promise<readonly string[] | null> => {
  const { card } = await ask(review(callId));
  return card?.lines.map((line) => renderText(line, 'en')) ?? null;
};
const rowsOpen = async () => (await database.openCalls.toArray()).map(({ callId, isSent }) => [callId, isSent]);

describe('a call of a page whose browser is paired', () => {
  it('is held in the companion’s budgets, and counts at what it cost', async () => {
    await setBudget({});
    expect(await linesOf('a')).toBeNull();
    expect(await use()).toEqual([[0n, 134_880_000n]]);
    await ask(settle('a', answered(1200, 100)));
    const cost = (await database.records.get('a'))?.cost?.likelyNano;
    await expect.poll(use).toEqual([[cost, 0n]]);
  });

  it('is asked about where it does not fit, and is not on its way meanwhile', async () => {
    await setBudget({});
    await linesOf('a');
    expect(await linesOf('b')).toEqual([
      'Your budget "daily" has $0.065 left of $0.20.',
      'This call may need $0.14.',
      'Not sent yet; your text is safe.',
    ]);
    expect(await rowsOpen()).toEqual([
      ['a', true],
      ['b', false],
    ]);
    await ask(settle('b', { kind: 'unsent' }));
    await ask(settle('a', { kind: 'unsent' }));
    // What was held and did not leave is given back.
    await expect.poll(use).toEqual([[0n, 0n]]);
    expect((await companion.store().transact(readShared)).records).toEqual([]);
  });

  it('goes where the user says so, and what is over is counted', async () => {
    await setBudget({ limit: 100n });
    expect(await linesOf('a')).not.toBeNull();
    await ask(sent('a'));
    await ask(settle('a', answered(1200, 100)));
    const cost = (await database.records.get('a'))?.cost?.likelyNano;
    await expect.poll(use).toEqual([[cost, 0n]]);
  });

  it('is never stopped that nobody has started', async () => {
    await setBudget({ limit: 100n });
    expect((await ask(review('a', false))).card).toBeNull();
    expect(await rowsOpen()).toEqual([['a', true]]);
  });

  it.each([
    ['tokens', { unit: { kind: 'tokens' }, limit: 5000n }, 'has 5,000 tokens left of 5,000'],
    ['calls', { unit: { kind: 'calls' }, limit: 0n }, 'has 0 calls left of 0'],
    [
      'a currency without a rate',
      { unit: { kind: 'money', currency: 'EUR' }, limit: 5n },
      'stops what nobody can bound',
    ],
  ] as const)('is asked about by a budget of %s, here as there', async (_unit, change, says) => {
    await setBudget(change);
    await syncCompanion(database);
    expect((await linesOf('a'))?.[0]).toContain(says);
    fate = 'down';
    expect((await linesOf('b'))?.[0]).toContain(says);
  });

  it('is no business of the companion’s in a private window', async () => {
    await setBudget({ limit: 100n });
    expect((await ask(review('a'), true)).card).toBeNull();
    await ask(settle('a', answered(1200, 100)), true);
    await syncCompanion(database);
    expect((await companion.store().transact(readShared)).records).toEqual([]);
  });
});

describe('a call that has the provider search as often as it likes', () => {
  it.each(['here', 'there'] as const)('is asked about, by what is known %s', async (where) => {
    await setBudget({});
    await syncCompanion(database);
    if (where === 'here') fate = 'down';
    const { card } = await ask({ ...review('a'), draft: { ...chat, searchesMax: null } });
    const [head, second] = card?.lines.map((line) => renderText(line, 'en')) ?? [];
    expect(head).toBe('Your budget "daily" stops what nobody can bound.');
    expect(second).toBe('How often the provider searches for it is not known.');
  });
});

describe('while the companion does not answer', () => {
  it('its last limits hold, with what was spent here since', async () => {
    await setBudget({});
    await syncCompanion(database);
    fate = 'down';
    expect(await linesOf('a')).toBeNull();
    // It is on its way: what it may cost is not there for the next one.
    expect(await linesOf('b')).toEqual([
      'Your budget "daily" has $0.065 left of $0.20.',
      'This call may need $0.14.',
      'Not sent yet. The companion does not answer: this is what it said last.',
    ]);
    await ask(settle('b', { kind: 'unsent' }));
    await ask(settle('a', answered(1200, 100)));
    expect(await linesOf('c')).toBeNull();
    expect((await readLink(database))?.problem).toBe('unreachable');
  });

  it('its last limits hold for calls in another currency, too, at the rates it knew', async () => {
    await setBudget({ unit: { kind: 'money', currency: 'EUR' }, limit: 200_000_000n });
    companion.rates.set({ from: 'EUR', to: 'USD', rate: '2', source: 'test', date: '2026-11-22' });
    await syncCompanion(database);
    fate = 'down';
    // Each needs $0.13488, which is 0.06744 euros: two fit beside each other, three do not.
    expect(await linesOf('a')).toBeNull();
    expect(await linesOf('b')).toBeNull();
    const third = await linesOf('c');
    expect(third?.slice(0, 2)).toEqual(['Your budget "daily" has €0.065 left of €0.20.', 'This call may need €0.068.']);
    await ask(settle('c', { kind: 'unsent' }));
    await ask(settle('b', { kind: 'unsent' }));
    // What has ended counts at the same rate.
    await ask(settle('a', answered(1200, 3800)));
    expect(await linesOf('d')).toBeNull();
    expect(await linesOf('e')).toBeNull();
    expect((await linesOf('f'))?.[0]).toMatch(/^Your budget "daily" has €0\.00\d* left of €0\.20\.$/);
  });

  it('a call in a currency of which no rate is known is asked about', async () => {
    await setBudget({ unit: { kind: 'money', currency: 'EUR' }, limit: 200_000_000n });
    await syncCompanion(database);
    fate = 'down';
    expect(await linesOf('a')).not.toBeNull();
  });

  it('a budget of an account that was merged here since is of its wallet', async () => {
    const row = { provider: 'sandbox', name: '', consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
    await setBudget({ limit: 0n, scope: { kind: 'account', account: 'sandbox:old' } });
    await syncCompanion(database);
    fate = 'down';
    const stoppedAs = async (account: string) => {
      const facts = { account: { id: account }, estimate: null } as unknown as CallFacts;
      return (await holdInCompanion({ callId: account, fingerprint: null, draft: chat }, 'sandbox', facts, desk()))
        ?.name;
    };
    expect(await stoppedAs('sandbox:team')).toBeUndefined();
    await database.accounts.bulkPut([
      { ...row, id: 'sandbox:team' },
      { ...row, id: 'sandbox:old', mergedInto: 'sandbox:team' },
    ]);
    expect(await stoppedAs('sandbox:team')).toBe('daily');
    expect(await stoppedAs('sandbox:else')).toBeUndefined();
  });

  it('nothing is stopped before it was ever heard of', async () => {
    await setBudget({ limit: 0n });
    fate = 'down';
    expect(await linesOf('a')).toBeNull();
  });

  it('what both have spent is over the limit when they meet again, and nothing is undone', async () => {
    await setBudget({ limit: 150_000_000n });
    await syncCompanion(database);
    fate = 'down';
    expect(await linesOf('a')).toBeNull();
    await ask(settle('a', answered(1200, 3800)));
    await companion.settle('t', answered(1000, 3800));
    fate = 'answered';
    await expect.poll(async () => (await navigator.locks.query()).held?.length).toBe(0);
    expect(await syncCompanion(database)).toBeNull();
    const { records } = await readShared(database);
    const spent = records.reduce((sum, { cost }) => sum + (cost?.highNano ?? 0n), 0n);
    expect(spent).toBeGreaterThan(150_000_000n);
    expect(await use()).toEqual([[spent, 0n]]);
    const known = await database.companion.get('budgets');
    expect(known?.id === 'budgets' && known.states.map((state) => state.spent)).toEqual([spent]);
  });
});
