import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  callFromScript,
  cardSays,
  chatBody,
  gotOf,
  onlyRecord,
  openTabs,
  records,
  type ScriptedCall,
  textOf,
  touch,
  waitForGot,
} from './calls.ts';
import { CARD, CHIP, charges, clickOnCard, nanoOf, openRoad, type Road, setState, waitFor } from './road.ts';

const CHAT = '/v1/chat/completions';
const ENRICH = '/v1/enrich';
const transports = ['fetch', 'xhr'] as const;

describe.each(browserKinds)('calls that wait together, or not at all (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());
  const tabs = openTabs();
  afterEach(tabs.close);

  const key = (): string => road.sandbox.world.keys[0]?.key ?? '';
  const sent = () => road.sandbox.world.requests.filter((entry) => entry.path === CHAT || entry.path === ENRICH);
  const batch = (count: number) => ({ records: Array.from({ length: count }, (_, index) => ({ name: `C${index}` })) });

  async function openReadPlayground(balance?: string): Promise<DrivenPage> {
    if (balance !== undefined) await setState(road.sandbox, { balances: [{ unit: 'USD', total: balance }] });
    return tabs.add(await road.openReadPlayground());
  }

  function chatCall(transport: ScriptedCall['transport'], name = 'call'): ScriptedCall {
    return { name, transport, path: CHAT, body: chatBody(), key: key() };
  }

  it.each(transports)('10 at once share one card; one click sends or stops them all (%s)', async (transport) => {
    const page = await openReadPlayground();
    await touch(page);
    await page.evaluate(
      (path: string, secret: string, body: string, isXhr: boolean) => {
        const scope = globalThis as unknown as { ends: string[] };
        scope.ends = [];
        for (let index = 0; index < 10; index += 1) {
          if (isXhr) {
            const xhr = new XMLHttpRequest();
            xhr.open('POST', path);
            xhr.setRequestHeader('authorization', `Bearer ${secret}`);
            xhr.onabort = () => scope.ends.push('AbortError');
            xhr.onload = () => scope.ends.push(String(xhr.status));
            xhr.send(body);
          } else {
            fetch(path, { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body }).then(
              (response) => scope.ends.push(String(response.status)),
              (error: Error) => scope.ends.push(error.name),
            );
          }
        }
      },
      ...([ENRICH, key(), JSON.stringify(batch(25)), transport === 'xhr'] as const),
    );
    const text = await cardSays(page, '10 calls waiting, 4,500 credits in all');
    expect(text).toContain('392');
    expect(sent()).toEqual([]);
    await clickOnCard(page, 'Keep editing');
    const ends = await page.waitFor<string[]>('globalThis.ends.length === 10 && globalThis.ends', { what: 'ten ends' });
    expect(new Set(ends)).toEqual(new Set(['AbortError']));
    expect(sent()).toEqual([]);
    expect(await page.ui(CARD).exists()).toBe(false);
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'every open row to be closed');
    expect((await road.ledger()).records).toEqual([]);
  });

  it('a second Enter, or a third, pays nothing', async () => {
    const page = await openReadPlayground('0.01');
    await page.type('#composer', 'How far is it?');
    await page.press('Enter');
    await page.ui(CARD).waitUntilShown();
    for (let press = 0; press < 3; press += 1) await page.press('Enter');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // The heading has the focus: even later an Enter means nothing.
    await page.press('Enter');
    await page.press(' ');
    expect(await page.ui(CARD).exists()).toBe(true);
    expect(sent()).toEqual([]);
  });

  it('"Send anyway" accepted twice turns shortage cards into chips', async () => {
    // This provider sets less aside than it says.
    road.sandbox.world.rules = { ...road.sandbox.world.rules, outputTokensDefault: 100 };
    const page = await openReadPlayground('0.03');
    // Of another model each: what went through once is not asked about again.
    for (const [name, model] of [
      ['first', 'toll-medium'],
      ['second', 'toll-large'],
    ] as const) {
      await callAsUser(page, { ...chatCall('fetch', name), body: chatBody({ model }) });
      await page.ui(CARD).waitUntilShown();
      await clickOnCard(page, 'Send anyway');
      expect((await waitForGot(page, name)).status).toBe(200);
      await waitFor(async () => (await road.ledger()).openCalls.length === 0, `the ${name} call to be settled`);
    }
    expect((await road.ledger()).accounts[0]?.falseAsks).toBe(2);
    const longer = chatBody({ model: 'toll-large', messages: [{ role: 'user', content: 'How far? '.repeat(60) }] });
    await callAsUser(page, { ...chatCall('fetch', 'third'), body: longer });
    expect((await waitForGot(page, 'third')).status).toBe(200);
    expect(await page.ui(CARD).exists()).toBe(false);
    await page.type('#composer', 'And how far is it now?');
    await waitFor(
      async () => (await page.ui(CHIP).exists()) && (await page.ui(CHIP).text()).includes('short'),
      'a chip',
    );
    const all = await records(road, 3);
    expect(all.map((record) => nanoOf(record.cost?.likelyNano))).toEqual(charges(road.sandbox));
  });

  it.each(transports)('a page that aborts while it is held sends nothing, and is told so (%s)', async (transport) => {
    const page = await openReadPlayground('0.01');
    await callAsUser(page, chatCall(transport));
    await page.ui(CARD).waitUntilShown();
    await page.evaluate(() => (globalThis as unknown as { stop: Record<string, () => void> }).stop.call?.());
    const got = await waitForGot(page, 'call');
    expect(got.failure).toBe(transport === 'fetch' ? 'AbortError' : 'abort');
    await cardSays(page, 'The page stopped waiting; nothing was sent.');
    await clickOnCard(page, 'Close');
    expect(sent()).toEqual([]);
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'the open row to be closed');
    expect((await road.ledger()).records).toEqual([]);
  });

  it.each(transports)("the page's own timeout ends the hold as it would end the call (%s)", async (transport) => {
    const page = await openReadPlayground('0.01');
    await touch(page);
    await page.evaluate(
      (path: string, secret: string, body: string, isXhr: boolean) => {
        const scope = globalThis as unknown as { end?: string };
        const headers = { authorization: `Bearer ${secret}` };
        if (!isXhr) {
          fetch(path, { method: 'POST', headers, body, signal: AbortSignal.timeout(1500) }).catch((error: Error) => {
            scope.end = error.name;
          });
          return;
        }
        const xhr = new XMLHttpRequest();
        xhr.open('POST', path);
        xhr.setRequestHeader('authorization', headers.authorization);
        xhr.timeout = 1500;
        xhr.ontimeout = () => {
          scope.end = 'TimeoutError';
        };
        xhr.send(body);
      },
      ...([CHAT, key(), JSON.stringify(chatBody()), transport === 'xhr'] as const),
    );
    await page.ui(CARD).waitUntilShown();
    expect(await page.waitFor('globalThis.end', { what: 'the timeout' })).toBe('TimeoutError');
    await cardSays(page, 'The page stopped waiting; nothing was sent.');
    expect(sent()).toEqual([]);
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'the open row to be closed');
  });

  it.each(transports)('a page that aborts while a refusal is withheld gets its abort (%s)', async (transport) => {
    // Nothing was read, so it goes out and is refused.
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0' }] });
    const page = tabs.add(await road.openPlayground());
    await callAsUser(page, chatCall(transport));
    await cardSays(page, "the money isn't enough");
    expect(await gotOf(page, 'call')).toBeNull();
    await page.evaluate(() => (globalThis as unknown as { stop: Record<string, () => void> }).stop.call?.());
    expect((await waitForGot(page, 'call')).failure).toBe(transport === 'fetch' ? 'AbortError' : 'abort');
    await cardSays(page, 'The page stopped waiting for the answer.');
    expect((await onlyRecord(road)).outcome).toBe('refusal');
    expect(sent()).toHaveLength(1);
  });

  it('what is never held goes at once and is recorded as unreviewed', async () => {
    const page = await openReadPlayground();
    await touch(page);
    const statuses = await page.evaluate(
      async (path: string, secret: string, body: string) => {
        const headers = { authorization: `Bearer ${secret}` };
        const xhr = new XMLHttpRequest();
        xhr.open('POST', path, false);
        xhr.setRequestHeader('authorization', headers.authorization);
        xhr.send(body);
        const kept = await fetch(path, { method: 'POST', headers, body, keepalive: true });
        await kept.text();
        return [xhr.status, kept.status, navigator.sendBeacon(path, body)];
      },
      ...([CHAT, key(), JSON.stringify(chatBody({ max_tokens: 20 }))] as const),
    );
    expect(statuses).toEqual([200, 200, true]);
    const all = await records(road, 3);
    expect(all.map((record) => record.isReviewed)).toEqual([false, false, false]);
    const known = all.filter((record) => record.certainty === 'billed');
    // A beacon carries no key here and is refused with 401, which no page can see.
    expect(known.map((record) => nanoOf(record.cost?.likelyNano))).toEqual(charges(road.sandbox));
    expect(charges(road.sandbox)).toHaveLength(2);
  });

  it('polling beside an open card is not held, and the card does not speak of it', async () => {
    const page = await openReadPlayground('0.01');
    await callAsUser(page, { ...chatCall('fetch', 'mine'), body: chatBody({ model: 'toll-large' }) });
    await page.ui(CARD).waitUntilShown();
    // Longer than a key press counts.
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await callFromScript(page, chatCall('fetch', 'poll'));
    expect((await waitForGot(page, 'poll')).status).toBe(402);
    expect(await page.ui(CARD).text()).not.toContain('waiting');
    expect(await gotOf(page, 'mine')).toBeNull();
    // The same call once more is the page's own retry: it waits with the first.
    await callFromScript(page, { ...chatCall('fetch', 'again'), body: chatBody({ model: 'toll-large' }) });
    await cardSays(page, '2 calls waiting');
    expect(await gotOf(page, 'again')).toBeNull();
  });

  it('polling that no click started is not held, and not shown', async () => {
    const page = await openReadPlayground('0.01');
    await callFromScript(page, chatCall('fetch'));
    const got = await waitForGot(page, 'call');
    expect(got.status).toBe(402);
    expect(textOf(got)).toContain('INSUFFICIENT_BALANCE');
    expect(await page.ui(CARD).exists()).toBe(false);
    expect((await onlyRecord(road)).isReviewed).toBe(true);
  });
});
