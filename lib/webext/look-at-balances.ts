import type { NoticeHours } from '../domain/dashboard.ts';
import type { WalletRows } from '../ledger/ledger-context.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import { type Alert, isDone } from '../watch/alert-state.ts';
import { decideAlerts } from '../watch/decide-alerts.ts';
import type { Database } from './database.ts';
import { findBalances, findOfPast, type Watched } from './find-watched.ts';
import { learnPaces, readPast } from './learn-paces.ts';

import { untoldOf } from './say-alert.ts';
import { NO_STATE, type Pace, type WatchState } from './watch-state.ts';
import { seeWallets } from './watched-wallets.ts';
import { peopleOf } from './watching-people.ts';

/** How a look is taken. */
export interface Look {
  /** Epoch ms. */
  readonly now: number;
  /** IANA name: the browser's own. */
  readonly zone: string;
  readonly hours: NoticeHours | null;
  /** Whether somebody is told by a notification; false: what is found counts as told. */
  readonly isTold: boolean;
}

/** Paces and past calls are looked at no more often than this, ms; without news as rarely as the second. */
const LEARN_MS = 60_000;
const LEARN_IDLE_MS = 5 * 60_000;
/** Without anything to say it is not noted more often that somebody looked, ms. */
const NOTED_MS = 60_000;
/** What is over is remembered for so long, ms, so that nobody is told too often; and so many of all are kept. */
const OVER_MS = 2 * 86_400_000;
const ALERTS_MAX = 200;

/**
 * Looks how balances and calls stand, and keeps what follows with what is to be told of it, in one transaction: whoever comes
 * later, or after a stop, knows what was told. Returns whether there is something that was not told yet.
 */
export async function lookAtBalances(database: Database, look: Look): Promise<boolean> {
  const seen = await see(database, look);
  if (seen === null) return false;
  return database.transaction('rw', database.watch, async () => {
    const state = (await database.watch.get('state')) ?? NO_STATE;
    const next = decide(state, seen, look);
    if (isWorthNoting(state, next)) await database.watch.put(next);
    return next.untold.length > 0;
  });
}

interface Seen {
  readonly watched: Watched;
  /** Accounts that are wallets of their own. */
  readonly own: ReadonlySet<string>;
  /** Null: they were not worked out now. */
  readonly paces: readonly Pace[] | null;
  /** What a person had changed before it was looked. */
  readonly changed: readonly string[];
}

/** Null: there is nothing that could run out. */
async function see(database: Database, look: Look): Promise<Seen | null> {
  const { accounts, readings, openCalls, priceLists, watch, hours, balanceHistory, records } = database;
  const tables = [accounts, readings, openCalls, priceLists, watch, hours, balanceHistory, records];
  const read = await database.transaction('r', tables, async () => {
    const rows = await readRows(database);
    if (rows.wallets.accounts.length === 0) return null;
    const wallets = seeWallets(rows.wallets, rows.lists, rows.state.paces);
    const past = isLearning(rows, look.now) ? await readPast(database, wallets, look.now) : null;
    return { ...rows, past };
  });
  if (read === null) return null;
  const { wallets, lists, state, past } = read;
  const open = new Set(state.alerts.filter(({ overAt }) => overAt === null).map(({ condition }) => condition.key));
  const looking = { ...look, isOpen: (key: string) => open.has(key) };
  const paces = past && learnPaces(seeWallets(wallets, lists, []), wallets.accounts, past, look);
  const balances = seeWallets(wallets, lists, paces ?? state.paces);
  const found = findBalances(balances, paces ?? state.paces, looking);
  const watched = past
    ? { ...found, conditions: [...found.conditions, ...findOfPast(past, wallets.accounts, looking)], unseen: [] }
    : found;
  return { watched, own: new Set(balances.map(({ account }) => account)), paces, changed: state.changed };
}

interface Rows {
  readonly wallets: WalletRows;
  readonly lists: readonly PriceListRow[];
  readonly state: WatchState;
}

async function readRows({ accounts, readings, openCalls, priceLists, watch }: Database): Promise<Rows> {
  const [known, read, open, lists, state] = await Promise.all([
    accounts.toArray(),
    readings.toArray(),
    openCalls.toArray(),
    priceLists.toArray(),
    watch.get('state'),
  ]);
  return { wallets: { accounts: known, readings: read, open }, lists, state: state ?? NO_STATE };
}

function isLearning({ state, wallets }: Rows, now: number): boolean {
  const ageMs = now - (state.learnedAt ?? Number.NEGATIVE_INFINITY);
  const hasNews = wallets.readings.some(({ reading }) => reading.at > (state.learnedAt ?? 0));
  // A clock that was set back counts as news.
  return ageMs < 0 || ageMs >= (hasNews ? LEARN_MS : LEARN_IDLE_MS);
}

function decide(state: WatchState, { watched, own, paces, changed }: Seen, look: Look): WatchState {
  const { now } = look;
  const [unsure, unseen] = [new Set(watched.unsure), new Set(watched.unseen)];
  const keys = new Set(watched.conditions.map(({ key }) => key));
  // Of a wallet that is another's now, or of a line that a person has moved, nothing is over: it is no alert any more.
  const known = state.alerts.filter(({ condition: { subject, key, kind } }) => {
    if (subject.kind !== 'account') return true;
    if (!own.has(subject.id)) return false;
    return !changed.includes(subject.id) || keys.has(key) || unseen.has(kind);
  });
  let count = 0;
  const decision = decideAlerts({
    ...{ conditions: watched.conditions, alerts: known, now, lookedAt: state.lookedAt, digests: {} },
    isUnsure: (key, kind) => unsure.has(key) || unseen.has(kind),
    people: peopleOf(look),
    newId: () => `a${now.toString(36)}-${count++}`,
  });
  const isNews = ({ alerts }: (typeof decision.tellings)[number]): boolean =>
    look.isTold &&
    !alerts.every(({ condition: { subject } }) => subject.kind === 'account' && changed.includes(subject.id));
  return {
    name: 'state',
    alerts: remember(known, decision.alerts, now),
    lookedAt: now,
    learnedAt: paces === null ? state.learnedAt : now,
    paces: paces ?? state.paces,
    changed: state.changed.filter((account) => !changed.includes(account)),
    untold: [...state.untold, ...decision.tellings.filter(isNews).map((telling) => untoldOf(telling, now))],
  };
}

/** What was over before and is no part of the decision is remembered a while. */
function remember(before: readonly Alert[], after: readonly Alert[], now: number): readonly Alert[] {
  const over = before.filter((alert) => isDone(alert) && now - (alert.overAt ?? now) < OVER_MS);
  return [...over, ...after].slice(-ALERTS_MAX);
}

function isWorthNoting(before: WatchState, after: WatchState): boolean {
  if ([after.alerts, before.alerts, after.untold, before.changed].some(({ length }) => length > 0)) return true;
  if (after.learnedAt !== before.learnedAt || before.lookedAt === null) return true;
  const ageMs = (after.lookedAt ?? 0) - before.lookedAt;
  return ageMs < 0 || ageMs >= NOTED_MS;
}
