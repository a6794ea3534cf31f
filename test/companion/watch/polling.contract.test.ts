import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openKeyMarks } from '../../../companion/calls/key-marks.ts';
import { inWatchTables } from '../../../companion/ledger/in-watch-tables.ts';
import type { WatchTables } from '../../../companion/ledger/watch-tables.ts';
import { askDueStatements } from '../../../companion/watch/ask-statements.ts';
import { claimPolls } from '../../../companion/watch/claim-polls.ts';
import { findBilled, findDiffering, findLate, findUnread } from '../../../companion/watch/find-conditions.ts';
import { listPolls } from '../../../companion/watch/list-polls.ts';
import { newAccount, pollAccount } from '../../../companion/watch/poll-account.ts';
import { pollDue } from '../../../companion/watch/poll-due.ts';
import { newPollState, readPollState, writePollState } from '../../../companion/watch/poll-state.ts';
import { HISTORY_MS_MAX, pruneHistory } from '../../../companion/watch/prune-history.ts';
import { readPending, reportRecharge } from '../../../companion/watch/recharges.ts';
import { reconcileCosts } from '../../../companion/watch/reconcile-costs.ts';
import type { BalanceReading } from '../../../lib/domain/balance.ts';
import { putReading } from '../../../lib/ledger/put-reading.ts';
import { ASKS_PER_HOUR_MAX } from '../../../lib/watch/poll-plan.ts';
import { recordOf } from '../export-samples.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';
import { runCompanion } from '../running-companion.ts';
import { ACCOUNT, openStandIn, openWatcher, SECRET, START, type StandInServer, type Watcher } from './watched.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What watching does over each of our databases, asking a real server. */
function describePolling({ name, open }: Adapter): void {
  let database: TestDatabase;
  let provider: StandInServer;
  let ledger: string;
  let one: Watcher;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    provider = await openStandIn();
    ledger = await database.newLedger();
    one = openWatcher(database, ledger, provider);
  });
  afterEach(() => provider.close());

  const readingsOf = () => one.store.transact(async ({ readings }) => readings.toArray());
  const historyOf = () => inWatchTables(one.store, async ({ balanceHistory }) => balanceHistory.toArray());
  const accountOf = () => one.store.transact(async ({ accounts }) => accounts.get(ACCOUNT.id));

  describe(name, () => {
    it('what a provider says goes into the ledger as any reading, and into the history', async () => {
      expect(await one.look()).toEqual([ACCOUNT.id]);
      expect(provider.asked).toEqual(['api.deepseek.com/user/balance Bearer sk-of-work']);
      expect(await readingsOf()).toMatchObject([
        { account: ACCOUNT.id, unit: 'USD', reading: { availableNano: 10_000_000_000n, source: 'api', at: START } },
      ]);
      expect(await accountOf()).toMatchObject({ name: 'work', consoleOrigin: 'https://platform.deepseek.com' });
      expect(await historyOf()).toMatchObject([{ account: ACCOUNT.id, unit: 'USD', at: START }]);
    });

    it('a place that stands for a provider is asked in its stead, as it is for calls: the key goes nowhere else', async () => {
      const desk = { ...one, standIns: { deepseek: 'http://127.0.0.1:4118' } };
      for (const claimed of await claimPolls(desk)) await pollAccount(claimed, desk);
      expect(provider.asked).toEqual(['127.0.0.1:4118/user/balance Bearer sk-of-work']);
      expect(await readingsOf()).toMatchObject([{ reading: { availableNano: 10_000_000_000n } }]);
    });

    it('it is not asked again before its time: not by a pulse, not by another companion, not after a restart', async () => {
      const other = openWatcher(database, ledger, provider);
      const both = await Promise.all([one.look(), other.look()]);
      expect(both.flat()).toEqual([ACCOUNT.id]);
      const again = openWatcher(database, ledger, provider);
      again.at = START + HOUR;
      expect(await again.look()).toEqual([]);
      again.at = START + 7 * HOUR;
      expect(await again.look()).toEqual([ACCOUNT.id]);
      expect(provider.asked).toHaveLength(2);
    });

    it('asleep for a week: one ask on wake', async () => {
      await one.look();
      one.at = START + 7 * DAY;
      expect(await one.look()).toEqual([ACCOUNT.id]);
      for (let pulse = 0; pulse < 20; pulse++) {
        one.at += 30_000;
        await one.look();
      }
      expect(provider.asked).toHaveLength(2);
    });

    it('near a line that somebody set it is asked more often', async () => {
      await one.look();
      one.at = START + 31 * MINUTE;
      one.near = [{ account: ACCOUNT.id, unit: 'USD', nano: 5_000_000_000n }];
      expect(await one.look()).toEqual([]);
      one.near = [
        { account: ACCOUNT.id, unit: 'CNY', nano: 900_000_000_000n },
        { account: ACCOUNT.id, unit: 'USD', nano: 6_000_000_000n },
      ];
      expect(await one.look()).toEqual([ACCOUNT.id]);
    });

    it('whoever claimed it and died keeps it for minutes, not for ever', async () => {
      const { claimPolls } = await import('../../../companion/watch/claim-polls.ts');
      expect(await claimPolls(one)).toHaveLength(1);
      expect(await one.look()).toEqual([]);
      one.at = START + 4 * MINUTE;
      expect(await one.look()).toEqual([ACCOUNT.id]);
    });

    it('an error is kept as an error: no reading, no zero, and what was read stays', async () => {
      await one.look();
      provider.fault = { status: 503, text: '{"balance_infos":[{"currency":"USD","total_balance":"0"}]}' };
      one.at = START + 7 * HOUR;
      await one.look();
      expect(await readingsOf()).toMatchObject([{ reading: { availableNano: 10_000_000_000n, at: START } }]);
      expect(await historyOf()).toHaveLength(1);
      expect(await listPolls(one, 'en')).toMatchObject([
        { state: 'unread', readAt: START, failingSince: one.at, problem: expect.stringContaining('DeepSeek') },
      ]);
      expect(await one.states()).toMatchObject([{ failures: 1, retryAt: one.at + MINUTE }]);
    });

    it('it is asked again later and later, and as often as before once it answers', async () => {
      provider.fault = { status: 500, text: 'no' };
      const waits: number[] = [];
      for (let errors = 0; errors < 4; errors++) {
        await one.look();
        const [state] = await one.states();
        waits.push(((state?.retryAt ?? 0) - one.at) / MINUTE);
        one.at = state?.retryAt ?? 0;
      }
      expect(waits).toEqual([1, 2, 4, 8]);
      provider.fault = null;
      await one.look();
      expect(await one.states()).toMatchObject([{ failures: 0, problem: null, failingSince: null, retryAt: null }]);
    });

    it('a provider that asks to be left alone for an hour is', async () => {
      provider.fault = { status: 429, headers: { 'retry-after': '3600' }, text: '{}' };
      await one.look();
      one.at = START + 59 * MINUTE;
      expect(await one.look()).toEqual([]);
      one.at = START + 61 * MINUTE;
      expect(await one.look()).toEqual([ACCOUNT.id]);
    });

    it('a site is asked so many times an hour at the most, whoever asks', async () => {
      const many = Array.from({ length: ASKS_PER_HOUR_MAX + 5 }, (_, at) => ({
        ...{ id: `deepseek:a${at}`, name: `a${at}`, provider: 'deepseek', key: `sk-${at}` },
      }));
      const crowd = openWatcher(database, ledger, provider, many);
      expect(await crowd.look()).toHaveLength(ASKS_PER_HOUR_MAX);
      expect(await crowd.look()).toEqual([]);
      crowd.at = START + HOUR;
      expect(await crowd.look()).toHaveLength(5);
    });

    it('of more accounts than a site may be asked for in an hour the next hour begins with those that were left out', async () => {
      const many = Array.from({ length: ASKS_PER_HOUR_MAX + 5 }, (_, at) => ({
        ...{ id: `deepseek:a${at}`, name: `a${at}`, provider: 'deepseek', key: `sk-${at}` },
      }));
      const crowd = openWatcher(database, ledger, provider, many);
      // All of them are due each half hour.
      crowd.near = many.map(({ id }) => ({ account: id, unit: 'USD', nano: 9_000_000_000n }));
      const first = await crowd.look();
      const leftOut = many.map(({ id }) => id).filter((id) => !first.includes(id));
      expect(leftOut).toHaveLength(5);
      crowd.at = START + HOUR;
      const next = await crowd.look();
      expect([next.slice(0, 5), next.length]).toEqual([leftOut, ASKS_PER_HOUR_MAX]);
    });

    it('a site is never asked by more than two at once, and others are not kept waiting by it', async () => {
      const accounts = ['deepseek', 'openrouter'].flatMap((of) =>
        Array.from({ length: 6 }, (_, at) => ({ id: `${of}:a${at}`, name: `a${at}`, provider: of, key: `sk-${at}` })),
      );
      const crowd = openWatcher(database, ledger, provider, accounts);
      const running = new Map<string, number>();
      const most = new Map<string, number>();
      let mostOfAll = 0;
      const send: typeof crowd.send = async (request) => {
        const { host } = new URL(request.url);
        const here = (running.get(host) ?? 0) + 1;
        running.set(host, here);
        most.set(host, Math.max(most.get(host) ?? 0, here));
        mostOfAll = Math.max(
          mostOfAll,
          [...running.values()].reduce((sum, count) => sum + count, 0),
        );
        return crowd.send(request).finally(() => running.set(host, (running.get(host) ?? 0) - 1));
      };
      const troubles: unknown[] = [];
      await pollDue({ ...crowd, send, onTrouble: (_, error) => troubles.push(error) });
      expect([...most.values()].toSorted()).toEqual([2, 2]);
      expect([mostOfAll, troubles]).toEqual([4, []]);
      expect((await crowd.states()).map(({ triedAt }) => triedAt)).toEqual(Array(12).fill(START));
    });

    it('what takes several requests is counted with all of them, and left for the next hour where they are used up', async () => {
      const many = Array.from({ length: ASKS_PER_HOUR_MAX }, (_, at) => ({
        ...{ id: `deepseek:a${at}`, name: `a${at}`, provider: 'deepseek', key: `sk-${at}` },
      }));
      const crowd = openWatcher(database, ledger, provider, many);
      let sent = 0;
      // Every answer leads to another address of the same site first.
      const send: typeof crowd.send = async (request) => {
        sent += 1;
        if (request.url.endsWith('?again')) return crowd.send(request);
        const headers = { location: `${request.url}?again` };
        return { kind: 'answer', status: 307, headers, text: '' };
      };
      const troubles: unknown[] = [];
      await pollDue({ ...crowd, send, onTrouble: (_, error) => troubles.push(error) });
      expect([sent, troubles]).toEqual([ASKS_PER_HOUR_MAX, []]);
      const states = await crowd.states();
      expect(states.filter(({ readAt }) => readAt !== null).length).toBeGreaterThan(20);
      const left = states.filter(({ readAt }) => readAt === null);
      expect(new Set(left.map(({ failures, problem }) => `${failures} ${problem}`))).toEqual(new Set(['0 null']));
      crowd.at = START + HOUR;
      await pollDue({ ...crowd, onTrouble: (_, error) => troubles.push(error) });
      expect((await crowd.states()).map(({ readAt }) => readAt)).not.toContain(null);
    });

    it('a key whose console is known is read into that account, also where it was read before', async () => {
      await one.look();
      const { fingerprint } = openKeyMarks(SECRET)(ACCOUNT.key, null);
      await one.store.transact(async ({ accounts, keys }) => {
        await accounts.put(newAccount({ id: 'deepseek:4711', provider: 'deepseek', name: 'ada' }, '', START));
        const nothing = { name: 'k', billing: null, limitNano: null, usedNano: null, unit: 'USD' } as const;
        const row = { ...nothing, fingerprint: fingerprint ?? '', provider: 'deepseek', account: 'deepseek:4711' };
        await keys.put({ ...row, how: 'console', readAt: START });
      });
      one.at = START + 7 * HOUR;
      await one.look();
      expect(await readingsOf()).toMatchObject([{ account: 'deepseek:4711' }, { account: ACCOUNT.id }]);
      expect(await accountOf()).toMatchObject({ mergedInto: 'deepseek:4711' });
      expect(await one.states()).toMatchObject([{ wallet: 'deepseek:4711' }]);
    });

    it('every reading lands in the history when it differs, or once a day; whoever read it', async () => {
      await one.look();
      const put = (hours: number, cents: bigint, source: BalanceReading['source']) =>
        one.store.transact((tables) => {
          const at = START + hours * HOUR;
          const amounts = { availableNano: cents * 10_000_000n, frozenNano: null };
          return putReading(tables, ACCOUNT.id, { unit: 'USD', ...amounts, at, source });
        });
      await put(1, 1000n, 'console');
      await put(2, 900n, 'header');
      await put(3, 900n, 'header');
      await put(27, 900n, 'console');
      // An older one than is known changes nothing.
      await put(5, 1n, 'console');
      expect((await historyOf()).map(({ at, reading }) => [(at - START) / HOUR, reading.source])).toEqual([
        [0, 'api'],
        [2, 'header'],
        [27, 'console'],
      ]);
    });

    it('readings are forgotten after more than a year', async () => {
      await one.look();
      one.at = START + HISTORY_MS_MAX + DAY;
      await one.look();
      await pruneHistory(one);
      expect(await historyOf()).toHaveLength(1);
    });

    describe('money on its way', () => {
      const report = async (at = one.at): Promise<void> => {
        const row = (await accountOf()) ?? newAccount(ACCOUNT, '', at);
        await reportRecharge(one, row, { at, unit: 'USD', nano: 5_000_000_000n, way: null });
      };
      const pending = () =>
        one.store.transactBelow(async ({ tx, ledger: of, tables }) => {
          const { openWatchTables } = await import('../../../companion/ledger/watch-tables.ts');
          const accounts = await tables.accounts.toArray();
          const row = accounts.find(({ id }) => id === ACCOUNT.id);
          return row ? readPending(openWatchTables(tx, of).watchStates, accounts, row, one.at) : null;
        });

      it('is looked for each minute until the balance rises', async () => {
        await one.look();
        one.at = START + 10 * MINUTE;
        expect(await one.look()).toEqual([]);
        await report();
        expect(await one.look()).toEqual([ACCOUNT.id]);
        expect(await pending()).toMatchObject({ by: 'report', nano: 5_000_000_000n });
        one.at += MINUTE;
        provider.left = '15.00';
        expect(await one.look()).toEqual([ACCOUNT.id]);
        expect(await pending()).toBeNull();
        expect(await accountOf()).toMatchObject({ rechargeAt: null, arrivedAt: one.at });
        one.at += HOUR;
        expect(await one.look()).toEqual([]);
      });

      it('is not there by a figure that is late with what was spent, nor by a reading that says none', async () => {
        await one.look();
        await report();
        await one.store.transact(async ({ readings }) => {
          const row = await readings.get([ACCOUNT.id, 'USD']);
          if (row) await readings.put({ ...row, spentSinceNano: 3_000_000_000n });
        });
        one.at += MINUTE;
        expect(await one.look()).toEqual([ACCOUNT.id]);
        expect(await pending()).not.toBeNull();
        // What comes back of a call is no recharge.
        one.at += MINUTE;
        provider.left = '10.10';
        await one.look();
        expect(await pending()).not.toBeNull();
        one.at += MINUTE;
        const unsaid: BalanceReading = {
          ...{ unit: 'USD', availableNano: null, frozenNano: null, at: one.at, source: 'console' },
        };
        await one.store.transact((tables) => putReading(tables, ACCOUNT.id, unsaid));
        expect(await pending()).not.toBeNull();
        one.at += MINUTE;
        await one.look();
        expect(await pending()).not.toBeNull();
        one.at += MINUTE;
        provider.left = '15.00';
        await one.look();
        expect(await pending()).toBeNull();
        expect(await accountOf()).toMatchObject({ rechargeAt: null, arrivedAt: one.at });
      });

      it('is not there by a balance that fell, and is late after an hour and a half', async () => {
        await one.look();
        await report();
        provider.left = '9.00';
        one.at = START + HOUR;
        await one.look();
        expect(await findLate(one)).toEqual([]);
        one.at = START + 91 * MINUTE;
        expect(await findLate(one)).toMatchObject([
          {
            kind: 'recharge-late',
            key: 'account:deepseek:work|recharge-late',
            link: 'https://platform.deepseek.com/top_up',
          },
        ]);
      });

      it('that a page to pay was opened in the browser counts as well', async () => {
        await one.look();
        await one.store.transact(async ({ accounts }) => {
          const row = await accounts.get(ACCOUNT.id);
          if (row) await accounts.put({ ...row, rechargeAt: START + MINUTE });
        });
        one.at = START + 3 * MINUTE;
        expect(await one.look()).toEqual([ACCOUNT.id]);
        expect(await pending()).toMatchObject({ by: 'click', nano: null });
      });

      it('can be said of an account that was never read', async () => {
        await report();
        expect(await pending()).toMatchObject({ by: 'report' });
      });
    });

    it('unread for a day: somebody should know, until it is read', async () => {
      await one.look();
      provider.fault = { status: 401, text: '{"error":{"message":"Authentication Fails, invalid api key"}}' };
      for (const hours of [7, 20, 31]) {
        one.at = START + hours * HOUR;
        await one.look();
      }
      expect(await findUnread(one)).toMatchObject([{ kind: 'unread', subject: { id: ACCOUNT.id } }]);
      provider.fault = null;
      one.at = START + 3 * DAY;
      await one.look();
      expect(await findUnread(one)).toEqual([]);
    });

    it('what is gone and was not seen is found, with the failed call whose money did not come back', async () => {
      await one.look();
      provider.left = '4.00';
      one.at = START + 7 * HOUR;
      await one.look();
      // Where no call is led through us, nobody is told that they are not seen.
      expect(await findDiffering({ ...one, dayOf })).toEqual([]);
      const costing = (nano: bigint) => ({ unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano });
      const at = START + HOUR;
      const own = { account: ACCOUNT.id, provider: 'deepseek', openedAt: at, settledAt: at + 1000 };
      await one.store.transact(async ({ records }) => {
        await records.add(recordOf(1, { ...own, cost: costing(1_000_000_000n) }));
        const forecast = { lowNano: 0n, highNano: 0n, mostNano: 5_000_000_000n };
        await records.add(recordOf(2, { ...own, outcome: 'error', cost: costing(0n), forecast }));
      });
      const [found, ...others] = await findDiffering({ ...one, dayOf });
      expect(others).toEqual([]);
      expect(found).toMatchObject({ kind: 'differs', key: 'account:deepseek:work|USD|differs|2026-11-22' });
      expect(found?.meaning).toContainEqual({ key: 'watch.differs.leaks', params: { n: 1 } });
      // More calls than are looked at: nothing is said of their days, and of other providers' as before.
      await one.store.transact(async (tables) => {
        await tables.accounts.put(newAccount({ id: 'moonshot:busy', provider: 'moonshot', name: 'busy' }, '', START));
        for (const [hours, availableNano] of [
          [0, 10_000_000_000n],
          [7, 4_000_000_000n],
        ] as const) {
          const read = {
            unit: 'CNY',
            availableNano,
            frozenNano: null,
            at: START + hours * HOUR,
            source: 'api',
          } as const;
          await putReading(tables, 'moonshot:busy', read);
        }
        const busy = { account: 'moonshot:busy', provider: 'moonshot', openedAt: at, settledAt: at + 1000 };
        const cost = { ...costing(1_000_000n), unit: 'CNY' };
        for (const number of [3, 4, 5]) await tables.records.add(recordOf(number, { ...busy, cost }));
      });
      const keysOf = async (callsMax: number) =>
        (await findDiffering({ ...one, dayOf }, callsMax)).map(({ key }) => key.split('|')[0]).toSorted();
      expect(await keysOf(4)).toEqual(['account:deepseek:work', 'account:moonshot:busy']);
      expect(await keysOf(3)).toEqual(['account:deepseek:work']);
      expect(await keysOf(2)).toEqual([]);
    });
  });
}

