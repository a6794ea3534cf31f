import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { leaveEmptied } from './calls.ts';
import {
  CARD,
  charges,
  choose,
  nanoOf,
  openRoad,
  type RecordDump,
  type Road,
  type Switches,
  setState,
  waitFor,
} from './road.ts';

const everyWay: readonly Switches[] = [
  { transport: 'fetch', isStream: false, isUsageAsked: false },
  { transport: 'fetch', isStream: true, isUsageAsked: true },
  { transport: 'fetch', isStream: true, isUsageAsked: false },
  { transport: 'xhr', isStream: false, isUsageAsked: false },
  { transport: 'xhr', isStream: true, isUsageAsked: true },
  { transport: 'xhr', isStream: true, isUsageAsked: false },
];

describe.each(browserKinds)('a chat call (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());

  async function openReadPlayground(): Promise<DrivenPage> {
    return road.openReadPlayground();
  }

  async function send(page: DrivenPage, text: string): Promise<void> {
    await page.type('#composer', text);
    await page.press('Enter');
  }

  async function onlyRecord(): Promise<RecordDump> {
    await waitFor(async () => (await road.ledger()).records.length > 0, 'a record');
    const { records, openCalls } = await road.ledger();
    expect(records).toHaveLength(1);
    expect(openCalls).toHaveLength(0);
    const [record] = records;
    if (!record) throw new Error('no record');
    return record;
  }

  it.each(everyWay)('over $transport (stream $isStream, usage $isUsageAsked) leaves one true record', async (way) => {
    const page = await openReadPlayground();
    await choose(page, way);
    await send(page, 'Tell me about toll roads, please.');
    await waitFor(() => charges(road.sandbox).length === 1, 'the sandbox to bill').catch(async (error: Error) => {
      throw new Error(`${error.message}; the page: ${JSON.stringify(await page.evaluate(seen))}`);
    });
    const record = await onlyRecord();
    const [billed] = charges(road.sandbox);
    const hasUsage = !way.isStream || way.isUsageAsked;
    expect(record.isReviewed).toBe(true);
    expect(record.outcome).toBe('answer');
    expect(record.certainty).toBe(hasUsage ? 'billed' : 'estimated');
    if (hasUsage) expect(nanoOf(record.cost?.likelyNano)).toBe(billed);
    expect(nanoOf(record.cost?.lowNano)).toBeLessThanOrEqual(billed ?? 0n);
    expect(nanoOf(record.cost?.highNano)).toBeGreaterThanOrEqual(billed ?? 0n);
    expect(await page.text('#transcript')).toContain('toll roads');
    await page.close();
  });

  it('through Swagger UI, a page that is not ours, leaves one record equal to the transaction', async () => {
    await road.readConsole();
    const page = await road.browser.newPage();
    await page.goto(`${road.sandbox.origin}/docs`);
    const operation = '#operations-Chat-post_v1_chat_completions';
    await page.waitFor(`() => document.querySelector('${operation}') !== null`);
    for (const [button, next] of [
      ['.opblock-summary-control', '.try-out__btn'],
      ['.try-out__btn', '.execute'],
      ['.execute', '.responses-table.live-responses-table'],
    ]) {
      await page.click(`${operation} ${button}`);
      await page.waitFor(`() => document.querySelector('${operation} ${next}') !== null`);
    }
    const record = await onlyRecord();
    expect(record.isReviewed).toBe(true);
    expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
    expect(await page.text(`${operation} .live-responses-table`)).toContain('choices');
    await page.close();
  });

  it('a Request object is read, and goes out as the page made it', async () => {
    const page = await openReadPlayground();
    const key = road.sandbox.world.keys[0]?.key ?? '';
    const result = await page.evaluate(async (secret: string) => {
      const request = new Request('/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'x-mine': 'kept' },
        body: JSON.stringify({ model: 'toll-mini', max_tokens: 0, messages: [{ role: 'user', content: 'hello' }] }),
      });
      const response = await fetch(request);
      const body = (await response.json()) as { usage: { completion_tokens: number } };
      return { isUsed: request.bodyUsed, tokens: body.usage.completion_tokens };
    }, key);
    expect(result.isUsed).toBe(true);
    const record = await onlyRecord();
    expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
    await page.close();
  });

  it('"Keep editing" cancels: nothing was sent, nothing is booked', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.01' }] });
    const page = await openReadPlayground();
    await page.evaluate(() => {
      const select = document.querySelector('#model') as HTMLSelectElement;
      select.value = 'toll-large';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await send(page, 'A question that will not be paid for.');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    await leaveEmptied(page, 'Keep editing');
    expect(road.sandbox.world.requests.filter((entry) => entry.path === '/v1/chat/completions')).toHaveLength(0);
    expect((await road.ledger()).records).toHaveLength(0);
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'the open row to be closed');
    await page.close();
  });
});

/** Runs in the page: what a person would tell us. */
function seen(): object {
  const card = document.querySelector('[data-tollkeeper-ui="card"]') !== null;
  const composer = (document.querySelector('#composer') as HTMLTextAreaElement).value;
  return {
    card,
    composer,
    focus: document.activeElement?.id,
    transcript: document.querySelector('#transcript')?.textContent,
  };
}
