import './fake-browser.ts';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeJson } from '../../lib/domain/bigint-json.ts';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import type { PromptMarks } from '../../lib/domain/prompt-marks.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { Database } from '../../lib/webext/database.ts';
import { openDesk, type Sender } from '../../lib/webext/desk.ts';
import type { RequestOf } from '../../lib/webext/messages.ts';
import { writeRepeatLimit } from '../../lib/webext/repeat-limit.ts';
import { forgetPrompts, noteSent } from '../../lib/webext/sent-prompts.ts';
import { answered, chat, counted } from '../engine/calls.ts';
import { balancesOf, callOf, openAsking, reviewOf, settleOf } from './asking.ts';
import { seen } from './fake-browser.ts';

const START = new Date(2026, 10, 23, 12, 0).getTime();
const MINUTE = 60_000;
const SHOP = 'https://shop.example';

let database: Database;
let opened = 0;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  opened += 1;
  database = new Database(`sent-prompts-${opened}`);
  Object.assign(seen, { badge: null, opened: [], scripts: [], stored: {}, session: {} });
  await ask(balancesOf(7_180_000_000n));
});
afterEach(async () => {
  vi.useRealTimers();
  await database.delete();
});

const ask = openAsking(() => database);
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
const hex = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** A prompt of these parts, 100 characters each. */
function marksOf(...parts: readonly string[]): PromptMarks {
  return { whole: hex(parts.join('')), parts: parts.map(hex), chars: parts.map(() => 100), marked: 0 };
}

let calls = 0;
/** A call from review to its end; says what the card or the chip says. */
async function call(
  given: { readonly marks?: PromptMarks; readonly outcome?: Outcome; readonly requestId?: string } = {},
  from: Partial<Sender> = {},
) {
  calls += 1;
  const callId = `call-${calls}`;
  const { marks = marksOf('a', 'b'), outcome = answered(1200, 50), requestId = callId } = given;
  const ids = { callId, requestId };
  const { card } = await ask(reviewOf(callId, { ...ids, marks }), from);
  if (card !== null) return { card, callId, chip: null };
  const { chip } = await ask(settleOf(callId, { ...ids, outcome, draft: chat }), from);
  return { card, callId, chip: chip && renderText(chip.text, 'en') };
}

function kept(): readonly { readonly origin: string }[] {
  const rows = decodeJson(seen.session.sentPrompts);
  return Array.isArray(rows) ? rows : [];
}

describe('the same request again', () => {
  it('is said on the chip from the third time on, beside what it cost', async () => {
    expect((await call()).chip).toMatch(/^cost \$0\.014, estimate [\d.]+, \$[\d.]+ left$/);
    pass(2 * MINUTE);
    expect((await call()).chip).not.toContain('same request');
    pass(2 * MINUTE);
    expect((await call()).chip).toMatch(/^cost \$0\.014, .*left · same request 3 times in 4 min$/);
    expect((await call({ marks: marksOf('a', 'c') })).chip).not.toContain('same request');
  });

  it('does not count what failed: SDKs send that again; nor what never left', async () => {
    const failed: Outcome = { kind: 'error', status: 503 };
    for (let tries = 0; tries < 4; tries += 1) await call({ outcome: failed });
    for (let tries = 0; tries < 4; tries += 1) await call({ outcome: { kind: 'unsent' } });
    // A wait that was too long for the SDK: nothing of an answer had come.
    await call({ outcome: { ...counted(0, 'cut') } });
    expect((await call()).chip).not.toContain('same request');
    // Stopped by hand in the middle of the answer: that was paid for.
    await call({ outcome: counted(40, 'cut') });
    expect((await call()).chip).toContain('same request 3 times');
  });

  it('does not count one that was let go, though the next comes right behind it', async () => {
    await call();
    await call();
    await ask(reviewOf('let-go', { callId: 'let-go', requestId: 'let-go', marks: marksOf('a', 'b') }));
    const end = { callId: 'let-go', requestId: 'let-go', outcome: { kind: 'unsent' } as const, draft: chat };
    const [, next] = await Promise.all([ask(settleOf('let-go', end)), call()]);
    expect(next.chip).toContain('same request 3 times');
  });

  it('counts our own retry of a refused call as that call', async () => {
    await call({ requestId: 'first', outcome: { kind: 'error', status: 500 } });
    await ask(settleOf('again', { callId: 'again', requestId: 'first', outcome: answered(1200, 50), draft: chat }));
    await call();
    expect((await call()).chip).toContain('same request 3 times');
  });

  it('is known to a background that was stopped meanwhile, and of ten minutes only', async () => {
    await call();
    await call();
    // All that is left of it is what the browser keeps in memory.
    expect(typeof seen.session.sentPrompts).toBe('string');
    pass(11 * MINUTE);
    expect((await call()).chip).not.toContain('same request');
  });
});

