import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import type { CardView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { answerRequest } from '../../lib/webext/answer-request.ts';
import { Database } from '../../lib/webext/database.ts';
import { openDesk, type Sender } from '../../lib/webext/desk.ts';
import type { BackgroundRequest, RequestOf } from '../../lib/webext/messages.ts';
import { ONE } from '../domain/samples.ts';
import { answered, batch, chat, counted, refused } from '../engine/calls.ts';
import { seen } from './fake-browser.ts';

const CONSOLE = 'http://127.0.0.1:4118';
const STRANGER = 'http://evil.example';
const CENTS = 50_000_000n;
const FINGERPRINT = '1'.repeat(64);

let database: Database;
let opened = 0;
beforeEach(() => {
  opened += 1;
  database = new Database(`background-${opened}`);
  Object.assign(seen, { badge: null, opened: [], scripts: [], stored: {} });
});
afterEach(() => database.delete());

function ask<R extends BackgroundRequest>(request: R, from: Partial<Sender> = {}) {
  const sender = { origin: CONSOLE, tabId: 1, frameId: 0, isPrivate: false, ...from };
  return answerRequest(request, openDesk(database, sender));
}

const linesOf = ({ card }: { readonly card: CardView | null }): readonly string[] =>
  (card?.lines ?? []).map((line) => renderText(line, 'en'));

const sumOf = (view: CardView | null): readonly string[] => (view?.sum ?? []).map((line) => renderText(line, 'en'));

/** No key, and nobody known to be signed in. */
const nobody = { fingerprint: null, masked: null, signedIn: null } as const;
const call = (callId: string, surface = 'sandbox/chat') =>
  ({ callId, requestId: callId, documentId: 'document-1', surface, ...nobody }) as const;
const review = (callId: string, change: Partial<RequestOf<'review'>> = {}): RequestOf<'review'> => ({
  kind: 'review',
  ...call(callId),
  draft: chat,
  canRead: false,
  isUserStarted: true,
  waiting: [],
  ...change,
});
const settle = (callId: string, outcome: Outcome, change: Partial<RequestOf<'settle'>> = {}): RequestOf<'settle'> => ({
  kind: 'settle',
  ...call(callId),
  draft: chat,
  outcome,
  canRetry: true,
  batch: null,
  isRest: false,
  asked: null,
  waiting: [],
  ...change,
});
const sent = (callId: string, change: Partial<RequestOf<'sent'>> = {}): RequestOf<'sent'> => ({
  kind: 'sent',
  ...call(callId),
  draft: chat,
  isAnyway: false,
  isReviewed: true,
  ...change,
});
const balances = (usd: bigint | null, credits: bigint | null = null): RequestOf<'balances'> => ({
  kind: 'balances',
  surface: 'sandbox/account',
  account: 'acc_1',
  accountName: 'Demo',
  group: null,
  balances: [
    { unit: 'USD', availableNano: usd, frozenNano: 0n },
    { unit: 'credits', availableNano: credits, frozenNano: 0n },
  ],
  askedAt: Date.now(),
});
const keys: RequestOf<'keys'> = {
  kind: 'keys',
  surface: 'sandbox/keys',
  account: 'acc_1',
  keys: [
    { fingerprint: FINGERPRINT, name: 'dev-1', billing: 'per-token', limitNano: null, usedNano: null, unit: 'USD' },
  ],
};

describe('what a console page loaded', () => {
  it('is stored, shown on the badge, and open cards hear of it', async () => {
    await ask(balances(7_180_000_000n, 392n * ONE));
    expect(await database.accounts.toArray()).toMatchObject([
      { id: 'sandbox:acc_1', name: 'Demo', consoleOrigin: CONSOLE },
    ]);
    expect(await database.readings.count()).toBe(2);
    expect(seen.badge).toMatch(/7/);
    expect(seen.stored.balancesChangedAt).toBeTypeOf('number');
  });

  it('is as old as the question: of two tabs the later answer may be the older one', async () => {
    const now = Date.now();
    await ask({ ...balances(5n * ONE), askedAt: now - 1_000 });
    await ask({ ...balances(0n), askedAt: now - 3_000 });
    expect((await database.readings.toArray())[0]?.reading).toMatchObject({ at: now - 1_000, availableNano: 5n * ONE });
    await ask({ ...balances(0n), askedAt: now - 500 });
    expect((await database.readings.toArray())[0]?.reading).toMatchObject({ at: now - 500, availableNano: 0n });
  });

  it.each([
    ['is not from later than now', 3_600_000, 0],
    ['nor older than any page waits', -3_600_000, -300_000],
  ])('%s', async (_name, said, meant) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await ask({ ...balances(ONE), askedAt: Date.now() + said });
    expect((await database.readings.toArray())[0]?.reading.at).toBe(Date.now() + meant);
    vi.useRealTimers();
  });

  it.each([
    ['a stranger’s page', { origin: STRANGER }],
    ['a stranger’s port', { origin: 'http://127.0.0.1:80' }],
    ['a private window', { isPrivate: true }],
  ])('is not believed from %s', async (_name, from) => {
    await ask(balances(0n), from);
    await ask(keys, from);
    expect(await database.accounts.count()).toBe(0);
    expect(await database.readings.count()).toBe(0);
    expect(await database.keys.count()).toBe(0);
    expect(seen.stored).toEqual({});
  });

  it('holds nobody where money beside it may pay as well', async () => {
    const loaded = (surface: string, account: string): RequestOf<'balances'> => {
      const balances = [{ unit: 'CNY', availableNano: 0n, frozenNano: null }];
      return { kind: 'balances', surface, account, accountName: null, group: null, balances, askedAt: Date.now() };
    };
    await ask(loaded('siliconflow/wallet', 'signed-in'), { origin: 'https://cloud.siliconflow.cn' });
    await ask(loaded('minimax-cn/balance', '1'), { origin: 'https://platform.minimaxi.com' });
    const readings = await database.readings.toArray();
    expect(readings.map(({ account, reading }) => [account, reading.isBlurred])).toEqual([
      ['minimax-cn:1', undefined],
      ['siliconflow:signed-in', true],
    ]);
  });

  it('links a key to its account, and keeps no key but its fingerprint', async () => {
    await ask(keys);
    expect(await database.keys.toArray()).toMatchObject([{ fingerprint: FINGERPRINT, account: 'sandbox:acc_1' }]);
    await ask(review('a', { fingerprint: FINGERPRINT }));
    expect(await database.openCalls.toArray()).toMatchObject([{ account: 'sandbox:acc_1' }]);
  });
});

