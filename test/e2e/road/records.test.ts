import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { CARD, CORNER, clickOnCard, nanoOf, openRoad, type Road, waitFor } from './road.ts';

describe.each(browserKinds)('a batch of records (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());

  async function openEnrich(): Promise<DrivenPage> {
    const console = await road.openConsole();
    await console.close();
    const page = await road.openPlayground();
    await page.click('#tab-enrich');
    return page;
  }

  it('25 records at 392 credits: the card says 450 and 392, "Send 21 now" sends exactly those 21', async () => {
    const page = await openEnrich();
    const lines = (await page.evaluate(() => (document.querySelector('#records') as HTMLTextAreaElement).value))
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines).toHaveLength(25);
    await page.click('#enrich');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    const text = await card.text();
    expect(text).toContain('450 credits');
    expect(text).toContain('392');
    await clickOnCard(page, 'Send 21 now');
    await waitFor(() => road.sandbox.world.transactions.length === 1, 'the batch to be billed');
    const [sent] = road.sandbox.world.requests.filter((entry) => entry.path === '/v1/enrich');
    expect((JSON.parse(sent?.body ?? '{}') as { records: unknown[] }).records).toHaveLength(21);
    expect(road.sandbox.world.transactions[0]?.amountNano).toBe(-378_000_000_000n);
    await waitFor(async () => (await road.ledger()).records.length === 1, 'the record');
    const [record] = (await road.ledger()).records;
    expect(nanoOf(record?.cost?.likelyNano)).toBe(378_000_000_000n);
    expect(record?.certainty).toBe('billed');
    await page.close();
  });

  it('what was left out is kept in the tab and sent after a recharge', async () => {
    const page = await openEnrich();
    await page.click('#enrich');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    await clickOnCard(page, 'Send 21 now');
    await waitFor(
      async () => (await card.exists()) && (await card.text()).includes('21 of 25'),
      'the notice about the rest',
    );
    await topUp(road);
    // The console's own read is repeated: the playground is on its origin.
    expect(await card.text()).not.toContain('Send remaining');
    await clickOnCard(page, "I've recharged: check");
    await clickOnCard(page, 'Send remaining 4');
    await waitFor(
      () => road.sandbox.world.requests.filter((entry) => entry.path === '/v1/enrich').length === 2,
      'the rest',
    );
    const bodies = road.sandbox.world.requests
      .filter((entry) => entry.path === '/v1/enrich')
      .map((entry) => (JSON.parse(entry.body ?? '{}') as { records: unknown[] }).records);
    expect(bodies.map((records) => records.length)).toEqual([21, 4]);
    expect(new Set(bodies.flat().map((record) => JSON.stringify(record))).size).toBe(25);
    await waitFor(async () => (await road.ledger()).records.length === 2, 'both records');
    await page.close();
  });

  it('what was left out stays within reach after "Not now", and is offered again when money arrives', async () => {
    const page = await openEnrich();
    await page.click('#enrich');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    await clickOnCard(page, 'Send 21 now');
    await waitFor(async () => (await card.exists()) && (await card.text()).includes('21 of 25'), 'the notice');
    await clickOnCard(page, 'Not now');
    const line = page.ui(CORNER);
    await waitFor(
      async () => (await line.exists()) && (await line.text()).includes('4 records are not sent yet'),
      'it',
    );
    await line.click('button');
    await waitFor(async () => (await card.exists()) && (await card.text()).includes('14 credits'), 'the notice again');
    await clickOnCard(page, 'Not now');
    await topUp(road);
    await road.readConsole();
    await waitFor(async () => (await card.exists()) && (await card.text()).includes('114'), 'the notice by itself');
    await clickOnCard(page, 'Send remaining 4');
    await waitFor(async () => (await road.ledger()).records.length === 2, 'both records');
    await waitFor(async () => (await card.exists()) && (await card.text()).includes('4 records sent'), 'the end');
    await page.close();
  });
});

/** 100 credits more, of which the extension knows nothing yet. */
async function topUp(road: Road): Promise<void> {
  await fetch(`${road.sandbox.origin}/console/api/top-up`, {
    method: 'POST',
    body: JSON.stringify({ unit: 'credits', amount: '100' }),
    headers: { 'content-type': 'application/json' },
  });
}
