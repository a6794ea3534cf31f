import type { NoticeHabits, NoticeHours } from '../domain/notices-view.ts';
import type { WalletRows } from '../ledger/ledger-context.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import type { AlertSubject, Condition } from '../watch/alert.ts';
import { type Alert, isDone, isWorse } from '../watch/alert-state.ts';
import { nameSubject } from '../watch/contact.ts';
import { decideAlerts, type Telling } from '../watch/decide-alerts.ts';
import type { LowFound } from '../watch/find-low.ts';
import { DEFAULT_HOURS, learnHours } from '../watch/remind-at.ts';
import { findShortBudgets, learnBudgetPaces } from './budget-paces.ts';
import type { Database } from './database.ts';
import { findBalances, findOfPast, type Watched } from './find-watched.ts';
import { readSpentFrom } from './hold-own-budget.ts';
import { learnPaces, type Past, readPast } from './learn-paces.ts';
import type { OwnBudgetRow, SpentFrom } from './own-budgets.ts';
import { restOf, untoldOf } from './say-alert.ts';
import { NO_STATE, type WatchState } from './watch-state.ts';
import { findOwnBudgets } from './watched-budgets.ts';
import { seeWallets } from './watched-wallets.ts';
import { peopleOf } from './watching-people.ts';

/** How a look is taken. */
export interface Look {
  /** Epoch ms. */
  readonly now: number;
  /** IANA name: the browser's own. */
  readonly zone: string;
  readonly hours: NoticeHours | null;
  readonly habits: NoticeHabits;
  /** Of what somebody is told by a notification; what is found of the rest counts as told. */
  readonly isTold: (subject: AlertSubject) => boolean;
}

/** Paces and past calls are looked at no more often than this, ms; without news as rarely as the second. */
const LEARN_MS = 60_000;
const LEARN_IDLE_MS = 5 * 60_000;
/** Without anything to say it is not noted more often that somebody looked, ms. */
const NOTED_MS = 60_000;
/** What is over is remembered for so long, ms, so that nobody is told too often; and so many of all are kept. */
const OVER_MS = 2 * 86_400_000;
const ALERTS_MAX = 200;

/** What came of a look. */
export interface Looked {
  /** Whether there is something that was not told yet. */
  readonly hasUntold: boolean;
  /** What has become so with this look, or worse; without what a person has brought about. */
  readonly begun: readonly Condition[];
}

/**
 * Looks how balances, budgets and calls stand, and keeps what follows with what is to be told of it, in one transaction: whoever
 * comes later, or after a stop, knows what was told.
 */
export async function lookAtBalances(database: Database, look: Look): Promise<Looked> {
  const seen = await see(database, look);
  if (seen === null) return { hasUntold: false, begun: [] };
  return database.transaction('rw', database.watch, async () => {
    const state = (await database.watch.get('state')) ?? NO_STATE;
    const next = decide(state, seen, look);
    if (isWorthNoting(state, next)) await database.watch.put(next);
    return { hasUntold: next.untold.length > 0, begun: begunIn(next.alerts, state.alerts, seen.changed) };
  });
}

interface Seen {
  readonly watched: Watched;
  /** Accounts that are wallets of their own, and budgets, by name (`account:…`, `budget:…`). */
  readonly own: ReadonlySet<string>;
  /** Of those, accounts whose recharge page was opened and that have no more money since. */
  readonly waiting: ReadonlySet<string>;
  /** Null: it was not worked out now. */
  readonly learned: Learned | null;
  /** What a person had changed before it was looked. */
  readonly changed: readonly string[];
}

/** What is worked out of the past, now and then. */
type Learned = Required<Pick<WatchState, 'paces' | 'budgetPaces' | 'workingHours'>>;

/** Null: there is nothing that could run out. */
async function see(database: Database, look: Look): Promise<Seen | null> {
  const { accounts, readings, openCalls, priceLists, watch, hours, balanceHistory, records, ownBudgets, rollups } =
    database;
  const tables = [
    accounts,
    readings,
    openCalls,
    priceLists,
    watch,
    hours,
    balanceHistory,
    records,
    ownBudgets,
    rollups,
  ];
  const read = await database.transaction('r', tables, async () => {
    const rows = await readRows(database);
    if (rows.wallets.accounts.length === 0 && rows.budgets.length === 0) return null;
    const wallets = seeWallets(rows.wallets, rows.lists, rows.state.paces);
    const past = isLearning(rows, look.now) ? await readPast(database, wallets, look.now) : null;
    const spent = rows.budgets.length > 0 ? await readSpentFrom(database, look.now) : null;
    return { ...rows, past, spent };
  });
  if (read === null) return null;
  const { wallets, lists, state, past, budgets, spent } = read;
  const open = new Set(state.alerts.filter(({ overAt }) => overAt === null).map(({ condition }) => condition.key));
  const learned = past && learn({ ...read, past }, look);
  const { paces, budgetPaces, workingHours } = learned ?? learnedBefore(state);
  const looking = { ...look, hours: workingHours, isOpen: (key: string) => open.has(key) };
  const balances = seeWallets(wallets, lists, paces);
  const found = findBalances(balances, paces, looking);
  const calendar = { ...looking, holidays: look.habits.daysOff };
  const ofBudgets = spent === null ? NOTHING_FOUND : findOwnBudgets(budgets, spent, looking);
  const short = spent === null ? NOTHING_FOUND : findShortBudgets(budgets, spent, budgetPaces, calendar);
  const watched: Watched = {
    conditions: [
      ...found.conditions,
      ...ofBudgets.conditions,
      ...short.conditions,
      ...(past === null ? [] : findOfPast(past, wallets.accounts, looking)),
    ],
    unsure: [...found.unsure, ...ofBudgets.unsure, ...short.unsure],
    unseen: past === null ? found.unseen : [],
  };
  const own = [...balances.map(({ account }) => `account:${account}`), ...budgets.map(({ id }) => `budget:${id}`)];
  const waiting = balances.filter(({ row }) => row.rechargeAt != null).map(({ account }) => `account:${account}`);
  return { watched, own: new Set(own), waiting: new Set(waiting), learned, changed: state.changed };
}

