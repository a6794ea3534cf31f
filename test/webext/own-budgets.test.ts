import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { glanceBudget, type TypedBudget } from '../../lib/domain/own-budget.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { addToRollup } from '../../lib/ledger/ledger.ts';
import { isAcknowledged } from '../../lib/watch/alert-state.ts';
import { answerAlert } from '../../lib/webext/answer-alert.ts';
import { raiseBudget, readBudgetsView, removeBudget, saveBudget } from '../../lib/webext/choose-budgets.ts';
import { Database } from '../../lib/webext/database.ts';
import { localDay } from '../../lib/webext/local-day.ts';
import type { RequestOf } from '../../lib/webext/messages.ts';
import { OWN_BUDGETS_MAX } from '../../lib/webext/own-budgets.ts';
import { mostUrgent } from '../../lib/webext/popup-alerts.ts';
import { followNotices, tellAlerts } from '../../lib/webext/tell-alerts.ts';
import { chatRecord, ONE } from '../domain/samples.ts';
import { answered, chat, counted, lost, refused } from '../engine/calls.ts';
import { openAsking, reviewOf, settleOf } from './asking.ts';
import { seen } from './fake-browser.ts';

/** A Wednesday, at noon of this machine's zone: no test is near the end of a day, a week or a month. */
const NOON = new Date(2026, 10, 18, 12).getTime();
let database: Database;
let opened = 0;
const ask = openAsking(() => database);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  opened += 1;
  database = new Database(`own-budgets-${opened}`);
  Object.assign(seen, { stored: {}, notices: new Map(), mayNotify: false, opened: [], tabs: [] });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.delete();
});

const daily: TypedBudget = {
  ...{ name: 'daily', scope: 'everything', counts: 'money|USD', limit: '0.20', span: 'day', isHard: true },
};
async function set(change: Partial<TypedBudget> = {}): Promise<void> {
  expect(await saveBudget(database, { ...daily, ...change }, null)).toBeNull();
}
async function view(id = 'daily') {
  const { budgets } = await readBudgetsView(database, Date.now());
  return budgets.find((budget) => budget.id === id);
}
/** What the card says; null: none came up. A call may take $0.13488 at worst. */
async function linesOf(callId: string, change: Partial<RequestOf<'review'>> = {}): Promise<readonly string[] | null> {
  const { card } = await ask(reviewOf(callId, change));
  return card?.lines.map((line) => renderText(line, 'en')) ?? null;
}
const end = (callId: string, outcome: RequestOf<'settle'>['outcome']) => ask(settleOf(callId, { outcome }));
const isSent = async (callId: string) => (await database.openCalls.get(callId))?.isSent;
const chipOf = async (callId: string, outcome = answered(1200, 100)) => {
  const { chip } = (await end(callId, outcome)) as {
    readonly chip: { readonly text: Parameters<typeof renderText>[0] } | null;
  };
  return chip && renderText(chip.text, 'en');
};