it('a call that was held is forecast as it was said then, when it leaves as it is', async () => {
  await ask(reviewOf('held', { marks: marksOf('a', 'b') }));
  const before = await database.openCalls.get('held');
  // What the review knew of prompts before is not asked again.
  const said = before?.estimate && { ...before.estimate, likelyNano: before.estimate.likelyNano - 1n };
  if (!before || !said) throw new Error('no row');
  await database.openCalls.put({ ...before, isSent: false, estimate: said });
  const sent = (draft: Draft) =>
    ask({ kind: 'sent', ...callOf('held'), draft, isAnyway: false, isReviewed: true } as RequestOf<'sent'>);
  await sent(before.draft);
  expect((await database.openCalls.get('held'))?.estimate?.likelyNano).toBe(said.likelyNano);
  await sent({ ...before.draft, outputTokensMax: 7 });
  expect((await database.openCalls.get('held'))?.estimate?.likelyNano).not.toBe(said.likelyNano);
});

describe('a limit of the user on it', () => {
  it('asks above so many, and says what it costs; nobody is asked before it was set', async () => {
    for (let times = 0; times < 4; times += 1) expect((await call()).card).toBeNull();
    await writeRepeatLimit(4);
    const { card } = await call();
    expect(card?.cause).toBe('repeat');
    expect(card?.lines.map((line) => renderText(line, 'en'))).toEqual([
      'The same request, 5 times in 1 min.',
      expect.stringMatching(/^It costs about \$0\.\d+ each time\.$/),
      'Not sent yet; your text is safe.',
    ]);
    expect(card?.buttons.map(({ label }) => renderText(label, 'en'))).toEqual([
      'Send anyway',
      "Don't send",
      "Don't ask here again today",
    ]);
  });

  it('holds nobody who did not start the call', async () => {
    await writeRepeatLimit(1);
    await call();
    const marks = marksOf('a', 'b');
    expect((await ask(reviewOf('timer', { marks, isUserStarted: false }))).card).toBeNull();
  });

  it('can be told to leave this page alone until midnight; other pages are asked about', async () => {
    await writeRepeatLimit(1);
    await call();
    await call({}, { origin: SHOP });
    const { card, callId } = await call();
    expect(card?.cause).toBe('repeat');
    const nobody = { surface: 'sandbox/chat', fingerprint: null, masked: null, signedIn: null } as const;
    const quiet = { kind: 'raise-limit', ...nobody, of: 'repeat', unit: '', nano: 0n, calls: [callId] } as const;
    expect(await ask(quiet)).toEqual([callId]);
    expect((await call()).card).toBeNull();
    expect((await call({}, { origin: SHOP })).card?.cause).toBe('repeat');
    vi.setSystemTime(new Date(2026, 10, 24, 0, 1));
    await call();
    expect((await call()).card?.cause).toBe('repeat');
  });

  it('is no reason that more money ends', async () => {
    const { callId } = await call();
    const about = { draft: chat, cause: 'repeat', refusal: null, canRetry: true, before: null, batch: null } as const;
    const rest = { isRead: true, canRead: true, waiting: [] } as const;
    const { kind: _, isUserStarted: _user, ...fields } = reviewOf(callId);
    const reply = await ask({ ...fields, kind: 'recheck', ...about, ...rest });
    expect(reply).toEqual({ isEnough: false, isNews: false, card: null, still: null });
  });
});

