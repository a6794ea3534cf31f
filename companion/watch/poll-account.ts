import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { BalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import { isOwned } from '../../lib/ledger/find-key.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { countAsks, retryInMs } from '../../lib/watch/poll-plan.ts';
import { askAccount } from '../balance/ask-account.ts';
import { linksOf } from '../balance/write-balance.ts';
import { openKeyMarks } from '../calls/key-marks.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { mayAsk } from './may-ask.ts';
import {
  newPollState,
  type PollProblem,
  type PollState,
  readAskCount,
  readPollState,
  writeAskCount,
  writePollState,
} from './poll-state.ts';
import type { WatchDesk } from './watch-desk.ts';

/** Problems that come back the same until somebody puts them right. */
const HOPELESS: readonly PollProblem['kind'][] = [
  'wrong-key',
  'wrong-kind-of-key',
  'no-id',
  'gone',
  'redirected',
  'not-by-key',
  'not-asked',
];

/**
 * Asks for the balance of an account that was claimed, and keeps what came: readings in the ledger as any other, an error as
 * an error. Nothing is ever read out of an error.
 */
export async function pollAccount(claimed: PollState, desk: WatchDesk): Promise<void> {
  const found = desk.accounts.find(claimed.provider, claimed.name);
  if (found === null) return;
  const { provider } = claimed;
  let isFirst = true;
  // Some are asked in several requests; the first one was counted when it was claimed.
  const send: WatchDesk['send'] = async (request) => {
    if (!isFirst && !(await mayAsk(desk, provider))) throw NO_MORE;
    isFirst = false;
    return desk.send(request);
  };
  const standIn = desk.standIns[provider] ?? null;
  try {
    const said = await askAccount({ provider, site: null, standIn, key: found.key }, { send, now: desk.now });
    await keepAnswer(claimed, { said, key: found.key, sent: 1 }, desk);
  } catch (error) {
    if (error !== NO_MORE) throw error;
    // No error of the provider's: it is asked from the beginning in the next hour.
    await finish(desk, claimed, 1, (state, now) => ({ ...state, retryAt: now + HOUR_MS - (now % HOUR_MS) }));
  }
}

const HOUR_MS = 3_600_000;
const NO_MORE = new Error('its site was asked as often as may be in this hour');

/** What somebody asked a provider with the key of a named account, and was told. */
export interface ToldAccount {
  readonly said: Awaited<ReturnType<typeof askAccount>>;
  readonly key: string;
  /** How many requests it took. */
  readonly sent: number;
}

/** Keeps what was told of an account, whoever asked: see {@link pollAccount}. */
export async function keepAnswer(account: Polled, { said, key, sent }: ToldAccount, desk: WatchDesk): Promise<void> {
  if (typeof said === 'string') return fail(account, { kind: 'not-asked', why: said }, sent, desk);
  const { asked, answer } = said;
  if (answer.kind !== 'read') return fail(account, problemOf(answer), sent, desk);
  const { of, readings } = answer;
  const origin = linksOf(asked).console ?? '';
  const wallet = of === 'wallet' ? await keepReadings(account, { key, origin, readings }, desk) : null;
  await finish(desk, account, sent, (state) => ({
    ...state,
    ...{ readAt: desk.now(), failingSince: null, retryAt: null, failures: 0, problem: null, of },
    wallet: wallet ?? state.wallet,
    keyLeft: of === 'key' ? readings.map(({ unit, availableNano }) => ({ unit, nano: availableNano })) : [],
  }));
}

type Polled = Pick<PollState, 'id' | 'provider' | 'name'>;

function problemOf(answer: Exclude<BalanceByKey, { kind: 'read' }>): PollProblem {
  return answer.kind === 'problem' ? answer.problem : { kind: 'not-asked', why: 'unknown-name' };
}

interface Kept {
  readonly key: string;
  readonly origin: string;
  readonly readings: readonly BalanceReading[];
}

/** Writes readings where every other is written. @returns the account whose wallet it is */
async function keepReadings(claimed: Polled, { key, origin, readings }: Kept, desk: WatchDesk): Promise<string> {
  const wallet = await linkWallet(claimed, { key, origin }, desk);
  await desk.ports.transact(async (ledger) => {
    for (const reading of readings) await ledger.putReading(wallet, reading);
  });
  return wallet;
}

/** Whose console lists this key has that wallet; else the named account is one of its own, and the key is its. */
function linkWallet(
  { id, provider, name }: Polled,
  { key, origin }: Pick<Kept, 'key' | 'origin'>,
  { store, secretHex, now }: WatchDesk,
): Promise<string> {
  const { fingerprint, masked } = openKeyMarks(secretHex)(key, findProvider(provider)?.keys ?? null);
  return store.transact(async ({ accounts, keys }) => {
    const marks = [fingerprint, masked].filter((mark) => mark !== null);
    const rows = await keys.bulkGet(marks);
    const listed = rows.find((row) => row !== undefined && isOwned(row) && row.account !== id);
    const known = await accounts.get(id);
    if (listed !== undefined && (await accounts.get(listed.account)) !== undefined) {
      // Read under its own name before its console was seen: one wallet.
      if (known !== undefined && known.mergedInto == null) await accounts.put({ ...known, mergedInto: listed.account });
      return listed.account;
    }
    if (known === undefined) await accounts.put(newAccount({ id, provider, name }, origin, now()));
    if (fingerprint !== null && !rows.some((row) => isOwned(row) || row?.how === 'denied')) {
      const nothing = { name: '', billing: null, limitNano: null, usedNano: null, unit: '' } as const;
      await keys.put({ ...nothing, ...rows[0], fingerprint, provider, account: id, how: 'user', readAt: now() });
    }
    return id;
  });
}

/** A named account as the ledger has accounts. `origin`: of its console. */
export function newAccount(
  { id, provider, name }: Pick<AccountRow, 'id' | 'provider' | 'name'>,
  origin: string,
  seenAt: number,
): AccountRow {
  const consoleOrigin = /^https?:\/\/[^/]+/.exec(origin)?.[0] ?? findProvider(provider)?.consoleOrigin ?? '';
  return { id, provider, name, consoleOrigin, seenAt, ownLimits: {}, falseAsks: 0 };
}

function fail(claimed: Polled, problem: PollProblem, sent: number, desk: WatchDesk): Promise<void> {
  return finish(desk, claimed, sent, (state, now) => {
    const failures = state.failures + 1;
    const retryAfterMs = problem.kind === 'rate-limited' ? problem.retryAfterMs : null;
    const isHopeless = HOPELESS.includes(problem.kind);
    const waitMs = retryInMs({ failures, isHopeless, retryAfterMs, random: desk.random() });
    return { ...state, failures, problem, failingSince: state.failingSince ?? now, retryAt: now + waitMs };
  });
}

/** What became of an ask. What it sent beside the one request that was counted when it was claimed is counted now. */
function finish(
  desk: WatchDesk,
  claimed: Polled,
  sent: number,
  change: (state: PollState, now: number) => PollState,
): Promise<void> {
  return inWatchTables(desk.store, async ({ watchStates: states }) => {
    const now = desk.now();
    const state = (await readPollState(states, claimed.id)) ?? newPollState(claimed);
    await writePollState(states, { ...change(state, now), triedAt: now, claimedUntil: null });
    if (sent <= 1) return;
    const known = await readAskCount(states, claimed.provider);
    await writeAskCount(states, claimed.provider, countAsks(known, now, sent - 1));
  });
}
