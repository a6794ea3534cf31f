import { join } from 'node:path';
import type { Reviewer } from '../calls/reviewer.ts';
import type { ReviewPort } from '../gateway/review-port.ts';
import type { Holds } from '../ledger/holds.ts';
import { openAnswerCache } from './answer-cache.ts';
import { applyPolicies } from './apply-policies.ts';
import { openHourWatch } from './hour-watch.ts';
import { type LoopBreaker, openLoopBreaker } from './loop-breaker.ts';
import { openPolicies, type Policies } from './policy-file.ts';

/** Reviewed calls with policies around them. */
export interface Governed {
  readonly port: ReviewPort;
  readonly policies: Policies;
  readonly breaker: LoopBreaker;
  readonly stop: () => void;
}

/** What it works with. */
export interface GovernedOptions {
  readonly folder: string;
  readonly holds: Pick<Holds, 'hours'>;
  readonly reviewer: Reviewer;
  /** Epoch ms. */
  readonly now: () => number;
  /** Told of what could not be done: its kind, never its content. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What this hour has cost is read so often: other companions may share the ledger. */
const REFRESH_MS = 60_000;

/** Opens the policies of a folder around a reviewer. Throws a `SecretProblem` where their file cannot be read. */
export function openGoverned({ folder, holds, reviewer, now, onTrouble }: GovernedOptions): Governed {
  const cache = openAnswerCache();
  const policies = openPolicies(join(folder, 'policies.json'), cache.clear);
  const hours = openHourWatch(holds.hours);
  const breaker = openLoopBreaker(hours, now);
  let isStopped = false;
  const refresh = (): void => {
    hours.refresh(now()).catch((error: unknown) => {
      if (!isStopped) onTrouble('what this hour cost was not read', error);
    });
  };
  refresh();
  const refreshing = setInterval(refresh, REFRESH_MS);
  refreshing.unref();
  const stop = (): void => {
    isStopped = true;
    clearInterval(refreshing);
  };
  const port = applyPolicies({ reviewer, policies, breaker, hours, cache, now, onTrouble });
  return { port, policies, breaker, stop };
}
