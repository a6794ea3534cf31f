import { type ApiDesk, ApiProblem } from './route.ts';

/** What the balances of an account are in; empty: none was read yet. */
export async function unitsOfAccount(id: string, { store }: Pick<ApiDesk, 'store'>): Promise<readonly string[]> {
  const rows = await store.transact(({ readings }) => Promise.resolve(readings.where('account').equals(id).toArray()));
  return [...new Set(rows.map(({ unit }) => unit))];
}

/** A sum in what an account does not have would wait for ever, or never count. `units`: empty where nobody knows them. */
export function refuseOtherUnit(units: readonly string[], unit: string): void {
  if (units.length === 0 || units.includes(unit)) return;
  throw new ApiProblem(400, `its balance is in ${units.join(', ')}, not in ${unit}`);
}
