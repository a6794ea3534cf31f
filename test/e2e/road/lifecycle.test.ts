import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  cardSays,
  chatBody,
  errorsOf,
  gotOf,
  onlyRecord,
  openTabs,
  records,
  type ScriptedCall,
  waitForGot,
  watchErrors,
} from './calls.ts';
import {
  CARD,
  CHIP,
  charges,
  clickOnCard,
  nanoOf,
  openRoad,
  type RecordDump,
  type Road,
  setState,
  waitFor,
  waitForRegistration,
} from './road.ts';

const CHAT = '/v1/chat/completions';
const transports = ['fetch', 'xhr'] as const;

describe.each(browserKinds)('a call outlives (%s)', (kind) => {
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
  const entry = () => sent()[0];

  async function openReadPlayground(): Promise<DrivenPage> {
    return tabs.add(await road.openReadPlayground());
  }

  /** A stream of some three seconds that has begun: its first words are on their way to the page. */
  async function startSlowStream(page: DrivenPage, transport: ScriptedCall['transport']): Promise<void> {
    await callAsUser(page, {
      ...{ name: 'call', transport, path: CHAT, key: key() },
      body: chatBody({ stream: true, stream_options: { include_usage: true }, max_tokens: 120 }),
      headers: { 'x-sandbox-chunk-delay-ms': '100', 'x-sandbox-answer-tokens': '120' },
    });
    await waitFor(() => entry()?.reservedNano != null, 'the stream to begin');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }

  /** One record, marked as cut, that does not claim to know and does not exclude what was billed. */
  async function expectCut(isServerTold = true): Promise<RecordDump> {
    await waitFor(() => charges(road.sandbox).length === 1, 'the sandbox to bill what it wrote');
    const record = await onlyRecord(road);
    const [billed = 0n] = charges(road.sandbox);
    expect(record.outcome).toBe('cut');
    expect(record.certainty).not.toBe('billed');
    expect(record.isReviewed).toBe(true);
    expect(nanoOf(record.cost?.lowNano)).toBeLessThanOrEqual(billed);
    expect(nanoOf(record.cost?.highNano)).toBeGreaterThanOrEqual(billed);
    if (isServerTold) expect(entry()?.aborted).toBe(true);
    return record;
  }

  it('a background that is stopped before the review: held as ever', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.01' }] });
    const page = await openReadPlayground();
    await road.browser.stopBackground();
    expect(await road.browser.isBackgroundRunning()).toBe(false);
    await callAsUser(page, { name: 'call', transport: 'fetch', path: CHAT, key: key(), body: chatBody() });
    await cardSays(page, 'sets aside $0.042');
    await clickOnCard(page, 'Keep editing');
    expect((await waitForGot(page, 'call')).failure).toBe('AbortError');
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'the open row to be closed');
    expect((await road.ledger()).records).toEqual([]);
  });

  it('a background that is stopped while the card is up: one record of what was sent then', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.01' }] });
    const page = await openReadPlayground();
    await callAsUser(page, { name: 'call', transport: 'xhr', path: CHAT, key: key(), body: chatBody() });
    await cardSays(page, 'sets aside $0.042');
    await road.browser.stopBackground();
    await clickOnCard(page, 'toll-mini');
    expect((await waitForGot(page, 'call')).status).toBe(200);
    const record = await onlyRecord(road);
    expect(record.model).toBe('toll-mini');
    expect(record.isReviewed).toBe(true);
    expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
  });

  it.each(transports)('a background that is stopped between review and settlement (%s)', async (transport) => {
    const page = await openReadPlayground();
    await startSlowStream(page, transport);
    await road.browser.stopBackground();
    expect((await waitForGot(page, 'call')).status).toBe(200);
    const record = await onlyRecord(road);
    expect(record.outcome).toBe('answer');
    expect(record.isReviewed).toBe(true);
    expect(record.certainty).toBe('billed');
    expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
  });

  it.each(transports)('its tab, closed in the middle of a stream (%s)', async (transport) => {
    const page = await openReadPlayground();
    await startSlowStream(page, transport);
    await page.close();
    await expectCut();
  });

  it('its tab, closed in the middle of a stream while the background is stopped', async () => {
    const page = await openReadPlayground();
    await startSlowStream(page, 'fetch');
    await road.browser.stopBackground();
    // The bridge has opened its port again by then, which starts the background.
    await waitFor(() => road.browser.isBackgroundRunning(), 'the background to be woken');
    await page.close();
    await expectCut();
  });

  it('its tab, crashed in the middle of a stream', async () => {
    const page = await openReadPlayground();
    await startSlowStream(page, 'fetch');
    await page.crash();
    await expectCut();
  });

  it.each(transports)('a navigation in the middle of a stream (%s)', async (transport) => {
    const page = await openReadPlayground();
    await startSlowStream(page, transport);
    await page.goto(`${road.sandbox.origin}/docs`);
    // Chromium keeps the page for "Back" and reads the stream to its end there, as without the extension.
    await expectCut(kind === 'firefox');
  });

  it('a navigation while it is held: nothing is sent, nothing stays open', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.01' }] });
    const page = await openReadPlayground();
    await callAsUser(page, { name: 'call', transport: 'fetch', path: CHAT, key: key(), body: chatBody() });
    await page.ui(CARD).waitUntilShown();
    await page.goto(`${road.sandbox.origin}/docs`);
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'the open row to be closed');
    expect((await road.ledger()).records).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it("the user's Stop button: the server is told at once, and the record is a cut", async () => {
    road.sandbox.world.rules = { ...road.sandbox.world.rules, chunkDelayMs: 100 };
    const page = await openReadPlayground();
    await page.type('#composer', 'Tell me everything about toll roads.');
    await page.press('Enter');
    await waitFor(() => entry()?.reservedNano != null, 'the stream to begin');
    await page.waitFor('(document.querySelector(".turn.assistant")?.dataset.content ?? "").length > 5');
    await page.click('#stop');
    await waitFor(() => entry()?.aborted === true, 'the server to see that nobody reads on');
    await expectCut();
  });

  it('calls nobody settled: the alarm books them as unknown', async () => {
    const page = await openReadPlayground();
    await startSlowStream(page, 'fetch');
    // As if neither the page nor its port had been able to say anything.
    await road.browser.backgroundEvaluate(async () => {
      const opened = indexedDB.open('tollkeeper');
      const database = await new Promise<IDBDatabase>((resolve) => {
        opened.onsuccess = () => resolve(opened.result);
      });
      const store = database.transaction('openCalls', 'readwrite').objectStore('openCalls');
      const all = store.getAll();
      await new Promise((resolve) => {
        all.onsuccess = resolve;
      });
      for (const row of all.result) store.put({ ...row, callId: 'lost-1', documentId: 'lost', expiresAt: 1 });
      await new Promise((resolve) => {
        store.transaction.oncomplete = resolve;
      });
      database.close();
      const scope = globalThis as unknown as { browser?: Alarms; chrome: Alarms };
      interface Alarms {
        readonly alarms: { create(name: string, info: { when: number }): void };
      }
      (scope.browser ?? scope.chrome).alarms.create('settle-expired', { when: Date.now() + 10 });
      return true;
    });
    await waitFor(async () => {
      const { records: all, openCalls } = await road.ledger();
      return all.some((record) => record.callId === 'lost-1') && openCalls.every((call) => call.callId !== 'lost-1');
    }, 'the expired row to be booked');
    const lost = (await road.ledger()).records.find((record) => record.callId === 'lost-1');
    expect(lost?.outcome).toBe('cut');
    expect(lost?.certainty).toBe('unknown');
    await waitForGot(page, 'call');
    await records(road, 2);
  });
});

