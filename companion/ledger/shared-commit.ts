import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { openQueue, unavailable } from './fair-queue.ts';
import type { LastWork, Sql, Transaction } from './sql.ts';

/** Transactions over one connection of SQLite. */
export interface SharedCommits {
  readonly transaction: Sql['transaction'];
  /** When all that was asked for is committed. */
  readonly idle: () => Promise<void>;
}

/** One transaction while it has its turn. */
export interface Turn {
  /** What is asked after that would be written outside of its transaction: it is refused. */
  isOver: boolean;
  /** Called before its first statement that may write; null: nothing has to be done before. */
  beforeWrite: (() => void) | null;
  /** See {@link Transaction.beforeCommit}. */
  readonly last: Map<object, LastWork>;
}

/** What the transactions work with. */
export interface SharedCommitsOptions {
  readonly database: DatabaseSync;
  readonly openTurn: (turn: Turn) => Transaction;
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
  readonly last: Map<object, LastWork>;
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
  const save = database.prepare('savepoint part');
  const release = database.prepare('release part');
  let group: Group | null = null;

  const end = async (ended: Group): Promise<void> => {
    if (ended !== group) return;
    if (ended.later !== null) clearTimeout(ended.later);
    try {
      const turn: Turn = { isOver: false, beforeWrite: null, last: new Map() };
      for (const work of ended.last.values()) await work(openTurn(turn));
      turn.isOver = true;
      commit.run();
      group = null;
      ended.resolve();
    } catch (error) {
      loseGroup(error);
      rollBack(database, 'rollback');
    }
  };
  const endSoon = (ended: Group): void => void queue.addSure(() => end(ended));
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
    // Most of what only reads is read from memory: it needs nothing to go back to.
    let isSaved = false;
    const beforeWrite = (): void => {
      save.run();
      isSaved = true;
      turn.beforeWrite = null;
    };
    const turn: Turn = { isOver: false, beforeWrite: isFirst ? null : beforeWrite, last: new Map() };
    try {
      const result = await work(openTurn(turn));
      turn.isOver = true;
      if (isSaved) release.run();
      group ??= openGroup();
      plan(group, isWaiting);
      if (undo !== undefined) group.undone.push(undo);
      for (const [of, last] of turn.last) group.last.set(of, last);
      return { result, of: group };
    } catch (error) {
      turn.isOver = true;
      undo?.();
      if (isFirst) rollBack(database, 'rollback');
      else if (isSaved) rollBack(database, 'rollback to part; release part');
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
    transaction: async (work, undo, { isWaiting = true } = {}) => {
      const { result, of } = await queue.add((deadline) => run(work, undo, isWaiting, deadline));
      if (isWaiting) await of.committed;
      return result;
    },
    async idle() {
      await queue.idle();
      while (group !== null) {
        const left: Group = group;
        await queue.addSure(() => end(left));
        await queue.idle();
      }
    },
  };
}

function openGroup(): Group {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Who does not wait does not hear of it either.
  promise.catch(() => undefined);
  return {
    isDue: false,
    isUnheard: false,
    later: null,
    undone: [],
    last: new Map(),
    committed: promise,
    resolve,
    reject,
  };
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
