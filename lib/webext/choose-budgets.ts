import type { Budget, BudgetUnit, Raise } from '../budget/budget.ts';
import type { BudgetFault, BudgetsView, HandOver, TypedBudget } from '../domain/own-budget.ts';
import { readTypedAmount } from '../domain/typed-amount.ts';
import { nameOf } from '../screens/account-name.ts';
import { handOverAnswerSchema } from '../sync/hand-over.ts';
import { askCompanion } from './ask-companion.ts';
import { viewBudget } from './budget-views.ts';
import { noteChanged } from './change-alert.ts';
import type { Database } from './database.ts';
import { syncNow } from './follow-companion.ts';
import { readSpentFrom } from './hold-own-budget.ts';
import { endOfDay } from './local-day.ts';
import { OWN_BUDGETS_MAX, type OwnBudgetRow, spanOf } from './own-budgets.ts';
import { readSettings } from './settings.ts';
import { readSharedBudgets } from './shared-budgets.ts';
import { readLink } from './sync-companion.ts';
import { tellAlerts } from './tell-alerts.ts';
import { freshBudgetPaces } from './watch-state.ts';

/** Older raises are forgotten, ms: no window of now has them. */
const RAISE_KEPT_MS = 32 * 86_400_000;
/** Raises that a budget remembers. */
const RAISES_MAX = 100;
const HAND_OVER_MS_MAX = 20_000;
/** Choices that a select can show. */
const CHOICES_MAX = 500;

/** Whether there is any budget, here or at the companion: counted, not read. */
export async function hasBudgets({ ownBudgets, companion }: Database): Promise<boolean> {
  const known = await companion.get('budgets');
  return (await ownBudgets.count()) > 0 || (known?.id === 'budgets' && known.states.length > 0);
}

