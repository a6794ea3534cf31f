import { JOB_GRACE_MS, type OpenCall } from '../../lib/domain/open-call.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { ASKS_PER_HOUR_MAX, countAsks, nextJobAskAt, retryInMs } from '../../lib/watch/poll-plan.ts';
import { askJob, type JobAnswer, type JobDesk, jobSurfaces } from '../calls/ask-job.ts';
import { openKeyMarks } from '../calls/key-marks.ts';
import { isSameWallet } from '../calls/same-wallet.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import type { NamedAccount } from '../secrets/accounts.ts';
import {
  dropJobStates,
  type JobState,
  readAskCount,
  readJobState,
  writeAskCount,
  writeJobState,
} from './poll-state.ts';
import type { WatchDesk } from './watch-desk.ts';

/** Longer than results take to be read: then whoever asked has died, ms. */
const CLAIM_MS = 15 * 60_000;
/** So many are asked after in one look. */
const ASKED_MAX = 8;

/** What asking after work needs. */
export interface JobWatch extends WatchDesk {
  readonly jobs: JobDesk;
  readonly onTrouble: (what: string, error: unknown) => void;
}

interface Claimed {
  readonly open: OpenCall;
  readonly account: NamedAccount;
  readonly state: JobState;
}

/**
 * Asks after work that ends later (batches, background responses) of whom a named account's key can: nobody else may ask until
 * its hold is over. Each is claimed in the database; what would pass a site's number of asks an hour is left for later.
 */
export async function askJobs(desk: JobWatch): Promise<void> {
  const accounts = desk.accounts.list().flatMap(({ provider, name }) => desk.accounts.find(provider, name) ?? []);
  if (accounts.length === 0) return;
  for (const claimed of await claimJobs(accounts, desk)) {
    await askOne(claimed, desk).catch((error: unknown) =>
      desk.onTrouble(`what became of work at ${claimed.open.provider} was not booked`, error),
    );
  }
}

function claimJobs(accounts: readonly NamedAccount[], desk: JobWatch): Promise<readonly Claimed[]> {
  const marksOf = openKeyMarks(desk.secretHex);
  const marked = accounts.map((account) => {
    const { fingerprint } = marksOf(account.key, findProvider(account.provider)?.keys ?? null);
    return { account, fingerprint };
  });
  return desk.store.transactBelow(async ({ tx, ledger, tables }) => {
    const rows = await tables.openCalls.filter(({ job }) => job !== undefined).toArray();
    const { watchStates: states } = openWatchTables(tx, ledger);
    await dropJobStates(states, new Set(rows.map(({ callId }) => callId)));
    const claimed: Claimed[] = [];
    for (const open of rows) {
      if (claimed.length >= ASKED_MAX) break;
      const claim = await claimOne(open, { marked, tables, states, now: desk.now() });
      if (claim !== null) claimed.push(claim);
    }
    return claimed;
  });
}

interface Place {
  readonly marked: readonly { readonly account: NamedAccount; readonly fingerprint: string | null }[];
  readonly tables: LedgerTables;
  readonly states: WatchTables['watchStates'];
  readonly now: number;
}

async function claimOne(open: OpenCall, { marked, tables, states, now }: Place): Promise<Claimed | null> {
  const { callId, provider, openedAt, expiresAt, fingerprint } = open;
  const state = await readJobState(states, callId);
  const { claimedUntil } = state;
  if (claimedUntil !== null && claimedUntil > now && claimedUntil <= now + 2 * CLAIM_MS) return null;
  if (nextJobAskAt({ ...state, openedAt, deadlineAt: expiresAt - JOB_GRACE_MS }, now) > now) return null;
  if (jobSurfaces(open).length === 0) return null;
  const own = marked.filter(({ account, fingerprint: mark }) => account.provider === provider && mark !== null);
  for (const { account, fingerprint: mark } of own) {
    if (!(await isSameWallet(tables, fingerprint, mark))) continue;
    const counted = `${provider}/jobs`;
    const count = countAsks(await readAskCount(states, counted), now, 1);
    if (count.asks > ASKS_PER_HOUR_MAX) return null;
    await writeAskCount(states, counted, count);
    await writeJobState(states, callId, { ...state, claimedUntil: now + CLAIM_MS });
    return { open, account, state };
  }
  return null;
}

async function askOne({ open, account, state }: Claimed, desk: JobWatch): Promise<void> {
  const answer = await askJob(open, account, desk.jobs);
  const next = afterAnswer(answer, state, desk);
  await inWatchTables(desk.store, ({ watchStates }) => writeJobState(watchStates, open.callId, next));
}

function afterAnswer(answer: JobAnswer, { failures }: JobState, { now, random }: WatchDesk): JobState {
  const at = now();
  if (answer.kind !== 'failed') return { triedAt: at, retryAt: null, claimedUntil: null, failures: 0 };
  const { status, retryAfterMs } = answer;
  // A key that may not see it, or a number that is not known there: the same would come back.
  const isHopeless = status !== null && status < 500 && status !== 408 && status !== 429;
  const waitMs = retryInMs({ failures: failures + 1, isHopeless, retryAfterMs, random: random() });
  return { triedAt: at, retryAt: at + waitMs, claimedUntil: null, failures: failures + 1 };
}
