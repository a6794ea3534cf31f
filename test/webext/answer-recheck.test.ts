import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UsableNow } from '../../lib/domain/balance.ts';
import type { RefusalReading } from '../../lib/domain/call.ts';
import type { CardView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { Database } from '../../lib/webext/database.ts';
import { mergeAccounts } from '../../lib/webext/link-accounts.ts';
import type { RequestOf } from '../../lib/webext/messages.ts';
import { ONE, refusalOf } from '../domain/samples.ts';
import { chat } from '../engine/calls.ts';
import { balancesOf, callOf, openAsking, reviewOf, settleOf } from './asking.ts';
import { seen } from './fake-browser.ts';

const KEY = '8'.repeat(64);
const CENTS = 50_000_000n;

let database: Database;
let opened = 0;
beforeEach(() => {
  opened += 1;
  database = new Database(`recheck-${opened}`);
  Object.assign(seen, { badge: null, opened: [], scripts: [], stored: {} });
});
afterEach(() => database.delete());

const ask = openAsking(() => database);
const linesOf = (card: CardView | null): readonly string[] => (card?.lines ?? []).map((line) => renderText(line, 'en'));
const buttonsOf = (card: CardView | null): readonly string[] =>
  [...(card?.buttons ?? []), ...(card?.more ?? [])].map(({ label }) => renderText(label, 'en'));

/** The same question again, about a refused call; `refusal` null: about one that is held. */
function recheck(before: UsableNow | null, refusal: RefusalReading | null, change: Partial<RequestOf<'recheck'>> = {}) {
  const rest = { cause: 'not-enough', canRetry: true, batch: null, isRead: true, canRead: true, waiting: [] } as const;
  return ask({ kind: 'recheck', ...callOf('a'), draft: chat, refusal, before, ...rest, ...change });
}

/** A reading is told from the next one by its time. */
const later = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));

async function ageReadings(): Promise<void> {
  const longAgo = Date.now() - 3 * 86_400_000;
  await database.readings.toCollection().modify((row) => {
    Object.assign(row.reading, { at: longAgo });
  });
}

describe('money that arrived', () => {
  it('is what lies between two readings of the wallet', async () => {
    await ask(balancesOf(CENTS));
    const { usable } = await ask(settleOf('a'));
    expect(usable).toEqual({ account: 'sandbox:acc_1', unit: 'USD', nano: CENTS });
    await later();
    await ask(balancesOf(5n * ONE + CENTS));
    const reply = await recheck(usable, refusalOf());
    expect(reply).toMatchObject({ isEnough: true, isNews: true });
    expect(linesOf(reply.card)[0]).toBe('$5.00 arrived. Send now?');
  });

  it('is what lies between a balance that the refusal itself stated, where that is the account’s, and a reading', async () => {
    await ask(balancesOf(7n * ONE));
    const refusal = refusalOf({ unit: 'USD', availableNano: CENTS, neededNano: 134_880_000n });
    const { usable } = await ask(settleOf('a', { outcome: { kind: 'refusal', refusal } }));
    expect(usable?.nano).toBe(CENTS);
    await later();
    await ask(balancesOf(ONE + CENTS));
    expect(linesOf((await recheck(usable, refusal)).card)[0]).toBe('$1.00 arrived. Send now?');
  });

  it.each([
    ['the first reading ever', async () => {}],
    [
      'the first for days',
      async () => {
        await ask(balancesOf(CENTS));
        await ageReadings();
      },
    ],
  ])('is not %s: what there is, is said', async (_name, before) => {
    await before();
    const { usable } = await ask(settleOf('a'));
    expect(usable).toBeNull();
    await ask(balancesOf(7n * ONE));
    const reply = await recheck(usable, refusalOf());
    expect(reply).toMatchObject({ isEnough: true, isNews: true });
    expect(linesOf(reply.card)).toContain('You have $7.00. Send now?');
    expect(linesOf(reply.card).join(' ')).not.toContain('arrived');
  });

  it('is not what another account has that was said to be the same wallet', async () => {
    await ask(balancesOf(CENTS));
    const { usable } = await ask(reviewOf('a'));
    await later();
    await ask(balancesOf(5n * ONE, 'acc_2'));
    await mergeAccounts(database, 'sandbox:acc_2', 'sandbox:acc_1');
    const reply = await recheck(usable, null, { canRetry: false });
    expect(reply).toMatchObject({ isEnough: true, isNews: true });
    expect(linesOf(reply.card)[0]).toBe('You have $5.00. Send now?');
  });

  it('is not what a key’s other account has, once the user says whose it is', async () => {
    const mine = { fingerprint: KEY };
    await ask(balancesOf(CENTS));
    const { usable } = await ask(settleOf('a', mine));
    await ask(balancesOf(7n * ONE, 'acc_2'));
    const about = { ...callOf('a'), ...mine, draft: chat, refusal: refusalOf(), canRetry: true, waiting: [] };
    const linked = await ask({ kind: 'link-key', ...about, cause: 'unsure', account: 'sandbox:acc_2' });
    expect(linked?.usable).toEqual({ account: 'sandbox:acc_2', unit: 'USD', nano: 7n * ONE });
    const reply = await recheck(usable, refusalOf(), mine);
    expect(linesOf(reply.card)[0]).toBe('You have $7.00. Send now?');
    // The card that speaks of that wallet now has nothing new to say.
    expect((await recheck(linked?.usable ?? null, refusalOf(), mine)).isNews).toBe(false);
  });

  it('is nothing where a refusal speaks of another wallet than the one assumed: no retry by itself either', async () => {
    const mine = { fingerprint: KEY };
    await ask(balancesOf(7n * ONE));
    const refusal = refusalOf({ unit: 'USD', availableNano: CENTS, neededNano: 134_880_000n });
    const { usable } = await ask(settleOf('a', { ...mine, outcome: { kind: 'refusal', refusal } }));
    for (const isRead of [true, false]) {
      const reply = await recheck(usable, refusal, { ...mine, isRead });
      expect(reply).toMatchObject({ isEnough: false, isNews: false });
      expect(linesOf(reply.card).join(' ')).not.toContain('arrived');
    }
    await later();
    await ask(balancesOf(8n * ONE));
    expect(linesOf((await recheck(usable, refusal, mine)).card)[0]).toBe('$1.00 arrived. Send now?');
  });
});

