import type { Holds } from '../ledger/holds.ts';
import type { CallDesk } from './call-desk.ts';

/** Calls under way are heard of so often, ms: a hold outlives two beats that fail. */
const BEAT_MS = 20_000;
/** A hold lives so long without a sign of its call, ms. */
export const HOLD_MS = 60_000;
/** Rows of open calls are renewed so often, ms: two that fail are made up for before a row expires. */
const RENEW_MS = 5 * 60_000;
/** So many rows are renewed in one transaction: a review that comes meanwhile waits for it. */
const TOGETHER_MAX = 25;

/** What says that calls still run. */
export interface RunningDesk {
  readonly desk: Pick<CallDesk, 'keepOpen'>;
  readonly holds: Pick<Holds, 'extend'>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Calls between their review and their end, which are kept alive in the ledger for as long as they run. */
export interface RunningCalls<Call> {
  readonly begin: (callId: string, call: Call) => void;
  /** @returns what it began with; undefined: it does not run, or not any more. */
  readonly end: (callId: string) => Call | undefined;
  readonly has: (callId: string) => boolean;
  /** What it began with; undefined: it does not run. */
  readonly get: (callId: string) => Call | undefined;
  /** Done by itself every so often: holds and rows of all that run are renewed. */
  readonly beat: () => Promise<void>;
  readonly stop: () => void;
}

/** Begins the heartbeat. `isHeld`: whether something is held of a call. */
export function keepRunning<Call>(
  { desk, holds, now, onTrouble }: RunningDesk,
  isHeld: (call: Call) => boolean,
): RunningCalls<Call> {
  const running = new Map<string, { readonly call: Call; renewedAt: number }>();
  const extendAll = (): Promise<unknown> =>
    Promise.all(
      [...running].map(async ([callId, { call }]) => {
        if (isHeld(call)) await holds.extend(callId, HOLD_MS);
      }),
    );
  const renewAll = async (): Promise<void> => {
    const at = now();
    // A clock that was set back makes nothing young again.
    const due = [...running].filter(([, { renewedAt }]) => Math.abs(at - renewedAt) >= RENEW_MS);
    for (let start = 0; start < due.length; start += TOGETHER_MAX) {
      const some = due.slice(start, start + TOGETHER_MAX);
      await desk.keepOpen(some.map(([callId]) => callId));
      for (const [, one] of some) one.renewedAt = at;
    }
  };
  const beat = async (): Promise<void> => {
    await Promise.all([
      extendAll().catch((error: unknown) => onTrouble('a hold was not extended', error)),
      renewAll().catch((error: unknown) => onTrouble('a call under way was not noted as such', error)),
    ]);
  };
  const beating = setInterval(() => void beat(), BEAT_MS);
  beating.unref();
  return {
    begin: (callId, call) => void running.set(callId, { call, renewedAt: now() }),
    end: (callId) => {
      const found = running.get(callId)?.call;
      running.delete(callId);
      return found;
    },
    has: (callId) => running.has(callId),
    get: (callId) => running.get(callId)?.call,
    beat,
    stop: () => clearInterval(beating),
  };
}
