import type { Database } from './database.ts';
import { findKey, isDescribed } from './find-key.ts';
import { writeSettings } from './settings.ts';

/** Says of a key whose it is. False: there is no such account at its provider, or its console has said so itself. */
export function linkKey(
  database: Database,
  link: {
    readonly fingerprint: string;
    /** The same of the key as lists show it that hide keys; null or absent: they do not. */
    readonly masked?: string | null;
    readonly provider: string;
    readonly account: string;
    readonly now: number;
  },
): Promise<boolean> {
  const { fingerprint, provider, account, now } = link;
  return database.transaction('rw', database.accounts, database.keys, async () => {
    const [row, known, listed] = await Promise.all([
      database.accounts.get(account),
      database.keys.get(fingerprint),
      findKey(database, provider, link),
    ]);
    if (row?.provider !== provider || (listed && isDescribed(listed))) return false;
    const nothing = { name: '', billing: null, limitNano: null, usedNano: null, unit: '' } as const;
    await database.keys.put({ ...nothing, ...known, fingerprint, provider, account, how: 'user', readAt: now });
    return true;
  });
}

/** Forgets what the user said of a key. False: they said nothing. What calls with it have taught stays. */
export function unlinkKey(database: Database, fingerprint: string): Promise<boolean> {
  return database.transaction('rw', database.keys, async () => {
    const known = await database.keys.get(fingerprint);
    if (known?.how !== 'user') return false;
    if (known.refusedModels?.length) await database.keys.put({ ...known, how: 'seen' });
    else await database.keys.delete(fingerprint);
    return true;
  });
}

/** Says that two accounts are one wallet, or that they are not (`into` null). False: they cannot be. */
export async function mergeAccounts(database: Database, id: string, into: string | null): Promise<boolean> {
  const isDone = await database.transaction('rw', database.accounts, async () => {
    const [row, other] = await Promise.all([
      database.accounts.get(id),
      into === null ? null : database.accounts.get(into),
    ]);
    if (row === undefined || other === undefined || row.id === other?.id) return false;
    // One step only: what is merged stands for nobody.
    const isTaken = other !== null && (other.mergedInto != null || other.provider !== row.provider);
    const hasOthers = (await database.accounts.filter(({ mergedInto }) => mergedInto === id).count()) > 0;
    if (isTaken || (other !== null && hasOthers)) return false;
    await database.accounts.put({ ...row, mergedInto: into });
    return true;
  });
  if (isDone) await writeSettings({ balancesChangedAt: Date.now() });
  return isDone;
}
