import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallView } from '../../lib/domain/dashboard.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { readDetail } from '../../lib/screens/read-detail.ts';
import { saveBudget } from '../../lib/webext/choose-budgets.ts';
import { viewCall } from '../../lib/webext/dashboard-call-view.ts';
import { Database } from '../../lib/webext/database.ts';
import { answered, chat } from '../engine/calls.ts';
import { balancesOf, callOf, openAsking, reviewOf, settleOf } from './asking.ts';

let database: Database;
let opened = 0;
const ask = openAsking(() => database);
beforeEach(() => {
  opened += 1;
  database = new Database(`call-view-${opened}`);
});
afterEach(() => database.delete());

async function view(callId: string, change: Partial<CallRecord> = {}): Promise<CallView> {
  const detail = await readDetail(database, callId, { version: '0', language: 'en' });
  if (detail === null) throw new Error('there is no such call');
  return viewCall(database, { ...detail, record: { ...detail.record, ...change } });
}
const said = ({ held }: CallView) => held.map((text) => renderText(text, 'en'));

async function callOnce(): Promise<void> {
  await ask(reviewOf('1'));
  await ask(settleOf('1', { outcome: answered(1200, 100) }));
}

describe('what else is told of a call', () => {
  it('is whose price it was booked by, and of which day; nothing held it', async () => {
    await callOnce();
    const shown = await view('1');
    expect(shown.priceFrom).toMatchObject({ key: 'calls.price.provider', params: { date: expect.any(String) } });
    expect(said(shown)).toEqual([]);
  });

  it('is that the list is another now, where no list of today has its price', async () => {
    await callOnce();
    const { record } = await view('1');
    const { pricedBy } = record;
    if (!pricedBy) throw new Error('it was priced');
    const old = await view('1', { pricedBy: { ...pricedBy, date: '2020-01-01' } });
    expect(old.priceFrom).toEqual({ key: 'calls.price.list', params: { date: '2020-01-01' } });
    const own = await view('1', { pricedBy: { ...pricedBy, basis: { kind: 'own' } } });
    expect(own.priceFrom?.key).toBe('calls.price.own');
    expect((await view('1', { pricedBy: null })).priceFrom).toBeNull();
  });

  it('is which budgets it counts towards, and the rules that changed it', async () => {
    const budget = { name: 'wide', scope: 'everything', counts: 'money|USD', limit: '9', span: 'day', isHard: false };
    await saveBudget(database, budget, null);
    await saveBudget(database, { ...budget, name: 'other', scope: 'provider|openai' }, null);
    await callOnce();
    expect(said(await view('1', { policies: ['no-opus', 'short'] }))).toEqual([
      'Your rules changed it: no-opus, short',
      'It counts towards your budget wide.',
    ]);
    // What cost nobody knows counts towards none.
    expect(said(await view('1', { cost: null }))).toEqual([]);
  });

  it('is the card that came up first, where it was sent changed', async () => {
    await ask(balancesOf(50_000_000n));
    const { card } = await ask(reviewOf('1', { draft: chat, signedIn: 'acc_1' }));
    expect(card?.cause).toBe('not-enough');
    await vi.waitFor(async () => expect(await database.blocks.get('1')).toMatchObject({ state: 'asked' }));
    const smaller = { ...chat, outputTokensMax: 100 };
    await ask({ kind: 'sent', ...callOf('1'), draft: smaller, isAnyway: false, isReviewed: true });
    await ask(settleOf('1', { outcome: answered(1200, 100) }));
    expect(said(await view('1'))).toEqual([
      'A card came up first: the balance was too low for this call. It went out changed.',
    ]);
  });
});
