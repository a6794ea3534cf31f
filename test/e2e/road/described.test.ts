import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../../../lib/described/example.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { callAsUser, cardSays, openTabs, records, type ScriptedCall, waitForGot } from './calls.ts';
import { CARD, CHIP, clickOnCard, nanoOf, openRoad, type Road, waitFor } from './road.ts';

/** A key as this API's own look; nothing may keep it. */
const KEY = 'acme-key-4711-canary';
const APP = '<!doctype html><html lang="en"><head><title>App</title></head><body><textarea></textarea></body></html>';
/** Consoles that ask for the balance at once, before anybody can have told the page's tap what it is. */
const consoleOf = (script: string): string =>
  `<!doctype html><html lang="en"><head><title>Console</title></head><body><p></p><script>
  const show = (text) => { document.querySelector('p').textContent = JSON.parse(text).wallets.length; };
  ${script}</script></body></html>`;
const CONSOLE = consoleOf(`fetch('/api/wallets').then((response) => response.text()).then(show);`);
const CONSOLE_XHR = consoleOf(`const xhr = new XMLHttpRequest(); xhr.open('GET', '/api/wallets');
  xhr.onload = () => show(xhr.responseText); xhr.send();`);

/** An API that no file of ours knows: it speaks as Anthropic does, and counts rows of batches. */
async function startAcme(): Promise<PageServer> {
  const json =
    (status: number, body: unknown) =>
    (
      _request: unknown,
      response: { statusCode: number; setHeader: (n: string, v: string) => void; end: (t: string) => void },
    ) => {
      response.statusCode = status;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    };
  return startPageServer({
    '/app': APP,
    '/console': CONSOLE,
    '/console-xhr': CONSOLE_XHR,
    '/billing': '<!doctype html><title>Billing</title>',
    '/api/wallets': json(200, {
      user: { id: 'u-1', email: 'dev@acme.example' },
      wallets: [
        { unit: 'credits', total: 400, held: 8 },
        { unit: 'USD', total: '5.00', held: '0' },
      ],
    }),
    '/v1/messages': json(200, {
      type: 'message',
      model: 'acme-large',
      content: [{ type: 'text', text: 'Far.' }],
      usage: { input_tokens: 1000, output_tokens: 2000 },
    }),
    '/v1/enrich': json(402, {
      error: { type: 'no_funds', message: 'You have 392 credits, but this needs 450 credits.' },
    }),
  });
}

function description(origin: string): string {
  const source = { source: `${origin}/pricing`, date: '2026-11-21' };
  return JSON.stringify(
    {
      tollkeeper: 1,
      id: 'acme',
      name: 'Acme Data',
      console: origin,
      calls: [
        { name: 'chat', url: `${origin}/v1/messages`, speaks: 'anthropic-messages' },
        {
          name: 'enrich',
          url: `${origin}/v1/enrich`,
          meter: 'records',
          count: { of: 'elements', path: '$.batches[*].rows[*]' },
        },
      ],
      prices: [
        { unit: 'credits', rates: { records: { price: '18', per: 1 } }, ...source },
        {
          model: 'acme-large',
          unit: 'USD',
          rates: { 'input-tokens': { price: '3', per: 1_000_000 }, 'output-tokens': { price: '15', per: 1_000_000 } },
          ...source,
        },
      ],
      balances: [{ ...EXAMPLE.balances[0], url: `${origin}/api/wallets` }],
      refusals: [
        {
          says: 'money',
          status: [402],
          amounts: { text: 'You have {available} credits{…}needs {needed} credits', unit: 'credits' },
        },
      ],
      links: { recharge: '/billing' },
    },
    null,
    2,
  );
}

