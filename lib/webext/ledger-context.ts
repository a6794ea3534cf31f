import type { AccountContext, CallContext, ContextQuery, ReadingWithUse } from '../engine/ports.ts';
import { findProvider } from '../providers/registry.ts';
import type { AccountRow, Database, KeyRow, ReadingRow } from './database.ts';

/** Id of the row with a model's recent output sizes. */
export function outputHabitId(provider: string, model: string | null): string {
  return `output|${provider}|${model ?? ''}`;
}

/** Id of the row with an account's recent costs in a unit. */
export function costHabitId(account: string, unit: string): string {
  return `cost|${account}|${unit}`;
}

/** What is known around a call; a handful of reads by key, whatever the size of the ledger. */
export async function readContext(database: Database, query: ContextQuery): Promise<CallContext> {
  const key = query.fingerprint === null ? undefined : await database.keys.get(query.fingerprint);
  const found = await findAccount(database, query.provider, key);
  const outputs = await database.habits.get(outputHabitId(query.provider, query.model));
  return {
    account: found && (await describeAccount(database, found.row, { key, isAssumed: found.isAssumed, query })),
    outputs: outputs?.values.map(Number) ?? [],
  };
}

/** The key's account by the console's own key list, else the only account seen at this provider. */
async function findAccount(
  database: Database,
  provider: string,
  key: KeyRow | undefined,
): Promise<{ readonly row: AccountRow; readonly isAssumed: boolean } | null> {
  const linked = key && (await database.accounts.get(key.account));
  if (linked) return { row: linked, isAssumed: false };
  const all = await database.accounts.where('provider').equals(provider).limit(2).toArray();
  const [only] = all;
  return only && all.length === 1 ? { row: only, isAssumed: true } : null;
}

async function describeAccount(
  database: Database,
  row: AccountRow,
  given: { readonly key: KeyRow | undefined; readonly isAssumed: boolean; readonly query: ContextQuery },
): Promise<AccountContext> {
  const balances = await readBalances(database, row, given.query.callId);
  const costs = await readCosts(database, row.id, balances);
  return {
    id: row.id,
    isAssumed: given.isAssumed,
    consoleOrigin: row.consoleOrigin,
    balances,
    key: given.key ?? null,
    keyReadAt: given.key?.readAt ?? null,
    costs,
    ownLimits: row.ownLimits,
    falseAsks: row.falseAsks,
  };
}

/** Every balance of an account with what happened since it was read; `exceptCallId` is not counted as set aside. */
export async function readBalances(
  database: Database,
  row: AccountRow,
  exceptCallId: string | null,
): Promise<readonly ReadingWithUse[]> {
  const readings = await database.readings.where('account').equals(row.id).toArray();
  const open = await database.openCalls.where('account').equals(row.id).toArray();
  const others = open.filter((call) => call.callId !== exceptCallId && call.isSent);
  const isContained = findProvider(row.provider)?.isReserveInReading === true;
  return readings.map((reading) => withUse(reading, others, isContained));
}

/** One after the other: parallel reads in one transaction let Dexie lose its zone and commit too early. */
async function readCosts(
  database: Database,
  account: string,
  balances: readonly ReadingWithUse[],
): Promise<AccountContext['costs']> {
  const costs: { unit: string; nano: bigint }[] = [];
  for (const { unit } of balances.map((entry) => entry.reading)) {
    const habit = await database.habits.get(costHabitId(account, unit));
    for (const value of habit?.values ?? []) costs.push({ unit, nano: BigInt(value) });
  }
  return costs;
}

function withUse(row: ReadingRow, open: readonly OpenReserve[], isContained: boolean): ReadingWithUse {
  const openNano = open
    .filter((call) => call.estimate?.unit === row.unit && !(isContained && call.openedAt <= row.reading.at))
    .reduce((sum, call) => sum + (call.estimate?.reserveNano ?? 0n), 0n);
  return { reading: row.reading, spentSinceNano: row.spentSinceNano, openNano };
}

interface OpenReserve {
  readonly openedAt: number;
  readonly estimate: { readonly unit: string; readonly reserveNano: bigint | null } | null;
}