for (const adapter of adapters) describePolling(adapter);

/** What watching does with providers that tell what they billed, over each of our databases. */
function describeBills({ name, open }: Adapter): void {
  const ADMIN = { id: 'openai:admin', name: 'admin', provider: 'openai', key: 'sk-admin-of-work' };
  const NOON = Date.UTC(2026, 10, 22, 12);
  let database: TestDatabase;
  let provider: StandInServer;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    provider = await openStandIn();
  });
  afterEach(() => provider.close());

  /** Dollars a day, by the day of November. */
  const bill = (days: Readonly<Record<number, number>>): void => {
    const data = Object.entries(days).map(([day, value]) => ({
      start_time: Date.UTC(2026, 10, Number(day)) / 1000,
      results: [{ amount: { value, currency: 'usd' } }],
    }));
    provider.fault = {
      ...{ status: 200, headers: { 'content-type': 'application/json' } },
      text: JSON.stringify({ data, next_page: null }),
    };
  };

  const askedForBills = (): number => provider.asked.filter((one) => one.includes('/organization/costs?')).length;

  describe(`bills, ${name}`, () => {
    it('are asked for once a day by one companion, kept, and told where they differ', async () => {
      const ledger = await database.newLedger();
      const [one, other] = [ADMIN, ADMIN].map((account) => openWatcher(database, ledger, provider, [account]));
      if (one === undefined || other === undefined) throw new Error('there are two');
      one.at = other.at = NOON;
      await one.store.transact(async ({ records }) => {
        for (const [index, day] of [18, 19, 20, 21].entries()) {
          const nano = 10_000_000_000n;
          const at = Date.UTC(2026, 10, day, 9);
          const own = { account: ADMIN.id, provider: 'openai', openedAt: at, settledAt: at + 1000 };
          const cost = { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano };
          await records.add(recordOf(index + 1, { ...own, cost }));
        }
      });
      expect(await findBilled(one)).toEqual([]);
      bill({ 18: 10.01, 19: 13, 20: 4, 21: 1 });
      await Promise.all([askDueStatements(one), askDueStatements(other)]);
      expect(askedForBills()).toBe(1);
      // Yesterday may still grow, a cent is none of anybody's trouble.
      const told = await findBilled(other);
      expect(told.map(({ key, title }) => [key, title.key])).toEqual([
        ['provider:openai|USD|billed|2026-11-19', 'watch.billed.more'],
        ['provider:openai|USD|billed|2026-11-20', 'watch.billed.less'],
      ]);
      one.at = other.at = NOON + 23 * HOUR;
      await Promise.all([askDueStatements(one), askDueStatements(other)]);
      expect(askedForBills()).toBe(1);
      // What is billed later takes the place of what was told before; what cannot be read takes nothing away.
      bill({ 18: 10.01, 19: 13, 20: 10, 21: 10, 22: 0 });
      one.at = other.at = NOON + 25 * HOUR;
      await askDueStatements(other);
      expect((await findBilled(one)).map(({ key }) => key)).toEqual(['provider:openai|USD|billed|2026-11-19']);
      provider.fault = { status: 503, text: '' };
      one.at = NOON + 49 * HOUR;
      await askDueStatements(one);
      one.at += 30 * MINUTE;
      await askDueStatements(one);
      expect(askedForBills()).toBe(3);
      one.at += 30 * MINUTE;
      await askDueStatements(one);
      expect(askedForBills()).toBe(4);
      const kept = await reconcileCosts(one, 'openai', { from: NOON - 7 * DAY, now: one.at, callsMax: 100 });
      expect(kept?.days.map(({ day, differenceNano }) => [day.slice(8), differenceNano])).toEqual([
        ...[['18', 10_000_000n] as const, ['19', 3_000_000_000n] as const, ['20', 0n] as const],
        ...[['21', 0n] as const, ['22', 0n] as const],
      ]);
      expect(kept?.problem).toMatchObject({ kind: 'unavailable' });
    });

    it('say nothing of days for which not all calls were looked at, nor where none is led through us', async () => {
      const ledger = await database.newLedger();
      const one = openWatcher(database, ledger, provider, [ADMIN]);
      one.at = NOON;
      bill({ 18: 10, 19: 10 });
      await askDueStatements(one);
      expect(await findBilled(one)).toEqual([]);
      const cost = { unit: 'USD', lowNano: 1n, likelyNano: 1n, highNano: 1n };
      await one.store.transact(async ({ records }) => {
        for (const [index, day] of [18, 18, 19].entries()) {
          const at = Date.UTC(2026, 10, day, 9 + index);
          await records.add(recordOf(index + 1, { provider: 'openai', openedAt: at, settledAt: at + 1000, cost }));
        }
      });
      const cut = await reconcileCosts(one, 'openai', { from: NOON - 7 * DAY, now: one.at, callsMax: 2 });
      expect([cut?.isCut, cut?.days.map(({ day }) => day)]).toEqual([true, ['2026-11-19']]);
    });
  });
}

