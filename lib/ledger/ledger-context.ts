import { isNameless } from '../described/described-places.ts';
import type { Accepted } from '../domain/accepted.ts';
import { heldNanoOf } from '../domain/estimate.ts';
import type { BilledSample } from '../domain/learn-price.ts';
import type { Money } from '../domain/money.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { OwnTariff } from '../domain/own-prices.ts';
import type { AccountContext, CallContext, ContextQuery, ReadingWithUse } from '../engine/ports.ts';
import { findProvider } from '../providers/registry.ts';
import { findKey, isDescribed, isOwned, KEYS_READ_MAX, otherKeysOf } from './find-key.ts';
import { readFreeUse } from './free-use.ts';
import { countingOf, readCounting } from './keep-counting.ts';
import { readLengths } from './keep-lengths.ts';
import { lessonsOf } from './lessons-of.ts';
import { accountRowId, COST_HABITS, costHabitId } from './row-ids.ts';
import type { AccountRow, HabitRow, KeyRow, ReadingRow } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/** What the ids of rows with a provider's own tariff begin with. */
export const TARIFF_HABITS = 'tariff|';

/** What such a row says; undefined: nothing. */
export function readTariff(row: HabitRow | undefined): OwnTariff | undefined {
  return row?.values.find((value): value is OwnTariff => typeof value === 'object' && 'prices' in value);
}

/** Id of the row with calls of an account and model that went through against our figures; found with its costs. */
export function acceptedHabitId(account: string, model: string | null): string {
  return `${COST_HABITS}${account}|accepted|${model ?? ''}`;
}

/** Id of the row with what recent calls of an account and model were billed; found with its costs. */
export function billedHabitId(account: string, model: string | null): string {
  return `${COST_HABITS}${account}|billed|${model ?? ''}`;
}

/** What such a row says, oldest first. */
export function readBilled({ values }: HabitRow): readonly BilledSample[] {
  return values.flatMap((value) => (typeof value === 'object' && 'billedNano' in value ? [value] : []));
}

/** What such a row says. */
export function readAccepted({ values }: HabitRow): readonly Accepted[] {
  return values.flatMap((value) => (typeof value === 'object' && 'usableNano' in value ? [value] : []));
}

/** The values of such a row. */
export function writeAccepted(accepted: readonly Accepted[]): HabitRow['values'] {
  return accepted;
}

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
export async function readContext(tables: LedgerTables, query: ContextQuery): Promise<CallContext> {
  const [key, site, tariff, lengths, costs, wallets, drops, twin, keys] = await Promise.all([
    findKey(tables, query.provider, query),
    tables.priceLists.get(query.provider),
    tables.habits.get(TARIFF_HABITS + query.provider),
    readLengths(tables, query.provider, query.groups ?? []),
    tables.habits
      .where('id')
      .startsWith(`${COST_HABITS}${accountRowId(query.provider, '')}`)
      .toArray(),
    readWallets(tables, query.provider),
    tables.drops.where('account').startsWith(accountRowId(query.provider, '')).toArray(),
    findFundedTwin(tables, findProvider(query.provider)?.twins ?? []),
    tables.keys.where('account').startsWith(accountRowId(query.provider, '')).limit(KEYS_READ_MAX).toArray(),
  ]);
  const account = describeAccount(wallets, {
    key,
    keys,
    costs,
    payer: query.account ?? null,
    exceptCallId: query.callId,
  });
  const ids = account ? idsStandingFor(wallets.accounts, account.id) : [];
  const own = wallets.accounts.filter((row) => isOwnWallet(wallets.accounts, row));
  const ofProvider = readTariff(tariff);
  const isToChoose = account === null && query.fingerprint !== null && own.length > 1;
  return {
    account,
    site: site ?? null,
    ...(ofProvider && { own: ofProvider }),
    twin,
    ...(account === null && key?.how === 'denied' && { isDenied: true }),
    accounts: isToChoose ? own.map(({ id, name }) => ({ id, name })) : [],
    lengths,
    // One wallet's accounts may have tariffs of their own: what another was billed says nothing of this one.
    billed: costs.filter((row) => row.id === billedHabitId(payerOf(account), query.model)).flatMap(readBilled),
    counting: readCounting(costs, costHabitId(payerOf(account), countingOf(query.model))),
    drops: lessonsOf(drops.filter((row) => ids.includes(row.account))),
    used: readFreeUse(costs, query.provider, ids),
    // What went through is shown by whichever of the accounts that are this wallet.
    accepted: ids.flatMap((id) =>
      costs.filter((row) => row.id === acceptedHabitId(id, query.model)).flatMap(readAccepted),
    ),
  };
}