describe('what is remembered', () => {
  it('is in memory only: not in the ledger, and no text of a prompt anywhere', async () => {
    const marks = marksOf('a', 'b');
    await ask(reviewOf('open', { marks }));
    await vi.waitFor(() => expect(kept()).toHaveLength(1));
    const rows = await Promise.all(database.tables.map((table) => table.toArray()));
    expect(JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      marks.whole,
    );
    expect(JSON.stringify(seen.stored)).not.toContain(marks.whole);
  });

  it('is nothing of private windows', async () => {
    for (let times = 0; times < 4; times += 1)
      expect((await call({}, { isPrivate: true })).chip ?? '').not.toContain('same request');
    expect(kept()).toEqual([]);
  });

  it('is bounded: a page that sends a thousand prompts pushes out its own', async () => {
    await call({ marks: marksOf('mine') });
    await call({ marks: marksOf('mine') });
    const waste = { repeats: null, isTooMany: false, lost: null, carried: null };
    const prompt = { tokens: 1, turns: { count: 1, firstTokens: 1 }, waste };
    const flood = (origin: string, index: number): Promise<void> => {
      const desk = openDesk(database, { origin, tabId: 1, frameId: 0, isPrivate: false });
      return noteSent(reviewOf(`flood-${index}`, { marks: marksOf(`${index}`) }), 'sandbox', { desk, prompt });
    };
    for (let index = 0; index < 1000; index += 1) await flood(SHOP, index);
    expect(kept().filter(({ origin }) => origin === SHOP)).toHaveLength(16);
    expect((await call({ marks: marksOf('mine') })).chip).toContain('same request 3 times');
    for (let index = 0; index < 200; index += 1) await flood(`https://${index}.example`, index);
    expect(kept()).toHaveLength(64);
  });

  it('is forgotten with everything else, and after two hours', async () => {
    await call();
    pass(3 * 3_600_000);
    await call({ marks: marksOf('new') });
    expect(kept()).toHaveLength(1);
    await forgetPrompts();
    expect(kept()).toEqual([]);
  });

  it('is nothing where the browser lends no memory: the call goes its way', async () => {
    const { session } = seen;
    Object.defineProperty(seen, 'session', { get: () => undefined, configurable: true });
    expect((await call()).card).toBeNull();
    Object.defineProperty(seen, 'session', { value: session, writable: true, configurable: true });
  });
});

it('says while the next message is typed what the conversation so far costs', async () => {
  const draft = { ...chat, outputTokensMax: 40 };
  const turn = async (count: number, tokens: number): Promise<void> => {
    const marks = marksOf(...Array.from({ length: count }, (_, index) => `part ${index}`));
    const inputTokens = { low: tokens, likely: tokens, high: tokens };
    await ask(reviewOf(`turn-${count}`, { marks, draft: { ...draft, inputTokens } }));
    await ask(settleOf(`turn-${count}`, { outcome: answered(tokens, 40), draft: { ...draft, inputTokens } }));
  };
  await turn(1, 300);
  await turn(3, 2000);
  await turn(5, 6000);
  const payer = { surface: 'sandbox/chat', fingerprint: null, masked: null, signedIn: null } as const;
  const inputTokens = { low: 6100, likely: 6100, high: 6100 };
  const typed = { kind: 'preview', ...payer, draft: { ...draft, inputTokens } } as const;
  const chip = await ask({ ...typed, carriedTokens: 6040 });
  expect(chip && renderText(chip.text, 'en')).toBe(
    "$0.062 · the conversation so far is 97 % of this call's cost; a new chat would be $0.0018",
  );
  const other = await ask(typed);
  expect(other && renderText(other.text, 'en')).not.toContain('conversation');
});
