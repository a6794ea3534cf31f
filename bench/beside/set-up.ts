import { join } from 'node:path';
import { openHolds } from '../../companion/ledger/holds.ts';
import { inWatchTables } from '../../companion/ledger/in-watch-tables.ts';
import { openLedgerFile } from '../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../companion/ledger/open-ledger.ts';
import type { BudgetScope } from '../../lib/budget/budget.ts';
import type { BalanceReading } from '../../lib/domain/balance.ts';

const HOUR_MS = 3_600_000;
const READ_EVERY_MS = 6 * HOUR_MS;
const DAYS = 30;

/** Whose calls they are. */
export const ACCOUNT = 'team';

/** Gives a filled ledger what is looked at beside its calls: an account whose balance was read again and again, and budgets. */
export async function setUp(folder: string): Promise<void> {
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const store = openLedgerStore(file.sql);
  const now = Date.now();
  const reads = Array.from({ length: (DAYS * 24 * HOUR_MS) / READ_EVERY_MS }, (_, back): BalanceReading => {
    const availableNano = BigInt(1000 + back) * 1_000_000_000n;
    return { availableNano, frozenNano: null, unit: 'USD', at: now - back * READ_EVERY_MS, source: 'api', parts: [] };
  });
  await store.transact(async ({ accounts, readings }) => {
    await accounts.put({
      ...{ id: ACCOUNT, provider: 'openai', name: 'Team', consoleOrigin: '', seenAt: now, ownLimits: {}, falseAsks: 0 },
    });
    for (const reading of reads.slice(0, 1))
      await readings.put({ account: ACCOUNT, unit: 'USD', reading, spentSinceNano: 0n });
  });
  await inWatchTables(store, async ({ balanceHistory }) => {
    await balanceHistory.bulkPut(reads.map((reading) => ({ account: ACCOUNT, unit: 'USD', at: reading.at, reading })));
  });
  const holds = openHolds(file.sql);
  const scopes: readonly BudgetScope[] = [{ kind: 'everything' }, { kind: 'origin', origin: 'tool:app' }];
  for (const [index, scope] of scopes.entries()) {
    await holds.change({
      ...{ id: `put-${index}`, budgetId: `budget-${index}`, kind: 'put' },
      budget: {
        ...{ id: `budget-${index}`, scope, unit: { kind: 'money', currency: 'USD' }, limit: 10n ** 18n },
        ...{ window: { kind: 'month', zone: 'UTC' }, isHard: true, onFailure: 'closed', raises: [] },
      },
    });
  }
  await file.close();
}