/** Every budget with how it stands, and what a new one can be about. */
export async function readBudgetsView(database: Database, now: number): Promise<BudgetsView> {
  const { ownBudgets, rollups, openCalls } = database;
  const [rows, from] = await database.transaction('r', ownBudgets, rollups, openCalls, async () => {
    return [await ownBudgets.toArray(), await readSpentFrom(database, now)] as const;
  });
  const [state, keys, lists, shared, settings] = await Promise.all([
    database.watch.get('state'),
    database.rollups.toCollection().primaryKeys(),
    database.priceLists.toArray(),
    readSharedBudgets(database, now),
    readSettings(),
  ]);
  const title = (provider: string): string => nameOf(provider, lists);
  const scopes = rows.map(({ budget }) => budget.scope);
  const set = rows.flatMap(({ budget: { unit } }) => (unit.kind === 'money' ? [unit.currency] : []));
  const providers = unique([
    ...keys.map(([, provider]) => provider),
    ...scopes.map((scope) => idIn(scope, 'provider')),
  ]);
  return {
    budgets: rows.map((row) => viewBudget(row, from, { nameOf: title, paces: freshBudgetPaces(state, now) })),
    providers: providers.map((id) => ({ id, name: title(id) })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    models: unique([...keys.map(([, , model]) => model), ...scopes.map((scope) => idIn(scope, 'model'))]).toSorted(),
    units: unique(['USD', ...keys.map(([, , , unit]) => unit), ...set]),
    shared,
    isTeam: settings.team,
  };
}

function unique(all: readonly string[]): readonly string[] {
  return [...new Set(all.filter((one) => one !== ''))].slice(0, CHOICES_MAX);
}

function idIn(scope: Budget['scope'], kind: 'provider' | 'model'): string {
  if (scope.kind === 'provider' && kind === 'provider') return scope.provider;
  return scope.kind === 'model' && kind === 'model' ? scope.model : '';
}

/**
 * Keeps a budget as it was typed; `was`: the name of the one it changes, null: a new one. Its raises stay. Null: it is kept, and
 * holds from the next call on; else why not, and nothing is changed.
 */
export async function saveBudget(
  database: Database,
  typed: TypedBudget,
  was: string | null,
): Promise<BudgetFault | null> {
  const { ownBudgets, watch } = database;
  const fault = await database.transaction('rw', ownBudgets, watch, async (): Promise<BudgetFault | null> => {
    const old = was === null ? null : ((await ownBudgets.get(was)) ?? null);
    if (was !== null && old === null) return 'gone';
    const budget = readTyped(typed, old?.budget ?? null);
    if (typeof budget === 'string') return budget;
    if (budget.id !== was && (await ownBudgets.get(budget.id)) !== undefined) return 'name-taken';
    if (was === null && (await ownBudgets.count()) >= OWN_BUDGETS_MAX) return 'too-many';
    if (was !== null && was !== budget.id) await ownBudgets.delete(was);
    await ownBudgets.put({ id: budget.id, budget, change: crypto.randomUUID() });
    await noteChanged(database, [{ kind: 'budget', id: budget.id }]);
    return null;
  });
  // What is so by the new limit is known before the next call, which is news.
  if (fault === null) await tellAlerts(database);
  return fault;
}

function readTyped(typed: TypedBudget, old: Budget | null): Budget | BudgetFault {
  const id = typed.name.trim();
  // As the companion has them, which may get it one day.
  if (!/^[^/@]{1,64}$/.test(id)) return 'bad-name';
  const [scope, unit] = [readScope(typed.scope), readUnit(typed.counts)];
  if (scope === null || unit === null) return 'bad-scope';
  const limit = readAmount(typed.limit, unit);
  if (limit === null) return 'bad-limit';
  const kind = typed.span === 'week' || typed.span === 'month' ? typed.span : 'day';
  const isSame = old !== null && JSON.stringify(old.unit) === JSON.stringify(unit);
  const raises = isSame ? old.raises : [];
  return {
    id,
    scope,
    unit,
    window: { kind, zone: zoneHere() },
    limit,
    isHard: typed.isHard,
    onFailure: 'closed',
    raises,
  };
}

function readScope(typed: string): Budget['scope'] | null {
  const [, kind, id = ''] = /^(everything|provider|model)(?:\|(.{1,400}))?$/s.exec(typed) ?? [];
  if (kind === 'everything') return { kind };
  if (id === '') return null;
  return kind === 'provider' ? { kind, provider: id } : { kind: 'model', model: id };
}

function readUnit(typed: string): BudgetUnit | null {
  if (typed === 'tokens' || typed === 'calls') return { kind: typed };
  const [, currency] = /^money\|(.{1,40})$/s.exec(typed) ?? [];
  return currency === undefined ? null : { kind: 'money', currency };
}

/** In the budget's unit; null: it is no amount of at least 0, or no whole number of tokens or calls. */
function readAmount(typed: string, unit: BudgetUnit): bigint | null {
  const text = typed.trim();
  if (unit.kind !== 'money') return /^\d{1,15}$/.test(text) ? BigInt(text) : null;
  return readTypedAmount(text);
}

/** Removes a budget. What was spent stays in the ledger. */
export async function removeBudget(database: Database, id: string): Promise<void> {
  await database.ownBudgets.delete(id);
}

/** Raises a budget until the local midnight, by an amount as it is typed. Null: it is raised. */
export async function raiseBudget(
  database: Database,
  { id, typed, now }: { readonly id: string; readonly typed: string; readonly now: number },
): Promise<BudgetFault | null> {
  const { ownBudgets, watch } = database;
  const fault = await database.transaction('rw', ownBudgets, watch, async (): Promise<BudgetFault | null> => {
    const row = await ownBudgets.get(id);
    if (row === undefined) return 'gone';
    const by = readAmount(typed, row.budget.unit);
    if (by === null || by === 0n) return 'bad-limit';
    const raise: Raise = { id: crypto.randomUUID(), by, from: now, until: endOfDay(now) };
    const raises = [...row.budget.raises.filter(({ until }) => until > now - RAISE_KEPT_MS), raise].slice(-RAISES_MAX);
    await ownBudgets.put({ ...row, budget: { ...row.budget, raises }, change: crypto.randomUUID() });
    await noteChanged(database, [{ kind: 'budget', id }]);
    return null;
  });
  if (fault === null) await tellAlerts(database);
  return fault;
}

/**
 * Gives every budget to the companion, so that there is one set of them. First it is told of the calls, from which it adds up what
 * is spent. A budget is removed here once it has it: until then both hold it, each by its own sums. One that was changed here
 * meanwhile stays.
 */
export async function handOverBudgets(database: Database): Promise<HandOver> {
  const link = await readLink(database);
  if (link === null || (await syncNow(database)) !== null) return { kind: 'failed' };
  const rows = await database.ownBudgets.toArray();
  if (rows.length === 0) return { kind: 'done', taken: 0, left: [] };
  const { address, token } = link;
  const said = await askCompanion({
    ...{ address, token, path: '/take-budgets', timeoutMs: HAND_OVER_MS_MAX, answer: handOverAnswerSchema },
    body: { budgets: rows.map(({ change, budget }) => ({ change, budget: inZone(budget) })) },
  });
  if (said.kind !== 'told') return { kind: 'failed' };
  const outcomes = new Map(said.answer.budgets.map(({ id, outcome }) => [id, outcome]));
  // What it has is known here before it is removed here: at no moment does nobody hold it.
  if ((await syncNow(database)) !== null) return { kind: 'failed' };
  const taken = rows.filter(({ id }) => outcomes.get(id) === 'taken');
  await forget(database, taken);
  return { kind: 'done', taken: taken.length, left: rows.filter((row) => !taken.includes(row)).map(({ id }) => id) };
}

function forget({ ownBudgets }: Database, taken: readonly OwnBudgetRow[]): Promise<void> {
  return ownBudgets.db.transaction('rw', ownBudgets, async () => {
    for (const { id, change } of taken) if ((await ownBudgets.get(id))?.change === change) await ownBudgets.delete(id);
  });
}

/** Its days are those of this browser, wherever it was set. */
function inZone(budget: Budget): Budget {
  return { ...budget, window: { kind: spanOf(budget), zone: zoneHere() } };
}

function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
