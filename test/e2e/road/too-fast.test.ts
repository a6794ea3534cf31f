import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../../companion/sandbox/listen.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  callFromScript,
  cardSays,
  chatBody,
  openTabs,
  records,
  type ScriptedCall,
  textOf,
  waitForGot,
} from './calls.ts';
import { rest } from './playground.ts';
import { CARD, clickOnceOnCard, openRoad, type Road } from './road.ts';

const CHAT = '/v1/chat/completions';
/** What this provider asks for; the sandbox's own 12 s would make a long test. */
const RETRY_AFTER_S = 6;
const TOO_FAST = { error: { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' } };
const ANSWER = {
  model: 'toll-medium',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Three miles.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 17, completion_tokens: 4, total_tokens: 21 },
};

describe.each(browserKinds)('a rate limit (%s)', (kind) => {
  let road: Road;
  let server: Server;
  let origin: string;
  /** What each request got: refused until so much time has passed since the first one. */
  let statuses: number[] = [];
  let firstAt = 0;
  beforeAll(async () => {
    road = await openRoad(kind);
    server = createServer((request, response) => {
      if (request.url !== CHAT) {
        response.setHeader('content-type', 'text/html');
        return response.end('<!doctype html><html lang="en"><title>A chat</title><body><p>A page.</p>');
      }
      if (statuses.length === 0) firstAt = performance.now();
      const isTooFast = performance.now() - firstAt < RETRY_AFTER_S * 1000;
      statuses.push(isTooFast ? 429 : 200);
      response.writeHead(isTooFast ? 429 : 200, {
        'content-type': 'application/json',
        ...(isTooFast ? { 'retry-after': String(RETRY_AFTER_S) } : {}),
      });
      return response.end(JSON.stringify(isTooFast ? TOO_FAST : ANSWER));
    });
    origin = `http://127.0.0.1:${await listen(server, { host: '127.0.0.1', port: 4208, portsMax: 4217 })}`;
  });
  afterAll(async () => {
    await road?.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    await road.reset();
    statuses = [];
  });
  const tabs = openTabs();
  afterEach(tabs.close);

  const call = (transport: ScriptedCall['transport']): ScriptedCall => {
    return { name: transport, transport, path: CHAT, body: chatBody(), key: 'sk-any' };
  };

  it('is waited out once for all that met it, counted down by the second from when it was said', async () => {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(origin);
    await callAsUser(page, call('fetch'));
    await cardSays(page, `Free again in ${RETRY_AFTER_S} s`);
    // Whoever reads first has waited already.
    await rest(2500);
    await clickOnceOnCard(page, `Send in ${RETRY_AFTER_S} s`);
    const [first = 0] = await secondsSaid(page, 1);
    expect(first).toBeLessThanOrEqual(RETRY_AFTER_S - 2);
    await callFromScript(page, call('xhr'));
    const said = await secondsSaid(page, Number.POSITIVE_INFINITY);
    expect(statuses.slice(0, 2)).toEqual([429, 429]);
    // Each second once, down to the last one.
    expect(said).toEqual(Array.from({ length: said.length }, (_, index) => said.length - index));
    expect(said.length).toBeGreaterThanOrEqual(2);
    for (const transport of ['fetch', 'xhr'] as const) {
      const got = await waitForGot(page, transport);
      expect([got.status, textOf(got)]).toEqual([200, JSON.stringify(ANSWER)]);
    }
    expect(statuses).toEqual([429, 429, 200, 200]);
    const outcomes = (await records(road, 4)).map((record) => record.outcome).sort();
    expect(outcomes).toEqual(['answer', 'answer', 'refusal', 'refusal']);
  });

  /** What the card counts down, each number once, until it is gone or has said so many. */
  async function secondsSaid(page: DrivenPage, count: number): Promise<readonly number[]> {
    const said: number[] = [];
    while (said.length < count) {
      const card = page.ui(CARD);
      const text = await card.text().catch(() => null);
      if (text === null) return said;
      const [, seconds] = /Sending in (\d+) s/.exec(text) ?? [];
      if (seconds !== undefined && Number(seconds) !== said.at(-1)) said.push(Number(seconds));
      await rest(60);
    }
    return said;
  }
});
