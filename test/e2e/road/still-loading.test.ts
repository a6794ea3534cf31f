import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserKinds } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { callAsUser, cardSays, openTabs } from './calls.ts';
import { CARD, clickOnCard, openRoad, type Road } from './road.ts';

const HEAD = '<!doctype html><html lang="en"><head><title>Long</title></head><body><p>More comes later.</p>';

describe.each(browserKinds)('a page that goes on loading (%s)', (kind) => {
  let road: Road;
  let server: PageServer;
  let held: ServerResponse | null = null;
  const tabs = openTabs();

  beforeAll(async () => {
    server = await startPageServer({
      '/': HEAD,
      '/long': (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        // Browsers begin to show what is long enough.
        response.write(HEAD + '<!-- room -->'.repeat(200));
        held = response;
      },
    });
    road = await openRoad(kind);
    await road.readConsole();
  });
  afterEach(async () => {
    held?.destroy();
    await tabs.close();
  });
  afterAll(async () => {
    await road?.close();
    await server?.close();
  });

  it('has the card of a call that somebody makes meanwhile', async () => {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(server.url('a'));
    await page.evaluate(() => void setTimeout(() => location.assign('/long'), 50));
    await page.waitFor(() => location.pathname === '/long' && document.body !== null, { what: 'the long page' });
    await callAsUser(page, {
      ...{ name: 'call', transport: 'fetch', key: road.sandbox.world.keys[0]?.key ?? '' },
      path: `${road.sandbox.origin}/v1/enrich`,
      body: { records: Array.from({ length: 25 }, (_, index) => `Company ${index}`) },
    });
    await cardSays(page, '450 credits');
    expect(await page.evaluate(() => document.readyState)).toBe('loading');
    await clickOnCard(page, 'Keep editing');
    await page.ui(CARD).waitUntilGone();
    expect(road.sandbox.world.requests.filter(({ path }) => path === '/v1/enrich')).toEqual([]);
  });
});
