import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import { isoDayOf } from '../../lib/domain/utc-day.ts';
import type { Statement } from '../../lib/engine/ask-statement.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { mayAsk } from './may-ask.ts';
import { BILLS, COUNTS, readStated, type StatedDays, type StatementKind, writeStated } from './stated-days.ts';
import type { WatchDesk } from './watch-desk.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Unasked a provider is asked so often, ms; sooner where nobody was there. */
const EVERY_MS = DAY_MS;
const AGAIN_MS = HOUR_MS;
/** What passes without anybody doing something about it. */
const PASSING: readonly BalanceProblem['kind'][] = ['network', 'timeout', 'unavailable', 'rate-limited'];
/** What is told of a day may still change for so long, ms: it is asked for again. */
const SETTLES_MS = 7 * DAY_MS;
/** Unasked nobody looks further back, ms: who was away for longer asks by `reconcile`. */
const BACK_MS_MAX = 90 * DAY_MS;

interface Dated {
  readonly day: string;
}

/** The providers of named accounts that tell it. */
export function tellingProviders<Row extends Dated>(
  { accounts }: Pick<WatchDesk, 'accounts'>,
  { asks }: Pick<StatementKind<Row>, 'asks'>,
): readonly string[] {
  const named = new Set(accounts.list().map(({ provider }) => provider));
  return [...named].filter((provider) => asks(provider) > 0);
}

/** Asks once a day what was billed and counted, each provider that tells it; of several companions over a database one does. */
export async function askDueStatements(desk: WatchDesk): Promise<void> {
  await askDue(desk, BILLS);
  await askDue(desk, COUNTS);
}

async function askDue<Row extends Dated>(desk: WatchDesk, kind: StatementKind<Row>): Promise<void> {
  for (const provider of tellingProviders(desk, kind)) {
    const now = desk.now();
    const due = await inWatchTables(desk.store, async ({ watchStates }) => {
      const state = await readStated(watchStates, kind, provider);
      if (dueAt(state, now) > now) return null;
      await writeStated(watchStates, kind, provider, { ...state, triedAt: now });
      return state;
    });
    if (due === null) continue;
    const since = due.told === null ? now : Date.parse(`${due.told.until}T00:00:00Z`);
    await askStated(desk, kind, { provider, from: Math.max(since - SETTLES_MS, now - BACK_MS_MAX) });
  }
}

/** A clock that was set back since counts for nothing. */
function dueAt({ triedAt, problem }: Pick<StatedDays<never>, 'triedAt' | 'problem'>, now: number): number {
  if (triedAt === null || triedAt > now) return now;
  return triedAt + (problem !== null && PASSING.includes(problem.kind) ? AGAIN_MS : EVERY_MS);
}

/**
 * Asks a provider what it tells from an instant on (epoch ms), with each of its named accounts until one may know, and keeps what
 * it tells. False: it was asked as often as may be in this hour, and nothing came of it.
 */
export async function askStated<Row extends Dated>(
  desk: WatchDesk,
  kind: StatementKind<Row>,
  { provider, from }: { readonly provider: string; readonly from: number },
): Promise<boolean> {
  if (kind.asks(provider) === 0) return false;
  const before = await inWatchTables(desk.store, ({ watchStates }) => readStated(watchStates, kind, provider));
  // Most keys may not know; the one that did is asked first, and speaks for all.
  const names = desk.accounts.list().filter((account) => account.provider === provider);
  for (const { name } of names.toSorted((one, other) => rankOf(one.name, before) - rankOf(other.name, before))) {
    const account = desk.accounts.find(provider, name);
    if (account === null) continue;
    for (let asks = kind.asks(provider); asks > 0; asks--) if (!(await mayAsk(desk, provider))) return false;
    const by = { key: account.key, from, origin: desk.standIns[provider] ?? null };
    const answer = await kind.read(provider, by, { send: desk.send, now: desk.now });
    await keep(desk, kind, { provider, name, answer, from });
    if (answer.kind === 'read') return true;
  }
  return true;
}

function rankOf(name: string, { name: known, problem }: Pick<StatedDays<never>, 'name' | 'problem'>): number {
  return name === known && problem === null ? 0 : 1;
}

interface Told<Row> {
  readonly provider: string;
  readonly name: string;
  readonly answer: Statement<Row>;
  readonly from: number;
}

/** An error takes nothing away of what was told before. */
function keep<Row extends Dated>(
  desk: WatchDesk,
  kind: StatementKind<Row>,
  { provider, name, answer, from }: Told<Row>,
): Promise<void> {
  return inWatchTables(desk.store, async ({ watchStates }) => {
    const known = await readStated(watchStates, kind, provider);
    const now = desk.now();
    if (answer.kind === 'problem') {
      return writeStated(watchStates, kind, provider, { ...known, triedAt: now, name, problem: answer.problem });
    }
    const span = { from: isoDayOf(from), until: isoDayOf(now), oldest: isoDayOf(now - kind.keepsMs) };
    const joined = joinDays(known, answer.days, span);
    await writeStated(watchStates, kind, provider, { triedAt: now, name, problem: null, ...joined });
  });
}

interface Span {
  readonly from: string;
  readonly until: string;
  /** Days before it are forgotten. */
  readonly oldest: string;
}

/** What was told of a span takes the place of what was told of its days before. Behind a gap nothing is known of what lies before it. */
function joinDays<Row extends Dated>(
  { told, days }: Pick<StatedDays<Row>, 'told' | 'days'>,
  fresh: readonly Row[],
  { from, until, oldest }: Span,
): Pick<StatedDays<Row>, 'told' | 'days'> {
  const joins = told !== null && told.until >= from;
  const first = joins && told.from < from ? told.from : from;
  const before = joins ? days.filter(({ day }) => day < from) : [];
  return {
    told: { from: first > oldest ? first : oldest, until },
    days: [...before, ...fresh].filter(({ day }) => day >= oldest),
  };
}
