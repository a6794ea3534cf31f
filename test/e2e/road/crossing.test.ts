import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TESTING_VERDICT_MS } from '../../../build/testing-verdict.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  callFromScript,
  cardSays,
  gotOf,
  onlyRecord,
  openTabs,
  type ScriptedCall,
  touch,
  waitForGot,
} from './calls.ts';
import { STEAL_PORT, type Stolen } from './hostile-scripts.ts';
import { rest } from './playground.ts';
import { CARD, charges, clickOnCard, nanoOf, openRoad, type Road, waitFor } from './road.ts';

const ENRICH = '/v1/enrich';
const transports = ['fetch', 'xhr'] as const;

/**
 * A verdict that holds and a tap that has waited its time for it cross each other: the background is kept busy until the
 * page is, and the page until that time is over, so that "held" and "gone out" are both on their way.
 */
const BACKGROUND_BUSY_MS = TESTING_VERDICT_MS - 100;
const PAGE_BUSY_FROM_MS = TESTING_VERDICT_MS - 250;
const PAGE_BUSY_UNTIL_MS = TESTING_VERDICT_MS + 400;

describe.each(browserKinds)('a verdict that crosses a call on its way out (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());
  const tabs = openTabs();
  afterEach(tabs.close);

  const sent = () => road.sandbox.world.requests.filter((entry) => entry.path === ENRICH);

  async function callWhileBusy(page: DrivenPage, transport: ScriptedCall['transport'], records: number): Promise<void> {
    await touch(page);
    const call: ScriptedCall = {
      ...{ name: 'call', transport, path: ENRICH, key: road.sandbox.world.keys[0]?.key ?? '' },
      body: { records: Array.from({ length: records }, (_, index) => `Company ${index}`) },
    };
    await page.evaluate(beBusyLater, PAGE_BUSY_FROM_MS, PAGE_BUSY_UNTIL_MS);
    await road.browser.backgroundEvaluate(beBusy, BACKGROUND_BUSY_MS);
    await callFromScript(page, call);
  }

  async function openRead(): Promise<DrivenPage> {
    return tabs.add(await road.openReadPlayground());
  }

  it.each(transports)('card and call agree: held, or gone out without a card; one record (%s)', async (transport) => {
    const page = await openRead();
    // 108 of 392 credits: enough, but above the user's own limit, a quarter.
    await callWhileBusy(page, transport, 6);
    await waitFor(async () => (await gotOf(page, 'call')) !== null || (await page.ui(CARD).exists()), 'card or answer');
    // As long as a card needs to be brought and painted.
    await rest(600);
    // Which of the two comes first is up to the browser: Firefox lets its timers wait behind the verdict.
    const isOut = sent().length > 0;
    expect(await page.ui(CARD).exists()).toBe(!isOut);
    if (!isOut) await clickOnCard(page, 'Send it');
    expect((await waitForGot(page, 'call')).status).toBe(200);
    const record = await onlyRecord(road);
    expect([record.outcome, record.isReviewed, nanoOf(record.cost?.likelyNano)]).toEqual([
      ...['answer', !isOut],
      charges(road.sandbox)[0],
    ]);
    expect(sent()).toHaveLength(1);
    // Nor does the desk go on waiting for an answer to it.
    await page.reload();
    const again = { name: 'again', transport, path: ENRICH, key: road.sandbox.world.keys[0]?.key ?? '' };
    await callAsUser(page, { ...again, body: { records: Array.from({ length: 25 }, () => 'Company') } });
    await cardSays(page, '450 credits');
    expect(await gotOf(page, 'again')).toBeNull();
  });

  it('a tap that gives up waiting while the card is up: the card goes, the call is booked once', async () => {
    await road.readConsole();
    const page = tabs.add(await road.browser.newPage());
    await page.evaluateOnNewDocument(STEAL_PORT);
    await page.goto(`${road.sandbox.origin}/playground`);
    const call = {
      name: 'call',
      transport: 'fetch',
      path: ENRICH,
      key: road.sandbox.world.keys[0]?.key ?? '',
    } as const;
    await callAsUser(page, { ...call, body: { records: Array.from({ length: 25 }, () => 'Company') } });
    await cardSays(page, '450 credits');
    // With the port in its hands the page says what a tap says that has not heard of the card.
    await page.evaluate(() => {
      const { stolen, say } = globalThis as unknown as { stolen: Stolen; say: (message: unknown) => void };
      const isReview = (message: unknown): boolean => (message as { kind?: string }).kind === 'review';
      const { canRetry: _, ...review } = stolen.said.find(isReview) as { call: number; canRetry: boolean };
      say({ ...review, kind: 'passed', why: 'no-verdict' });
      say({ kind: 'outcome', call: review.call, outcome: { kind: 'error' } });
    });
    await page.ui(CARD).waitUntilGone();
    const record = await onlyRecord(road);
    expect([record.outcome, record.isReviewed, record.certainty]).toEqual(['error', false, 'unknown']);
    await rest(300);
    expect(await page.ui(CARD).exists()).toBe(false);
  });
});

/** Answers at once, and then nothing until so much time has passed. */
function beBusy(ms: number): boolean {
  setTimeout(() => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  }, 0);
  return true;
}

/** The page's next call, and some time after it nothing runs in the page. */
function beBusyLater(fromMs: number, untilMs: number): boolean {
  const work = (): void => {
    const calledAt = performance.now();
    setTimeout(() => {
      while (performance.now() < calledAt + untilMs);
    }, fromMs);
  };
  const { fetch: nativeFetch } = globalThis;
  const { send } = XMLHttpRequest.prototype;
  globalThis.fetch = (...args) => {
    work();
    return nativeFetch(...args);
  };
  XMLHttpRequest.prototype.send = function sendBusily(body) {
    work();
    send.call(this, body);
  };
  return true;
}
