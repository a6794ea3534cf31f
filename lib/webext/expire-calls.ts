import type { Outcome } from '../domain/call.ts';
import type { OpenCall } from '../domain/open-call.ts';
import { settleCall } from '../engine/settle-call.ts';
import type { Database } from './database.ts';
import { openDesk } from './desk.ts';

/** An end nobody saw: what came back is not known, what was asked for is. */
const LOST: Outcome = { kind: 'cut', usage: null, cost: null, output: null };

/** Settles open calls whose time is over: nobody told us how they ended. */
export async function settleExpired(database: Database): Promise<void> {
  const rows = await database.openCalls.where('expiresAt').below(Date.now()).toArray();
  await settleLost(database, rows);
}

/** Settles the open calls of a document that went away (closed or crashed tab, navigation). */
export async function settleDocument(database: Database, documentId: string): Promise<void> {
  const rows = await database.openCalls.where('documentId').equals(documentId).toArray();
  await settleLost(database, rows);
}

/** One row that cannot be settled must not keep the others open: it stays for the next round. */
async function settleLost(database: Database, rows: readonly OpenCall[]): Promise<void> {
  const failures: unknown[] = [];
  for (const row of rows) {
    const desk = openDesk(database, { origin: row.origin, tabId: -1, frameId: 0, isPrivate: false });
    const outcome = row.isSent ? LOST : ({ kind: 'unsent' } as const);
    await settleCall({ ...row, outcome }, desk.ports).catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 0) return;
  throw new Error(`[ledger] ${failures.length} open calls could not be settled`, { cause: failures[0] });
}
