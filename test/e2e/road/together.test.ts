import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  cardOffers,
  cardSays,
  chatBody,
  letOut,
  openTabs,
  type ScriptedCall,
  waitForGot,
} from './calls.ts';
import { CARD, CORNER, clickOnCard, openRoad, type Road, setState, waitFor } from './road.ts';

const CHAT = '/v1/chat/completions';
const ENRICH = '/v1/enrich';

describe.each(browserKinds)('several calls under one card (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());
  const tabs = openTabs();
  afterEach(tabs.close);

  const key = (): string => road.sandbox.world.keys[0]?.key ?? '';
  const batch = (name: string, count = 25): ScriptedCall => ({
    ...{ name, transport: 'fetch', path: ENRICH, key: key() },
    body: { records: Array.from({ length: count }, (_, index) => ({ name: `${name}${index}` })) },
  });
  const chat = (name: string, model: string): ScriptedCall => ({
    ...{ name, transport: 'fetch', path: CHAT, key: key(), body: chatBody({ model, max_tokens: 4000 }) },
  });
  const sentRecords = (): readonly string[] =>
    road.sandbox.world.requests
      .filter((entry) => entry.path === ENRICH)
      .flatMap((entry) => (JSON.parse(entry.body ?? '{}') as { records: { name: string }[] }).records)
      .map(({ name }) => name);

  /** What the wallet holds now, as its console has shown. */
  async function hold(unit: 'credits' | 'USD', total: string): Promise<void> {
    await setState(road.sandbox, { balances: [{ unit, total }] });
    await road.readConsole();
  }

  /** The same of two wallets of one account. */
  async function holdBoth(credits: string, dollars: string): Promise<void> {
    const balances = [
      { unit: 'credits', total: credits },
      { unit: 'USD', total: dollars },
    ];
    await setState(road.sandbox, { balances });
    await road.readConsole();
  }

  async function openPlayground(): Promise<DrivenPage> {
    return tabs.add(await road.openPlayground());
  }

  it('a chat that is paid for goes, beside a batch that is not', async () => {
    await holdBoth('392', '7');
    const page = await openPlayground();
    await callAsUser(page, batch('a'));
    await cardSays(page, '450 credits');
    await callAsUser(page, chat('b', 'toll-large'));
    expect((await waitForGot(page, 'b')).status).toBe(200);
    const text = await page.ui(CARD).text();
    expect(text).toContain('450 credits');
    expect(text).not.toContain('waiting');
  });

  it('what two wallets lack is asked about on two cards, one after the other', async () => {
    await holdBoth('392', '0.01');
    const page = await openPlayground();
    await callAsUser(page, batch('a'));
    await cardSays(page, '450 credits');
    for (const name of ['b', 'c']) await callAsUser(page, chat(name, 'toll-large'));
    await waitFor(async () => (await road.ledger()).openCalls.length === 3, 'three calls to be reviewed');
    expect(await page.ui(CARD).text()).not.toContain('waiting');
    await clickOnCard(page, 'Keep editing');
    expect((await waitForGot(page, 'a')).failure).toBe('AbortError');
    const text = await cardSays(page, '2 calls waiting');
    expect(text).toContain('$');
    expect(text).not.toContain('credits');
    await clickOnCard(page, 'Keep editing');
    expect([(await waitForGot(page, 'b')).failure, (await waitForGot(page, 'c')).failure]).toEqual([
      'AbortError',
      'AbortError',
    ]);
    expect(road.sandbox.world.requests.filter(({ path }) => path === CHAT || path === ENRICH)).toEqual([]);
  });

  it('money for one of them is not money for all: the card says so, and offers to send when it is', async () => {
    await hold('credits', '392');
    const page = await openPlayground();
    await callAsUser(page, batch('a'));
    await cardSays(page, '450 credits');
    await callAsUser(page, batch('b'));
    await cardSays(page, '2 calls waiting, 900 credits in all');
    await hold('credits', '492');
    const short = await cardSays(page, '492');
    expect(short).not.toContain('arrived');
    expect(short).toContain('900 credits in all');
    expect(await cardOffers(page)).not.toContain('Send now');
    await hold('credits', '992');
    expect(await cardSays(page, 'arrived')).toContain('2 calls waiting, 900 credits in all');
    await clickOnCard(page, 'Send now');
    expect([(await waitForGot(page, 'a')).status, (await waitForGot(page, 'b')).status]).toEqual([200, 200]);
  });

  it('refused together, they are offered nothing that helps only one of them', async () => {
    await hold('USD', '0.03');
    await letOut(road.browser);
    const page = await openPlayground();
    await callAsUser(page, chat('large', 'toll-large'));
    await cardSays(page, 'You have money, but not enough');
    expect((await cardOffers(page)).some((name) => /^Retry with/.test(name))).toBe(true);
    // That refusal shows that a card would have been right.
    await letOut(road.browser);
    await callAsUser(page, chat('medium', 'toll-medium'));
    await cardSays(page, '2 calls waiting');
    expect((await cardOffers(page)).filter((name) => /^Retry with|^toll-/.test(name))).toEqual([]);
    await clickOnCard(page, 'Close');
    expect([(await waitForGot(page, 'large')).status, (await waitForGot(page, 'medium')).status]).toEqual([402, 402]);
  });

  it('what two smaller batches have left out is all there, and all sent', async () => {
    const page = await openPlayground();
    for (const name of ['a', 'b']) {
      await hold('credits', '392');
      // Money for what waits is offered to it first.
      if (name === 'b') {
        await cardSays(page, 'Send remaining 4');
        await clickOnCard(page, 'Not now');
      }
      await callAsUser(page, batch(name));
      await cardSays(page, '450 credits');
      await clickOnCard(page, 'Send 21 now');
      await cardSays(page, '21 of 25');
      await clickOnCard(page, 'Not now');
    }
    const line = page.ui(CORNER);
    await waitFor(async () => (await line.exists()) && (await line.text()).includes('8 records are not sent'), 'all 8');
    await hold('credits', '500');
    // The one that waits longest is offered by itself, and then the other one stays within reach.
    await cardSays(page, 'Send remaining 4');
    await clickOnCard(page, 'Send remaining 4');
    await cardSays(page, '4 records sent');
    await clickOnCard(page, 'Close');
    await waitFor(
      async () => (await line.exists()) && (await line.text()).includes('4 records are not sent'),
      'other 4',
    );
    await line.click('button');
    await cardSays(page, 'Send remaining 4');
    await clickOnCard(page, 'Send remaining 4');
    await cardSays(page, '4 records sent');
    expect(new Set(sentRecords()).size).toBe(50);
    expect(sentRecords()).toHaveLength(50);
    expect(await line.exists()).toBe(false);
    expect(await page.ui(CARD).exists()).toBe(true);
  });
});
