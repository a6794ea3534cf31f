import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Exchange, readObject, sendJson, sendText } from '../../servers/exchange.ts';
import { type Served, serve } from '../../servers/serve.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { callAsUser, onlyRecord, openTabs, waitForGot } from './calls.ts';
import { nanoOf, openRoad, type Road, waitFor } from './road.ts';

/** Ports where testing builds look for Anthropic's stand-in (lib/providers/testing-places.ts). */
const PORTS = [4318, 4417] as const;
const APP = '<!doctype html><html lang="en"><head><title>An app</title></head><body></body></html>';
const ID = 'msgbatch_013Zva2CMHLNnXjNJJKqJ2EF';
const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
/** A request of each kind of end. */
const REQUESTS = ['done', 'done too', 'failed', 'expired'];

describe.each(browserKinds)('a batch of messages (%s)', (kind) => {
  let road: Road;
  let app: PageServer;
  let service: Served;
  let isEnded = false;
  beforeAll(async () => {
    app = await startPageServer({ '/': APP });
    service = await openOnPorts((exchange) => answer(exchange, () => isEnded));
    road = await openRoad(kind);
  });
  afterAll(async () => {
    await road?.close();
    await service?.close();
    await app?.close();
  });
  beforeEach(async () => {
    isEnded = false;
    await road.reset();
  });
  const tabs = openTabs();
  afterEach(() => tabs.close());

  async function openApp(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(app.url('app'));
    return page;
  }

  async function make(page: DrivenPage): Promise<void> {
    const requests = REQUESTS.map((custom_id) => ({
      custom_id,
      params: { model: 'claude-sonnet-4-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hello canary' }] },
    }));
    const path = `${service.originAs('anthropic')}/v1/messages/batches`;
    const key = 'sk-ant-test-0123456789';
    await callAsUser(page, { name: 'make', transport: 'fetch', path, body: { requests }, key });
    expect((await waitForGot(page, 'make')).status).toBe(200);
  }

  const look = (page: DrivenPage, path: string, transport: 'fetch' | 'xhr' = 'fetch'): Promise<string> =>
    page.evaluate(
      async (address: string, how: string) => {
        if (how === 'fetch') return (await fetch(address)).text();
        return new Promise<string>((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', address);
          xhr.onloadend = () => resolve(xhr.responseText);
          xhr.send();
        });
      },
      `${service.originAs('anthropic')}/v1/messages/batches/${path}`,
      transport,
    );

  const openCalls = async () => (await road.ledger()).openCalls;

  it.each(['fetch', 'xhr'] as const)(
    'is held when it is made, and billed once by its results (%s)',
    async (transport) => {
      const first = await openApp();
      await make(first);
      await waitFor(async () => (await openCalls()).some((row) => 'job' in row), 'the batch to wait for its end');
      // It goes on when nobody looks.
      await tabs.close();
      const page = await openApp();
      expect(JSON.parse(await look(page, ID, transport))).toMatchObject({ processing_status: 'in_progress' });
      isEnded = true;
      expect(JSON.parse(await look(page, ID, transport))).toMatchObject({ processing_status: 'ended' });
      expect((await road.ledger()).records).toEqual([]);
      expect(await openCalls()).toHaveLength(1);
      const text = await look(page, `${ID}/results`, transport);
      expect(text.trim().split('\n')).toHaveLength(REQUESTS.length);
      const record = await onlyRecord(road);
      expect(record).toMatchObject({ certainty: 'billed', model: 'claude-sonnet-4-5', outcome: 'answer' });
      // 21 × $1.5 and 70 × $7.5 a million.
      expect(nanoOf(record.cost?.likelyNano)).toBe(556_500n);
      expect(await openCalls()).toEqual([]);
      await look(page, `${ID}/results`, transport);
      await look(page, ID, transport);
      await make(page);
      await waitFor(async () => (await openCalls()).some((row) => 'job' in row), 'the next batch to wait for its end');
      expect((await road.ledger()).records).toHaveLength(1);
      expect(JSON.stringify(await road.ledger())).not.toContain('canary');
    },
  );
});

function answer(exchange: Exchange, isEnded: () => boolean): Promise<void> | void {
  const { method } = exchange.request;
  const { pathname } = exchange.url;
  if (method === 'OPTIONS') return sendText(exchange, 204, '', CORS);
  if (method === 'POST') return readObject(exchange).then(() => sendJson(exchange, 200, batch(false), CORS));
  if (pathname.endsWith('/results'))
    return sendText(exchange, 200, results(), { ...CORS, 'content-type': 'application/x-jsonl' });
  return sendJson(exchange, 200, batch(isEnded()), CORS);
}

function batch(isOver: boolean): object {
  return {
    id: ID,
    type: 'message_batch',
    processing_status: isOver ? 'ended' : 'in_progress',
    request_counts: { processing: isOver ? 0 : 4, succeeded: isOver ? 2 : 0, errored: 1, canceled: 0, expired: 1 },
  };
}

function results(): string {
  const done = (input_tokens: number, output_tokens: number): object => ({
    type: 'succeeded',
    message: {
      model: 'claude-sonnet-4-5-20250929',
      content: [{ type: 'text', text: 'canary' }],
      usage: { input_tokens, output_tokens },
    },
  });
  const ends = [done(11, 36), done(10, 34), { type: 'errored', error: { type: 'error' } }, { type: 'expired' }];
  return ends.map((result, index) => `${JSON.stringify({ custom_id: REQUESTS[index], result })}\n`).join('');
}

async function openOnPorts(respond: (exchange: Exchange) => Promise<void> | void): Promise<Served> {
  const [first, last] = PORTS;
  const from = first + Math.floor(Math.random() * (last - first - 20));
  for (let port = from; ; port += 1) {
    const opened = await serve(respond, port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' || port >= last) throw error;
      return null;
    });
    if (opened !== null) return opened;
  }
}
