import * as v from 'valibot';
import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import type { DayCost } from '../../lib/domain/cost-ask.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';

/** What a provider told of its bills, day by day: the same for every companion over the database. */
export interface BillState {
  /** When it was asked last, with success or not, epoch ms; null: never. */
  readonly triedAt: number | null;
  /** Why it told nothing when it was asked last; null: it did. */
  readonly problem: BalanceProblem | null;
  /** The named account whose key was asked with last; null: none was. */
  readonly name: string | null;
  /** The first day that was told, and the first that was not over then (`YYYY-MM-DD`, UTC): of each between these it is known, also where nothing was billed. Null: nothing was ever told. */
  readonly told: { readonly from: string; readonly until: string } | null;
  readonly days: readonly DayCost[];
}

const stateSchema = v.object({
  triedAt: v.nullable(v.number()),
  problem: v.nullable(v.looseObject({ kind: v.string() })),
  name: v.nullable(v.string()),
  told: v.nullable(v.object({ from: v.string(), until: v.string() })),
  days: v.array(v.object({ day: v.string(), unit: v.string(), nano: v.bigint() })),
});

type States = WatchTables['watchStates'];
const BILLS = 'bills|';
const NEVER: BillState = { triedAt: null, problem: null, name: null, told: null, days: [] };

/** What is known of a provider's bills; what is kept and not understood comes to the same as nothing. */
export async function readBills(states: States, provider: string): Promise<BillState> {
  const read = v.safeParse(stateSchema, (await states.get(BILLS + provider))?.value);
  // What kind of problem it is was ours to write.
  return read.success ? (read.output as BillState) : NEVER;
}

/** Whoever was ever asked what it billed. */
export async function billedProviders(states: States): Promise<readonly string[]> {
  const rows = await states.where('name').startsWith(BILLS).toArray();
  return rows.map(({ name }) => name.slice(BILLS.length));
}

export async function writeBills(states: States, provider: string, state: BillState): Promise<void> {
  await states.put({ name: BILLS + provider, value: state });
}