describe.each(browserKinds)('an API that a person described (%s)', (kind) => {
  let road: Road;
  let acme: PageServer;
  let origin = '';
  const tabs = openTabs();
  beforeAll(async () => {
    acme = await startAcme();
    origin = `http://127.0.0.1:${acme.port}`;
    road = await openRoad(kind);
  });
  afterEach(() => tabs.close());
  afterAll(async () => {
    await road?.close();
    await acme?.close();
  });

  async function openScreen(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.openExtensionPage('dashboard.html#apis'));
    await page.waitFor(() => document.querySelector('#apis-text') !== null, { what: 'the screen' });
    return page;
  }

  async function open(path: string): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(origin + path);
    return page;
  }

  /** Puts a text into the field as pasting does, and has it checked. */
  async function writeAndCheck(page: DrivenPage, text: string): Promise<void> {
    await page.evaluate((value: string) => {
      const field = document.querySelector<HTMLTextAreaElement>('#apis-text');
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, value);
      field?.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
    await page.click('section:has(#apis-text) button.primary');
  }

  const chat = (name: string): ScriptedCall => ({
    name,
    transport: 'fetch',
    path: '/v1/messages',
    body: { model: 'acme-large', max_tokens: 2000, messages: [{ role: 'user', content: 'How far is it?' }] },
    key: KEY,
  });

  /** 25 rows in three batches, at 18 credits each. */
  const enrich = (name: string): ScriptedCall => ({
    name,
    transport: 'fetch',
    path: '/v1/enrich',
    body: { batches: [10, 10, 5].map((rows) => ({ rows: Array.from({ length: rows }, () => ({})) })) },
    key: KEY,
  });

  it('is accepted after a preview; then its calls are estimated, recorded, held and explained', async () => {
    const before = await open('/app');
    await callAsUser(before, chat('unknown'));
    await waitForGot(before, 'unknown');

    const screen = await openScreen();
    await writeAndCheck(screen, description(origin));
    await screen.waitFor(() => document.querySelector('.preview') !== null, { what: 'the preview' });
    const preview = await screen.text('.preview');
    expect(preview).toContain(`POST ${origin}/v1/enrich`);
    expect(preview).toContain('how much is asked for: $.batches[*].rows[*]');
    expect(preview).toContain(`${origin}/billing`);
    await screen.click('.preview button.primary');
    await screen.waitFor(() => document.querySelector('.notice')?.textContent?.includes('Watch this site'), {
      what: 'that it is in force',
    });
    expect((await road.ledger()).records).toEqual([]);

    await open('/console');
    await waitFor(async () => (await road.ledger()).readings.length === 2, 'both wallets to be read');
    const readings = (await road.ledger()).readings.map(({ unit, reading }) => [
      unit,
      nanoOf(reading.availableNano),
      nanoOf(reading.frozenNano),
    ]);
    expect(readings.toSorted()).toEqual([
      ['USD', 5_000_000_000n, 0n],
      ['credits', 392_000_000_000n, 8_000_000_000n],
    ]);

    // The page that was open before knows it, too: what it speaks is brought in for this call.
    await before.bringToFront();
    await callAsUser(before, chat('known'));
    expect((await waitForGot(before, 'known')).status).toBe(200);
    const [answered] = await records(road, 1);
    expect(answered).toMatchObject({
      outcome: 'answer',
      certainty: 'billed',
      isReviewed: true,
      model: 'acme-large',
      origin,
      cost: { unit: 'USD', likelyNano: '33000000n' },
    });
    expect(nanoOf(answered?.estimateLikelyNano)).toBeGreaterThan(0n);

    const page = await open('/app');
    await callAsUser(page, enrich('rows'));
    await cardSays(page, 'This query costs 450 credits. Your balance is 392.');
    expect(acme.requests('/v1/enrich')).toHaveLength(0);
    await clickOnCard(page, 'Send anyway');
    const refused = await cardSays(page, "didn't go through");
    expect(refused).toContain('450');
    expect(acme.requests('/v1/enrich')).toHaveLength(1);
    await clickOnCard(page, 'Recharge').catch(() => undefined);
    await acme.waitForRequest('/billing');
    expect(JSON.stringify(await road.ledger())).not.toContain(KEY);
  });

  it('a broken edit is told with its place, and leaves the last good one in force', async () => {
    await road.reset();
    const screen = await openScreen();
    await screen.waitFor(() => document.querySelector('.rows h3')?.textContent === 'Acme Data', {
      what: 'what is in force',
    });
    await writeAndCheck(
      screen,
      description(origin).replace('"meter"', '"metre"').replace('/v1/messages', '/v2/messages'),
    );
    await screen.waitFor(() => document.querySelector('.problems li') !== null, { what: 'the problem' });
    expect(await screen.text('.problems')).toContain('$.calls[1].metre');
    expect(await screen.evaluate(() => document.querySelector('.preview'))).toBeNull();
    const page = await open('/app');
    await callAsUser(page, chat('still'));
    await waitForGot(page, 'still');
    await open('/console-xhr');
    await waitFor(async () => (await road.ledger()).readings.length === 2, 'both wallets to be read');
    expect(await records(road, 1)).toMatchObject([{ outcome: 'answer', isReviewed: true, cost: { unit: 'USD' } }]);
    expect(await page.ui(CARD).exists()).toBe(false);
  });

  it('what is removed is not looked at any more', async () => {
    await road.reset();
    const screen = await openScreen();
    await screen.waitFor(() => document.querySelector('.rows button:last-child') !== null, {
      what: 'what is in force',
    });
    await screen.click('.rows button:last-child');
    await screen.waitFor(() => document.querySelector('dialog') !== null, { what: 'the question' });
    await screen.click('dialog button.danger');
    await screen.waitFor(() => document.querySelector('.rows li') === null, { what: 'it to be gone' });
    const page = await open('/app');
    await callAsUser(page, chat('gone'));
    await waitForGot(page, 'gone');
    // Whatever would still have been told was told by the time the next known thing is.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await road.ledger()).records).toEqual([]);
    expect(await page.ui(CHIP).exists()).toBe(false);
  });
});
