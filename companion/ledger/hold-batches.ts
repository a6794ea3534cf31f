import { runBatch } from './batch.ts';
import { unavailable } from './fair-queue.ts';
import type { Operation, OperationResult, OperationResults } from './operations.ts';
import { LedgerError, WAIT_MS_MAX } from './sql.ts';
import { inTransaction, type LedgerWorld } from './world.ts';

/** Asks for one thing. `isWaiting`: see `TransactionHow`. */
export type Ask = <O extends Operation>(operation: O, isWaiting?: boolean) => Promise<OperationResults[O['kind']]>;

interface Waiting {
  readonly operation: Operation;
  readonly isWaiting: boolean;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  /** Nobody waits for it any more. */
  isOver: boolean;
  timer: NodeJS.Timeout | null;
}

/** More in one transaction would keep the others waiting. */
const BATCH_MAX = 128;

/**
 * What is asked in one turn of the event loop, or while the transaction before runs, shares a commit: the disk and the
 * locks are what takes time. First come, first served. A call waits `waitMsMax` for its hold and no longer, whatever else is
 * waited for; what is booked or given back is not dropped for having waited.
 */
export function openBatches(world: LedgerWorld, waitMsMax = WAIT_MS_MAX): Ask {
  let waiting: Waiting[] = [];
  let isRunning = false;
  const drain = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_MAX).filter(({ isOver }) => !isOver);
      waiting = waiting.slice(BATCH_MAX);
      await runAll(world, batch, giveBack);
    }
    isRunning = false;
  };
  const ask: Ask = (operation, isWaiting = true) =>
    new Promise((resolve, reject) => {
      const one: Waiting = { operation, isWaiting, resolve, reject, isOver: false, timer: null };
      if (operation.kind === 'reserve') one.timer = setTimeout(giveUp, waitMsMax, one, waitMsMax);
      if (waiting.push(one) === 1 && !isRunning) setImmediate(drain);
    });
  /** It was told that there is no hold, and did not leave: what was written for it all the same is no call's. */
  const giveBack = (callId: string): void => void ask({ kind: 'release', callId }).catch(() => undefined);
  return ask;
}

function giveUp(one: Waiting, waitMsMax: number): void {
  one.isOver = true;
  one.reject(unavailable(waitMsMax));
}

/** One that cannot be done (a fault of ours, a value the database does not take) must not take the others with it. */
async function runAll(
  world: LedgerWorld,
  batch: readonly Waiting[],
  giveBack: (callId: string) => void,
): Promise<void> {
  if (batch.length === 0) return;
  try {
    const operations = batch.map(({ operation }) => operation);
    const isWaited = batch.some(({ isWaiting }) => isWaiting);
    const results = await inTransaction(world, (tx) => runBatch(tx, world, operations), 'keeps', isWaited);
    for (const [index, one] of batch.entries()) {
      const result = results[index];
      if (one.isOver && isNewHold(result)) giveBack(one.operation.callId);
      end(one).resolve(result as never);
    }
  } catch (error) {
    if (batch.length > 1 && !isOfDatabase(error)) for (const one of batch) await runAll(world, [one], giveBack);
    else for (const one of batch) end(one).reject(error);
  }
}

function end(one: Waiting): Waiting {
  if (one.timer !== null) clearTimeout(one.timer);
  return one;
}

function isNewHold(result: OperationResult | undefined): boolean {
  return typeof result === 'object' && result.kind === 'held' && !result.isRepeated;
}

/** Away, full, damaged: true of all that was asked, so that nothing is gained by asking for each. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof LedgerError && error.code !== 'ledger-failed';
}
