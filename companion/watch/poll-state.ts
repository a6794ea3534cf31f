import * as v from 'valibot';
import type { BalanceAsk } from '../../lib/domain/balance-ask.ts';
import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import type { AskCount, PollTimes } from '../../lib/watch/poll-plan.ts';
import type { NotAsked } from '../balance/find-asked.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';

/** How far asking for one named account's balance has come: the same for every companion over the database. */
export interface PollState extends PollTimes {
  /** The named account's id. */
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  /** Whoever asks has it for itself until then, epoch ms; null: nobody asks. */
  readonly claimedUntil: number | null;
  /** The last time that it was read, epoch ms; null: never. */
  readonly readAt: number | null;
  /** How many asks have failed in a row. */
  readonly failures: number;
  /** Why the last one did; null: it did not. */
  readonly problem: PollProblem | null;
  /** The account that its readings are of: its own, or the one whose console lists its key. Null: never read. */
  readonly wallet: string | null;
  /** Of what it is told: money, or what a limit leaves to the key. Null: never read. */
  readonly of: BalanceAsk['of'] | null;
  /** What a limit left to the key when it was read. Money is in the ledger. */
  readonly keyLeft: readonly { readonly unit: string; readonly nano: bigint | null }[];
}

/** Why a balance could not be read. */
export type PollProblem = BalanceProblem | { readonly kind: 'not-asked'; readonly why: NotAsked };

const instant = v.nullable(v.number());
const stateSchema = v.object({
  ...{ id: v.string(), provider: v.string(), name: v.string() },
  ...{ triedAt: instant, readAt: instant, failingSince: instant, retryAt: instant, claimedUntil: instant },
  failures: v.number(),
  problem: v.nullable(v.looseObject({ kind: v.string() })),
  wallet: v.nullable(v.string()),
  of: v.nullable(v.picklist(['wallet', 'key'])),
  keyLeft: v.array(v.object({ unit: v.string(), nano: v.nullable(v.bigint()) })),
});
const countSchema = v.object({ hour: v.number(), asks: v.number() });

type States = WatchTables['watchStates'];
const POLLS = 'poll|';
const ASKS = 'asks|';

/** The state of an account; null: it was never asked for, or what is kept is not understood, which comes to the same. */
export async function readPollState(states: States, id: string): Promise<PollState | null> {
  return parseState((await states.get(POLLS + id))?.value);
}

/** Of every account that was ever asked for. */
export async function readPollStates(states: States): Promise<readonly PollState[]> {
  const rows = await states.where('name').startsWith(POLLS).toArray();
  return rows.map(({ value }) => parseState(value)).filter((state) => state !== null);
}

function parseState(value: unknown): PollState | null {
  const read = v.safeParse(stateSchema, value);
  // What kind of problem it is was ours to write.
  return read.success ? (read.output as PollState) : null;
}

export async function writePollState(states: States, state: PollState): Promise<void> {
  await states.put({ name: POLLS + state.id, value: state });
}

/** Its key is gone, or another one: what was told to it says nothing any more. */
export async function forgetPollState(states: States, id: string): Promise<void> {
  await states.delete(POLLS + id);
}

/** How far asking after one call's work has come. Instants are epoch ms. */
export interface JobState extends Pick<PollTimes, 'triedAt' | 'retryAt'> {
  readonly claimedUntil: number | null;
  readonly failures: number;
}

/** Of work that was never asked after. */
export const NEW_JOB: JobState = { triedAt: null, retryAt: null, claimedUntil: null, failures: 0 };

const JOBS = 'job|';
const jobSchema = v.object({ triedAt: instant, retryAt: instant, claimedUntil: instant, failures: v.number() });

/** See {@link JobState}; of a call that was never asked after, {@link NEW_JOB}. */
export async function readJobState(states: States, callId: string): Promise<JobState> {
  const read = v.safeParse(jobSchema, (await states.get(JOBS + callId))?.value);
  return read.success ? read.output : NEW_JOB;
}

export async function writeJobState(states: States, callId: string, value: JobState): Promise<void> {
  await states.put({ name: JOBS + callId, value });
}

/** Forgets work that nobody waits for any more. `waiting`: calls that are open. */
export async function dropJobStates(states: States, waiting: ReadonlySet<string>): Promise<void> {
  const rows = await states.where('name').startsWith(JOBS).toArray();
  const over = rows.filter(({ name }) => !waiting.has(name.slice(JOBS.length)));
  if (over.length > 0) await states.bulkDelete(over.map(({ name }) => name));
}

/** How often a provider's site was asked in this hour; null: never. */
export async function readAskCount(states: States, provider: string): Promise<AskCount | null> {
  const read = v.safeParse(countSchema, (await states.get(ASKS + provider))?.value);
  return read.success ? read.output : null;
}

export async function writeAskCount(states: States, provider: string, count: AskCount): Promise<void> {
  await states.put({ name: ASKS + provider, value: count });
}

/** An account that was never asked for. */
export function newPollState({ id, provider, name }: Pick<PollState, 'id' | 'provider' | 'name'>): PollState {
  return {
    ...{ id, provider, name, triedAt: null, readAt: null, failingSince: null, retryAt: null, claimedUntil: null },
    ...{ failures: 0, problem: null, wallet: null, of: null, keyLeft: [] },
  };
}
