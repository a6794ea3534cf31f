import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRelay, type Relay } from '../../servers/relay/relay.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { ageReadings, cardSays, openTabs, records } from './calls.ts';

import { signInAt } from './relay-pages.ts';
import { CARD, clickOnCard, openRoad, type Road, setSettings, waitFor } from './road.ts';

/** How each kind of console says who asks: in a header beside its cookie, or by a token in its memory alone. */
const CONSOLES = [
  { flavour: 'new-api', wallet: '/console/topup', playground: '/console/playground' },
  { flavour: 'new-api-v1', wallet: '/wallet', playground: '/playground' },
] as const;

describe.each(browserKinds)("a relay's balance is read again as its console reads it (%s)", (kind) => {
  let road: Road;
  let relay: Relay;
  const tabs = openTabs();
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(async () => {
    await setSettings(road.browser, { sites: [] });
    await road.reset();
  });
  afterEach(async () => {
    await tabs.close();
    await relay.close();
  });

  const ada = () => relay.world.users.find(({ username }) => username === 'ada') as Relay['world']['users'][number];
  const readings = () => relay.world.requests.filter(({ path, status }) => path === '/api/user/self' && status === 200);
  const calls = () => relay.world.requests.filter(({ path }) => path === '/pg/chat/completions');

  /** The playground of a console whose balance and prices were read. */
  async function openPlayground({ flavour, wallet, playground }: (typeof CONSOLES)[number]): Promise<DrivenPage> {
    relay = await openRelay({ site: { flavour } });
    ada().quota = 100;
    const page = tabs.add(await road.browser.newPage());
    await signInAt(page, relay);
    await page.goto(relay.origin + wallet);
    await waitFor(async () => (await rows('readings')).length > 0, 'the balance to be read');
    await page.goto(`${relay.origin}/pricing`);
    await waitFor(async () => (await rows('priceLists')).some(({ prices }) => prices !== null), 'the prices');
    await page.goto(relay.origin + playground);
    await page.waitFor(() => document.querySelector('#composer') !== null, { what: 'the composer' });
    return page;
  }

  const rows = async (table: string): Promise<readonly Record<string, unknown>[]> =>
    ((await road.ledger()) as unknown as Record<string, readonly Record<string, unknown>[]>)[table] ?? [];

  it.each(CONSOLES)('before a card by an old one, and after a recharge elsewhere ($flavour)', async (console) => {
    const page = await openPlayground(console);
    // What is known is little, and old: it is read again before anybody is held up.
    await ageReadings(road.browser, false);
    ada().quota = 2_500_000;
    await page.type('#composer', 'Hello');
    await page.press('Enter');
    await waitFor(async () => (await records(road, 1))[0]?.outcome === 'answer', 'the answer');
    expect(readings()).toHaveLength(2);

    ada().quota = 0;
    await ageReadings(road.browser);
    await page.type('#composer', 'Hello again');
    await page.press('Enter');
    await cardSays(page, "didn't go through");
    expect(readings()).toHaveLength(2);
    await clickOnCard(page, "I've recharged: check and retry");
    await cardSays(page, 'Balance still $0.00');
    expect(readings()).toHaveLength(3);
    ada().quota = 2_500_000;
    await clickOnCard(page, 'Check again');
    await waitFor(async () => (await records(road, 3)).filter(isAnswered).length === 2, 'the answer');
    expect(readings()).toHaveLength(4);
    expect(await page.ui(CARD).exists()).toBe(false);
    expect(calls()).toHaveLength(3);
  });
});

const isAnswered = ({ outcome }: { readonly outcome: string }): boolean => outcome === 'answer';
