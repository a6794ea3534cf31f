import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openKeyMarks } from '../../../companion/calls/key-marks.ts';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { inWatchTables } from '../../../companion/ledger/in-watch-tables.ts';
import { askJobs, type JobWatch } from '../../../companion/watch/ask-jobs.ts';
import type { OpenCall } from '../../../lib/domain/open-call.ts';
import { findProvider } from '../../../lib/providers/registry.ts';
import { ASKS_PER_HOUR_MAX } from '../../../lib/watch/poll-plan.ts';
import { chatDraft } from '../../domain/samples.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';
import { openStandIn, openWatcher, SECRET, START, type StandInServer, type Watcher } from './watched.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const KEY = 'sk-proj-of-work-0123456789';
const ACCOUNT = { id: 'openai:work', name: 'work', provider: 'openai', key: KEY };
const { fingerprint } = openKeyMarks(SECRET)(KEY, findProvider('openai')?.keys ?? null);

function batchRow(callId: string, change: Partial<OpenCall> = {}): OpenCall {
  return {
    ...{ callId, requestId: callId, documentId: '', provider: 'openai', surface: 'openai/batches', account: null },
    ...{ fingerprint, origin: 'tool:nightly', draft: chatDraft(), estimate: null, isReviewed: true, wasAsked: false },
    ...{ isSent: true, openedAt: START, expiresAt: START + 25 * HOUR, job: [`batch_${callId}`] },
    ...change,
  };
}

/** Who asks after work, and how often, over each of our databases; the provider is a server that knows no such batch. */
function describeAsking({ name, open }: Adapter): void {
  let database: TestDatabase;
  let provider: Server;
  let balances: StandInServer;
  let status: number;
  let headers: Record<string, string>;
  let asked: string[];
  let one: Watcher;
  let ledger: string;
  beforeAll(async () => {
    database = await open();
    balances = await openStandIn();
    provider = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(status, headers).end('{"error":{"message":"no"}}');
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  }, 60_000);
  afterAll(async () => {
    await balances.close();
    provider.close();
    provider.closeAllConnections();
    await database?.close();
  });
  beforeEach(async () => {
    [status, headers, asked] = [503, {}, []];
    ledger = await database.newLedger();
    one = openWatcher(database, ledger, balances, [ACCOUNT]);
  });

  /** Another companion over the same database, `minutes` after the start. */
  const deskAt = (minutes: number, watcher: Watcher = one): JobWatch => {
    const now = (): number => START + minutes * MINUTE;
    const standIns = { openai: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` };
    // Nothing that has ended is told here: what books it is never reached.
    const desk = {} as JobWatch['jobs']['desk'];
    const jobs = { desk, holds: openHolds(database.sql), standIns, fetch, now };
    return { ...watcher, standIns, now, jobs, onTrouble: (what) => expect.unreachable(what) };
  };
  const begin = (...rows: readonly OpenCall[]) =>
    one.store.transact(async ({ openCalls }) => void (await openCalls.bulkPut([...rows])));
  const look = async (minutes: number): Promise<number> => {
    const before = asked.length;
    await askJobs(deskAt(minutes));
    return asked.length - before;
  };

  describe(name, () => {
    it('is asked with its own wallet’s key, and after work of nobody else', async () => {
      const { job: _, ...noWork } = batchRow('c');
      await begin(batchRow('a'), batchRow('b', { fingerprint: 'of-somebody-else' }), noWork);
      expect(await look(2)).toBe(1);
      expect(asked).toEqual([`/v1/batches/batch_a Bearer ${KEY}`]);
    });

    it('two companions that look at once ask once', async () => {
      await begin(batchRow('a'));
      await Promise.all([askJobs(deskAt(2)), askJobs(deskAt(2, openWatcher(database, ledger, balances, [ACCOUNT])))]);
      expect(asked).toHaveLength(1);
    });

    it('where the provider fails, later and later; where it knows no such work, rarely; where it names a time, then', async () => {
      await begin(batchRow('a'));
      expect([await look(2), await look(2.9), await look(3.1), await look(4), await look(5.2)]).toEqual([
        1, 0, 1, 0, 1,
      ]);
      status = 404;
      expect([await look(60), await look(120), await look(600), await look(790)]).toEqual([1, 0, 0, 1]);
      [status, headers] = [429, { 'retry-after': '3600' }];
      await begin(batchRow('b'));
      expect(await look(800)).toBe(1);
      expect([await look(859), await look(861)]).toEqual([0, 1]);
    });

    it('a site is asked so many times an hour at the most, however much work waits', async () => {
      await begin(...Array.from({ length: 100 }, (_none, at) => batchRow(`job-${at}`)));
      for (let at = 0; at < 20; at++) await askJobs(deskAt(2 + at / 10));
      expect(asked).toHaveLength(ASKS_PER_HOUR_MAX);
      expect(await look(70)).toBeGreaterThan(0);
    });

    it('what is no longer waited for is forgotten', async () => {
      await begin(batchRow('a'));
      await look(2);
      await one.store.transact(async ({ openCalls }) => openCalls.delete('a'));
      await look(4);
      const states = await inWatchTables(one.store, async ({ watchStates }) => watchStates.toArray());
      expect(states.filter(({ name: of }) => of.startsWith('job|'))).toEqual([]);
    });
  });
}

for (const adapter of adapters) describeAsking(adapter);
