import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import type { DayCost } from '../../lib/domain/cost-ask.ts';
import { isoDayOf } from '../../lib/domain/utc-day.ts';
import { type CostsByKey, readCostsByKey } from '../../lib/engine/read-costs-by-key.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { type BillState, readBills, writeBills } from './bill-state.ts';
import { mayAsk } from './may-ask.ts';
import { HISTORY_MS_MAX } from './prune-history.ts';
import type { WatchDesk } from './watch-desk.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Unasked a provider is asked so often, ms; sooner where nobody was there. */
const EVERY_MS = DAY_MS;
const AGAIN_MS = HOUR_MS;
/** What passes without anybody doing something about it. */
const PASSING: readonly BalanceProblem['kind'][] = ['network', 'timeout', 'unavailable', 'rate-limited'];
/** What is billed of a day may still change for so long, ms: it is asked for again. */
const SETTLES_MS = 7 * DAY_MS;
/** Unasked nobody looks further back, ms: who was away for longer asks by `reconcile`. */
const BACK_MS_MAX = 90 * DAY_MS;

/** The providers of named accounts that tell what they billed. */
export function tellingProviders({ accounts }: Pick<WatchDesk, 'accounts'>): readonly string[] {
  const named = new Set(accounts.list().map(({ provider }) => provider));
  return [...named].filter((provider) => findProvider(provider)?.costsByKey !== undefined);
}

/** Asks once a day what was billed, each provider that tells it; of several companions over a database one does. */
export async function askDueBills(desk: WatchDesk): Promise<void> {
  for (const provider of tellingProviders(desk)) {
    const now = desk.now();
    const due = await inWatchTables(desk.store, async ({ watchStates }) => {
      const state = await readBills(watchStates, provider);
      if (dueAt(state, now) > now) return null;
      await writeBills(watchStates, provider, { ...state, triedAt: now });
      return state;
    });
    if (due === null) continue;
    const since = due.told === null ? now : Date.parse(`${due.told.until}T00:00:00Z`);
    await askBills(desk, provider, Math.max(since - SETTLES_MS, now - BACK_MS_MAX));
  }
}

/** A clock that was set back since counts for nothing. */
function dueAt({ triedAt, problem }: BillState, now: number): number {
  if (triedAt === null || triedAt > now) return now;
  return triedAt + (problem !== null && PASSING.includes(problem.kind) ? AGAIN_MS : EVERY_MS);
}

/**
 * Asks a provider what it billed from an instant on (epoch ms), with each of its named accounts until one may know, and keeps what
 * it tells. False: it was asked as often as may be in this hour, and nothing came of it.
 */
export async function askBills(desk: WatchDesk, provider: string, from: number): Promise<boolean> {
  const ask = findProvider(provider)?.costsByKey;
  if (ask === undefined) return false;
  const before = await inWatchTables(desk.store, ({ watchStates }) => readBills(watchStates, provider));
  // Most keys may not know; the one that did is asked first, and speaks for all.
  const names = desk.accounts.list().filter((account) => account.provider === provider);
  for (const { name } of names.toSorted((one, other) => rankOf(one.name, before) - rankOf(other.name, before))) {
    const account = desk.accounts.find(provider, name);
    if (account === null) continue;
    if (!(await mayAsk(desk, provider))) return false;
    const by = { key: account.key, from, origin: desk.standIns[provider] ?? null };
    const answer = await readCostsByKey(ask, by, { send: desk.send, now: desk.now });
    await keep(desk, provider, { name, answer, from });
    if (answer.kind === 'read') return true;
  }
  return true;
}

function rankOf(name: string, { name: known, problem }: BillState): number {
  return name === known && problem === null ? 0 : 1;
}

interface Told {
  readonly name: string;
  readonly answer: CostsByKey;
  readonly from: number;
}

/** An error takes nothing away of what was told before. */
function keep(desk: WatchDesk, provider: string, { name, answer, from }: Told): Promise<void> {
  return inWatchTables(desk.store, async ({ watchStates }) => {
    const known = await readBills(watchStates, provider);
    const now = desk.now();
    if (answer.kind === 'problem') {
      return writeBills(watchStates, provider, { ...known, triedAt: now, name, problem: answer.problem });
    }
    await writeBills(watchStates, provider, {
      ...{ triedAt: now, name, problem: null },
      ...joinBills(known, answer.days, {
        from: isoDayOf(from),
        until: isoDayOf(now),
        oldest: isoDayOf(now - HISTORY_MS_MAX),
      }),
    });
  });
}

interface Span {
  readonly from: string;
  readonly until: string;
  /** Days before it are forgotten. */
  readonly oldest: string;
}

/** What was told of a span takes the place of what was told of its days before. Behind a gap nothing is known of what lies before it. */
function joinBills(
  { told, days }: Pick<BillState, 'told' | 'days'>,
  fresh: readonly DayCost[],
  { from, until, oldest }: Span,
): Pick<BillState, 'told' | 'days'> {
  const joins = told !== null && told.until >= from;
  const first = joins && told.from < from ? told.from : from;
  const before = joins ? days.filter(({ day }) => day < from) : [];
  return {
    told: { from: first > oldest ? first : oldest, until },
    days: [...before, ...fresh].filter(({ day }) => day >= oldest),
  };
}
