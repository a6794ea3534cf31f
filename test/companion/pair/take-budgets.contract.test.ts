import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { takeBudgets } from '../../../companion/pair/take-budgets.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';

const daily: Budget = {
  ...{ id: 'daily', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' } },
  ...{ window: { kind: 'day', zone: 'Europe/Vienna' }, limit: 5n, isHard: true, onFailure: 'closed', raises: [] },
};

/** What a browser hands over is taken alike over each of our databases. */
function describeTaking({ name, open }: Adapter): void {
  describe(`budgets that a browser hands over, over ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());
    const openTaker = async () => openHolds(database.sql, { ledger: await database.newLedger() });

    it('are made once, however often they are told', async () => {
      const holds = await openTaker();
      const told = [{ change: 'a', budget: daily }];
      for (let times = 0; times < 3; times++) {
        expect(await takeBudgets(told, holds)).toEqual({ budgets: [{ id: 'daily', outcome: 'taken' }] });
      }
      expect(await holds.budgets()).toEqual([daily]);
      expect(await holds.history('daily')).toHaveLength(1);
    });

    it('never take the place of another one of their name, not even of one that comes at the same moment', async () => {
      const holds = await openTaker();
      const answers = await Promise.all(
        [1n, 2n, 3n].map((limit) => takeBudgets([{ change: `c${limit}`, budget: { ...daily, limit } }], holds)),
      );
      const outcomes = answers.map(({ budgets: [first] }) => first?.outcome);
      expect(outcomes.toSorted()).toEqual(['name-taken', 'name-taken', 'taken']);
      const taken = BigInt(outcomes.indexOf('taken') + 1);
      expect((await holds.budgets()).map(({ limit }) => limit)).toEqual([taken]);
    });

    it('stay where they are where their zone is not known', async () => {
      const holds = await openTaker();
      const budget: Budget = { ...daily, window: { kind: 'day', zone: 'Mars/Olympus' } };
      const { budgets } = await takeBudgets(
        [
          { change: 'a', budget },
          { change: 'b', budget: { ...daily, id: 'other' } },
        ],
        holds,
      );
      expect(budgets.map(({ outcome }) => outcome)).toEqual(['not-possible', 'taken']);
      expect((await holds.budgets()).map(({ id }) => id)).toEqual(['other']);
    });
  });
}

for (const adapter of adapters) describeTaking(adapter);
