import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openCompanion } from '../../../companion/open-companion.ts';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';
import { openAccounts } from '../../../companion/secrets/open-accounts.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import { openFalQueue } from '../../servers/fal-queue.ts';

/* What waits in a queue is open until what came of it passes by (MONEY, "Calls that settle later"). */

const HOUR_MS = 3_600_000;
/** $0.025 a unit, in nano-dollars a thousandth. */
const RATE = 25_000n;
const KEY = 'key-id-of-work:secret-0123456789';
const MODEL = 'fal-ai/flux/dev';

async function open(accountKey: string | null = null) {
  const queue = await openFalQueue();
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-queue-'));
  if (accountKey !== null) {
    const masterKey = openMasterKey({}, join(folder, 'accounts.key'));
    const accounts = openAccounts({ path: join(folder, 'accounts.sealed'), masterKey });
    await accounts.add({ id: 'fal:work', provider: 'fal', name: 'work', key: accountKey });
  }
  const companion = await openCompanion({
    ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { fal: queue.origin } },
    onTrouble: (what, error) => expect.unreachable(`${what}: ${String(error)}`),
  });
  onTestFinished(async () => {
    await companion.stop();
    await queue.close();
    rmSync(folder, { recursive: true });
  });
  const budget: Budget = {
    ...{
      id: 'all',
      scope: { kind: 'everything' },
      unit: { kind: 'money', currency: 'USD' },
      limit: 1_000_000_000_000n,
    },
    ...{ window: { kind: 'day', zone: 'UTC' }, isHard: true, onFailure: 'closed', raises: [] },
  };
  await companion.holds.change({ kind: 'put', id: 'put', budgetId: budget.id, budget });
  const base = `${companion.gateway.origin}/fal@queue.fal.run`;
  const headers = { authorization: `Key ${KEY}`, 'content-type': 'application/json' };
  const get = async (path: string): Promise<Response> => {
    const response = await fetch(base + path, { headers });
    await response.text();
    return response;
  };
  return {
    ...{ queue, companion, get },
    async begin(body: object): Promise<string> {
      const response = await fetch(`${base}/${MODEL}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const { request_id } = (await response.json()) as { request_id: string };
      return `/fal-ai/flux/requests/${request_id}`;
    },
    records: () => companion.store.transact(async ({ records }) => [...(await records.toArray())]),
    rows: () => companion.store.transact(async ({ openCalls }) => [...(await openCalls.toArray())]),
    async usage() {
      const [{ spent, held } = { spent: -1n, held: -1n }] = await companion.holds.usage();
      return [spent, held];
    },
    charged: () => [...queue.billed.values()].reduce((sum, units) => sum + BigInt(units) * RATE, 0n),
  };
}

/** Puts the day's time alone forward: timers and sockets go on. */
function putForward(): (minutes: number) => void {
  const clock = Date.now.bind(Date);
  let laterMs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => clock() + laterMs);
  onTestFinished(() => void vi.restoreAllMocks());
  return (minutes) => {
    laterMs += minutes * 60_000;
  };
}

describe('work in a queue', () => {
  it('is held when it is begun, and booked once by what came of it', async () => {
    const { begin, get, records, rows, usage, charged } = await open();
    const at = Date.now();
    const path = await begin({ prompt: 'a pear' });
    await expect.poll(async () => (await rows())[0]?.job).toEqual([path.split('/').at(-1)]);
    expect((await usage())[0]).toBe(0n);
    expect((await usage())[1]).toBeGreaterThan(0n);
    const [row] = await rows();
    expect((row?.expiresAt ?? 0) - at).toBeGreaterThanOrEqual(25 * HOUR_MS);
    // It goes on, and then it is over: what was billed is told with what came of it.
    expect((await get(path)).status).toBe(202);
    for (const what of ['/status', '/status']) expect((await get(path + what)).status).toBe(200);
    expect(await records()).toEqual([]);
    await get(path);
    await expect.poll(async () => (await records()).length).toBe(1);
    const [record] = await records();
    expect(record).toMatchObject({ model: MODEL, usage: { milliunits: 1500 }, certainty: 'billed' });
    expect(record?.cost?.likelyNano).toBe(charged());
    await expect.poll(usage).toEqual([charged(), 0n]);
  });

  it('that ends with an error is over when its state says so', async () => {
    const { begin, get, records, usage } = await open();
    const path = await begin({ prompt: 'a pear', fails: true });
    for (const what of ['/status', '/status', '']) await get(path + what);
    await expect.poll(async () => (await records()).map(({ outcome }) => outcome)).toEqual(['error']);
    await expect.poll(async () => (await usage())[1]).toBe(0n);
  });

  it('books once whatever is asked of it, in whatever order, however often', { timeout: 30_000 }, async () => {
    const { begin, get, records, usage, charged } = await open();
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom('', '/status', '/status/stream'), { maxLength: 7 }),
        async (num_images, order) => {
          const path = await begin({ prompt: 'a pear', num_images });
          for (const what of [...order, '/status', '/status/stream', '', ...order]) await get(path + what);
          made += 1;
          await expect.poll(async () => (await records()).length, { timeout: 5000 }).toBe(made);
          await expect.poll(usage, { timeout: 5000 }).toEqual([charged(), 0n]);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('that no client asks after is asked after with the account’s key, and booked by what came of it', async () => {
    const later = putForward();
    const { begin, companion, queue, records, rows, usage, charged } = await open(KEY);
    const path = await begin({ prompt: 'a pear', num_images: 2 });
    await expect.poll(async () => (await rows())[0]?.job).toHaveLength(1);
    const look = async (minutes: number): Promise<readonly string[]> => {
      const before = queue.asked.length;
      later(minutes);
      await companion.watch.look();
      return queue.asked.slice(before).filter((asked) => asked.includes('/requests/'));
    };
    expect(await look(0)).toEqual([]);
    expect(await look(2)).toEqual([`${path}/status Key ${KEY}`]);
    expect(await records()).toEqual([]);
    expect(await look(2)).toEqual([`${path}/status Key ${KEY}`, `${path} Key ${KEY}`]);
    await expect.poll(async () => (await records()).map(({ certainty }) => certainty)).toEqual(['billed']);
    expect((await records())[0]?.cost?.likelyNano).toBe(charged());
    await expect.poll(usage).toEqual([charged(), 0n]);
    expect(await look(10)).toEqual([]);
  });

  it('that fails while no client asks is over when its state says so', async () => {
    const later = putForward();
    const { begin, companion, records, rows, usage } = await open(KEY);
    await begin({ prompt: 'a pear', fails: true });
    await expect.poll(async () => (await rows())[0]?.job).toHaveLength(1);
    for (const minutes of [2, 2]) {
      later(minutes);
      await companion.watch.look();
    }
    await expect.poll(async () => (await records()).map(({ outcome }) => outcome)).toEqual(['error']);
    await expect.poll(async () => (await usage())[1]).toBe(0n);
  });
});
