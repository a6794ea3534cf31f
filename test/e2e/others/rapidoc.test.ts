import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cardSays, onlyRecord, openTabs, records } from '../road/calls.ts';
import { CARD, charges, clickOnCard, nanoOf, openRoad, type Road, setState, waitFor } from '../road/road.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import type { PageServer } from '../support/page-server.ts';
import { clickInside, textsInside } from './inside.ts';
import { servePackages } from './packages.ts';

/** RapiDoc's own buttons: the first operation of the document is the chat. */
const TRY = '[part~="btn-try"]';
const STATUS = '.response-message';

describe.each(browserKinds)('RapiDoc over the OpenAPI document of the sandbox (%s)', (kind) => {
  let road: Road;
  let app: PageServer;
  beforeAll(async () => {
    app = await servePackages();
    road = await openRoad(kind);
  });
  afterAll(async () => {
    await road?.close();
    await app?.close();
  });
  const tabs = openTabs();
  beforeEach(() => road.reset());
  afterEach(tabs.close);

  async function openRapidoc(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(app.url('app', '/rapidoc'));
    const { origin, world } = road.sandbox;
    const attributes = {
      'spec-url': '/openapi.json',
      'server-url': origin,
      'default-api-server': origin,
      'render-style': 'read',
      'api-key-name': 'Authorization',
      'api-key-location': 'header',
      'api-key-value': `Bearer ${world.keys[0]?.key ?? ''}`,
    };
    await page.evaluate((given: Readonly<Record<string, string>>) => {
      const element = document.createElement('rapi-doc');
      for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
      document.body.append(element);
    }, attributes);
    return page;
  }

  const sent = () =>
    road.sandbox.world.requests.filter(({ path, method }) => method === 'POST' && path.startsWith('/v1/'));

  /** What RapiDoc's own panel says of the answer, once it shows this part of its body: the status comes before that. */
  async function panel(page: DrivenPage, part: string): Promise<{ readonly status: string; readonly body: string }> {
    const read = async (): Promise<string> => (await textsInside(page, '.tab-content pre')).join('\n');
    await waitFor(async () => (await read()).includes(part), `${part} in RapiDoc's own panel`);
    return { status: (await textsInside(page, STATUS))[0] ?? '', body: await read() };
  }

  it('a call by its TRY button is reviewed, and its record is what was taken', async () => {
    await (await road.openConsole()).close();
    const page = await openRapidoc();
    await clickInside(page, TRY);
    expect((await panel(page, '"choices"')).status).toContain('200');
    const record = await onlyRecord(road);
    expect(record).toMatchObject({ isReviewed: true, certainty: 'billed', model: 'toll-medium' });
    expect([nanoOf(record.cost?.likelyNano)]).toEqual(charges(road.sandbox));
  });

  it('a call that is held and given up reaches nobody', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.001' }] });
    await (await road.openConsole()).close();
    const page = await openRapidoc();
    await clickInside(page, TRY);
    await cardSays(page, 'sets aside');
    await clickOnCard(page, 'Keep editing');
    await page.ui(CARD).waitUntilGone();
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'the open row to be closed');
    expect(sent()).toEqual([]);
    expect((await road.ledger()).records).toEqual([]);
    // It can be tried again.
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '5' }] });
    const console = tabs.add(await road.openConsole());
    const read = async () => (await road.ledger()).readings.map(({ reading }) => nanoOf(reading.availableNano));
    await waitFor(async () => (await read()).includes(5_000_000_000n), 'the new balance to be read');
    await console.close();
    await page.bringToFront();
    await clickInside(page, TRY);
    await waitFor(() => charges(road.sandbox).length === 1, 'the sandbox to bill');
  });

  it('refused and retried, the answer arrives in its own panel', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0' }] });
    const console = tabs.add(await road.openConsole());
    const page = await openRapidoc();
    await clickInside(page, TRY);
    await cardSays(page, 'is used up');
    await clickOnCard(page, 'Send anyway');
    expect(await cardSays(page, "Your message didn't go through")).toContain('Nothing was charged');
    expect(await textsInside(page, STATUS)).toEqual([]);
    await console.bringToFront();
    await console.click('#top-up-5');
    await page.bringToFront();
    await cardSays(page, '$5.00 arrived. Send now?');
    await clickOnCard(page, 'Send now');
    await page.ui(CARD).waitUntilGone();
    expect((await panel(page, '"choices"')).status).toContain('200');
    expect(sent().map((entry) => entry.status)).toEqual([402, 200]);
    const all = await records(road, 2);
    expect(new Set(all.map(({ requestId }) => requestId)).size).toBe(1);
    expect(charges(road.sandbox)).toHaveLength(1);
  });

  it('refused and closed, its panel has the refusal byte for byte: a viewer of answers is evidence', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0' }] });
    await (await road.openConsole()).close();
    const page = await openRapidoc();
    await clickInside(page, TRY);
    await cardSays(page, 'is used up');
    await clickOnCard(page, 'Send anyway');
    await cardSays(page, "Your message didn't go through");
    await clickOnCard(page, 'Close');
    const { status, body } = await panel(page, 'Please recharge your account.');
    expect(status).toContain('402');
    expect(body).not.toContain("didn't go through");
    expect(await onlyRecord(road)).toMatchObject({ outcome: 'refusal', cost: { highNano: '0n' } });
  });
});
