import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import type { PriceFile } from '../../../lib/domain/price-file.ts';
import { makeSigner, type Signer, signAnything } from '../../webext/price-files.ts';
import { type PriceServer, startPriceServer } from '../../webext/price-server.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, chatBody, openTabs, records, waitForGot } from './calls.ts';
import { openRoad, type Road, waitFor, waitForRegistration } from './road.ts';

const DAY_MS = 86_400_000;
const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
const ISSUED = iso(Date.now() - DAY_MS);
const EXPIRES = iso(Date.now() + 30 * DAY_MS);

/** The sandbox's smallest model at twice its price. */
function file(serial: number): PriceFile {
  const rates = { 'input-tokens': 300_000, 'output-tokens': 1_200_000 };
  const row = { list: 'sandbox', model: 'toll-mini', rates, date: '2026-11-19', source: 'a page of prices' };
  return { tollkeeper: 1, serial, issuedAt: ISSUED, expiresAt: EXPIRES, rows: [row] };
}

describe.each(browserKinds)('a signed price file (%s)', (kind) => {
  let road: Road;
  let server: PriceServer;
  let elsewhere: PriceServer;
  let signer: Signer;
  let screen: DrivenPage;
  const tabs = openTabs();
  const sign = (serial: number): string => signAnything(file(serial), signer);
  beforeAll(async () => {
    [server, elsewhere, signer] = await Promise.all([startPriceServer(), startPriceServer(), makeSigner()]);
    road = await openRoad(kind, { isWatched: false });
    await road.browser.grantOrigins(['http://127.0.0.1/*']);
    await waitForRegistration(road.browser);
    await road.browser.approveOrigins(['http://localhost/*']);
  });
  afterAll(async () => {
    await tabs.close();
    await road?.close();
    await Promise.all([server?.close(), elsewhere?.close()]);
  });

  const panel = (): Promise<string> => screen.text('section:has(#set-file)');
  async function says(words: string, timeoutMs?: number): Promise<void> {
    await waitFor(async () => (await panel()).includes(words), `the panel to say “${words}”`, timeoutMs).catch(
      async (error: unknown) => {
        throw new Error(`${String(error)}: ${await panel()}`);
      },
    );
  }
  async function press(name: string): Promise<void> {
    await screen.bringToFront();
    await screen.evaluate((wanted: string) => {
      const all = [...document.querySelectorAll<HTMLButtonElement>('section:has(#set-file) button')];
      for (const button of all) button.toggleAttribute('data-pressed', button.textContent === wanted);
    }, name);
    await screen.click('[data-pressed]');
  }

  /** What a call of the sandbox's smallest model was priced by. */
  async function pricedNow(name: string, count: number): Promise<Record<string, unknown> | undefined> {
    const page = tabs.add(await road.openPlayground());
    const body = chatBody({ model: 'toll-mini', max_tokens: 50 });
    await callAsUser(page, { name, transport: 'fetch', path: '/v1/chat/completions', body, key: demoKeys.default });
    await waitForGot(page, name);
    const all = await records(road, count);
    const newest = all.toSorted((a, b) => b.openedAt - a.openedAt)[0];
    return (newest as unknown as { pricedBy?: Record<string, unknown> })?.pricedBy;
  }

  it('comes into force on a click, and is named where its price is', async () => {
    server.serve((_request, response) => {
      response.writeHead(200, { etag: '"7"', 'set-cookie': 'who=canary; Path=/' }).end(sign(7));
    });
    screen = tabs.add(await road.browser.openExtensionPage('dashboard.html#settings'));
    await screen.waitFor(() => document.querySelector('#set-file') !== null, { what: 'the panel' });
    await screen.type('.price-file [name=url]', server.url.replace('127.0.0.1', 'localhost'));
    await screen.type('.price-file [name=keys]', signer.spki);
    await press('Use this file');
    await says(`In force: the file of ${ISSUED.slice(0, 10)}, number 7`);
    await says('1 price; other than in this version: 1.');
    await press('Check now');
    await waitFor(() => server.asked.length === 2, 'the server to be asked again');
    for (const { headers } of server.asked) {
      for (const name of ['cookie', 'referer', 'origin', 'authorization']) expect(headers).not.toHaveProperty(name);
    }
    expect(server.asked[1]?.headers['if-none-match']).toBe('"7"');
    // Its host is asked for the file, and watched by nobody.
    expect(await road.browser.grantedOrigins()).toContain('http://localhost/*');
    await waitFor(
      async () => (await scriptHosts()).join() === 'http://127.0.0.1/*',
      'the scripts to be for the sandbox alone',
    );
    expect(await screen.text('section:has(#set-sites)')).not.toContain('localhost');

    expect(await pricedNow('by the file', 1)).toMatchObject({
      rates: { 'input-tokens': '300000n', 'output-tokens': '1200000n' },
      file: { host: expect.stringMatching(/^localhost:\d+$/), on: ISSUED.slice(0, 10) },
    });
    const calls = tabs.add(await road.browser.openExtensionPage('dashboard.html#calls'));
    await calls.waitFor(() => document.querySelector('.call-line') !== null, { what: 'the call' });
    await calls.click('.call-line');
    await calls.waitFor(() => document.querySelector('.sum') !== null, { what: 'the sum' });
    expect(await calls.text('.sum')).toContain(`From the price file of ${ISSUED.slice(0, 10)} by localhost:`);
    await screen.bringToFront();
    expect(await axePage(screen)).toEqual([]);
  });

  it('stays in force, whatever is served next, and each time it is said why', async () => {
    const tampered = sign(8).replace(/\.(...)/, (_all, first: string) => `.${[...first].reverse().join('')}`);
    const pour = Buffer.alloc(256 * 1024, 'a');
    const cases: readonly (readonly [string, Parameters<PriceServer['serve']>[0]])[] = [
      ['The signature does not fit', tampered],
      ['The file is not newer than one that was seen before (number 6 < 7)', sign(6)],
      ['signed with another key', signAnything(file(8), await makeSigner())],
      ['is no signed price file', '<!doctype html>'],
      ['The server answered with error 503', (_request, response) => void response.writeHead(503).end()],
      [
        'sends on to another address',
        (_request, response) => void response.writeHead(302, { location: elsewhere.url }).end(),
      ],
      [
        'larger than 1.5 MB',
        (_request, response) => {
          response.writeHead(200, { 'content-length': '1000000000' });
          const go = (): void => {
            while (!response.destroyed && response.write(pour));
            if (!response.destroyed) response.once('drain', go);
          };
          go();
        },
      ],
      [
        'larger than 1.5 MB',
        (_request, response) =>
          void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000_000))),
      ],
    ];
    for (const [words, what] of cases) {
      // What was said before does not stand for it.
      server.serve(sign(7));
      await press('Check now');
      await waitFor(async () => !(await panel()).includes('stays so'), `it to be well before “${words}”`);
      server.serve(what);
      await press('Check now');
      await says(words);
      await says('number 7');
    }
    expect(elsewhere.asked).toEqual([]);
  });

  it('is given up where it comes too slowly', async () => {
    server.serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write('a')), 1000);
    });
    await press('Check now');
    await says('did not come within 20 seconds', 40_000);
    await says('number 7');
  });

  it('is asked for by an alarm when it is time; a background that is stopped meanwhile begins anew', async () => {
    let isAsked = false;
    server.serve(() => {
      isAsked = true;
    });
    await road.browser.backgroundEvaluate(makeDue);
    await waitFor(() => isAsked, 'the server to be asked', 70_000);
    await road.browser.stopBackground();
    await screen.reload();
    await screen.waitFor(() => document.querySelector('#set-file') !== null, { what: 'the panel' });
    expect(await panel()).toContain('number 7');
    server.serve(sign(9));
    await road.browser.backgroundEvaluate(makeDue);
    await says('number 9', 70_000);
    expect(await panel()).not.toContain('stays so');
  });

  it('stays in force when its server is gone; off, the prices of the build hold again and the permission is given back', async () => {
    await server.close();
    await press('Check now');
    await says('The server did not answer');
    await says('number 9');
    expect((await pricedNow('still', 2))?.rates).toMatchObject({ 'output-tokens': '1200000n' });
    await press('Switch off');
    await says('Use this file');
    await waitFor(
      async () => !(await road.browser.grantedOrigins()).includes('http://localhost/*'),
      'the permission to be given back',
    );
    const priced = await pricedNow('off', 3);
    expect(priced?.rates).toMatchObject({ 'output-tokens': '600000n' });
    expect(priced).not.toHaveProperty('file');
  });

  function scriptHosts(): Promise<readonly string[]> {
    return road.browser.backgroundEvaluate(async () => {
      interface Api {
        readonly scripting: {
          readonly getRegisteredContentScripts: () => Promise<readonly { readonly matches: readonly string[] }[]>;
        };
      }
      const scope = globalThis as unknown as { readonly browser?: Api; readonly chrome: Api };
      const scripts = await (scope.browser ?? scope.chrome).scripting.getRegisteredContentScripts();
      return [...new Set(scripts.flatMap(({ matches }) => matches))];
    });
  }
});

/** Runs in the background: the week is over, and the alarm of each minute comes now. */
async function makeDue(): Promise<boolean> {
  interface Api {
    readonly storage: {
      readonly local: {
        readonly get: (name: string) => Promise<Record<string, object>>;
        readonly set: (change: object) => Promise<void>;
      };
    };
    readonly alarms: { readonly create: (name: string, when: object) => Promise<void> | undefined };
  }
  const scope = globalThis as unknown as { readonly browser?: Api; readonly chrome: Api };
  const { storage, alarms } = scope.browser ?? scope.chrome;
  const { priceFile } = await storage.local.get('priceFile');
  await storage.local.set({ priceFile: { ...priceFile, nextAt: 0 } });
  await alarms.create('settle-expired', { when: Date.now() + 500, periodInMinutes: 1 });
  return true;
}