describe('a hard budget of the user’s own', () => {
  it('stops a call that may not fit beside those that run, and lets it go once they cost less', async () => {
    await set();
    expect(await linesOf('a')).toBeNull();
    expect(await linesOf('b')).toEqual([
      'Your budget "daily" has $0.065 left of $0.20.',
      'This call may need $0.14.',
      'Not sent yet; your text is safe.',
    ]);
    expect([await isSent('a'), await isSent('b')]).toEqual([true, false]);
    await end('b', { kind: 'unsent' });
    await end('a', answered(1200, 100));
    expect(await view()).toMatchObject({ spent: 15_000_000n, held: 0n });
    expect(await linesOf('c')).toBeNull();
  });

  it('says how much of what is used nobody is sure of: a call that was cut off counts with the most it may have cost', async () => {
    await set();
    await linesOf('a');
    await end('a', lost);
    const known = await view();
    expect(known).toMatchObject({ held: 0n });
    expect(known?.unsure).toBeGreaterThan(0n);
    expect(known?.unsure).toBeLessThanOrEqual(known?.spent ?? 0n);
    expect(known && renderText(glanceBudget(known), 'en')).toMatch(/^daily: up to \$0\.\d+ of \$0\.20 used \(\d+ %\)$/);
    await removeBudget(database, 'daily');
    await set({ name: 'tokens', counts: 'tokens', limit: '5000' });
    const tokens = await view('tokens');
    const atMost = BigInt((await database.records.get('a'))?.tokensAtMost ?? 0);
    expect(atMost).toBeGreaterThan(0n);
    expect(tokens).toMatchObject({ spent: atMost, unsure: atMost });
    expect(tokens && renderText(glanceBudget(tokens), 'en')).toMatch(/^tokens: up to [\d,]+ of 5,000 tokens used/);
    // Of what is stated nobody is unsure.
    await linesOf('b');
    await end('b', answered(1200, 100));
    expect(await view('tokens')).toMatchObject({ spent: atMost + 1300n, unsure: atMost });
    await removeBudget(database, 'tokens');
    await set({ name: 'calls', counts: 'calls', limit: '9' });
    expect((await view('calls'))?.unsure).toBe(0n);
  });

  it('never stops what nobody has started, and counts it', async () => {
    await set({ limit: '0.0001' });
    expect(await linesOf('a', { isUserStarted: false })).toBeNull();
    expect(await isSent('a')).toBe(true);
    await end('a', answered(1200, 100));
    expect((await view())?.spent).toBe(15_000_000n);
  });

  it('lets go what the user sends anyway', async () => {
    await set({ limit: '0.0001' });
    expect(await linesOf('a')).not.toBeNull();
    const { documentId, requestId, surface, fingerprint, masked, signedIn } = reviewOf('a');
    const of = { callId: 'a', documentId, requestId, surface, fingerprint, masked, signedIn };
    await ask({ kind: 'sent', ...of, draft: chat, isAnyway: true, isReviewed: true });
    expect(await isSent('a')).toBe(true);
    await end('a', answered(1200, 100));
    expect((await view())?.percent).toBeGreaterThan(100);
  });

  it('is raised until midnight, and not a moment longer', async () => {
    await set({ limit: '0.05' });
    expect(await linesOf('a')).not.toBeNull();
    await end('a', { kind: 'unsent' });
    expect(await raiseBudget(database, { id: 'daily', typed: '0.10', now: Date.now() })).toBeNull();
    expect(await view()).toMatchObject({ limit: 50_000_000n, cap: 150_000_000n });
    expect(await linesOf('b')).toBeNull();
    await end('b', { kind: 'unsent' });
    vi.setSystemTime(new Date(2026, 10, 19));
    expect((await view())?.cap).toBe(50_000_000n);
    expect(await linesOf('c')).not.toBeNull();
  });

  it.each([
    ['another provider', { scope: 'provider|openai' }],
    ['another model', { scope: 'model|toll-mini' }],
    ['nobody, because it only warns', { isHard: false }],
  ] as const)('stops nothing that is of %s', async (_what, change) => {
    await set({ limit: '0', ...change });
    expect(await linesOf('a')).toBeNull();
  });

  it.each([
    ['its provider', { scope: 'provider|sandbox', limit: '0.1' }, 'has $0.10 left of $0.10'],
    ['its model', { scope: 'model|toll-large', limit: '0.1' }, 'has $0.10 left of $0.10'],
    ['tokens', { counts: 'tokens', limit: '5000' }, 'has 5,000 tokens left of 5,000'],
    ['calls', { counts: 'calls', limit: '0' }, 'has 0 calls left of 0'],
    ['a currency that it is not in', { counts: 'money|EUR', limit: '5' }, 'stops what nobody can bound'],
  ] as const)('is about %s', async (_what, change, says) => {
    await set(change);
    expect((await linesOf('a'))?.[0]).toContain(says);
  });

  it('is said instead of the user’s own limit on single calls, which passing it would hide', async () => {
    await set({ limit: '0.01' });
    const { card } = await ask(reviewOf('a', { draft: { ...chat, outputTokensMax: 100_000 } }));
    expect(card?.cause).toBe('budget');
    expect(await isSent('a')).toBe(false);
  });

  it('is no business of private windows', async () => {
    await set({ limit: '0' });
    expect((await ask(reviewOf('a'), { isPrivate: true })).card).toBeNull();
  });
});

