import type { OpenCall } from '../domain/open-call.ts';
import type { SettlePorts } from '../engine/ports.ts';
import { settleLost } from '../engine/settle-call.ts';
import type { Database } from './database.ts';
import { openDesk } from './desk.ts';
import { tellAlerts } from './tell-alerts.ts';

/** So many are booked in one transaction: a review that comes meanwhile waits for it. */
const TOGETHER_MAX = 25;

/** Settles open calls whose time is over: nobody told us how they ended. */
export async function settleExpired(database: Database): Promise<void> {
  const rows = await database.openCalls.where('expiresAt').below(Date.now()).toArray();
  await settleRows(database, rows);
}

/** Settles the open calls of a document that went away (closed or crashed tab, navigation). */
export async function settleDocument(database: Database, documentId: string): Promise<void> {
  const rows = await database.openCalls.where('documentId').equals(documentId).toArray();
  await settleRows(database, rows);
}

async function settleRows(database: Database, rows: readonly OpenCall[]): Promise<void> {
  const { ports } = openDesk(database, { origin: '', tabId: -1, frameId: 0, isPrivate: false });
  const failures: unknown[] = [];
  for (let start = 0; start < rows.length; start += TOGETHER_MAX) {
    const batch = rows.slice(start, start + TOGETHER_MAX);
    await settleLost(batch, ports).catch(() => settleEach(batch, ports, failures));
  }
  if (rows.length > 0) await tellAlerts(database);
  if (failures.length === 0) return;
  throw new Error(`[ledger] ${failures.length} open calls could not be settled`, { cause: failures[0] });
}

/** One row that cannot be settled must not keep the others open: it stays for the next round. */
async function settleEach(rows: readonly OpenCall[], ports: SettlePorts, failures: unknown[]): Promise<void> {
  for (const row of rows) await settleLost([row], ports).catch((error: unknown) => failures.push(error));
}