describe('a call, from review to record', () => {
  it('goes without a card when the balance suffices', async () => {
    await ask(balances(7_180_000_000n));
    expect(await ask(review('a'))).toMatchObject({ card: null, usable: { unit: 'USD', nano: 7_180_000_000n } });
    const reply = await ask(settle('a', answered(1200, 100)));
    expect(reply).toMatchObject({ card: null, notice: null, chip: { mood: 'done' } });
    expect(await database.records.toArray()).toMatchObject([{ callId: 'a', certainty: 'billed', origin: CONSOLE }]);
    expect(await database.openCalls.count()).toBe(0);
  });

  it('of 25 records over 392 credits is held, and 21 can be sent', async () => {
    await ask(balances(null, 392n * ONE));
    const { card } = await ask(review('a', { ...call('a', 'sandbox/enrich'), draft: batch }));
    expect(card).toMatchObject({ kind: 'ask', cause: 'batch' });
    expect(card?.buttons[0]?.action).toEqual({ kind: 'send-revised', revision: { kind: 'batch', keep: 21 } });
  });

  it('of cents is not held beside a batch of credits: another wallet pays for it', async () => {
    await ask(balances(7n * ONE, 392n * ONE));
    const held = await ask(review('a', { ...call('a', 'sandbox/enrich'), draft: batch }));
    expect(await ask(review('b', { waiting: ['a'] }))).toMatchObject({ card: null });
    const beside = await ask(review('c', { ...call('c', 'sandbox/enrich'), draft: batch, waiting: ['a', 'b'] }));
    expect(linesOf(beside)).toContain('2 calls waiting, 900 credits in all.');
    expect(beside.wallet).toBe(held.wallet);
  });

  it('that is refused is told apart from one that another wallet was to pay', async () => {
    await ask(balances(0n, 392n * ONE));
    const batched = await ask(settle('a', refused(), { ...call('a', 'sandbox/enrich'), draft: batch }));
    const alone = await ask(settle('b', refused(), { waiting: ['a'] }));
    expect(alone.wallet).not.toBe(batched.wallet);
    expect(linesOf(alone).join(' ')).not.toContain('waiting');
    const together = await ask(settle('c', refused(), { waiting: ['a', 'b'] }));
    expect(together.wallet).toBe(alone.wallet);
    expect(linesOf(together).join(' ')).toContain('2 calls waiting');
  });

  it('of which only a part went out shows the sum of the rest, and then of what that did cost', async () => {
    await ask(balances(null, 392n * ONE));
    const part = {
      ...call('a', 'sandbox/enrich'),
      draft: { ...batch, units: { meter: 'records', count: 21 } },
    } as const;
    const paid = (cost: string): Outcome => ({ kind: 'answer', usage: null, cost, output: null });
    const first = await ask(settle('a', paid('378'), { ...part, batch: { sent: 21, rest: 4 } }));
    expect(sumOf(first.notice)[0]).toBe('4 records × 18 = 72 credits; balance 14; 58 short');
    const rest = { ...part, ...call('b', 'sandbox/enrich'), requestId: 'a', isRest: true };
    const units = { meter: 'records', count: 4 } as const;
    const second = await ask(settle('b', paid('72'), { ...rest, draft: { ...batch, units } }));
    expect(sumOf(second.notice).join(' ')).toContain('72 credits');
  });

  it('that is sent anyway and accepted counts as a false ask; a revised one does not', async () => {
    await ask(balances(50_000_000n));
    await ask(review('a'));
    await ask(sent('a', { isAnyway: true }));
    await ask(settle('a', answered(1200, 10)));
    expect(await database.accounts.toArray()).toMatchObject([{ falseAsks: 1 }]);
    await ask(balances(50_000_000n));
    await ask(review('b'));
    await ask(sent('b', { draft: { ...chat, outputTokensMax: 1000 } }));
    await ask(settle('b', answered(1200, 10), { draft: { ...chat, outputTokensMax: 1000 } }));
    expect(await database.accounts.toArray()).toMatchObject([{ falseAsks: 1 }]);
  });

  it('under one card with others, all sent anyway and accepted, counts as one false ask', async () => {
    await ask(balances(0n));
    for (const [id, waiting] of [
      ['a', []],
      ['b', ['a']],
      ['c', ['a', 'b']],
    ] as const) {
      expect((await ask(review(id, { waiting }))).card).not.toBeNull();
    }
    for (const id of ['a', 'b', 'c']) await ask(sent(id, { isAnyway: true }));
    for (const id of ['a', 'b', 'c']) await ask(settle(id, answered(1200, 10)));
    expect(await database.accounts.toArray()).toMatchObject([{ falseAsks: 1 }]);
  });

  it('that went out unreviewed is recorded as such', async () => {
    await ask(sent('a', { isReviewed: false }));
    await ask(settle('a', counted(10)));
    expect(await database.records.toArray()).toMatchObject([{ isReviewed: false, estimateLikelyNano: null }]);
  });

  it('that is settled right behind leaving unreviewed is recorded as such, too', async () => {
    await ask(review('late'));
    const told = [ask(sent('late', { isReviewed: false })), ask(settle('late', answered(1200, 10)))];
    await Promise.all(told);
    expect((await database.records.get('late'))?.isReviewed).toBe(false);
    expect(await database.openCalls.count()).toBe(0);
  });

  it('that was settled before it was told as sent stays settled', async () => {
    await ask(settle('a', answered(1200, 10)));
    await ask(sent('a'));
    expect(await database.openCalls.count()).toBe(0);
    expect(await database.records.count()).toBe(1);
  });

  it('that is refused has a card of its own, without the provider’s words', async () => {
    await ask(balances(50_000_000n));
    await ask(review('a', { isUserStarted: false }));
    const { card } = await ask(settle('a', refused()));
    expect(card).toMatchObject({ kind: 'refusal', cause: 'not-enough' });
    expect(card?.original ?? '').toBe('');
    expect(await database.records.toArray()).toMatchObject([{ refusalCause: 'not-enough', cost: { likelyNano: 0n } }]);
  });

  it('of a surface that is not ours is nobody’s business', async () => {
    const foreign = { surface: 'nobody/chat' };
    expect(await ask(review('a', foreign))).toEqual({
      ...{ card: null, usable: null, wallet: null },
      isWorthReading: false,
    });
    expect(await ask(settle('a', answered(1, 1), foreign))).toMatchObject({ card: null, chip: null });
    await ask(sent('a', foreign));
    expect(await database.openCalls.count()).toBe(0);
    expect(await database.records.count()).toBe(0);
  });

  it('in a private window leaves nothing behind', async () => {
    const here = { isPrivate: true };
    await ask(review('a'), here);
    await ask(sent('a'), here);
    const reply = await ask(settle('a', answered(1200, 10)), here);
    expect(reply.chip).not.toBeNull();
    for (const table of database.tables) expect([table.name, await table.count()]).toEqual([table.name, 0]);
  });
});

