import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage, type NetworkRequest } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { type ExtensionScope, rest, setScenario } from './playground.ts';
import { CARD, charges, clickOnCard, openRoad, type Road, setState, waitFor } from './road.ts';

/** In prompts, system prompts, records, addresses and keys; nowhere else may it be found, in whatever form. */
const CANARY = 'canaryQ7xZ';
const KEY = `sk-sandbox-${CANARY}`;
/** Of the sandbox's surfaces (lib/providers/sandbox.ts), from where no sandbox gets to. */
const SURFACE_PORTS = [4180, 4217] as const;
const PAGE = '<!doctype html><html lang="en"><title>A page</title><body><p>Another playground.</p>';

describe.each(browserKinds)('what stays in the tab (%s)', (kind) => {
  let road: Road;
  let echo: PageServer;
  beforeAll(async () => {
    road = await openRoad(kind);
    echo = await startPageServer({ '/': PAGE, '/v1/chat/completions': repeatPrompt }, { ports: SURFACE_PORTS });
    await road.browser.backgroundEvaluate(listen);
  });
  afterAll(async () => {
    await road?.close();
    await echo?.close();
  });
  beforeEach(() => road.reset());

  async function openWithCanary(): Promise<DrivenPage> {
    await setState(road.sandbox, { keys: [{ key: KEY, name: 'mine', billing: 'per-token' }] });
    const page = await road.browser.newPage();
    await page.goto(`${road.sandbox.origin}/playground?key=${KEY}&q=${CANARY}`);
    await page.waitFor(() => document.querySelector('#key option') !== null);
    await page.evaluate((canary: string) => {
      (document.querySelector('#system') as HTMLTextAreaElement).value = `You are ${canary}.`;
    }, CANARY);
    return page;
  }

  async function send(page: DrivenPage, count: number): Promise<void> {
    await page.type('#composer', `Tell me about ${CANARY}.`);
    await page.press('Enter');
    await waitFor(async () => (await road.ledger()).records.length >= count, `record ${count}`);
  }

  /** Everything of ours that outlives a call, as text. */
  async function everythingKept(): Promise<string> {
    return road.browser.backgroundEvaluate(dumpEverything);
  }

  it('no prompt, system prompt, key or address is stored, logged or told to the background', async () => {
    const page = await openWithCanary();
    // The console lists the key too.
    await road.readConsole();
    await page.bringToFront();
    await page.evaluate(keepConsole);
    await send(page, 1);
    await setScenario(road.sandbox, 'depleted');
    await page.click('#clear');
    await send(page, 2);
    await page.ui(CARD).waitUntilShown();
    await clickOnCard(page, 'Close');
    await page.ui(CARD).waitUntilGone();
    await setScenario(road.sandbox, 'cut-stream');
    await send(page, 3);
    await setScenario(road.sandbox, 'normal');
    const said = await road.browser.backgroundEvaluate(heard);
    // The listening works, or nothing below would prove anything.
    expect(said.length).toBeGreaterThan(5);
    expect(said.join('\n')).toContain('toll-medium');
    expect(said.join('\n')).not.toContain(CANARY);
    const kept = await everythingKept();
    expect(kept).toContain('toll-medium');
    expect(kept).toContain('fingerprintKey');
    expect(kept).not.toContain(CANARY);
    expect((await page.evaluate(readConsole)).join('\n')).not.toContain(CANARY);
    await page.close();
  });

  it('nor after the background was stopped in the middle', async () => {
    const page = await openWithCanary();
    await page.type('#composer', `Tell me about ${CANARY}, at length.`);
    await page.press('Enter');
    await road.browser.stopBackground();
    await waitFor(async () => (await road.ledger()).records.length === 1, 'the record');
    const kept = await everythingKept();
    expect(kept).toContain('toll-medium');
    expect(kept).not.toContain(CANARY);
    await page.close();
    await road.browser.backgroundEvaluate(listen);
  });

  it('nor records that are refused, cut down and sent later', async () => {
    await road.readConsole();
    const page = await openWithCanary();
    await page.click('#tab-enrich');
    await page.evaluate((canary: string) => {
      const lines = Array.from({ length: 25 }, (_, index) => `${canary} ${index} Ltd`);
      (document.querySelector('#records') as HTMLTextAreaElement).value = lines.join('\n');
    }, CANARY);
    await page.click('#enrich');
    await clickOnCard(page, 'Send 21 now');
    await waitFor(async () => (await road.ledger()).records.length === 1, 'the record');
    await waitFor(async () => (await road.browser.backgroundEvaluate(heard)).length > 0, 'the background to be told');
    expect((await road.browser.backgroundEvaluate(heard)).join('\n')).not.toContain(CANARY);
    expect(await everythingKept()).not.toContain(CANARY);
    // It did leave for the provider, from the page.
    expect(road.sandbox.world.requests.some((entry) => entry.body?.includes(CANARY))).toBe(true);
    await page.close();
  });

  it('nor an error that repeats the prompt, from an API of somebody else', async () => {
    const page = await road.browser.newPage();
    await page.goto(`${echo.url('a')}?q=${CANARY}`);
    for (const [index, status] of [402, 429, 500].entries()) {
      await page.press('Shift');
      void page.evaluate(callEcho, status, CANARY, KEY).catch(() => undefined);
      await waitFor(async () => (await road.ledger()).records.length === index + 1, `the record of ${status}`);
      if (await page.ui(CARD).exists()) await clickOnCard(page, 'Close');
    }
    expect((await road.browser.backgroundEvaluate(heard)).join('\n')).not.toContain(CANARY);
    expect(await everythingKept()).not.toContain(CANARY);
    await page.close();
  });

  it('makes no request of its own but the balance read that was clicked', async () => {
    await road.readConsole();
    await setScenario(road.sandbox, 'depleted');
    const page = await openWithCanary();
    await page.type('#composer', 'A question for an empty wallet.');
    await page.press('Enter');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    await rest(500);
    const before = apiCalls();
    await clickOnCard(page, 'Check again');
    await waitFor(() => apiCalls().length > before.length, 'the balance to be read again');
    await rest(300);
    expect(apiCalls().slice(before.length)).toEqual(['GET /console/api/account']);
    // It is the console's own read, made in its page: nothing leaves from the extension itself, or for anybody else.
    expect(await ownRequests()).toEqual([]);
    expect(strangers(await road.browser.networkRequests())).toEqual([]);
    expect(charges(road.sandbox)).toHaveLength(0);
    // One that does leave from there is seen, or this would prove nothing.
    const models = `${road.sandbox.origin}/v1/models`;
    await road.browser.backgroundEvaluate(async (url: string) => (await fetch(url)).status, models);
    await waitFor(async () => (await ownRequests()).length > 0, 'the planted request');
    expect(await ownRequests()).toEqual([models]);
    await page.close();
  });

  const apiCalls = (): readonly string[] =>
    road.sandbox.world.requests
      .filter((entry) => /^\/(v1|console\/api)\//.test(entry.path))
      .map((entry) => `${entry.method} ${entry.path}`);

  async function ownRequests(): Promise<readonly string[]> {
    const requests = await road.browser.networkRequests();
    return requests.filter((one) => one.initiatorOrigin === road.browser.extensionOrigin).map((one) => one.url);
  }

  /** Requests of pages and of us to anywhere but the servers of this test; the browser's own look-ups are not ours. */
  function strangers(requests: readonly NetworkRequest[]): readonly string[] {
    const known = [road.sandbox.origin, echo.url('a')];
    return requests
      .filter((one) => one.initiatorOrigin !== null && !known.some((origin) => one.url.startsWith(origin)))
      .map((one) => one.url);
  }
});

/** An API whose errors repeat what was asked, in every place where one could be read. */
function repeatPrompt(request: IncomingMessage, response: ServerResponse): void {
  const text = `Insufficient balance for: Tell me about ${CANARY}, balance: $${CANARY}.`;
  response.statusCode = Number(request.headers['x-status']);
  response.setHeader('content-type', `application/json; x=${CANARY}`);
  response.end(JSON.stringify({ error: { message: text, type: `the prompt ${CANARY}`, param: CANARY }, prompt: text }));
}

async function callEcho(status: number, canary: string, key: string): Promise<string> {
  const response = await fetch(`/v1/chat/completions?q=${canary}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-status': String(status) },
    body: JSON.stringify({ model: 'toll-mini', user: canary, messages: [{ role: 'user', content: canary }] }),
  });
  return response.text();
}

/** Runs in the background: keeps every raw message and every log line. */
function listen(): boolean {
  const worker = globalThis as unknown as ExtensionScope & { heard?: string[] };
  if (worker.heard) return true;
  const lines: string[] = [];
  worker.heard = lines;
  const textOf = (value: unknown): string => {
    if (value instanceof Error) return `${value.stack} ${String(value.cause)}`;
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  };
  (worker.browser ?? worker.chrome).runtime.onMessage.addListener(
    (message: unknown) => void lines.push(textOf(message)),
  );
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    const native = console[level];
    console[level] = (...args: unknown[]) => {
      lines.push(`${level}: ${args.map(textOf).join(' ')}`);
      native(...args);
    };
  }
  for (const type of ['error', 'unhandledrejection'])
    addEventListener(type, (event) => lines.push(`${type}: ${textOf((event as PromiseRejectionEvent).reason)}`));
  return true;
}

function heard(): readonly string[] {
  return (globalThis as unknown as { heard?: readonly string[] }).heard ?? [];
}

/** Every database, every storage area, the caches: as one text. */
async function dumpEverything(): Promise<string> {
  const scope = globalThis as unknown as ExtensionScope;
  const api = scope.browser ?? scope.chrome;
  const texts: string[] = [];
  const textOf = (value: unknown): string =>
    JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? '';
  for (const { name } of await indexedDB.databases()) {
    const opened = indexedDB.open(name ?? '');
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      opened.onsuccess = () => resolve(opened.result);
      opened.onerror = () => reject(opened.error);
    });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      await new Promise((resolve) => {
        all.onsuccess = resolve;
      });
      texts.push(`${name}/${store}: ${textOf(all.result)}`);
    }
    database.close();
  }
  texts.push(`local: ${textOf(await api.storage.local.get(null))}`);
  texts.push(`session: ${textOf(await api.storage.session.get(null))}`);
  for (const name of await caches.keys()) texts.push(`cache: ${name}`);
  return texts.join('\n');
}

/** The page's console, which the bridge shares. */
function keepConsole(): void {
  const page = globalThis as unknown as { lines: string[] };
  page.lines = [];
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    const native = console[level];
    console[level] = (...args: unknown[]) => {
      page.lines.push(args.map(String).join(' '));
      native(...args);
    };
  }
}

function readConsole(): readonly string[] {
  return (globalThis as unknown as { lines: readonly string[] }).lines;
}
