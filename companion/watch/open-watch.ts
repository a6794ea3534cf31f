import { Cron } from 'croner';
import type { Condition } from '../../lib/watch/alert.ts';
import { askJobs, type JobWatch } from './ask-jobs.ts';
import { askDueStatements } from './ask-statements.ts';
import { openWatchFinder } from './find-conditions.ts';
import { pollDue } from './poll-due.ts';
import { pruneHistory } from './prune-history.ts';
import type { WatchDesk } from './watch-desk.ts';

/** Balances, and work that ends later, are looked at whose time has come; what is due is in the database, this is only the pulse. */
const PULSE = '*/30 * * * * *';
/** The first time, ms after the start: programs that come and go ask nobody. */
const FIRST_MS = 30_000;
/** Whether something is to be forgotten is looked at so often, ms. */
const PRUNE_MS = 3_600_000;

/** Watching, until it is stopped. */
export interface Watch {
  /** What it works with. */
  readonly desk: WatchDesk;
  /** What is so now and somebody should know: for the alert desk. */
  readonly conditions: () => Promise<readonly Condition[]>;
  /** Looks now; resolves when everybody who was due has been asked. */
  readonly look: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** How it is watched: `isPolling` false: nobody is asked unless somebody looks. */
export interface WatchOptions extends JobWatch {
  /** Days on which balances, bills and calls differ. */
  readonly findDifferences: () => Promise<readonly Condition[]>;
  readonly isPolling: boolean;
}

/**
 * Begins to watch. A pulse that was slept through is not made up for: what is due after a week is due once. While one look is
 * under way the next is left out.
 */
export function openWatch(options: WatchOptions): Watch {
  const { isPolling, onTrouble, now } = options;
  let looking: Promise<void> | null = null;
  let prunedAt: number | null = null;
  const lookOnce = async (): Promise<void> => {
    if (prunedAt === null || Math.abs(now() - prunedAt) > PRUNE_MS) {
      prunedAt = now();
      await pruneHistory(options);
    }
    await pollDue(options);
    await askDueStatements(options);
    await askJobs(options);
  };
  const look = (): Promise<void> => {
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  };
  const pulse = isPolling
    ? new Cron(PULSE, { unref: true, startAt: new Date(now() + FIRST_MS) }, () => {
        look().catch((error: unknown) => onTrouble('balances were not looked at', error));
      })
    : null;
  return {
    desk: options,
    conditions: openWatchFinder(options, options.findDifferences),
    look,
    stop: async () => {
      pulse?.stop();
      await looking?.catch(() => undefined);
    },
  };
}