for (const adapter of adapters) describeBills(adapter);

it.each([
  ['6', [ACCOUNT.id]],
  ['4', []],
])('with a threshold of %s dollars a balance of 10 is asked for after half an hour: %j', async (below, asked) => {
  const { ask, companion } = await runCompanion({ isPolling: false });
  await ask('POST', '/api/v1/accounts', { body: { provider: 'deepseek', name: 'work', key: 'sk-0123456789abcdef' } });
  const at = Date.now() - 31 * MINUTE;
  await companion.store.transact(async (tables) => {
    await tables.accounts.put(newAccount(ACCOUNT, '', at));
    const amounts = { unit: 'USD', availableNano: 10_000_000_000n, frozenNano: null };
    await putReading(tables, ACCOUNT.id, { ...amounts, at, source: 'api' });
  });
  const state = { ...newPollState(ACCOUNT), triedAt: at, readAt: at, wallet: ACCOUNT.id, of: 'wallet' } as const;
  await inWatchTables(companion.store, ({ watchStates }) => writePollState(watchStates, state));
  const threshold = { kind: 'amount', unit: 'USD', below };
  const body = { subject: `account:${ACCOUNT.id}`, threshold };
  expect((await ask('POST', '/api/v1/thresholds', { body })).status).toBe(200);
  expect((await claimPolls(companion.watch.desk)).map(({ id }) => id)).toEqual(asked);
});

it('another key of an account is asked with at once, whatever was said of the one before', async () => {
  const { ask, companion } = await runCompanion({ isPolling: false });
  const inStates = <T>(work: (states: WatchTables['watchStates']) => Promise<T>) =>
    inWatchTables(companion.store, ({ watchStates }) => work(watchStates));
  const state = newPollState({ id: ACCOUNT.id, provider: 'deepseek', name: 'work' });
  const retryAt = Date.now() + 12 * HOUR;
  await inStates((states) =>
    writePollState(states, { ...state, failures: 1, retryAt, problem: { kind: 'wrong-key' } }),
  );
  await ask('POST', '/api/v1/accounts', { body: { provider: 'deepseek', name: 'work', key: 'sk-0123456789abcdef' } });
  expect(await inStates((states) => readPollState(states, ACCOUNT.id))).toBeNull();
});