function payerOf(account: AccountContext | null): string {
  return account?.ownId ?? account?.id ?? '';
}

/** All accounts of a provider. Rows of one moment only inside a transaction. */
export async function readWallets(tables: LedgerTables, provider: string): Promise<WalletRows> {
  const ids = accountRowId(provider, '');
  const [accounts, readings, open] = await Promise.all([
    tables.accounts.where('provider').equals(provider).toArray(),
    tables.readings.where('account').startsWith(ids).toArray(),
    tables.openCalls.where('account').startsWith(ids).toArray(),
  ]);
  return { accounts, readings, open };
}

interface Beside {
  readonly key: KeyRow | undefined;
  readonly keys: readonly KeyRow[];
  readonly costs: readonly HabitRow[];
  /** The account that is known to pay without a key. */
  readonly payer: string | null;
  readonly exceptCallId: string;
}

/**
 * The key's account by the console's own key list or the user's word, else who is signed in, else the only account seen at
 * this provider.
 */
function describeAccount(
  wallets: WalletRows,
  { key, keys, costs, payer, exceptCallId }: Beside,
): AccountContext | null {
  const linkedId = key !== undefined && isOwned(key) ? key.account : payer;
  const linked = linkedId === null ? undefined : standsFor(wallets.accounts, linkedId);
  const [only, ...others] = wallets.accounts.filter((row) => isOwnWallet(wallets.accounts, row));
  // Who is signed in pays without a key: nobody else is taken for them.
  const isSomebodyElse = payer !== null && key === undefined;
  const isAssumed = others.length === 0 && !isSomebodyElse && !isDenied(wallets.accounts, only, key);
  const row = linked ?? (isAssumed ? only : undefined);
  if (row === undefined) return null;
  const balances = balancesOf(row, wallets, exceptCallId);
  return {
    id: row.id,
    ...(linked && linkedId !== null && linkedId !== row.id && { ownId: linkedId }),
    name: row.name,
    isAssumed: linked === undefined,
    isByUser: linked !== undefined && key?.how === 'user',
    consoleOrigin: row.consoleOrigin,
    group: row.group ?? null,
    ...(row.own && { own: row.own }),
    balances,
    key: key && (isDescribed(key) || key.refused?.length) ? key : null,
    otherKeys: otherKeysOf(keys, row.id, key),
    keyReadAt: key && isDescribed(key) ? key.readAt : null,
    costs: balances.flatMap(({ reading }) =>
      idsStandingFor(wallets.accounts, row.id).flatMap((id) => costsOf(id, reading.unit, costs)),
    ),
    ownLimits: row.ownLimits,
    quietBelow: row.quietBelow ?? {},
    rechargeAt: row.rechargeAt ?? null,
    falseAsks: row.falseAsks,
    arrivedAt: row.arrivedAt ?? null,
    arrivedElsewhere: findArrived(wallets.accounts, row),
  };
}

/** Whether the user said that the key is not this account's. */
function isDenied(accounts: readonly AccountRow[], row: AccountRow | undefined, key: KeyRow | undefined): boolean {
  return row !== undefined && key?.how === 'denied' && standsFor(accounts, key.account)?.id === row.id;
}

type Arrived = NonNullable<AccountContext['arrivedElsewhere']>;

/** The other account in which money arrived last, where that was later than in this one. */
function findArrived(accounts: readonly AccountRow[], row: AccountRow): Arrived | null {
  const others = accounts
    .filter((other) => other.id !== row.id && isOwnWallet(accounts, other))
    .flatMap(({ id, name, arrivedAt }) => (arrivedAt == null ? [] : [{ id, name, at: arrivedAt }]))
    .sort((a, b) => b.at - a.at);
  const last = others[0] ?? null;
  return last && last.at > (row.arrivedAt ?? 0) ? last : null;
}

/** Name of the first of these providers at which there is money; null: at none, or it was never read. */
export async function findFundedTwin(tables: LedgerTables, twins: readonly string[]): Promise<string | null> {
  for (const twin of twins) {
    const rows = await tables.readings.where('account').startsWith(accountRowId(twin, '')).toArray();
    const isFunded = rows.some(({ reading, spentSinceNano }) => (reading.availableNano ?? 0n) > spentSinceNano);
    if (isFunded) return findProvider(twin)?.name ?? twin;
  }
  return null;
}

