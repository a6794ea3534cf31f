import type { OpenCall } from '../../lib/domain/open-call.ts';
import type { SettlePorts } from '../../lib/engine/ports.ts';
import { settleLost } from '../../lib/engine/settle-call.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';

/** What the names of runs of the companion begin with: other calls of the ledger are of browsers, and theirs to settle. */
export const RUN = 'companion-';
/** So many are booked in one transaction: a review that comes meanwhile waits for it. */
const TOGETHER_MAX = 25;

/**
 * Books the calls of runs that ended without having settled them: nobody saw how they ended. `beginning`: of the names of
 * runs of which none but `runId` can be alive.
 */
export async function settleOtherRuns(
  store: LedgerStore,
  ports: SettlePorts,
  { runId, beginning }: { readonly runId: string; readonly beginning: string },
): Promise<void> {
  const rows = await store.transact(async ({ openCalls }) =>
    openCalls.where('documentId').startsWith(beginning).toArray(),
  );
  await settle(rows.filter(({ documentId }) => documentId !== runId).filter(isOver), ports);
}

/** Books calls whose time is over, but none that still runs here: a machine that slept has renewed nothing meanwhile. */
export async function settleExpired(
  store: LedgerStore,
  ports: SettlePorts,
  isRunning: (callId: string) => boolean,
): Promise<void> {
  const now = ports.now();
  const rows = await store.transact(async ({ openCalls }) => openCalls.where('expiresAt').between(0, now).toArray());
  await settle(
    rows.filter(({ callId }) => !isRunning(callId)),
    ports,
  );
}

/** What a provider goes on working at may end while we do not run; it is waited for until its time is over. */
function isOver({ job }: OpenCall): boolean {
  return job === undefined;
}

async function settle(rows: readonly OpenCall[], ports: SettlePorts): Promise<void> {
  for (let start = 0; start < rows.length; start += TOGETHER_MAX) {
    await settleLost(rows.slice(start, start + TOGETHER_MAX), ports);
  }
}