describe('a refusal that ended an answer which had begun', () => {
  const reading = refusalOf({ hasAnswerBegun: true });
  const outcome = { kind: 'refusal', refusal: reading } as const;
  const PARTLY = 'What had already come was charged.';

  it('was charged in part, as its record books: on the first card, after a check, and once the key is linked', async () => {
    const mine = { fingerprint: KEY };
    for (const account of ['acc_1', 'acc_2']) await ask(balancesOf(CENTS, account));
    const { card, sentence } = await ask(settleOf('a', { ...mine, outcome, canRetry: false }));
    expect((await database.records.get('a'))?.cost?.lowNano).toBeGreaterThan(0n);
    expect(linesOf(card).join(' ')).toContain(PARTLY);
    expect(sentence).toContain(PARTLY);
    const { still } = await recheck(null, reading, { ...mine, canRetry: false });
    expect(linesOf(still)).toContain(PARTLY);
    const about = { ...callOf('a'), ...mine, draft: chat, refusal: reading, canRetry: false, waiting: [] };
    const linked = await ask({ kind: 'link-key', ...about, cause: 'unsure', account: 'sandbox:acc_1' });
    expect(linesOf(linked?.card ?? null).join(' ')).toContain(PARTLY);
  });

  it('may or may not have been, where its price is not known', async () => {
    const { card } = await ask(settleOf('a', { outcome, canRetry: false, draft: { ...chat, model: 'unheard-of' } }));
    expect(linesOf(card).join(' ')).toContain('is not known');
  });
});

describe('a card of several calls, once the user says whose the key is', () => {
  const mine = { fingerprint: KEY };
  const about = (callId: string, waiting: readonly string[]) => ({ ...callOf(callId), ...mine, draft: chat, waiting });

  it('goes on speaking of all of them, and offers nothing that helps one alone', async () => {
    for (const account of ['acc_1', 'acc_2']) await ask(balancesOf(2n * CENTS, account));
    await ask(settleOf('a', mine));
    const { card } = await ask(settleOf('b', { ...mine, waiting: ['a'] }));
    expect(linesOf(card).join(' ')).toMatch(/2 calls waiting, \$0\.\d+ in all/);
    const retry = { refusal: refusalOf(), canRetry: true, cause: 'unsure' } as const;
    for (const account of ['sandbox:acc_1', null]) {
      const reply = await ask({ kind: 'link-key', ...about('a', ['b']), ...retry, account });
      expect(linesOf(reply?.card ?? null).join(' ')).toContain('2 calls waiting');
      expect(buttonsOf(reply?.card ?? null).filter((label) => /^Retry with|^toll-/.test(label))).toEqual([]);
    }
  });

  it('is joined by the next call with that key, held or refused', async () => {
    for (const account of ['acc_1', 'acc_2']) await ask(balancesOf(7n * ONE, account));
    const dear = { ...chat, inputTokens: { low: 60_000, likely: 60_000, high: 60_000 } };
    const held = await ask(reviewOf('a', { ...mine, draft: dear }));
    expect(held.card?.cause).toBe('own-limit');
    const ours = { draft: dear, refusal: null, canRetry: false, cause: 'own-limit' } as const;
    const linked = await ask({ kind: 'link-key', ...about('a', []), ...ours, account: 'sandbox:acc_1' });
    const next = await ask(reviewOf('b', { ...mine, draft: dear, waiting: ['a'] }));
    expect(linesOf(next.card).join(' ')).toContain('2 calls waiting');
    expect([linked?.wallet, held.wallet]).toEqual([next.wallet, expect.not.stringContaining('acc_1')]);
  });
});