describe('a deed', () => {
  const open = (url: string): RequestOf<'open'> => ({ kind: 'open', surface: 'sandbox/chat', ...nobody, url });

  it('opens a link of our own table, and nothing else', async () => {
    await ask(open(`${CONSOLE}/console#top-up`));
    await ask(open('https://evil.example/pay'));
    await ask(open('javascript:alert(1)'));
    await ask(open(`${STRANGER}/console#top-up`), { origin: STRANGER });
    expect(seen.opened).toEqual([`${CONSOLE}/console#top-up`]);
  });

  it('opens the console that was seen, wherever the page is', async () => {
    await ask(balances(0n));
    await ask(open(`${CONSOLE}/console#keys`), { origin: STRANGER });
    expect(seen.opened).toEqual([`${CONSOLE}/console#keys`]);
  });

  it('shows the calls of who is signed in where that pays, among several', async () => {
    const at = { origin: 'https://relay.example' };
    const id = 'new-api@relay.example';
    const facts = { origin: at.origin, name: 'R', perUnit: '500000', shown: { unit: 'USD', perUnit: '1' } };
    await ask({ kind: 'site', surface: `${id}/status`, facts: { ...facts, generation: '2026' } }, at);
    for (const account of ['1', '2']) {
      await ask({ ...balances(0n), surface: `${id}/account`, account, accountName: `user ${account}` }, at);
    }
    await ask({ kind: 'open-calls', surface: `${id}/playground`, ...nobody, signedIn: '2' }, at);
    expect(seen.opened).toEqual([expect.stringContaining(encodeURIComponent(`${id}:2`))]);
  });

  it('raises the user’s own limit for the account', async () => {
    await ask(balances(7_180_000_000n));
    const dear = { ...chat, inputTokens: { low: 60_000, likely: 60_000, high: 60_000 } };
    expect((await ask(review('a', { draft: dear }))).card).toMatchObject({ cause: 'own-limit' });
    await ask({
      kind: 'raise-limit',
      surface: 'sandbox/chat',
      ...nobody,
      of: 'cost',
      unit: 'USD',
      nano: ONE,
      calls: [],
    });
    expect((await ask(review('b', { draft: dear }))).card).toBeNull();
  });

  it('tells which of the calls under the card a limit lets go', async () => {
    await ask(balances(CENTS));
    const dear = { ...chat, inputTokens: { low: 60_000, likely: 60_000, high: 60_000 } };
    await ask(review('small'));
    await ask(review('large', { draft: dear, waiting: ['small'] }));
    await ask(review('credits', { ...call('credits', 'sandbox/enrich'), draft: batch }));
    const limit = { kind: 'raise-limit', surface: 'sandbox/chat', ...nobody, unit: 'USD' } as const;
    const calls = ['small', 'large', 'credits', 'nobody'];
    const costs = (await database.openCalls.bulkGet(['small', 'large'])).map((row) => row?.estimate?.likelyNano ?? 0n);
    const [small = 0n, large = 0n] = costs;
    expect(await ask({ ...limit, of: 'shortage', nano: small, calls })).toEqual([]);
    expect(await ask({ ...limit, of: 'shortage', nano: small + 1n, calls })).toEqual(['small']);
    expect(await ask({ ...limit, of: 'cost', nano: large, calls })).toEqual(['small', 'large']);
    expect((await database.accounts.get('sandbox:acc_1'))?.quietBelow).toEqual({ USD: small + 1n });
  });

  it('brings the UI into the frame that asked, and no other', async () => {
    await ask({ kind: 'bring-ui' }, { tabId: 7, frameId: 3 });
    expect(seen.scripts).toEqual([
      { target: { tabId: 7, frameIds: [3] }, files: ['/page-ui.js'], injectImmediately: true },
    ]);
  });

  it.each([
    ['bring-reader', '/read-error.js'],
    ['bring-counter', '/counter.js'],
    ['bring-wires', '/wires.js'],
    ['bring-readers', '/readers.js'],
    ['bring-sockets', '/sockets.js'],
    ['bring-media', '/media.js'],
  ] as const)('answers %s with %s likewise', async (kind, file) => {
    await ask({ kind }, { tabId: 7, frameId: 3 });
    expect(seen.scripts).toEqual([{ target: { tabId: 7, frameIds: [3] }, files: [file], injectImmediately: true }]);
  });
});

it('a ledger that cannot be written makes every request reject, so that the page goes on', async () => {
  database.close();
  await expect(ask(review('a'))).rejects.toThrow();
  await expect(ask(sent('a'))).rejects.toThrow();
  await expect(ask(settle('a', answered(1, 1)))).rejects.toThrow();
});
