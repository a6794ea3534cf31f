import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { answerRequest } from '../../lib/webext/answer-request.ts';
import { Database } from '../../lib/webext/database.ts';
import { openDesk, type Sender } from '../../lib/webext/desk.ts';
import type { BackgroundRequest, RequestOf } from '../../lib/webext/messages.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { answered, chat, refused } from '../engine/calls.ts';
import { seen } from './fake-browser.ts';

const CONSOLE = 'http://127.0.0.1:4118';
const START = Date.UTC(2026, 10, 23, 12, 0);
const nobody = { fingerprint: null, masked: null, signedIn: null } as const;

let database: Database;
let opened = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  opened += 1;
  database = new Database(`chip-news-${opened}`);
  Object.assign(seen, { badge: null, opened: [], scripts: [], stored: {} });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.delete();
});

/** Asked as a background asks that has just been started again: nothing of before is in its memory. */
async function ask<R extends BackgroundRequest>(request: R, from: Partial<Sender> = {}) {
  const sender = { origin: CONSOLE, tabId: 1, frameId: 0, isPrivate: false, ...from };
  database.close();
  await database.open();
  return answerRequest(request, openDesk(database, sender));
}

const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
const readBalance = (usd: bigint) =>
  ask({
    kind: 'balances',
    surface: 'sandbox/account',
    ...{ account: 'acc_1', accountName: 'Demo', group: null },
    balances: [{ unit: 'USD', availableNano: usd, frozenNano: 0n }],
    askedAt: Date.now(),
  });

async function chip(change: Partial<RequestOf<'preview'>> = {}) {
  const view = await ask({ kind: 'preview', surface: 'sandbox/chat', ...nobody, draft: chat, ...change });
  return view && { ...view, text: renderText(view.text, 'en') };
}

function settle(callId: string, outcome: Outcome, change: Partial<RequestOf<'settle'>> = {}) {
  return ask({
    kind: 'settle',
    ...{ callId, requestId: callId, documentId: 'document-1', surface: 'sandbox/chat', ...nobody },
    ...{ draft: chat, outcome, canRetry: true, batch: null, isRest: false, asked: null, waiting: [] },
    ...change,
  });
}

describe('a relay that could not pay its supplier', () => {
  const empty = refused({ says: 'supplier-empty' });

  it('is named for ten minutes, for that model, also by a background that was started again', async () => {
    await readBalance(7_180_000_000n);
    await settle('a', empty);
    expect((await chip())?.text).toMatch(
      /^This relay could not pay its supplier for toll-large just now · ≈ \$[\d.]+ \(likely up to \$[\d.]+, at most \$[\d.]+\)$/,
    );
    pass(3 * 60_000);
    expect(await chip()).toMatchObject({ mood: 'unsure', text: expect.stringContaining('toll-large 3 min ago') });
    expect((await chip({ draft: { ...chat, model: 'toll-small' } }))?.text).not.toContain('supplier');
    pass(7 * 60_000 + 1);
    expect((await chip())?.text).toContain('balance $7.18');
  });

  it('is not named any more once that model has answered', async () => {
    await settle('a', empty);
    pass(60_000);
    await settle('b', answered(10, 10), { draft: { ...chat, model: 'toll-small' } });
    expect((await chip())?.text).toContain('supplier');
    await settle('c', answered(10, 10));
    expect((await chip())?.text).not.toContain('supplier');
  });

  it('gives way to a balance that is short', async () => {
    await readBalance(20_000_000n);
    await settle('a', empty);
    expect(await chip()).toMatchObject({ mood: 'short', text: expect.not.stringContaining('supplier') });
  });

  it('in a private window is not remembered', async () => {
    await settleIn({ isPrivate: true });
    expect((await chip())?.text).not.toContain('supplier');
  });

  const settleIn = (from: Partial<Sender>) =>
    ask(
      {
        kind: 'settle',
        ...{ callId: 'p', requestId: 'p', documentId: 'document-1', surface: 'sandbox/chat', ...nobody },
        ...{ draft: chat, outcome: empty, canRetry: true, batch: null, isRest: false, asked: null, waiting: [] },
      },
      from,
    );
});

