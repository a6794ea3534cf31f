import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { type DavServer, startDavServer } from '../../servers/webdav.ts';
import { axePage } from '../support/axe.ts';
import { type BrowserKind, browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, chatBody, records, waitForGot } from './calls.ts';
import { openRoad, type Road, waitFor, waitForRegistration } from './road.ts';

const PASSPHRASE = 'correct horse battery';

/** One browser, with its settings open. */
interface Side {
  readonly kind: BrowserKind;
  readonly road: Road;
  readonly screen: DrivenPage;
}

describe('one folder of two browsers', () => {
  let server: DavServer;
  const sides: Side[] = [];
  beforeAll(async () => {
    server = await startDavServer();
    for (const kind of browserKinds) {
      const road = await openRoad(kind, { isWatched: false });
      await road.browser.grantOrigins(['http://127.0.0.1/*']);
      await waitForRegistration(road.browser);
      // The folder is asked under another name of this machine, so that its permission is one of its own.
      await road.browser.approveOrigins(['http://localhost/*']);
      const screen = await road.browser.openExtensionPage('dashboard.html#settings');
      await screen.waitFor(() => document.querySelector('#set-sync') !== null, { what: 'the panel' });
      sides.push({ kind, road, screen });
    }
  });
  afterAll(async () => {
    for (const { road } of sides) await road.close();
    await server?.close();
  });

  const side = (at: number): Side => {
    const found = sides[at];
    if (found === undefined) throw new Error('no such browser');
    return found;
  };
  const panel = ({ screen }: Side): Promise<string> => screen.text('section:has(#set-sync)');
  async function says(one: Side, words: string): Promise<void> {
    await waitFor(async () => (await panel(one)).includes(words), `${one.kind} to say “${words}”`, 20_000).catch(
      async (error: unknown) => {
        throw new Error(`${String(error)}: ${await panel(one)}`);
      },
    );
  }
  async function press({ screen }: Side, name: string): Promise<void> {
    await screen.bringToFront();
    await screen.evaluate((wanted: string) => {
      const all = [...document.querySelectorAll<HTMLButtonElement>('section:has(#set-sync) button')];
      for (const button of all) button.toggleAttribute('data-pressed', button.textContent === wanted);
    }, name);
    await screen.click('[data-pressed]');
  }
  async function fill({ screen }: Side, typed: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(typed)) {
      await screen.evaluate((field: string) => {
        const input = document.querySelector<HTMLInputElement>(`section:has(#set-sync) [name=${field}]`);
        if (input) input.value = '';
      }, name);
      await screen.type(`section:has(#set-sync) [name=${name}]`, text);
    }
  }
  async function switchOn(one: Side, passphrase = PASSPHRASE): Promise<void> {
    const { user, password } = server;
    const address = server.address.replace('127.0.0.1', 'localhost');
    await fill(one, { address, user, password, passphrase, again: passphrase });
    await press(one, 'Switch on');
  }
  /** Exchanges, and waits until it is over. */
  async function sync(one: Side): Promise<void> {
    await press(one, 'Sync now');
    const isDone = async () => (await one.screen.text('main [role=status]')).includes('Sync is done.');
    await waitFor(isDone, `${one.kind} to be done`, 20_000);
  }
  /** Tried again after a failure it may be on, with what was made then. */
  async function begin(one: Side): Promise<void> {
    if (!(await panel(one)).includes('Sync now')) return;
    await press(one, 'Stop and remove my files');
    await says(one, 'Address of the folder');
    await one.road.reset();
  }
  async function call({ road }: Side, name: string): Promise<string> {
    const count = (await road.ledger()).records.length + 1;
    const page = await road.openPlayground();
    const body = chatBody({ model: 'toll-mini', max_tokens: 50 });
    await callAsUser(page, { name, transport: 'fetch', path: '/v1/chat/completions', body, key: demoKeys.default });
    await waitForGot(page, name);
    const all = await records(road, count);
    await page.close();
    return all.toSorted((a, b) => b.openedAt - a.openedAt)[0]?.callId ?? '';
  }
  const idsIn = async ({ road }: Side): Promise<readonly string[]> =>
    (await road.ledger()).records.map(({ callId }) => callId).sort();
  const hasCalls = (one: Side, ids: readonly string[]): Promise<void> =>
    waitFor(async () => (await idsIn(one)).join() === [...ids].sort().join(), `${one.kind} to have ${ids}`, 20_000);

  it('has each one’s calls in the other, in both directions, and nothing that can be read without the passphrase', async () => {
    const [a, b] = [side(0), side(1)];
    for (const one of [a, b]) await begin(one);
    const first = await call(a, 'first');
    await switchOn(a, 'short');
    await says(a, 'That passphrase is too short');
    expect(await axePage(a.screen)).toEqual([]);
    await switchOn(a);
    await says(a, 'No other browser was found there.');
    await switchOn(b, 'another passphrase');
    await says(b, 'locked with another passphrase');
    await switchOn(b);
    await says(b, 'Read from 1 other browser.');
    await hasCalls(b, [first]);
    expect(await axePage(b.screen)).toEqual([]);

    const second = await call(b, 'second');
    await sync(b);
    await sync(a);
    await hasCalls(a, [first, second]);
    await says(a, '1 call of another browser came at');
    // The host is asked for the folder, and watched by nobody.
    for (const one of [a, b]) {
      expect(await one.road.browser.grantedOrigins()).toContain('http://localhost/*');
      expect(await one.screen.text('section:has(#set-sites)')).not.toContain('localhost');
    }
    const folders = readdirSync(join(server.path, 'tollkeeper'));
    expect(folders.length).toBe(2);
    for (const folder of folders) {
      for (const file of readdirSync(join(server.path, 'tollkeeper', folder))) {
        expect(file).toMatch(/^\d{8}\.tks$/);
        const text = readFileSync(join(server.path, 'tollkeeper', folder, file)).toString('latin1');
        expect(text).toMatch(/^\{"format":"tollkeeper-sync"/);
        expect(text).not.toMatch(/toll-mini|127\.0\.0\.1/);
      }
    }
  });

  it('is exchanged with by an alarm, says when its server is away, and goes on afterwards', async () => {
    const [a, b] = [side(0), side(1)];
    server.decide(() => 503);
    await sync(a);
    await says(a, 'The server answered with an error (503)');
    await says(a, 'It is tried again at');
    server.decide(() => 'done');
    const third = await call(b, 'third');
    await sync(b);
    await a.road.browser.backgroundEvaluate(makeDue);
    await waitFor(async () => (await idsIn(a)).includes(third), 'the alarm to bring the call', 70_000);
    await waitFor(async () => !(await panel(a)).includes('(503)'), 'it to be well again', 20_000);
  }, 120_000);

  it('is left by one: its files go if it says so, what came stays everywhere, and the permission is given back', async () => {
    const [a, b] = [side(0), side(1)];
    const before = await idsIn(a);
    await press(a, 'Stop and remove my files');
    await says(a, 'Address of the folder');
    expect(await a.screen.text('main [role=status]')).toContain('gone from the folder');
    expect(readdirSync(join(server.path, 'tollkeeper')).length).toBe(1);
    expect(await idsIn(a)).toEqual(before);
    await sync(b);
    expect(await idsIn(b)).toEqual(before);
    await waitFor(
      async () => !(await a.road.browser.grantedOrigins()).includes('http://localhost/*'),
      'the permission to be given back',
    );
  });
});

/** Runs in the background: it is time, and the alarm of each minute comes now. */
async function makeDue(): Promise<boolean> {
  interface Api {
    readonly alarms: { readonly create: (name: string, when: object) => Promise<void> | undefined };
  }
  const opened = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('tollkeeper');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  await new Promise((resolve, reject) => {
    const change = opened.transaction('folder', 'readwrite');
    const folder = change.objectStore('folder');
    const read = folder.get('place');
    read.onsuccess = () => folder.put({ ...read.result, nextAt: 0 });
    change.oncomplete = resolve;
    change.onerror = reject;
  });
  opened.close();
  const scope = globalThis as unknown as { readonly browser?: Api; readonly chrome: Api };
  const when = { when: Date.now() + 500, periodInMinutes: 1 };
  await (scope.browser ?? scope.chrome).alarms.create('settle-expired', when);
  return true;
}