function learn(
  { wallets, lists, budgets, spent, past }: Rows & { readonly past: Past; readonly spent: SpentFrom | null },
  look: Look,
): Learned {
  return {
    paces: learnPaces(seeWallets(wallets, lists, []), wallets.accounts, past, look),
    budgetPaces: spent === null ? [] : learnBudgetPaces(budgets, spent, past.hours, look.zone),
    // Calls of pages: people make them while they work.
    workingHours: learnHours(
      past.hours.map(({ hour }) => hour),
      look.zone,
    ),
  };
}

const NOTHING_FOUND: LowFound = { conditions: [], unsure: [] };

interface Rows {
  readonly wallets: WalletRows;
  readonly budgets: readonly OwnBudgetRow[];
  readonly lists: readonly PriceListRow[];
  readonly state: WatchState;
}

async function readRows({ accounts, readings, openCalls, priceLists, watch, ownBudgets }: Database): Promise<Rows> {
  const [known, read, open, lists, state, budgets] = await Promise.all([
    accounts.toArray(),
    readings.toArray(),
    openCalls.toArray(),
    priceLists.toArray(),
    watch.get('state'),
    ownBudgets.toArray(),
  ]);
  return { wallets: { accounts: known, readings: read, open }, lists, budgets, state: state ?? NO_STATE };
}

function isLearning({ state, wallets }: Rows, now: number): boolean {
  const ageMs = now - (state.learnedAt ?? Number.NEGATIVE_INFINITY);
  const hasNews = wallets.readings.some(({ reading }) => reading.at > (state.learnedAt ?? 0));
  // A clock that was set back counts as news.
  return ageMs < 0 || ageMs >= (hasNews ? LEARN_MS : LEARN_IDLE_MS);
}

function decide(state: WatchState, { watched, own, waiting, learned, changed }: Seen, look: Look): WatchState {
  const { now } = look;
  const [unsure, unseen] = [new Set(watched.unsure), new Set(watched.unseen)];
  const keys = new Set(watched.conditions.map(({ key }) => key));
  // Of a wallet that is another's now, a budget that is gone, a line that a person has moved, or money that nobody waits for any
  // more, nothing is over: it is no alert any more.
  const known = state.alerts.filter(({ condition: { subject, key, kind } }) => {
    if (subject.kind !== 'account' && subject.kind !== 'budget') return true;
    if (!own.has(nameSubject(subject))) return false;
    if (kind === 'recharge-late' && !keys.has(key) && waiting.has(nameSubject(subject))) return false;
    return !changed.includes(nameSubject(subject)) || keys.has(key) || unseen.has(kind);
  });
  // Two looks may come in one millisecond.
  let count = state.alerts.length;
  const decision = decideAlerts({
    ...{ conditions: watched.conditions, alerts: known, now, lookedAt: state.lookedAt, digests: state.digests ?? {} },
    isUnsure: (key, kind) => unsure.has(key) || unseen.has(kind),
    people: peopleOf(look),
    newId: () => `a${now.toString(36)}-${count++}`,
  });
  const isNews = ({ condition: { subject } }: Alert): boolean =>
    look.isTold(subject) && !changed.includes(nameSubject(subject));
  const news = decision.tellings
    .map((telling) => ({ ...telling, alerts: telling.alerts.filter(isNews) }))
    .filter((telling, _, all) => telling.alerts.length > 0 && !isSaidByAnother(telling, all));
  return {
    name: 'state',
    alerts: remember(known, decision.alerts, now),
    lookedAt: now,
    learnedAt: learned === null ? state.learnedAt : now,
    ...(learned ?? learnedBefore(state)),
    digests: decision.digests,
    changed: state.changed.filter((subject) => !changed.includes(subject)),
    untold: [...state.untold, ...news.map((telling) => untoldOf(telling, { now, all: decision.alerts }))],
  };
}

function learnedBefore({ paces, budgetPaces = [], workingHours = DEFAULT_HOURS }: WatchState): Learned {
  return { paces, budgetPaces, workingHours };
}

/** That little was left and then nothing is one matter: it is over once, in the place of what was said of it last. */
function isSaidByAnother(telling: Telling, all: readonly Telling[]): boolean {
  const own = endedIn(telling);
  if (own === null) return false;
  return all.some((other) => {
    const ended = endedIn(other);
    return ended?.matter === own.matter && ended.saidAt > own.saidAt;
  });
}

function endedIn({ kind, alerts: [alert] }: Telling): { readonly matter: string; readonly saidAt: number } | null {
  const matter = kind === 'resolved' && alert !== undefined ? restOf(alert.condition) : null;
  return matter === null ? null : { matter, saidAt: alert?.told.at(-1)?.at ?? 0 };
}

function begunIn(alerts: readonly Alert[], before: readonly Alert[], changed: readonly string[]): readonly Condition[] {
  const known = new Map(before.map((alert) => [alert.id, alert]));
  return alerts.flatMap(({ id, condition, overAt }) => {
    const earlier = known.get(id);
    const isNew = earlier === undefined || isWorse(condition.level, earlier.condition.level);
    return isNew && overAt === null && !changed.includes(nameSubject(condition.subject)) ? [condition] : [];
  });
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
