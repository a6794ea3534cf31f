import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findBalances, openWatchedWallets } from '../../../companion/alerts/find-balances.ts';
import { findCalls } from '../../../companion/alerts/find-calls.ts';
import { findReview } from '../../../companion/alerts/find-review.ts';
import type { Finder } from '../../../companion/alerts/finder.ts';
import { readSettings } from '../../../companion/alerts/settings.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { DAY, HOUR, MONDAY } from '../../watch/watch-world.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';
import { DOLLAR } from '../ledger/samples.ts';
import { type DeskWorld, openDeskWorld } from './desk-world.ts';

const record = (callId: string, change: Partial<CallRecord>): CallRecord => ({
  ...{ callId, requestId: callId, provider: 'openai', model: 'gpt-5.5', surface: 'chat', account: null },
  ...({ openedAt: MONDAY - 1000, settledAt: MONDAY, origin: 'tool:t', outcome: 'refusal' } as const),
  ...({ certainty: 'billed', refusalCause: 'depleted', cost: null, usage: null } as unknown as CallRecord),
  ...change,
});

function describeFinders({ name, open }: Adapter): void {
  describe(`what is looked for, over ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());
    const openWorld = async (): Promise<DeskWorld & { readonly ledger: string }> => {
      const ledger = await database.newLedger();
      const world = openDeskWorld({ sql: database.sql, ledger, now: MONDAY });
      onTestFinished(() => world.desk.stop());
      return Object.assign(world, { ledger });
    };
    const find = async ({ store, inTables }: DeskWorld, finder: Finder, now = MONDAY) => {
      const settings = await inTables(readSettings);
      const holds = { budgets: async () => [], usage: async () => [] };
      return finder.find({ store, holds, settings, now, zone: 'UTC', isOpen: () => false });
    };
    const keysOf = (found: Awaited<ReturnType<Finder['find']>>) =>
      found.conditions.map(({ key, level }) => `${level} ${key}`);
    const call = async (world: DeskWorld, ...calls: readonly CallRecord[]): Promise<void> =>
      world.store.transact(async ({ records }) => void (await records.bulkPut(calls)));

    it('three refusals for money in a row at one provider, until one answer came', async () => {
      const world = await openWorld();
      await call(world, record('a', { openedAt: MONDAY - 5 }), record('b', { openedAt: MONDAY - 4 }));
      expect(keysOf(await find(world, findCalls))).toEqual([]);
      await call(world, record('c', { openedAt: MONDAY - 3 }), record('x', { provider: 'xai', outcome: 'answer' }));
      const found = await find(world, findCalls);
      expect(keysOf(found)).toEqual(['urgent provider:openai|refusals']);
      expect(found.conditions[0]?.link).toMatch(/^https:\/\/platform\.openai\.com\//);
      expect(keysOf(await find(world, findCalls, MONDAY + DAY))).toEqual([]);
      await call(world, record('d', { openedAt: MONDAY - 2, outcome: 'answer' }));
      expect(keysOf(await find(world, findCalls))).toEqual([]);
    });

    it('each account of a provider by itself, for its own owner', async () => {
      const world = await openWorld();
      const of = (account: string | null, outcome: 'refusal' | 'answer', at: number) =>
        record(`${account} ${at}`, { account, outcome, openedAt: MONDAY - at });
      const mixed = [1, 2, 3].flatMap((at) => [
        of('openai:empty', 'refusal', 2 * at),
        of('openai:full', 'answer', 2 * at + 1),
      ]);
      await call(world, ...mixed);
      const found = await find(world, findCalls);
      expect(keysOf(found)).toEqual(['urgent account:openai:empty|refusals']);
      expect(found.conditions[0]?.subject).toEqual({ kind: 'account', id: 'openai:empty' });
      expect(found.conditions[0]?.title.params).toEqual({ provider: 'OpenAI · empty' });
    });

    it('calls whose end nobody saw, for a day', async () => {
      const world = await openWorld();
      await call(world, record('a', { outcome: 'cut', certainty: 'unknown' }), record('b', { outcome: 'cut' }));
      const found = await find(world, findCalls);
      expect(keysOf(found)).toEqual(['note self|lost-calls']);
      // After that day they are no news any more; nobody has found out what they cost.
      expect(found.conditions[0]?.unseenFrom).toBe(0);
      expect(keysOf(await find(world, findCalls, MONDAY + DAY))).toEqual([]);
    });

    it('balances against a usual day, what was spent since and the last recharge', async () => {
      const world = await openWorld();
      const account = 'openai:work';
      const reading = (dollars: bigint, at: number) =>
        ({ unit: 'USD', availableNano: dollars * DOLLAR, frozenNano: null, at, source: 'api' }) as const;
      await world.store.transact(async ({ accounts, readings }) => {
        const rest = { name: 'work', consoleOrigin: 'https://x.example', seenAt: 0, ownLimits: {}, falseAsks: 0 };
        await accounts.put({ id: account, provider: 'openai', ...rest });
        await readings.put({ account, unit: 'USD', reading: reading(9n, MONDAY), spentSinceNano: 2n * DOLLAR });
      });
      await world.inTables(async ({ balanceHistory }) => {
        for (const [at, dollars] of [5n, 60n, 30n, 9n].entries()) {
          const when = MONDAY - (4 - at) * HOUR;
          await balanceHistory.put({ account, unit: 'USD', at: when, reading: reading(dollars, when) });
        }
      });
      expect(await find(world, findBalances(openWatchedWallets(world.store)))).toMatchObject({
        conditions: [],
        unsure: [expect.stringContaining('of-day-20'), expect.stringContaining('runway-3')],
      });
      await world.set({
        thresholds: [
          { subject: 'account:openai:work', seenAt: MONDAY, threshold: { kind: 'of-recharge', percent: 20 } },
          { subject: 'account:openai:work', seenAt: MONDAY, threshold: { kind: 'amount', unit: 'USD', below: '7' } },
        ],
      });
      // 7 are left of a recharge of 55.
      expect(keysOf(await find(world, findBalances(openWatchedWallets(world.store))))).toEqual([
        `soon account:${account}|USD|low|of-recharge-20`,
      ]);
    });

    it('a usual day by what holds were booked for', async () => {
      const world = await openWorld();
      const account = 'openai:work';
      const days = await world.store.transactBelow(async ({ tx, ledger }) => {
        const columns = ['ledger', 'quarter_at', 'provider', 'account', 'model', 'label', 'unit'];
        const sums = ['cost_units', 'cost_nano', 'tokens', 'calls', 'unknown_calls'];
        const midnight = MONDAY - (MONDAY % DAY);
        const rows = [1, 2, 3, 4].flatMap((day) =>
          [1, 2].map((hour) => [
            ...[ledger, midnight - day * DAY + hour * HOUR, 'openai', account, 'm', '', 'USD'],
            ...[day * 10, 0, 0, 1, 0],
          ]),
        );
        await tx.insert('rollups', [...columns, ...sums], rows, '');
        const rest = { name: 'work', consoleOrigin: 'https://x.example', seenAt: 0, ownLimits: {}, falseAsks: 0 };
        return { rest, midnight };
      });
      await world.store.transact(async ({ accounts, readings }) => {
        await accounts.put({ id: account, provider: 'openai', ...days.rest });
        const reading = {
          unit: 'USD',
          availableNano: 9n * DOLLAR,
          frozenNano: null,
          at: MONDAY,
          source: 'api',
        } as const;
        await readings.put({ account, unit: 'USD', reading, spentSinceNano: 0n });
      });
      // 20, 40, 60 and 80 dollars a day: 50 is usual, and 9 are less than a fifth of it.
      const found = await find(world, findBalances(openWatchedWallets(world.store)));
      expect(keysOf(found)).toEqual([`soon account:${account}|USD|low|of-day-20`]);
      expect(found.conditions[0]?.meaning[0]?.params?.when).toMatchObject({ at: MONDAY + (9 * DAY) / 50 });
    });

    it('thresholds that nobody looked at for 90 days', async () => {
      const world = await openWorld();
      const threshold = { kind: 'of-limit', percent: 10 } as const;
      await world.set({ thresholds: [{ subject: 'budget:daily', threshold, seenAt: MONDAY - 90 * DAY }] });
      expect(keysOf(await find(world, findReview, MONDAY - 1))).toEqual([]);
      expect(keysOf(await find(world, findReview))).toEqual(['note budget:daily|review']);
    });
  });
}

for (const adapter of adapters) describeFinders(adapter);
