import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { openQueue, unavailable } from './fair-queue.ts';
import type { Sql, Transaction } from './sql.ts';

/** Transactions over one connection of SQLite. */
export interface SharedCommits {
  readonly transaction: Sql['transaction'];
  /** When all that was asked for is committed. */
  readonly idle: () => Promise<void>;
}

/** What the transactions work with. */
export interface SharedCommitsOptions {
  readonly database: DatabaseSync;
  /** The statements of one turn; `isOver` ends them. */
  readonly openTurn: (turn: { isOver: boolean }) => Transaction;
  readonly toError: (error: unknown) => unknown;
  readonly isBusy: (error: unknown) => boolean;
  readonly waitMsMax: number | undefined;
  /** Told where something was lost that nobody waited for. */
  readonly onLost: ((error: unknown) => void) | undefined;
}

/** node:sqlite blocks the whole event loop while it waits for a lock, so most of the waiting is done outside of it, ms. */
const PAUSE_MS = 5;

/** What nobody waits for is committed after this time at the latest, ms: until then it may share the next one's commit. */
const LATER_MS = 20;

/** What goes to the disk together. */
interface Group {
  /** Its commit was asked for at the end of this turn of the event loop. */
  isDue: boolean;
  readonly undone: (() => void)[];
  /** Somebody has a part in it who does not wait for its end. */
  isUnheard: boolean;
  later: NodeJS.Timeout | null;
  readonly committed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs transactions one after the other; those of one turn of the event loop share a commit, which is most of what a small one
 * takes. One that fails takes nothing of the others with it. Nobody is told that something was done before it is committed,
 * except who does not want to wait: that is committed with the next one, or a moment later.
 */
export function openSharedCommits(options: SharedCommitsOptions): SharedCommits {
  const { database, openTurn, toError, waitMsMax, onLost } = options;
  const queue = openQueue(waitMsMax);
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  let group: Group | null = null;

  const end = (ended: Group): void => {
    if (ended !== group) return;
    group = null;
    if (ended.later !== null) clearTimeout(ended.later);
    try {
      commit.run();
      ended.resolve();
    } catch (error) {
      for (const undo of ended.undone.toReversed()) undo();
      rollBack(database, 'rollback');
      ended.reject(toError(error));
      if (ended.isUnheard) onLost?.(toError(error));
    }
  };
  const endSoon = (ended: Group): void => void queue.add(async () => end(ended)).catch(() => end(ended));
  const plan = (planned: Group, isWaiting: boolean): void => {
    if (!isWaiting) planned.isUnheard = true;
    if (isWaiting && !planned.isDue) {
      planned.isDue = true;
      setImmediate(endSoon, planned);
    } else if (!isWaiting && planned.later === null) {
      planned.later = setTimeout(endSoon, LATER_MS, planned);
    }
  };

  const run = async <T>(
    work: (tx: Transaction) => Promise<T>,
    undo: (() => void) | undefined,
    isWaiting: boolean,
    deadline: number,
  ): Promise<{ readonly result: T; readonly of: Group }> => {
    const isFirst = group === null;
    if (isFirst) await beginBefore(begin, deadline, options);
    else database.exec('savepoint part');
    const turn = { isOver: false };
    try {
      const result = await work(openTurn(turn));
      turn.isOver = true;
      if (!isFirst) database.exec('release part');
      group ??= openGroup();
      plan(group, isWaiting);
      if (undo !== undefined) group.undone.push(undo);
      return { result, of: group };
    } catch (error) {
      turn.isOver = true;
      undo?.();
      if (isFirst) rollBack(database, 'rollback');
      else rollBack(database, 'rollback to part; release part');
      // A full disk may have ended all of it.
      if (!isFirst && !database.isTransaction) loseGroup(error);
      throw toError(error);
    }
  };

  const loseGroup = (error: unknown): void => {
    const lost = group;
    group = null;
    if (lost === null) return;
    if (lost.later !== null) clearTimeout(lost.later);
    for (const undo of lost.undone.toReversed()) undo();
    lost.reject(toError(error));
    if (lost.isUnheard) onLost?.(toError(error));
  };

  return {
    transaction: async (work, undo, isWaiting = true) => {
      const { result, of } = await queue.add((deadline) => run(work, undo, isWaiting, deadline));
      if (isWaiting) await of.committed;
      return result;
    },
    async idle() {
      await queue.idle();
      while (group !== null) {
        end(group);
        await queue.idle();
      }
    },
  };
}

function openGroup(): Group {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Who does not wait does not hear of it either.
  promise.catch(() => undefined);
  return { isDue: false, isUnheard: false, later: null, undone: [], committed: promise, resolve, reject };
}

async function beginBefore(
  begin: StatementSync,
  deadline: number,
  { toError, isBusy, waitMsMax }: SharedCommitsOptions,
): Promise<void> {
  for (;;) {
    try {
      begin.run();
      return;
    } catch (error) {
      if (!isBusy(error)) throw toError(error);
      if (performance.now() > deadline) throw unavailable(waitMsMax, error);
    }
    await wait(PAUSE_MS);
  }
}

/** A disk that is full may not even take this; the database then undoes it when it is opened next. */
function rollBack(database: DatabaseSync, text: string): void {
  try {
    if (database.isTransaction) database.exec(text);
  } catch {
    // What went wrong first is what is told.
  }
}