describe('the limit on calls a minute', () => {
  const tooFast = refused({ says: 'rate-limit', status: 429 });
  const stated = (used: number) => ({
    limits: { ratelimit: `"default";r=${60 - used};t=30`, 'ratelimit-policy': '"default";q=60;w=60' },
  });

  it('that answers state is shown when it is near, counted on by our own calls', async () => {
    await readBalance(7_180_000_000n);
    await settle('a', answered(10, 10), stated(30));
    expect((await chip())?.text).not.toContain('this minute');
    pass(1000);
    await settle('b', answered(10, 10), stated(57));
    pass(1000);
    await settle('c', answered(10, 10));
    expect((await chip())?.text).toMatch(/^≈ \$.* · 58 of 60 calls this minute$/);
    pass(30_000);
    expect((await chip())?.text).not.toContain('this minute');
  });

  it('is said of tokens where this call needs more than are left, until they are back', async () => {
    await readBalance(7_180_000_000n);
    const limits = {
      'x-ratelimit-limit-tokens': '6000',
      'x-ratelimit-remaining-tokens': '900',
      'x-ratelimit-reset-tokens': '51s',
    };
    await settle('a', answered(10, 10), { limits });
    expect((await chip())?.text).toMatch(/^this call needs [\d,]+ of the 900 tokens left this minute · ≈ /);
    pass(52_000);
    expect((await chip())?.text).not.toContain('this minute');
  });

  it('that answers state outlives a refusal without a word on it: that may be about tokens', async () => {
    await readBalance(7_180_000_000n);
    for (const callId of ['a', 'b', 'c']) await settle(callId, answered(10, 10), stated(5));
    await settle('d', tooFast);
    pass(35_000);
    expect((await chip())?.text).not.toContain('this minute');
  });

  it('is learned from a refusal by what went through before it', async () => {
    await readBalance(7_180_000_000n);
    for (const callId of ['a', 'b', 'c', 'd']) await settle(callId, answered(10, 10));
    pass(1000);
    await settle('e', tooFast);
    expect(await chip()).toMatchObject({
      mood: 'unsure',
      text: expect.stringMatching(/^4 of 4 calls this minute · ≈ /),
    });
    pass(61_000);
    expect((await chip())?.text).toContain('balance');
    for (const callId of ['f', 'g', 'h']) await settle(callId, answered(10, 10));
    expect((await chip())?.text).not.toContain('this minute');
    await settle('i', answered(10, 10));
    expect((await chip())?.text).toContain('4 of 4 calls this minute');
    // A fifth one goes through: four are not the limit.
    await settle('j', answered(10, 10));
    expect((await chip())?.text).not.toContain('this minute');
  });

  it('goes with its account', async () => {
    await readBalance(7_180_000_000n);
    await settle('a', answered(10, 10), stated(59));
    expect((await chip())?.text).toContain('59 of 60');
    await wipeLedger(database, { kind: 'account', id: 'sandbox:acc_1', name: 'Demo' });
    await readBalance(7_180_000_000n);
    expect((await chip())?.text).not.toContain('this minute');
  });
});

describe('beside the figures', () => {
  it('the peak price is said while it holds', async () => {
    const draft = { ...chat, model: 'deepseek-v4-pro' };
    const peak = Date.UTC(2026, 10, 23, 9, 59);
    vi.setSystemTime(peak);
    const until = new Date(Date.UTC(2026, 10, 23, 10, 0)).toTimeString().slice(0, 5);
    expect((await chip({ surface: 'deepseek/chat', draft }))?.text).toContain(`peak price until ${until}`);
    pass(60_000);
    expect((await chip({ surface: 'deepseek/chat', draft }))?.text).not.toContain('price until');
  });

  it('an unknown balance is a click away', async () => {
    expect(await chip()).toMatchObject({ url: `${CONSOLE}/console#top-up` });
    await readBalance(7_180_000_000n);
    expect(await chip()).not.toHaveProperty('url');
  });
});

it('a retry from a card says that it was sent, and a first attempt what was estimated', async () => {
  await readBalance(7_180_000_000n);
  const first = await settle('a', answered(1200, 100));
  const again = await settle('b', answered(1200, 100), { requestId: 'z' });
  const say = (reply: typeof first) => reply.chip && renderText(reply.chip.text, 'en');
  expect(say(first)).toMatch(/^cost \$/);
  expect(say(again)).toBe('Sent. Cost $0.015, $7.15 left.');
});
