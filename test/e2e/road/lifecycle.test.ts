import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { CARD, charges, clickOnCard, nanoOf, openRoad, type RecordDump, type Road, waitFor } from './road.ts';

/** Slow enough to act in the middle of an answer. */
const CHUNK_DELAY_MS = 60;

describe.each(browserKinds)('the life of a call (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());

  async function openReadPlayground(): Promise<DrivenPage> {
    await (await road.openConsole()).close();
    return road.openPlayground();
  }

  /** Starts a streamed answer that takes seconds, and waits until it has begun. */
  async function startSlowAnswer(): Promise<DrivenPage> {
    road.sandbox.world.rules = { ...road.sandbox.world.rules, chunkDelayMs: CHUNK_DELAY_MS };
    const page = await openReadPlayground();
    await page.type('#composer', 'Tell me a long story about toll roads.');
    await page.press('Enter');
    await page.waitFor(() => (document.querySelector('.turn.assistant')?.textContent ?? '').length > 20, {
      what: 'the answer to begin',
    });
    return page;
  }

  /** Exactly one record, no open call, and a range that holds what the sandbox took. */
  async function expectOneRecord(outcome: string): Promise<RecordDump> {
    await waitFor(async () => (await road.ledger()).records.length > 0, 'the record', 15_000);
    await waitFor(() => charges(road.sandbox).length > 0, 'the sandbox to bill');
    const { records, openCalls } = await road.ledger();
    expect(records).toHaveLength(1);
    expect(openCalls).toHaveLength(0);
    const [record] = records;
    if (!record) throw new Error('no record');
    const [billed = -1n] = charges(road.sandbox);
    expect(record.outcome).toBe(outcome);
    expect(nanoOf(record.cost?.lowNano)).toBeLessThanOrEqual(billed);
    expect(nanoOf(record.cost?.highNano)).toBeGreaterThanOrEqual(billed);
    return record;
  }

  it('a stopped background is woken for the review: held as ever', async () => {
    const page = await openReadPlayground();
    await page.click('#tab-enrich');
    await road.browser.stopBackground();
    await page.click('#enrich');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    expect(await card.text()).toContain('450 credits');
    await road.browser.stopBackground();
    await clickOnCard(page, 'Send 21 now');
    const record = await expectOneRecord('answer');
    expect(nanoOf(record.cost?.likelyNano)).toBe(378_000_000_000n);
    await page.close();
  });

  it('a background stopped between review and settlement costs nothing', async () => {
    const page = await startSlowAnswer();
    await road.browser.stopBackground();
    const record = await expectOneRecord('answer');
    expect(record.isReviewed).toBe(true);
    await page.close();
  });

  it('a tab closed in the middle of a stream leaves one record, cut', async () => {
    const page = await startSlowAnswer();
    await page.close();
    await expectOneRecord('cut');
  });

  it('leaving the page in the middle of a stream leaves one record, cut', async () => {
    const page = await startSlowAnswer();
    await page.goto(`${road.sandbox.origin}/docs`);
    await expectOneRecord('cut');
    await page.close();
  });

  it('a tab crashed in the middle of a stream leaves one record, cut', async () => {
    const page = await startSlowAnswer();
    await page.crash();
    const record = await expectOneRecord('cut');
    expect(record.certainty).toBe('unknown');
    await page.close();
  });

  it("the page's own Stop button reaches the server and leaves one record, cut", async () => {
    const page = await startSlowAnswer();
    await page.click('#stop');
    await waitFor(
      () => road.sandbox.world.requests.some((entry) => entry.path === '/v1/chat/completions' && entry.aborted),
      'the server to see the cancel',
    );
    await expectOneRecord('cut');
    await page.close();
  });
});