describe.each(browserKinds)('an update of the extension (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());

  it('under an open page: its calls go as they are, those of later pages are recorded, and the page notices nothing', async () => {
    const page = await road.openReadPlayground();
    await watchErrors(page);
    const key = road.sandbox.world.keys[0]?.key ?? '';
    const call = async (on: DrivenPage, name: string, transport: ScriptedCall['transport']): Promise<void> => {
      await callAsUser(on, { name, transport, path: CHAT, key, body: chatBody({ max_tokens: 30 }) });
      expect((await waitForGot(on, name)).status).toBe(200);
    };
    for (const transport of transports) await call(page, `before ${transport}`, transport);
    await records(road, 2);
    await page.type('#composer', 'What is a toll road?');
    await page.ui(CHIP).waitUntilShown();
    await page.evaluate('void (window.mark = "still there")');
    await road.browser.updateExtension();
    await waitForRegistration(road.browser);
    // What the version before said goes: nobody keeps it right any more, and what is typed has no chip.
    const isShown = (): Promise<boolean> =>
      page.evaluate<boolean>(`document.querySelector('[data-tollkeeper-ui]') !== null`);
    await waitFor(async () => !(await isShown()), 'the old chip to be gone');
    await page.type('#composer', ' And who pays?');
    // Scripts registered at run time do not come into open pages anew; the old ones let everything go.
    for (const transport of transports) await call(page, `after ${transport}`, transport);
    expect(await page.evaluate('window.mark')).toBe('still there');
    expect(await isShown()).toBe(false);
    expect(await errorsOf(page)).toEqual([]);
    const fresh = await road.openPlayground();
    await call(fresh, 'fresh', 'fetch');
    const taken = charges(road.sandbox);
    expect(taken).toHaveLength(5);
    const all = await records(road, 3);
    expect(all).toHaveLength(3);
    expect(new Set(all.map((record) => record.callId)).size).toBe(all.length);
    expect(all.map((record) => [record.outcome, record.isReviewed])).toEqual(all.map(() => ['answer', true]));
    const recorded = [taken[0], taken[1], taken[4]];
    const sorted = (amounts: readonly unknown[]): readonly string[] => amounts.map(String).sort();
    expect(sorted(all.map((record) => nanoOf(record.cost?.likelyNano)))).toEqual(sorted(recorded));
  });

  it('under cards: what only we could do is said to be over, the rest works, and no call of a page is left hanging', async () => {
    await road.reset();
    const key = road.sandbox.world.keys[0]?.key ?? '';
    const call = (page: DrivenPage, transport: ScriptedCall['transport']): Promise<void> =>
      callAsUser(page, { name: 'call', transport, path: CHAT, key, body: chatBody({ max_tokens: 30 }) });
    const refused = await road.openReadPlayground();
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.000001' }] });
    await call(refused, 'fetch');
    await refused.ui(CARD).waitUntilShown();
    const held = await road.openReadPlayground();
    await call(held, 'xhr');
    await held.ui(CARD).waitUntilShown();
    const sent = () => road.sandbox.world.requests.filter((entry) => entry.path === CHAT);
    expect(sent()).toHaveLength(1);
    await road.browser.updateExtension();
    await waitForRegistration(road.browser);
    // Firefox ends the old bridges without a word, and their cards are taken away: the taps hear nothing of them any more.
    if (kind === 'chromium') {
      await clickOnCard(held, 'Recharge');
      await cardSays(held, 'Tollkeeper was updated or switched off');
      expect(sent()).toHaveLength(1);
      await clickOnCard(held, 'Send anyway');
      await clickOnCard(refused, 'Check again');
      await cardSays(refused, 'Tollkeeper was updated or switched off');
      await clickOnCard(refused, 'Close');
    }
    for (const [page, which] of [
      [held, 'held'],
      [refused, 'withheld'],
    ] as const) {
      await waitFor(async () => (await gotOf(page, 'call')) !== null, `the page of the ${which} call to go on`, 30_000);
      expect((await gotOf(page, 'call'))?.status).toBe(402);
      await page.ui(CARD).waitUntilGone();
    }
    expect(sent()).toHaveLength(2);
  });
});

describe('an extension that is removed (firefox)', () => {
  it('under a card: the call goes, and the card, which nothing could close any more, goes too', async () => {
    const road = await openRoad('firefox');
    try {
      await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.000001' }] });
      const page = await road.openReadPlayground();
      const key = road.sandbox.world.keys[0]?.key ?? '';
      const body = chatBody({ max_tokens: 30 });
      await callAsUser(page, { name: 'call', transport: 'fetch', path: CHAT, key, body });
      await page.ui(CARD).waitUntilShown();
      await road.browser.removeExtension();
      await waitFor(async () => (await gotOf(page, 'call')) !== null, 'the page to get its answer', 30_000);
      expect((await gotOf(page, 'call'))?.status).toBe(402);
      expect(await page.evaluate(`document.querySelector('[data-tollkeeper-ui]') === null`)).toBe(true);
    } finally {
      await road.close();
    }
  });
});