describe('how long a budget lasts', () => {
  /** A fifth of a dollar an hour, nine to five, for so many days until now. */
  async function spend(days: number): Promise<void> {
    for (let day = days; day > 0; day -= 1) {
      for (let hour = 9; hour < 17; hour += 1) {
        const openedAt = new Date(2026, 10, 18 - day, hour, 30).getTime();
        const cost = { unit: 'USD', lowNano: ONE / 5n, likelyNano: ONE / 5n, highNano: ONE / 5n };
        const record = chatRecord({ callId: `c${day}-${hour}`, openedAt, cost });
        await addToRollup(database, { ...record, day: localDay(openedAt) });
      }
    }
  }

  it('is told before it is used up, beside it and by an alert; one that lasts until it begins anew is not', async () => {
    await spend(20);
    // Monday and Tuesday took $3.20 of this week's; the month's is far away.
    await set({ name: 'week', limit: '5', span: 'week' });
    await set({ name: 'month', limit: '200', span: 'month', isHard: false });
    await set({ name: 'tokens', counts: 'tokens', limit: '9000000' });
    const saying = async (id: string): Promise<string | null> => {
      const { lasts } = (await view(id)) ?? {};
      return lasts === undefined ? null : renderText(lasts, 'en');
    };
    expect(await saying('week')).toMatch(/^lasts .*likely until (tomorrow|Friday) about /);
    expect(await saying('month')).toMatch(/^likely lasts until it begins anew, /);
    expect(await saying('tokens')).toBeNull();
    expect([(await view('week'))?.endsEarly, (await view('month'))?.endsEarly]).toEqual([true, false]);
    const alerts = ((await database.watch.get('state'))?.alerts ?? []).map(({ condition }) => condition);
    expect(alerts.map(({ kind, subject }) => [kind, subject])).toEqual([['runway', { kind: 'budget', id: 'week' }]]);
    expect(mostUrgent(await database.watch.get('state'), Date.now())).toMatchObject({ isOfBudget: true });
    // More of it, and it lasts.
    expect(await raiseBudget(database, { id: 'week', typed: '50', now: Date.now() })).toBeNull();
    vi.setSystemTime(NOON + 10 * 60_000);
    await tellAlerts(database);
    expect(await saying('week')).toMatch(/^likely lasts until it begins anew/);
  });
});

describe('what is spent', () => {
  it('is what the days’ sums say: tokens, calls without refused ones, and the most that a cut one may have cost', async () => {
    await set({ limit: '5' });
    await set({ name: 'tokens', counts: 'tokens', limit: '100000' });
    await set({ name: 'calls', counts: 'calls', limit: '100' });
    await linesOf('a');
    await end('a', answered(1200, 100));
    await linesOf('b');
    await end('b', refused());
    expect((await view('tokens'))?.spent).toBe(1300n);
    expect((await view('calls'))?.spent).toBe(1n);
    await linesOf('c');
    await end('c', counted(40, 'cut'));
    const cost = (await database.records.get('c'))?.cost;
    expect((await view())?.spent).toBe(15_000_000n + (cost?.highNano ?? 0n));
    expect((await view('calls'))?.spent).toBe(2n);
    // Of answers that state no usage what we counted is: a budget of tokens would never be used up else.
    await linesOf('d');
    await end('d', counted(40, 'answer'));
    const [cut, unstated] = await database.records.bulkGet(['c', 'd']);
    expect(unstated).toMatchObject({ usage: null, tokensAtMost: (unstated?.draft?.inputTokens?.high ?? 0) + 40 });
    expect(cut?.tokensAtMost).toBeGreaterThanOrEqual(40);
    expect((await view('tokens'))?.spent).toBe(
      1300n + BigInt((cut?.tokensAtMost ?? 0) + (unstated?.tokensAtMost ?? 0)),
    );
  });

  it('begins anew with the day, the week from Monday, and the month', async () => {
    for (const span of ['day', 'week', 'month']) await set({ name: span, span, limit: '5' });
    await linesOf('a');
    await end('a', answered(1200, 100));
    const spent = async () => Promise.all(['day', 'week', 'month'].map(async (id) => (await view(id))?.spent));
    expect(await spent()).toEqual([15_000_000n, 15_000_000n, 15_000_000n]);
    vi.setSystemTime(new Date(2026, 10, 19));
    expect(await spent()).toEqual([0n, 15_000_000n, 15_000_000n]);
    vi.setSystemTime(new Date(2026, 10, 22, 23, 59));
    expect(await spent()).toEqual([0n, 15_000_000n, 15_000_000n]);
    vi.setSystemTime(new Date(2026, 10, 23));
    expect(await spent()).toEqual([0n, 0n, 15_000_000n]);
    vi.setSystemTime(new Date(2026, 11, 1));
    expect(await spent()).toEqual([0n, 0n, 0n]);
  });

  it('leaves out and says what nobody can add: another currency, an unknown cost', async () => {
    const row = {
      day: '2026-11-18',
      provider: 'p',
      model: 'm',
      calls: 3,
      refusals: 1,
      likelyNano: 9n,
      unknownCalls: 0,
    };
    await database.rollups.bulkPut([
      { ...row, unit: 'CNY' },
      { ...row, unit: 'USD', unknownCalls: 1 },
      { ...row, unit: '', unknownCalls: 3 },
    ]);
    await set({ limit: '5' });
    expect(await view()).toMatchObject({ spent: 9n, unknownCalls: 2 + 1 + 3 });
    // One that runs in another currency is on its way all the same.
    await ask(reviewOf('a'));
    expect(await isSent('a')).toBe(true);
    const known = await view();
    expect([known?.unknownCalls, known?.held]).toEqual([6, 134_880_000n]);
    await database.openCalls
      .where('callId')
      .equals('a')
      .modify((call) => {
        Object.assign(call, { estimate: { ...call.estimate, unit: 'CNY' } });
      });
    expect(await view()).toMatchObject({ spent: 9n, held: 0n, unknownCalls: 7 });
  });
});