/** Whether an account is a wallet of its own, not one that the user says is another's. */
export function isOwnWallet(accounts: readonly AccountRow[], row: AccountRow): boolean {
  return standsFor(accounts, row.id)?.id === row.id;
}

/** The account whose wallet that one is; undefined: it is not known (any more). */
export function standsFor(accounts: readonly AccountRow[], id: string): AccountRow | undefined {
  const row = accounts.find((other) => other.id === id);
  return accounts.find((other) => other.id === row?.mergedInto) ?? row;
}

/** Ids under which the wallet of an account is read. */
export async function idsOfWallet(tables: LedgerTables, account: string): Promise<readonly string[]> {
  const row = await tables.accounts.get(account);
  if (row === undefined) return [account];
  const accounts = await tables.accounts.where('provider').equals(row.provider).toArray();
  return idsStandingFor(accounts, standsFor(accounts, account)?.id ?? account);
}

/** The account's own id, and those of accounts that are the same wallet. */
export function idsStandingFor(accounts: readonly AccountRow[], own: string): readonly string[] {
  return accounts.filter(({ id }) => standsFor(accounts, id)?.id === own).map(({ id }) => id);
}

/** What recent calls did cost that were paid from the wallet of an account, in every unit. */
export async function costsOfWallet(
  tables: LedgerTables,
  accounts: readonly AccountRow[],
  own: string,
): Promise<readonly Money[]> {
  const habits = await Promise.all(
    idsStandingFor(accounts, own).map((id) => tables.habits.where('id').startsWith(costHabitId(id, '')).toArray()),
  );
  return habits.flat().flatMap(readCosts);
}

/** What a row of costs says; nothing of a row of another kind. */
function readCosts({ id, values }: HabitRow): readonly Money[] {
  const unit = id.slice(id.lastIndexOf('|') + 1);
  return values.flatMap((value) => (typeof value === 'object' ? [] : [{ unit, nano: BigInt(value) }]));
}

/** Of readings of one wallet under several ids only the newest one of each unit counts. */
function newestByUnit(readings: readonly ReadingRow[]): readonly ReadingRow[] {
  return readings.filter(
    (row) => !readings.some((other) => other !== row && other.unit === row.unit && isNewer(other, row)),
  );
}

function isNewer(one: ReadingRow, other: ReadingRow): boolean {
  return one.reading.at > other.reading.at || (one.reading.at === other.reading.at && one.account < other.account);
}

/** Every balance of an account with what happened since it was read; `exceptCallId` is not counted as set aside. */
export function balancesOf(
  row: AccountRow,
  wallets: WalletRows,
  exceptCallId: string | null,
): readonly ReadingWithUse[] {
  const isContained = findProvider(row.provider)?.isReserveInReading === true;
  const isHere = (id: string | null): boolean =>
    id === row.id || (id !== null && standsFor(wallets.accounts, id)?.id === row.id);
  const isBeside = (call: OpenCall): boolean => isHere(call.account) && call.isSent && call.callId !== exceptCallId;
  const open = wallets.open.filter(isBeside);
  return newestByUnit(wallets.readings.filter(({ account }) => isHere(account))).map((reading) =>
    withUse(isNameless(row.provider, reading.account) ? blurred(reading) : reading, open, isContained),
  );
}

function blurred(row: ReadingRow): ReadingRow {
  return { ...row, reading: { ...row.reading, isBlurred: true } };
}

function withUse(row: ReadingRow, open: readonly OpenCall[], isContained: boolean): ReadingWithUse {
  const openNano = open
    .filter((call) => call.estimate?.unit === row.unit && !(isContained && call.openedAt <= row.reading.at))
    .reduce((sum, call) => sum + heldNanoOf(call.estimate), 0n);
  const isBlurred = Object.values(row.fromOthers ?? {}).some((part) => part.isBlurred);
  const reading = isBlurred ? { ...row.reading, isBlurred } : row.reading;
  return { account: row.account, reading, spentSinceNano: row.spentSinceNano, openNano };
}

function costsOf(account: string, unit: string, costs: readonly HabitRow[]): AccountContext['costs'] {
  const habit = costs.find(({ id }) => id === costHabitId(account, unit));
  return habit?.values.flatMap((value) => (typeof value === 'object' ? [] : [{ unit, nano: BigInt(value) }])) ?? [];
}
