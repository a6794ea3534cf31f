import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { openTabs, records } from './calls.ts';
import { nanoOf, openRoad, PLAIN, type Road, setSettings, waitFor } from './road.ts';

const APP = '<!doctype html><html lang="en"><head><title>App</title></head><body><textarea></textarea></body></html>';
/** An answer in events: the last one, of a name of its own, states what it took. */
const EVENTS = [
  'data: {"text":"canary, far"}\n\n',
  ': nobody hears this\n\n',
  'data: {"text":\ndata: " and deep"}\n\n',
  'event: billed\nid: 7\ndata: {"credits_used":12.5}\n\n',
] as const;

/** What the page hears, the names of the events before their data. */
const HEARD = ['message {"text":"canary, far"}', 'message {"text":\n" and deep"}', 'billed {"credits_used":12.5}'];

describe.each(browserKinds)('an answer that comes to an EventSource (%s)', (kind) => {
  let road: Road;
  let server: PageServer;
  const tabs = openTabs();
  let held: ServerResponse | null = null;

  beforeAll(async () => {
    const stream = (pieces: readonly string[], isEnded: boolean) => (_request: unknown, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(pieces.join(''));
      if (isEnded) response.end();
      else held = response;
    };
    server = await startPageServer({
      '/app': APP,
      '/v1/answer': stream(EVENTS, false),
      '/v1/half': stream(EVENTS.slice(0, 3), false),
      '/v1/again': stream(['retry: 200\n\n', ...EVENTS], true),
      '/other': stream(EVENTS, false),
      '/v1/refused': (_request, response) => response.writeHead(402, { 'content-type': 'application/json' }).end('{}'),
    });
    road = await openRoad(kind);
  });
  beforeEach(async () => {
    await road.reset();
    await setSettings(road.browser, { ...PLAIN, descriptions: [described(`http://127.0.0.1:${server.port}`)] });
  });
  afterEach(async () => {
    await tabs.close();
    held?.destroy();
  });
  afterAll(async () => {
    await road?.close();
    await server?.close();
  });

  async function openApp(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(`http://127.0.0.1:${server.port}/app`);
    // Nobody begins at once; what a page asks while it loads may be asked before it is known what was described.
    await new Promise((resolve) => setTimeout(resolve, 500));
    return page;
  }

  /** Reads an answer as pages do; resolves when so many events have been heard. */
  async function read(page: DrivenPage, path: string, count: number): Promise<readonly string[]> {
    await page.evaluate(openSource, path);
    await page.waitFor(`globalThis.heard.length >= ${count}`, { what: `${count} events` });
    return page.evaluate<readonly string[]>('globalThis.heard');
  }

  it('is booked at what it states, and the page hears it as ever', async () => {
    const page = await openApp();
    expect(await read(page, '/v1/answer?q=canary', 3)).toEqual(HEARD);
    await page.evaluate('globalThis.source.close()');
    const [record, ...others] = await records(road, 1);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ outcome: 'answer', certainty: 'billed', isReviewed: false });
    expect([record?.cost?.unit, nanoOf(record?.cost?.likelyNano)]).toEqual(['credits', 12_500_000_000n]);
    expect(JSON.stringify(await road.ledger())).not.toContain('canary');
    await waitFor(() => server.requests('/v1/answer').every(({ wasCutByClient }) => wasCutByClient), 'the end of it');
  });

  it('is read whatever a page answers for its own constructors, and no function becomes another one by it', async () => {
    const page = await openApp();
    const shape = `(() => {
      const { addEventListener: own, ...others } = Object.getOwnPropertyDescriptors(EventTarget.prototype);
      const { value, ...flags } = own;
      return JSON.stringify([flags, value.name, value.length, Reflect.ownKeys(value), Reflect.ownKeys(others), String(value)]);
    })()`;
    const before = await page.evaluate<string>(shape);
    expect(before).toContain('function addEventListener() {');
    await page.evaluate(`(() => {
      globalThis.asked = 0;
      globalThis.native = EventTarget.prototype.addEventListener;
      Object.defineProperty(MessageEvent, Symbol.hasInstance, { value: () => { asked++; return false; } });
    })()`);
    expect(await read(page, '/v1/answer', 3)).toEqual(HEARD);
    expect(await page.evaluate('[asked, native === EventTarget.prototype.addEventListener]')).toEqual([0, true]);
    expect(await page.evaluate(shape)).toBe(before);
    await page.evaluate('globalThis.source.close()');
    const [record] = await records(road, 1);
    expect([record?.outcome, nanoOf(record?.cost?.likelyNano)]).toEqual(['answer', 12_500_000_000n]);
  });

  it('is a cut when the page closes it before that', async () => {
    const page = await openApp();
    expect(await read(page, '/v1/half', 2)).toEqual(HEARD.slice(0, 2));
    await page.evaluate('globalThis.source.close()');
    expect(await records(road, 1)).toMatchObject([{ outcome: 'cut', certainty: 'unknown' }]);
  });

  it('is a call of its own each time that the browser comes again', async () => {
    const page = await openApp();
    const heard = await read(page, '/v1/again', 7);
    await page.evaluate('globalThis.source.close()');
    expect(heard.slice(0, 7)).toEqual([...HEARD, 'error', ...HEARD]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const booked = await records(road, server.requests('/v1/again').length);
    expect(booked).toHaveLength(server.requests('/v1/again').length);
    for (const { cost } of booked.slice(0, 2)) expect(nanoOf(cost?.likelyNano)).toBe(12_500_000_000n);
  });

  it('is nothing of ours where nobody described it, or where the page makes it up', async () => {
    const page = await openApp();
    expect(await read(page, '/other', 3)).toEqual(HEARD);
    await page.evaluate(`new Promise((resolve) => {
      const source = new EventSource('/v1/refused');
      source.onerror = resolve;
    })`);
    const seen = await page.evaluate(`(() => {
      const source = globalThis.source;
      source.dispatchEvent(new MessageEvent('billed', { data: '{"credits_used":99}' }));
      const tried = ['http://[', undefined].map((url) => { try { new EventSource(url).close(); return 'opened'; } catch (error) { return error.name; } });
      class Own extends EventSource {}
      const own = new Own('/other');
      own.close();
      return [...tried, own instanceof EventSource, own.constructor === Own, own.readyState, EventSource.prototype.constructor === EventSource,
        EventSource.CLOSED, String(EventSource).includes('[native code]'), EventSource.name, EventSource.length, EventSource.prototype.close.name];
    })()`);
    expect(seen).toEqual(['SyntaxError', 'opened', true, true, 2, true, 2, true, 'EventSource', 1, 'close']);
    const booked = await records(road, 1);
    expect(booked).toMatchObject([{ outcome: 'error' }]);
  });
});

function described(origin: string): object {
  const source = { source: `${origin}/pricing`, date: '2026-11-21' };
  const call = (name: string) => ({
    name,
    url: `${origin}/v1/${name}`,
    method: 'GET',
    meter: 'requests',
    count: { of: 'call' },
    cost: '$.credits_used',
  });
  return {
    tollkeeper: 1,
    id: 'stream',
    name: 'Stream',
    console: origin,
    calls: ['answer', 'half', 'again', 'refused'].map(call),
    prices: [{ unit: 'credits', rates: { requests: { price: '20', per: 1 } }, ...source }],
  };
}

/** Runs in the page. */
function openSource(path: string): void {
  const scope = globalThis as unknown as { heard: string[]; source: EventSource };
  scope.heard = [];
  const source = new EventSource(path);
  scope.source = source;
  source.onmessage = ({ data }) => scope.heard.push(`message ${data}`);
  source.addEventListener('billed', ({ data }) => scope.heard.push(`billed ${data}`));
  source.onerror = () => scope.heard.push('error');
}
