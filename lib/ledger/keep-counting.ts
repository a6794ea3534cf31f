import type { CountHabit } from '../domain/learn-vocabulary.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Learned } from '../engine/ports.ts';
import type { HabitRow } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/** What stands in place of a unit in the id of the row with how a model counts for an account: it is found with its costs. */
export function countingOf(model: string | null): string {
  return `counting|${model ?? ''}`;
}

/** What the row of this id among them says; null: there is none. */
export function readCounting(rows: readonly HabitRow[], id: string): CountHabit | null {
  const values = rows.find((row) => row.id === id)?.values ?? [];
  return values.find((value): value is CountHabit => typeof value === 'object' && 'squares' in value) ?? null;
}

/** Keeps how a model counts as it is known now. `idOf`: the row's id, by account and what {@link countingOf} says. */
export async function keepCounting(
  tables: LedgerTables,
  { account, paidBy, model }: CallRecord,
  { counting }: Learned,
  idOf: (account: string, of: string) => string,
): Promise<void> {
  const payer = paidBy ?? account;
  if (payer === null || counting === null) return;
  await tables.habits.put({ id: idOf(payer, countingOf(model)), values: [counting] });
}
