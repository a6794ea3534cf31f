import type { Database } from './database.ts';
import { readForgottenBefore } from './forget-old-calls.ts';
import { readLink } from './sync-companion.ts';

/** What tells ledgers apart, so that the same sums are not added twice. */
export interface LedgerIdentity {
  /** Random; another one after everything was deleted. */
  readonly id: string;
  /** Ledgers of which there may be something here: files that were taken in, with what was in those, and companions. */
  readonly taken: readonly string[];
  /** Sums may have calls made before this of which there are no details here, epoch ms. Absent: none have. */
  readonly sumsBefore?: number;
}

/** The one row about it, among what is said of all packs: it goes where they go. */
export interface IdentityRow extends Pick<LedgerIdentity, 'taken'> {
  readonly id: 'ledger';
  readonly ledger: string;
}

/** More ledgers than anybody has; of an older one it is forgotten that it was taken in. */
export const TAKEN_MAX = 500;

/** Which ledger this is; it is given a name when it is first asked for. */
export function readIdentity(database: Database): Promise<LedgerIdentity> {
  return database.transaction('rw', database.packState, database.companion, async () => {
    const known = await readRow(database);
    const row = known ?? { id: 'ledger', ledger: crypto.randomUUID(), taken: [] };
    const companion = await companionOf(database);
    const isNew = companion !== null && !row.taken.includes(companion);
    const taken = isNew ? [...row.taken, companion] : row.taken;
    if (known === undefined || isNew) await database.packState.put({ ...row, taken });
    const before = await readForgottenBefore(database);
    return { id: row.ledger, taken, ...(before > 0 && { sumsBefore: before }) };
  });
}

/** Notes that another ledger was taken in. Call inside a transaction. */
export async function noteTaken(database: Database, { id, taken }: LedgerIdentity): Promise<void> {
  const row = await readRow(database);
  if (row === undefined) return;
  const all = new Set([...row.taken, ...taken, id]);
  all.delete(row.ledger);
  await database.packState.put({ ...row, taken: [...all].slice(-TAKEN_MAX) });
}

/** Of a ledger in which nothing is left: from now on it is another one. Call inside a transaction. */
export async function forgetIdentity(database: Database): Promise<void> {
  await database.packState.delete('ledger');
}

/** Whether one may have something that came from the other, or both from a third. */
export function isRelated(one: LedgerIdentity, other: LedgerIdentity): boolean {
  const names = new Set([one.id, ...one.taken]);
  return [other.id, ...other.taken].some((name) => names.has(name));
}

async function readRow(database: Database): Promise<IdentityRow | undefined> {
  const row = await database.packState.get('ledger');
  return row?.id === 'ledger' ? row : undefined;
}

/** Whatever several browsers tell the same companion each of them has. */
async function companionOf(database: Database): Promise<string | null> {
  const link = await readLink(database);
  return link?.cursor ? `companion:${link.cursor.epoch}` : null;
}
