import { isWithin } from '../budget/budget.ts';
import type { CallDetail, CallView } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';
import { priceFrom } from '../screens/price-from.ts';
import { sayHeld } from '../screens/say-held.ts';
import type { Database } from './database.ts';
import type { BlockRow } from './note-block.ts';

/** What else its screen tells of a call: whose price it was booked by, and what kept it or counts it. */
export async function viewCall(database: Database, detail: CallDetail): Promise<CallView> {
  const { record } = detail;
  const [list, budgets, asked] = await Promise.all([
    database.priceLists.get(record.provider),
    database.ownBudgets.toArray(),
    askedBefore(database, record),
  ]);
  const { provider, account, model, origin } = record;
  const counting = budgets
    .map(({ budget }) => budget)
    .filter((budget) => isWithin(budget, { provider, account, model, origin, key: null, label: null }));
  const held = sayHeld(record, { asked: asked?.cause ?? null, budgets: counting.map(({ id }) => id) });
  return { ...detail, priceFrom: priceFrom(record, list ?? null), held };
}

/** The card that came up for the same request before it was changed. */
function askedBefore({ blocks }: Database, { callId, requestId, openedAt }: CallRecord): Promise<BlockRow | undefined> {
  return blocks
    .where('at')
    .belowOrEqual(openedAt)
    .reverse()
    .filter((row) => row.id === callId || row.requestId === requestId)
    .first();
}
