import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, openCompanion } from '../../../companion/open-companion.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { runCommand } from '../../companion/start-command.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, cardSays, chatBody, openTabs, records, waitForGot } from './calls.ts';
import { charges, clickOnCard, openRoad, type Road, waitFor, waitForRegistration } from './road.ts';

describe.each(browserKinds)('a companion (%s)', (kind) => {
  let road: Road;
  let folder: string;
  let companion: Companion;
  let isStopped = false;
  let screen: DrivenPage;
  const tabs = openTabs();
  const start = (port = 0): Promise<Companion> =>
    openCompanion({
      ...{ folder, port, zone: 'UTC', version: '0.0.0', standIns: { sandbox: road.sandbox.origin } },
      onTrouble: () => {},
    });
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tollkeeper-e2e-'));
    road = await openRoad(kind, { isWatched: false });
    await road.browser.grantOrigins(['http://127.0.0.1/*']);
    await waitForRegistration(road.browser);
    // The companion is asked under another name of this machine, so that its permission is one of its own.
    await road.browser.approveOrigins(['http://localhost/*']);
    companion = await start();
  });
  afterAll(async () => {
    await tabs.close();
    await road?.close();
    await companion?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function tollkeeper<T>(...args: readonly string[]): Promise<T> {
    const env = { ...process.env, TOLLKEEPER_HOME: folder };
    const { out, err, code } = await runCommand([...args, '--json'], { env });
    if (code !== 0) throw new Error(`${args.join(' ')}: ${err}`);
    return JSON.parse(out) as T;
  }
  const panel = (): Promise<string> => screen.text('section:has(#set-companion)');
  async function says(words: string): Promise<void> {
    await waitFor(async () => (await panel()).includes(words), `the panel to say “${words}”`).catch(
      async (error: unknown) => {
        throw new Error(`${String(error)}: ${await panel()}`);
      },
    );
  }
  async function press(name: string): Promise<void> {
    await screen.bringToFront();
    await screen.evaluate((wanted: string) => {
      const all = [...document.querySelectorAll<HTMLButtonElement>('section:has(#set-companion) button')];
      for (const button of all) button.toggleAttribute('data-pressed', button.textContent === wanted);
    }, name);
    await screen.click('[data-pressed]');
  }
  async function fill(field: string, text: string): Promise<void> {
    await screen.evaluate((name: string) => {
      const input = document.querySelector<HTMLInputElement>(`section:has(#set-companion) [name=${name}]`);
      if (input) input.value = '';
    }, field);
    await screen.type(`section:has(#set-companion) [name=${field}]`, text);
  }
  async function call(page: DrivenPage, name: string): Promise<void> {
    await page.bringToFront();
    const body = chatBody({ model: 'toll-mini', max_tokens: 50 });
    await callAsUser(page, { name, transport: 'fetch', path: '/v1/chat/completions', body, key: demoKeys.default });
  }

  it('is paired by the code that it shows, and asked under no other page’s permission', async () => {
    screen = tabs.add(await road.browser.openExtensionPage('dashboard.html#settings'));
    await screen.waitFor(() => document.querySelector('#set-companion') !== null, { what: 'the panel' });
    // Tried again after a failure it may be paired already.
    if ((await panel()).includes('Unpair')) await press('Unpair');
    await screen.waitFor(() => document.querySelector('[name=code]') !== null, { what: 'the form' });
    const { code } = await tollkeeper<{ code: string }>('pair');
    await fill('address', companion.gateway.origin.replace('127.0.0.1', 'localhost'));
    await fill('code', '0000-0000');
    await press('Pair');
    await says('That is not the code.');
    await fill('code', code.toLowerCase());
    await press('Pair');
    await says('Nothing waits.');
    expect(await panel()).toContain('Paired as b-');
    expect(await axePage(screen)).toEqual([]);
    const { browsers } = await tollkeeper<{ browsers: readonly { name: string }[] }>('pair', '--list');
    expect(browsers.at(-1)?.name).toBe(kind === 'firefox' ? 'Firefox' : 'Chrome');
    expect(await screen.text('section:has(#set-sites)')).not.toContain('localhost');
  });

  it('knows a call of a page, and the page’s ledger one of a script', async () => {
    const page = tabs.add(await road.openPlayground());
    await call(page, 'paired');
    await waitForGot(page, 'paired');
    const [record] = await records(road, 1);
    await waitFor(async () => {
      const { calls } = await tollkeeper<{ calls: readonly { id: string }[] }>('calls');
      return calls.some(({ id }) => id === record?.callId);
    }, 'the call to be known there');
    await fetch(`${companion.gateway.origin}/sandbox/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${demoKeys.default}` },
      body: JSON.stringify(chatBody({ model: 'toll-mini', max_tokens: 50 })),
    });
    await press('Exchange now');
    await waitFor(async () => (await road.ledger()).records.length === 2, 'the script’s call to be known here');
    const all = (await road.ledger()).records;
    expect(all.map(({ origin }) => origin).sort()).toEqual([road.sandbox.origin, 'tool:unnamed']);
    expect(all.map(({ certainty }) => certainty)).toEqual(['billed', 'billed']);
  });

  it('stops a call of a page by a budget that the command line has set, also when it is gone', async () => {
    // Tried again after a failure it may have been stopped.
    if (isStopped) companion = await start(companion.gateway.port);
    isStopped = false;
    await tollkeeper('budgets', 'set', 'tiny', '--limit', '0.000001', '--per', 'day');
    await press('Exchange now');
    await says('Nothing waits.');
    const listed = async () => (await tollkeeper<{ calls: readonly unknown[] }>('calls')).calls.length;
    const listedBefore = await listed();
    const page = tabs.add(await road.openPlayground());
    const before = charges(road.sandbox).length;
    await call(page, 'stopped');
    await cardSays(page, 'Your budget "tiny" has');
    await clickOnCard(page, 'Keep editing');
    expect((await waitForGot(page, 'stopped')).failure).toBe('AbortError');
    await press('Exchange now');
    await says('Nothing waits.');
    const { port } = companion.gateway;
    await companion.stop();
    isStopped = true;
    await call(page, 'apart');
    await cardSays(page, 'The companion does not answer');
    await clickOnCard(page, 'Keep editing');
    await waitForGot(page, 'apart');
    expect(charges(road.sandbox)).toHaveLength(before);
    await call(page, 'anyway');
    await cardSays(page, 'Your budget "tiny" has');
    await clickOnCard(page, 'Send anyway');
    expect((await waitForGot(page, 'anyway')).status).toBe(200);
    companion = await start(port);
    isStopped = false;
    await press('Exchange now');
    await says('over its limit');
    expect(await listed()).toBe(listedBefore + 1);
  });
});
