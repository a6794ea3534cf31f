/** Id of the row of an account; `externalId` is what its provider calls it. */
export function accountRowId(provider: string, externalId: string): string {
  return `${provider}:${externalId}`;
}

/** What the ids of rows with what is usual for an account begin with. */
export const COST_HABITS = 'cost|';

/** Id of the row with an account's recent costs in a unit. */
export function costHabitId(account: string, unit: string): string {
  return `${COST_HABITS}${account}|${unit}`;
}
