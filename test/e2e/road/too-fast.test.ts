import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../../companion/sandbox/listen.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  callFromScript,
  chatBody,
  gotOf,
  openTabs,
  records,
  type ScriptedCall,
  textOf,
  waitForGot,
} from './calls.ts';
import { rest } from './playground.ts';
import { CARD, clickOnLine, LINE, openRoad, type Road, waitFor } from './road.ts';

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
  /** Whether a refusal says how long to wait. */
  let isWaitStated = true;
  beforeAll(async () => {
    road = await openRoad(kind);
    server = createServer((request, response) => {
      if (request.url !== CHAT) {
        response.setHeader('content-type', 'text/html');
        return response.end('<!doctype html><html lang="en"><title>A chat</title><body><textarea></textarea>');
      }
      if (statuses.length === 0) firstAt = performance.now();
      const isTooFast = performance.now() - firstAt < RETRY_AFTER_S * 1000;
      statuses.push(isTooFast ? 429 : 200);
      response.writeHead(isTooFast ? 429 : 200, {
        'content-type': 'application/json',
        ...(isTooFast && isWaitStated ? { 'retry-after': String(RETRY_AFTER_S) } : {}),
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
    isWaitStated = true;
  });
  const tabs = openTabs();
  afterEach(tabs.close);

  const call = (transport: ScriptedCall['transport']): ScriptedCall => {
    return { name: transport, transport, path: CHAT, body: chatBody(), key: 'sk-any' };
  };

  /** A page whose call was too fast, and the line that says so. */
  async function callTooFast(transport: ScriptedCall['transport'] = 'fetch'): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(origin);
    await callAsUser(page, call(transport));
    await page.ui(LINE).waitUntilShown();
    expect(await page.ui(LINE).text()).toContain('Too fast, not out of money.');
    return page;
  }

  /** The page's own answer, byte for byte. */
  async function expectHandedOver(page: DrivenPage, transport: ScriptedCall['transport']): Promise<void> {
    const got = await waitForGot(page, transport);
    expect([got.status, textOf(got)]).toEqual([429, JSON.stringify(TOO_FAST)]);
    expect(statuses).toEqual([429]);
    await page.ui(LINE).waitUntilGone();
  }

  it('is said by a line: no card, nothing dimmed, and the page can be used', async () => {
    const page = await callTooFast();
    expect(await page.ui(LINE).text()).toMatch(/Nothing was charged\. Free again in \d s\./);
    expect(await page.ui(CARD).exists()).toBe(false);
    await page.type('textarea', 'Something else.');
    expect(await page.evaluate(() => document.querySelector('textarea')?.value)).toBe('Something else.');
    expect(await gotOf(page, 'fetch')).toBeNull();
    await clickOnLine(page, 'Keep editing');
    await expectHandedOver(page, 'fetch');
  });

  it.each(['fetch', 'xhr'] as const)(
    'left alone, it is handed over when the wait is over, byte for byte: %s',
    async (transport) => {
      const page = await callTooFast(transport);
      await rest((RETRY_AFTER_S - 3) * 1000 - (performance.now() - firstAt));
      expect(await gotOf(page, transport)).toBeNull();
      await waitFor(async () => (await gotOf(page, transport)) !== null, 'the answer', RETRY_AFTER_S * 1000 + 6000);
      expect(performance.now() - firstAt).toBeGreaterThan((RETRY_AFTER_S - 1) * 1000);
      await expectHandedOver(page, transport);
    },
  );

  it('that states no wait is handed over at once; the line says so and offers no retry', async () => {
    isWaitStated = false;
    const page = await callTooFast();
    expect(await gotOf(page, 'fetch')).not.toBeNull();
    expect(await page.ui(LINE).text()).toContain("For how long isn't said");
    expect(await page.ui(LINE).buttons()).toEqual([]);
    expect((await waitForGot(page, 'fetch')).status).toBe(429);
  });

  it('is waited out once for all that met it, counted down by the second from when it was said', async () => {
    const page = await callTooFast();
    // Whoever reads first has waited already.
    await rest(1500);
    await clickOnLine(page, 'Send in');
    const [first = 0] = await secondsSaid(page, 1);
    expect(first).toBeLessThanOrEqual(RETRY_AFTER_S - 1);
    await callFromScript(page, call('xhr'));
    const said = await secondsSaid(page, Number.POSITIVE_INFINITY);
    expect(statuses.slice(0, 2)).toEqual([429, 429]);
    // Each second once, down to the last one; from the longer wait of the one that joined.
    expect(said.at(-1)).toBe(1);
    expect(said.length).toBeGreaterThanOrEqual(3);
    for (const transport of ['fetch', 'xhr'] as const) {
      const got = await waitForGot(page, transport);
      expect([got.status, textOf(got)]).toEqual([200, JSON.stringify(ANSWER)]);
    }
    expect(statuses).toEqual([429, 429, 200, 200]);
    const outcomes = (await records(road, 4)).map((record) => record.outcome).sort();
    expect(outcomes).toEqual(['answer', 'answer', 'refusal', 'refusal']);
  });

  /** What the line counts down, each number once, until it is gone or has said so many. */
  async function secondsSaid(page: DrivenPage, count: number): Promise<readonly number[]> {
    const said: number[] = [];
    while (said.length < count) {
      const text = await page
        .ui(LINE)
        .text()
        .catch(() => null);
      if (text === null) return said;
      const [, seconds] = /Sending in (\d+) s/.exec(text) ?? [];
      if (seconds !== undefined && Number(seconds) !== said.at(-1)) said.push(Number(seconds));
      await rest(60);
    }
    return said;
  }
});
