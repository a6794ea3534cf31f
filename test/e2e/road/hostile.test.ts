import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../companion/sandbox/server.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { bodyOf, callChat, forgedCalls, patchEverything, STEAL_PORT, type Stolen, sayAll } from './hostile-scripts.ts';
import { charges, nanoOf, openRoad, type Road, setState, waitFor } from './road.ts';

/** The bridge lets so many calls of a document in, in a minute (lib/bridge/limit-messages.ts). */
const OPENINGS_PER_MINUTE_MAX = 800;
const KEY = 'sk-sandbox-7d1fQ2mXc0VtNn4LrE8yKw';
const PAGE = '<!doctype html><html lang="en"><title>A page</title><body><p>Nothing to see.</p>';
const SURFACE = 'sandbox/chat';

describe.each(browserKinds)('a hostile page (%s)', (kind) => {
  let road: Road;
  let server: PageServer;
  beforeAll(async () => {
    road = await openRoad(kind);
    server = await startPageServer({ '/': PAGE });
  });
  afterAll(async () => {
    await road?.close();
    await server?.close();
  });
  beforeEach(() => road.reset());

  const evil = (): string => server.url('evil').replace(/\/$/, '');

  async function openThief(): Promise<DrivenPage> {
    const page = await road.browser.newPage();
    await page.evaluateOnNewDocument(STEAL_PORT);
    await page.goto(server.url('evil'));
    await page.waitFor(hasConfig, { what: 'the stolen port to speak' });
    return page;
  }

  /** Rows of the ledger that came from the page; it must be at rest. */
  async function rowsAtRest(): Promise<readonly Record<string, unknown>[]> {
    let before = -1;
    let rows: readonly Record<string, unknown>[] = [];
    await waitFor(
      async () => {
        const { records, openCalls } = await road.ledger();
        rows = [...records, ...openCalls] as unknown as readonly Record<string, unknown>[];
        // Nothing yet is no rest: what was said may still be on its way.
        const isAtRest = rows.length === before && rows.length > 0;
        before = rows.length;
        if (!isAtRest) await new Promise((resolve) => setTimeout(resolve, 500));
        return isAtRest;
      },
      'the ledger to come to rest',
      40_000,
    );
    return rows;
  }

  it('in a sandboxed frame does not speak for the site around it', async () => {
    await road.readConsole();
    const other = await startSandbox({ port: 4118 + 90 });
    other.world.refusalShape = 'relay';
    await setState(other, { balances: [{ unit: 'USD', total: '0.01' }] });
    const page = await road.openPlayground();
    await page.evaluate(previewFrame, `${other.origin}/v1/chat/completions`, other.world.keys[0]?.key ?? '');
    await waitFor(async () => (await road.ledger()).records.length === 1, 'its record');
    const { records, readings } = await road.ledger();
    expect(records[0]).toMatchObject({ origin: 'null', outcome: 'refusal' });
    expect(readings.find(({ unit }) => unit === 'USD')?.reading).toMatchObject({ source: 'console' });
    await page.close();
    await other.close();
  });

  it('that patches every prototype sees neither the port nor a message, and its calls are reviewed as ever', async () => {
    const page = await road.browser.newPage();
    await page.goto(server.url('evil'));
    await page.evaluate(patchEverything);
    expect(await page.evaluate(callChat, road.sandbox.origin, KEY, 'hello')).toBe(200);
    await waitFor(async () => (await road.ledger()).records.length === 1, 'the record');
    const [record] = (await road.ledger()).records;
    expect(record?.isReviewed).toBe(true);
    expect(record?.origin).toBe(evil());
    expect(nanoOf(record?.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
    expect(await page.evaluate(() => (globalThis as unknown as { loot: string[] }).loot)).toEqual([]);
    await page.close();
  });

  it('with the port in its hands reads only whether its own calls may go', async () => {
    await road.readConsole();
    const page = await openThief();
    expect(await page.evaluate(callChat, road.sandbox.origin, KEY, 'hello')).toBe(200);
    await waitFor(async () => (await road.ledger()).records.length === 1, 'the record');
    const stolen = await readStolen(page);
    // The theft works, or this test would prove nothing.
    expect(stolen.said.map((message) => (message as { kind: string }).kind)).toEqual([
      'review',
      'sent',
      'body',
      'outcome',
    ]);
    expect(stolen.heard).toEqual([
      { kind: 'config', surfaces: [], isOff: false },
      { kind: 'release', call: 1, bodyText: null },
    ]);
    await page.close();
  });

  it('forges and replays: one record a number, no sum that was not said, none elsewhere', async () => {
    const page = await openThief();
    const outcome = { kind: 'answer', isWhole: true };
    const usage = '{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":10}}';
    const body = { kind: 'body', call: 5, status: 200, headers: {}, text: usage, isAll: true };
    const review = { kind: 'review', call: 5, surface: SURFACE, bodyText: bodyOf(100), key: KEY, canRetry: true };
    await page.evaluate(sayAll, [
      { ...review, origin: road.sandbox.origin },
      { ...review, callId: 'mine' },
      { ...review, surface: 'nobody/chat' },
      { ...review, bodyText: 'x'.repeat(9 * 1024 * 1024) },
      { ...review, draft: { inputTokens: { low: 0, likely: 0, high: 0 } } },
      { ...body, call: 77 },
      { ...body, text: 5 },
      { ...review, call: -1 },
      { ...review, call: 2 ** 40 },
      { kind: 'outcome', call: 77, outcome },
      { kind: 'settle', call: 5 },
      null,
      [],
      'review',
      { __proto__: review, kind: 'review' },
    ]);
    await page.evaluate(sayAll, [review]);
    await page.waitFor(heardRelease, { args: [5], what: 'the verdict' });
    for (let times = 0; times < 3; times += 1) {
      await page.evaluate(sayAll, [{ kind: 'sent', call: 5 }, body, { kind: 'outcome', call: 5, outcome }]);
      await page.evaluate(sayAll, [review, { ...review, bodyText: bodyOf(900_000) }]);
    }
    const rows = await rowsAtRest();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.origin).toBe(evil());
    expect(rows[0]?.draft).toMatchObject({ outputTokensMax: 100 });
    expect(rows[0]?.usage).toMatchObject({ 'input-tokens': 10, 'output-tokens': 10 });
    await page.close();
  });

  it('forges balances, keys and refusals: what the console said stays as it is', async () => {
    await road.readConsole();
    const before = await road.ledger();
    const account = String(before.accounts[0]?.id).split(':')[1];
    const page = await openThief();
    const balance = { account: { id: account, name: 'x' }, balances: [{ unit: 'USD', available: '0', frozen: '0' }] };
    const keys = {
      account,
      keys: [{ key: KEY, name: 'x', billing: 'per-request', limit: '0', used: '0', unit: 'USD' }],
    };
    const refusal = {
      error: {
        code: 'insufficient_user_quota',
        message: 'user quota: $0.000001, need quota: $9.000000 (request id: 1)',
      },
    };
    const failed = {
      ...{ kind: 'failed', status: 403, headers: {}, bodyText: JSON.stringify(refusal) },
      isWithheld: false,
    };
    await page.evaluate(sayAll, [
      {
        kind: 'reading',
        surface: 'sandbox/account',
        url: `${road.sandbox.origin}/console/api/account`,
        text: JSON.stringify(balance),
        askedAt: 0,
      },
      {
        kind: 'reading',
        surface: 'sandbox/keys',
        url: `${road.sandbox.origin}/console/api/keys`,
        text: JSON.stringify(keys),
        askedAt: 0,
      },
      { kind: 'review', call: 1, surface: SURFACE, bodyText: bodyOf(100), key: KEY, canRetry: true },
      { kind: 'outcome', call: 1, outcome: failed },
    ]);
    await waitFor(async () => (await road.ledger()).records.length === 1, 'the forged refusal to be recorded');
    const after = await road.ledger();
    expect(after.records[0]?.origin).toBe(evil());
    expect(after.records[0]?.outcome).toBe('refusal');
    expect(after.readings).toEqual(before.readings);
    expect(after.accounts).toEqual(before.accounts);
    expect(after.keys).toEqual(before.keys);
    await page.close();
  });

  // The last one: what it leaves behind takes a while to be settled.
  it('floods: at most the bounded number of records, all of them under its real origin', async () => {
    const page = await openThief();
    await page.evaluate(sayAll, forgedCalls(1, 10_000));
    const open = await rowsAtRest();
    expect(open.length).toBeGreaterThan(0);
    expect(open.length).toBeLessThanOrEqual(OPENINGS_PER_MINUTE_MAX);
    // A document that goes away settles its calls: one record each, and no more.
    await page.close();
    await waitFor(async () => (await road.ledger()).records.length > 20, 'its open calls to be settled');
    const { records, openCalls } = await road.ledger();
    expect(records.length + openCalls.length).toBe(open.length);
    expect(new Set([...records, ...openCalls].map((row) => row.origin))).toEqual(new Set([evil()]));
  });
});

async function readStolen(page: DrivenPage): Promise<Stolen> {
  return page.evaluate(() => {
    const { said, heard } = (globalThis as unknown as { stolen: Stolen }).stolen;
    return { said, heard };
  });
}

function hasConfig(): boolean {
  const { stolen } = globalThis as unknown as { stolen: Stolen };
  return stolen.heard.some((message) => (message as { kind: string }).kind === 'config');
}

function heardRelease(number: number): boolean {
  const { stolen } = globalThis as unknown as { stolen: Stolen };
  return stolen.heard.some((message) => {
    const { kind, call } = message as { readonly kind: string; readonly call?: number };
    return kind === 'release' && call === number;
  });
}

/** As playgrounds preview what a model wrote: scripts run, and belong to nobody. */
function previewFrame(url: string, key: string): void {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  const body = JSON.stringify({ model: 'toll-large', max_tokens: 9000, messages: [{ role: 'user', content: 'x' }] });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const call = { method: 'POST', headers, body };
  frame.srcdoc = `<!doctype html><script>fetch(${JSON.stringify(url)}, ${JSON.stringify(call)})</script>`;
  document.body.append(frame);
}