describe('a budget near its end', () => {
  it('is said on the chip at 80 percent and at the end, once each in its window, and never holds anybody', async () => {
    await set({ isHard: false, limit: '0.032' });
    await linesOf('a');
    expect(await chipOf('a')).not.toContain('daily');
    await linesOf('b');
    expect(await chipOf('b')).toContain('Budget daily has $0.002 of $0.032 left.');
    expect(await linesOf('c')).toBeNull();
    expect(await chipOf('c')).toContain('Budget daily is used up');
    await linesOf('d');
    expect(await chipOf('d')).not.toContain('daily');
    vi.setSystemTime(new Date(2026, 10, 19, 12));
    for (const callId of ['e', 'f']) await linesOf(callId).then(() => end(callId, answered(1200, 10)));
    await linesOf('g');
    expect(await chipOf('g')).toContain('daily');
  });

  describe('is told as accounts are', () => {
    const MINUTE = 60_000;
    const titles = (): readonly string[] => [...seen.notices.values()].map(({ title }) => title);
    const state = async () => database.watch.get('state');
    /** A call of $0.015. */
    const call = async (callId: string) => {
      await linesOf(callId, { isUserStarted: false });
      await end(callId, answered(1200, 100));
    };
    const pass = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        vi.setSystemTime(Date.now() + MINUTE);
        await tellAlerts(database);
      }
    };
    beforeEach(() => Object.assign(seen, { stored: { lowNotice: true }, mayNotify: true }));

    it('once, by a notice that leads to the budgets and says that they know', async () => {
      followNotices(database);
      await set({ limit: '0.015' });
      await call('a');
      expect(titles()).toEqual(['Budget daily is used up: $0.015.']);
      const [[id = '', notice] = []] = seen.notices;
      expect(notice?.message).toBe(
        'Calls you start that do not fit are held until you say so. Raise or change it in the dashboard, under Budgets.',
      );
      await call('b');
      await pass(5);
      expect(seen.notices.size).toBe(1);
      seen.onNotice.at(-1)?.(id);
      await expect.poll(() => seen.opened.join()).toContain('#budgets');
      await expect.poll(async () => (await state())?.alerts.every(isAcknowledged)).toBe(true);
      expect([seen.notices.size, mostUrgent(await state(), Date.now())]).toEqual([0, null]);
    });

    it('also one that only warns: near its end, at its end on the same day, and when it begins anew', async () => {
      await set({ limit: '0.018', isHard: false });
      await call('a');
      expect(titles()).toEqual(['Budget daily has $0.003 of $0.018 left.']);
      await pass(3);
      await call('b');
      expect(titles()).toEqual(['Budget daily has $0.003 of $0.018 left.', 'Budget daily is used up: $0.018.']);
      expect((await state())?.alerts.map(({ condition }) => condition.level)).toEqual(['note', 'note']);
      seen.notices.clear();
      vi.setSystemTime(new Date(2026, 10, 19, 8));
      await pass(5);
      expect(titles()).toEqual(['All clear.']);
      expect([...seen.notices.values()][0]?.message).toContain('Budget daily is used up: $0.018.');
    });

    it('not in quiet hours where it only warns', async () => {
      seen.stored.noticeHours = { from: 11 * 60, until: 13 * 60 };
      await set({ limit: '0.015', isHard: false });
      await call('a');
      expect(seen.notices.size).toBe(0);
      await pass(61);
      expect(titles()).toEqual(['Budget daily is used up: $0.015.']);
    });

    it('again tomorrow where somebody asked for that, and not before', async () => {
      await set({ limit: '1', span: 'week' });
      await saveBudget(database, { ...daily, limit: '0.015', span: 'week' }, 'daily');
      await pass(2);
      await call('a');
      const alert = mostUrgent(await state(), Date.now());
      expect(alert?.title.key).toBe('alert.budget.over.head');
      seen.notices.clear();
      await answerAlert(database, alert?.id ?? '', 'tomorrow', Date.now());
      await pass(30);
      expect([seen.notices.size, mostUrgent(await state(), Date.now())]).toEqual([0, null]);
      vi.setSystemTime(new Date(2026, 10, 19, 13));
      await pass(2);
      expect([...seen.notices.values()][0]?.message).toContain('You asked to hear of it again');
    });

    it('not where a person has brought it about: by another limit, a raise, or by removing it', async () => {
      await set({ limit: '1' });
      await call('a');
      await saveBudget(database, { ...daily, limit: '0.015' }, 'daily');
      await pass(5);
      expect(seen.notices.size).toBe(0);
      expect(mostUrgent(await state(), Date.now())?.title.key).toBe('alert.budget.over.head');
      await raiseBudget(database, { id: 'daily', typed: '1', now: Date.now() });
      await pass(5);
      expect([seen.notices.size, (await state())?.alerts]).toEqual([0, []]);
      await saveBudget(database, { ...daily, limit: '0.015' }, 'daily');
      await raiseBudget(database, { id: 'daily', typed: '0.003', now: Date.now() });
      await removeBudget(database, 'daily');
      await pass(5);
      expect([seen.notices.size, (await state())?.alerts]).toEqual([0, []]);
    });

    it('also where a companion tells of accounts: it does not know this budget', async () => {
      const rest = {
        cursor: null,
        after: null,
        nextAt: Number.MAX_SAFE_INTEGER,
        failures: 0,
        problem: null,
        notTaken: 0,
      };
      const link = { address: 'http://127.0.0.1:4117', token: 't', self: 'me', secretHex: '0', pairedAt: 0 };
      await database.companion.put({ id: 'link', ...link, ...rest, syncedAt: Date.now(), isTelling: true });
      await set({ limit: '0.015' });
      await call('a');
      expect(titles()).toEqual(['Budget daily is used up: $0.015.']);
    });

    it('once and rightly after a week asleep', async () => {
      await set({ limit: '0.015', span: 'month' });
      await call('a');
      seen.notices.clear();
      vi.setSystemTime(new Date(2026, 10, 26, 8));
      await pass(60);
      expect(seen.notices.size).toBe(0);
      vi.setSystemTime(new Date(2026, 11, 3, 8));
      await pass(60);
      expect(titles()).toEqual(['All clear.']);
    });
  });
});

