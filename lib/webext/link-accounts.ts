import { findKey, isDescribed } from '../ledger/find-key.ts';
import { idsOfWallet, standsFor } from '../ledger/ledger-context.ts';
import { accountRowId } from '../ledger/row-ids.ts';
import { noteChanged } from './change-alert.ts';
import type { Database } from './database.ts';
import { writeSettings } from './settings.ts';

/**
 * Says of a key whose it is, or with `isDenied` whose it is not, though it was assumed. False: there is no such account at its provider, or its console has said so itself.
 */
export function linkKey(
  database: Database,
  link: {
    readonly fingerprint: string;
    /** The same of the key as lists show it that hide keys; null or absent: they do not. */
    readonly masked?: string | null;
    readonly provider: string;
    readonly account: string;
    readonly now: number;
    readonly isDenied?: boolean;
  },
): Promise<boolean> {
  const { fingerprint, provider, account, now, isDenied = false } = link;
  return database.transaction('rw', database.accounts, database.keys, async () => {
    const [row, known, listed] = await Promise.all([
      database.accounts.get(account),
      database.keys.get(fingerprint),
      findKey(database, provider, link),
    ]);
    if (row?.provider !== provider || (listed && isDescribed(listed))) return false;
    const nothing = { name: '', billing: null, limitNano: null, usedNano: null, unit: '' } as const;
    await database.keys.put({
      ...nothing,
      ...known,
      fingerprint,
      provider,
      account,
      how: isDenied ? 'denied' : 'user',
      readAt: now,
    });
    return true;
  });
}

/** Forgets what the user said of a key. False: they said nothing. What calls with it have taught stays. */
export function unlinkKey(database: Database, fingerprint: string): Promise<boolean> {
  return database.transaction('rw', database.keys, async () => {
    const known = await database.keys.get(fingerprint);
    if (known?.how !== 'user' && known?.how !== 'denied') return false;
    if (known.refused?.length) await database.keys.put({ ...known, how: 'seen' });
    else await database.keys.delete(fingerprint);
    return true;
  });
}

/**
 * Says that two accounts are one wallet, or that they are not (`into` null): then each has back what it paid itself, and
 * what was learned from drops of their balances is forgotten. Nobody is told of a balance that is low now, or no longer,
 * because of that. False: they cannot be.
 */
export async function mergeAccounts(database: Database, id: string, into: string | null): Promise<boolean> {
  const { accounts, readings, records, openCalls, drops } = database;
  const changed = await database.transaction('rw', accounts, readings, records, openCalls, drops, async () => {
    const [row, other] = await Promise.all([accounts.get(id), into === null ? null : accounts.get(into)]);
    if (row === undefined || other === undefined || row.id === other?.id) return [];
    // One step only: what is merged stands for nobody.
    const isTaken = other !== null && (other.mergedInto != null || other.provider !== row.provider);
    const hasOthers = (await accounts.filter(({ mergedInto }) => mergedInto === id).count()) > 0;
    if (isTaken || (other !== null && hasOthers)) return [];
    const before = row.mergedInto ?? null;
    await accounts.put({ ...row, mergedInto: into });
    if (before !== into) await forgetDrops(database, [id, before, into]);
    if (before !== null && before !== into) await takeApart(database, id, before);
    return [id, before, into].filter((one) => one !== null);
  });
  if (changed.length === 0) return false;
  await noteChanged(
    database,
    changed.map((id) => ({ kind: 'account', id })),
  );
  await writeSettings({ balancesChangedAt: Date.now() });
  return true;
}

/**
 * Forgets what balances of these wallets were followed by: while they are taken for one, each call counts in the drops of
 * all of them, and a price that was learned so would stay wrong.
 */
async function forgetDrops(database: Database, accounts: readonly (string | null)[]): Promise<void> {
  const wallets = accounts.filter((account) => account !== null).map((account) => idsOfWallet(database, account));
  const ids = (await Promise.all(wallets)).flat();
  await database.drops.where('account').anyOf(ids).delete();
}

/** Gives each account back what it paid itself while it was one wallet with others. */
async function takeApart(database: Database, id: string, before: string): Promise<void> {
  const { accounts, readings, records, openCalls } = database;
  const { provider } = (await accounts.get(id)) ?? {};
  const all = await accounts.filter((row) => row.provider === provider).toArray();
  const isOne = (a: string, b: string): boolean => standsFor(all, a)?.id === standsFor(all, b)?.id;
  for (const row of await readings
    .where('account')
    .startsWith(accountRowId(provider ?? '', ''))
    .toArray()) {
    const parts = Object.entries(row.fromOthers ?? {});
    const foreign = parts.filter(([payer]) => !isOne(payer, row.account));
    if (foreign.length === 0) continue;
    await readings.put({
      ...row,
      spentSinceNano: foreign.reduce((left, [, { spentNano }]) => left - spentNano, row.spentSinceNano),
      fromOthers: Object.fromEntries(parts.filter((part) => !foreign.includes(part))),
    });
  }
  const isOwn = ({ paidBy }: { readonly paidBy?: string }): boolean => paidBy === id;
  await records.where('account').equals(before).filter(isOwn).modify({ account: id });
  await openCalls.where('account').equals(before).filter(isOwn).modify({ account: id });
}
