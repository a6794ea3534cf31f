import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../../companion/sandbox/listen.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  callFromScript,
  chatBody,
  errorsOf,
  gotOf,
  onlyRecord,
  openTabs,
  records,
  type ScriptedCall,
  textOf,
  touch,
  waitForGot,
  watchErrors,
} from './calls.ts';
import { balanceBody, oddConsoles } from './odd-consoles.ts';
import { CARD, charges, nanoOf, openRoad, type Road, setState, waitFor } from './road.ts';

const CHAT = '/v1/chat/completions';
const transports = ['fetch', 'xhr'] as const;

describe.each(browserKinds)('bad input (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());
  const tabs = openTabs();
  afterEach(tabs.close);

  const key = (): string => road.sandbox.world.keys[0]?.key ?? '';
  const sent = () => road.sandbox.world.requests.filter((entry) => entry.path === CHAT);

  /** A playground whose every error and unhandled rejection is kept. */
  async function openWatched(isRead = true): Promise<DrivenPage> {
    const page = tabs.add(await (isRead ? road.openReadPlayground() : road.openPlayground()));
    await watchErrors(page);
    return page;
  }

  function chatCall(transport: ScriptedCall['transport'], over: Partial<ScriptedCall> = {}): ScriptedCall {
    return { name: 'call', transport, path: CHAT, key: key(), body: chatBody({ max_tokens: 30 }), ...over };
  }

  describe('in a request', () => {
    it.each(transports)('malformed JSON goes out as it is (%s)', async (transport) => {
      const page = await openWatched();
      const body = '{"model": "toll-large", "messages": [{"role": "us';
      await callAsUser(page, chatCall(transport, { body }));
      expect((await waitForGot(page, 'call')).status).toBe(400);
      expect(sent().map((entry) => entry.body)).toEqual([body]);
      const record = await onlyRecord(road);
      expect([record.outcome, record.isReviewed]).toEqual(['error', false]);
      expect(await page.ui(CARD).exists()).toBe(false);
      expect(await errorsOf(page)).toEqual([]);
    });

    it.each(transports)('50 MB go out unread (%s)', async (transport) => {
      const page = await openWatched();
      await touch(page);
      await page.evaluate(
        (path: string, secret: string, isXhr: boolean) => {
          const scope = globalThis as unknown as { status?: number; got?: Record<string, unknown> };
          const body = `{"model":"no-such-model","messages":"${'x'.repeat(50 * 1024 * 1024)}"}`;
          const headers = { authorization: `Bearer ${secret}` };
          const end = (status: number): void => {
            scope.got = { call: { status } };
          };
          if (!isXhr) return void fetch(path, { method: 'POST', headers, body }).then(({ status }) => end(status));
          const xhr = new XMLHttpRequest();
          xhr.open('POST', path);
          xhr.setRequestHeader('authorization', headers.authorization);
          xhr.onload = () => end(xhr.status);
          xhr.send(body);
        },
        ...([CHAT, key(), transport === 'xhr'] as const),
      );
      await waitFor(() => sent()[0]?.status != null, 'the sandbox to read it all', 20_000);
      await waitFor(async () => (await gotOf(page, 'call')) !== null, 'the answer in the page', 20_000);
      expect((await gotOf(page, 'call'))?.status).toBe(404);
      expect(sent()[0]?.bodyBytes).toBeGreaterThan(50 * 1024 * 1024);
      const record = await onlyRecord(road);
      expect([record.outcome, record.isReviewed, record.model]).toEqual(['error', false, null]);
      expect(await errorsOf(page)).toEqual([]);
    });

    it('a consumed body and an aborted signal fail as the browser lets them fail; nothing is sent or booked', async () => {
      const page = await openWatched();
      await touch(page);
      const names = await page.evaluate(
        async (path: string, body: string) => {
          const request = new Request(path, { method: 'POST', body });
          await request.text();
          const nameOf = (sending: Promise<Response>): Promise<string> =>
            sending.then(
              () => 'sent',
              (error: Error) => error.name,
            );
          return [
            await nameOf(fetch(request)),
            await nameOf(fetch(path, { method: 'POST', body, signal: AbortSignal.abort() })),
            await nameOf(fetch(path, { method: 'POST', body, signal: AbortSignal.abort(new RangeError('mine')) })),
            await nameOf(fetch(path, { method: 'GET', body })),
          ];
        },
        ...([CHAT, JSON.stringify(chatBody())] as const),
      );
      expect(names).toEqual(['TypeError', 'AbortError', 'RangeError', 'TypeError']);
      expect(sent()).toEqual([]);
      const { records: all, openCalls } = await road.ledger();
      expect([all, openCalls]).toEqual([[], []]);
      expect(await errorsOf(page)).toEqual([]);
    });
  });

  describe('in an answer', () => {
    it.each(transports)('a page of HTML instead of JSON reaches the page as it is (%s)', async (transport) => {
      const page = await openWatched();
      await callAsUser(page, chatCall(transport, { headers: { 'x-sandbox-scenario': 'html-error' } }));
      const got = await waitForGot(page, 'call');
      expect([got.status, got.type]).toEqual([502, 'text/html; charset=utf-8']);
      expect(textOf(got)).toContain('<h1>502 Bad Gateway</h1>');
      const record = await onlyRecord(road);
      expect([record.outcome, record.refusalCause]).toEqual(['error', null]);
      expect(await page.ui(CARD).exists()).toBe(false);
      expect(await errorsOf(page)).toEqual([]);
    });

    it.each(transports)('garbage leaves a record that does not claim to know (%s)', async (transport) => {
      const page = await openWatched();
      for (const stream of [false, true]) {
        const what = `stream ${stream}`;
        const body = chatBody({ max_tokens: 30, stream });
        const headers = { 'x-sandbox-scenario': 'garbage-json' };
        await callAsUser(page, chatCall(transport, { name: what, body, headers }));
        expect((await waitForGot(page, what)).status, what).toBe(200);
        const { length } = charges(road.sandbox);
        expect(length, what).toBe(stream ? 2 : 1);
        const record = (await records(road, length)).toSorted((one, two) => one.openedAt - two.openedAt).at(-1);
        const billed = charges(road.sandbox).at(-1) ?? 0n;
        expect(record?.certainty, what).not.toBe('billed');
        expect(nanoOf(record?.cost?.lowNano), what).toBeLessThanOrEqual(billed);
        expect(nanoOf(record?.cost?.highNano), what).toBeGreaterThanOrEqual(billed);
        expect(await errorsOf(page), what).toEqual([]);
      }
    });

    it('a stream that breaks off is a cut, and the page sees the break', async () => {
      const page = await openWatched();
      const headers = { 'x-sandbox-scenario': 'cut-stream' };
      await callAsUser(page, chatCall('fetch', { body: chatBody({ stream: true }), headers }));
      expect((await waitForGot(page, 'call')).failure).toBe('TypeError');
      const record = await onlyRecord(road);
      const [billed = 0n] = charges(road.sandbox);
      expect(record.outcome).toBe('cut');
      expect(nanoOf(record.cost?.highNano)).toBeGreaterThanOrEqual(billed);
      expect(await errorsOf(page)).toEqual([]);
    });

    it.each(transports)('no answer at all is an error of unknown cost (%s)', async (transport) => {
      const page = await openWatched();
      const silent = createServer().on('connection', (socket) => socket.destroy());
      const port = await listen(silent, { host: '127.0.0.1', port: 4208, portsMax: 4217 });
      await callAsUser(page, chatCall(transport, { path: `http://127.0.0.1:${port}${CHAT}` }));
      expect((await waitForGot(page, 'call')).failure).toBe(transport === 'fetch' ? 'TypeError' : 'error');
      const record = await onlyRecord(road);
      expect([record.outcome, record.certainty]).toEqual(['error', 'unknown']);
      expect(record.cost?.lowNano).toBe('0n');
      silent.close();
      expect(await errorsOf(page)).toEqual([]);
    });
  });

  describe('in a console', () => {
    let server: Server;
    let origin: string;
    let body = '';
    beforeAll(async () => {
      server = createServer((request, response) => {
        const isPage = request.url === '/';
        response.setHeader('content-type', isPage ? 'text/html' : 'application/json');
        response.end(isPage ? '<!doctype html><title>An odd console</title>' : body);
      });
      origin = `http://127.0.0.1:${await listen(server, { host: '127.0.0.1', port: 4208, portsMax: 4216 })}`;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    it('only what is an amount is believed, and nothing it says breaks anything', async () => {
      const page = tabs.add(await road.browser.newPage());
      await page.goto(origin);
      const load = (): Promise<number> =>
        page.evaluate(async () => (await (await fetch('/console/api/account')).text()).length);
      for (const [index, odd] of oddConsoles.entries()) {
        await road.reset();
        body = odd.body;
        expect(await load(), odd.name).toBe(odd.body.length);
        if (odd.stored === undefined) {
          // What is not stored cannot be waited for: a good answer about somebody else overtakes nothing.
          body = balanceBody(`"${index}"`, 'acc_good');
          await load();
        }
        const amounts = async () => (await road.ledger()).readings.map(({ reading }) => reading.availableNano);
        await waitFor(async () => (await amounts()).length > 0, `the reading where ${odd.name}`);
        expect(await amounts(), odd.name).toEqual([odd.stored === undefined ? `${index}000000000n` : odd.stored]);
      }
    });
  });

  describe('in what the extension keeps', () => {
    it('a database deleted while running: later calls are booked as ever', async () => {
      const page = await openWatched();
      await road.browser.backgroundEvaluate(
        () =>
          new Promise<string>((resolve) => {
            const deleting = indexedDB.deleteDatabase('tollkeeper');
            deleting.onsuccess = () => resolve('deleted');
            deleting.onerror = () => resolve('failed');
          }),
      );
      await callAsUser(page, chatCall('fetch'));
      expect((await waitForGot(page, 'call')).status).toBe(200);
      const record = await onlyRecord(road);
      expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
      expect(await errorsOf(page)).toEqual([]);
    });

    it('a database that takes nothing: the call goes, and is booked once there is room again', async () => {
      await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.01' }] });
      const page = await openWatched();
      await road.browser.backgroundEvaluate(() => {
        const scope = globalThis as unknown as { makeRoom: () => void };
        const { put, add } = IDBObjectStore.prototype;
        const refuse = (): never => {
          throw new DOMException('no room', 'QuotaExceededError');
        };
        Object.assign(IDBObjectStore.prototype, { put: refuse, add: refuse });
        scope.makeRoom = () => void Object.assign(IDBObjectStore.prototype, { put, add });
        return true;
      });
      await callAsUser(page, chatCall('fetch', { body: chatBody({ model: 'toll-mini' }) }));
      expect((await waitForGot(page, 'call')).status).toBe(200);
      expect(await page.ui(CARD).exists()).toBe(false);
      await road.browser.backgroundEvaluate(() => (globalThis as unknown as { makeRoom: () => void }).makeRoom());
      const record = await onlyRecord(road);
      expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
      expect(await errorsOf(page)).toEqual([]);
    });

    it('storage cleared while running: calls are booked, and keys told apart again', async () => {
      const page = await openWatched();
      await road.browser.backgroundEvaluate(async () => {
        const scope = globalThis as unknown as { browser?: Api; chrome: Api };
        interface Api {
          readonly storage: { readonly local: { clear(): Promise<void> } };
        }
        await (scope.browser ?? scope.chrome).storage.local.clear();
        return true;
      });
      await callAsUser(page, chatCall('fetch'));
      expect((await waitForGot(page, 'call')).status).toBe(200);
      await onlyRecord(road);
      expect(await errorsOf(page)).toEqual([]);
      const fresh = await openWatched(false);
      await callAsUser(fresh, chatCall('xhr'));
      expect((await waitForGot(fresh, 'call')).status).toBe(200);
      const all = (await records(road, 2)) as readonly { readonly fingerprint?: unknown }[];
      const fingerprints = all.map((record) => record.fingerprint);
      for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(await errorsOf(fresh)).toEqual([]);
    });
  });
});

describe.each(browserKinds)('the extension, removed under a live page (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());

  it('lets every call go, and the page notices nothing', async () => {
    const page = await road.openReadPlayground();
    await watchErrors(page);
    const key = road.sandbox.world.keys[0]?.key ?? '';
    const body = chatBody({ stream: true, max_tokens: 60 });
    const headers = { 'x-sandbox-chunk-delay-ms': '100', 'x-sandbox-answer-tokens': '60' };
    await callAsUser(page, { name: 'running', transport: 'fetch', path: CHAT, key, body, headers });
    await waitFor(() => road.sandbox.world.requests.some((entry) => entry.reservedNano !== null), 'a running stream');
    await road.browser.removeExtension();
    for (const transport of transports) {
      await callFromScript(page, { name: transport, transport, path: CHAT, key, body: chatBody({ max_tokens: 30 }) });
      expect((await waitForGot(page, transport)).status).toBe(200);
    }
    expect((await waitForGot(page, 'running')).status).toBe(200);
    expect(charges(road.sandbox)).toHaveLength(3);
    expect(await errorsOf(page)).toEqual([]);
  });
});