describe('a budget that is typed', () => {
  it.each([
    ['bad-name', { name: ' ' }],
    ['bad-name', { name: 'a/b' }],
    ['bad-name', { name: 'x'.repeat(65) }],
    ['bad-limit', { limit: '' }],
    ['bad-limit', { limit: '-1' }],
    ['bad-limit', { limit: '1e3' }],
    ['bad-limit', { counts: 'calls', limit: '1.5' }],
    ['bad-scope', { scope: 'account|x' }],
    ['bad-scope', { scope: 'model|' }],
    ['bad-scope', { counts: 'apples' }],
  ] as const)('is not kept, with a reason: %s', async (fault, change) => {
    expect(await saveBudget(database, { ...daily, ...change }, null)).toBe(fault);
    expect(await database.ownBudgets.count()).toBe(0);
  });

  it('is changed, renamed and removed by its name, and takes no other’s place', async () => {
    await set();
    await set({ name: 'other' });
    expect(await saveBudget(database, daily, null)).toBe('name-taken');
    expect(await saveBudget(database, { ...daily, name: 'other' }, 'daily')).toBe('name-taken');
    expect(await saveBudget(database, { ...daily, name: 'new', limit: '1,5' }, 'daily')).toBeNull();
    expect((await view('new'))?.limit).toBe(1_500_000_000n);
    expect(await view('daily')).toBeUndefined();
    await removeBudget(database, 'new');
    expect(await saveBudget(database, daily, 'new')).toBe('gone');
    expect(await raiseBudget(database, { id: 'new', typed: '1', now: NOON })).toBe('gone');
    expect(await raiseBudget(database, { id: 'other', typed: '0', now: NOON })).toBe('bad-limit');
  });

  it('is one of a bounded number', async () => {
    for (let n = 0; n < OWN_BUDGETS_MAX; n++) await set({ name: `b${n}` });
    expect(await saveBudget(database, daily, null)).toBe('too-many');
    expect(await saveBudget(database, { ...daily, name: 'b0', limit: '3' }, 'b0')).toBeNull();
  });
});
