import { heldNanoOf } from '../domain/estimate.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { AccountContext, CallContext, ContextQuery, ReadingWithUse } from '../engine/ports.ts';
import { findProvider } from '../providers/registry.ts';
import type { AccountRow, Database, HabitRow, KeyRow, ReadingRow } from './database.ts';

/** Id of the row of an account; `externalId` is what its provider calls it. */
export function accountRowId(provider: string, externalId: string): string {
  return `${provider}:${externalId}`;
}

/** Id of the row with a model's recent output sizes. */
export function outputHabitId(provider: string, model: string | null): string {
  return `output|${provider}|${model ?? ''}`;
}

/** Id of the row with an account's recent costs in a unit. */
export function costHabitId(account: string, unit: string): string {
  return `${COST_HABITS}${account}|${unit}`;
}

const COST_HABITS = 'cost|';

/** Accounts and all that changes what they hold. */
export interface WalletRows {
  readonly accounts: readonly AccountRow[];
  readonly readings: readonly ReadingRow[];
  readonly open: readonly OpenCall[];
}

/**
 * What is known around a call; a handful of reads by key, whatever the size of the ledger. All of it is asked for at
 * once, because each round of questions that is waited for costs as much as all the questions in it; so the provider's
 * accounts (people have one or two) are read together, before it is known which of them pays.
 */
export async function readContext(database: Database, query: ContextQuery): Promise<CallContext> {
  const marks = [query.fingerprint, query.masked].filter((mark) => typeof mark === 'string');
  const [keys, site, outputs, costs, wallets] = await Promise.all([
    database.keys.bulkGet(marks),
    database.priceLists.get(query.provider),
    database.habits.get(outputHabitId(query.provider, query.model)),
    database.habits
      .where('id')
      .startsWith(`${COST_HABITS}${accountRowId(query.provider, '')}`)
      .toArray(),
    readWallets(database, query.provider),
  ]);
  return {
    site: site ?? null,
    account: describeAccount(wallets, {
      key: keys.find((found) => found?.provider === query.provider),
      costs,
      payer: query.account ?? null,
      exceptCallId: query.callId,
    }),
    outputs: outputs?.values.map(Number) ?? [],
  };
}

/** All accounts of a provider. Rows of one moment only inside a transaction. */
export async function readWallets(database: Database, provider: string): Promise<WalletRows> {
  const ids = accountRowId(provider, '');
  const [accounts, readings, open] = await Promise.all([
    database.accounts.where('provider').equals(provider).toArray(),
    database.readings.where('account').startsWith(ids).toArray(),
    database.openCalls.where('account').startsWith(ids).toArray(),
  ]);
  return { accounts, readings, open };
}

interface Beside {
  readonly key: KeyRow | undefined;
  readonly costs: readonly HabitRow[];
  /** The account that is known to pay without a key. */
  readonly payer: string | null;
  readonly exceptCallId: string;
}

/** The key's account by the console's own key list, else who is signed in, else the only account seen at this provider. */
function describeAccount(wallets: WalletRows, { key, costs, payer, exceptCallId }: Beside): AccountContext | null {
  const linked = wallets.accounts.find(({ id }) => id === (key?.account ?? payer));
  const [only] = payer === null || key ? wallets.accounts : [];
  const row = linked ?? (wallets.accounts.length === 1 ? only : undefined);
  if (row === undefined) return null;
  const balances = balancesOf(row, wallets, exceptCallId);
  return {
    id: row.id,
    isAssumed: linked === undefined,
    consoleOrigin: row.consoleOrigin,
    group: row.group ?? null,
    balances,
    key: key ?? null,
    keyReadAt: key?.readAt ?? null,
    costs: balances.flatMap(({ reading }) => costsOf(row.id, reading.unit, costs)),
    ownLimits: row.ownLimits,
    falseAsks: row.falseAsks,
  };
}

/** Every balance of an account with what happened since it was read; `exceptCallId` is not counted as set aside. */
export function balancesOf(
  row: AccountRow,
  wallets: Pick<WalletRows, 'readings' | 'open'>,
  exceptCallId: string | null,
): readonly ReadingWithUse[] {
  const isContained = findProvider(row.provider)?.isReserveInReading === true;
  const isBeside = (call: OpenCall): boolean => call.account === row.id && call.isSent && call.callId !== exceptCallId;
  const open = wallets.open.filter(isBeside);
  return wallets.readings
    .filter(({ account }) => account === row.id)
    .map((reading) => withUse(reading, open, isContained));
}

function withUse(row: ReadingRow, open: readonly OpenCall[], isContained: boolean): ReadingWithUse {
  const openNano = open
    .filter((call) => call.estimate?.unit === row.unit && !(isContained && call.openedAt <= row.reading.at))
    .reduce((sum, call) => sum + heldNanoOf(call.estimate), 0n);
  return { reading: row.reading, spentSinceNano: row.spentSinceNano, openNano };
}

function costsOf(account: string, unit: string, costs: readonly HabitRow[]): AccountContext['costs'] {
  const habit = costs.find(({ id }) => id === costHabitId(account, unit));
  return habit?.values.map((value) => ({ unit, nano: BigInt(value) })) ?? [];
}
