import type { Collection } from 'dexie';
import { accountTitle } from '../domain/account-title.ts';
import type { CallChoices, CallFilter, CallPosition, CallSlice } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';
import { idsOfWallet, isOwnWallet } from '../ledger/ledger-context.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import { nameOf } from '../screens/account-name.ts';
import { isFound, positionAfter } from '../screens/fit-calls.ts';
import type { Database } from './database.ts';
import { startOfDay } from './local-day.ts';

/** Rows looked at in one go where no index answers the whole question; whoever asked may then ask for more. */
const ROWS_MAX = 1000;
/** Rows read together there, at most: a page is often full before {@link ROWS_MAX}. */
const PORTION = 200;
/** Rows read together where not every one fits, at first. */
const FIRST_PORTION = 17;
/** Rows read together where an index answers it, at first, and how many times as many after that: few calls may lie in as many packs. */
const FIRST_ANSWERED = 5;
const ANSWERED_TIMES = 4;
/** What was found in so much time is handed over, and the rest asked for after it, ms: calls that are few may lie far apart. */
const SLICE_MS = 40;

/**
 * The next calls that fit, newest first, at most `callsMax`. The most telling index is walked, never the whole ledger: a
 * question that no index answers comes back after {@link ROWS_MAX} rows with what was found and where to go on, and so does one
 * that takes long.
 */
export async function readCalls(
  database: Database,
  asked: CallFilter,
  { after, callsMax }: { readonly after: CallPosition | null; readonly callsMax: number },
): Promise<CallSlice> {
  const filter = { ...asked, ids: asked.account === null ? null : await idsOfWallet(database, asked.account) };
  const [ofDocument, lists] = await Promise.all([readDocument(database, filter), database.priceLists.toArray()]);
  if (ofDocument !== null) return sliceOf(ofDocument, null, lists);
  const calls: CallRecord[] = [];
  let position = after;
  const startedAt = performance.now();
  for (let passed = 0; passed < ROWS_MAX; ) {
    const { rows, isAnswered } = chooseIndex(database, filter, position?.at ?? null);
    const limit = isAnswered
      ? Math.min(Math.max(FIRST_ANSWERED, ANSWERED_TIMES * passed), callsMax + 1 - calls.length)
      : Math.min(PORTION, FIRST_PORTION + passed, ROWS_MAX - passed);
    const found = await rows
      .reverse()
      .offset(position?.skip ?? 0)
      .limit(limit)
      .toArray();
    const seen = takeFitting(found, filter, { calls, callsMax });
    if (found.length < limit && seen === found.length) return sliceOf(calls, null, lists);
    position = positionAfter(found.slice(0, seen), position);
    if (calls.length >= callsMax) break;
    if (calls.length > 0 && performance.now() - startedAt > SLICE_MS) break;
    passed += seen;
  }
  return sliceOf(calls, position, lists);
}

/** A filter by account means its wallet: calls of every account that the user says is the same one. */
interface WalletFilter extends CallFilter {
  readonly ids: readonly string[] | null;
}

/** Adds what fits until there is enough; how many rows were looked at. */
function takeFitting(
  found: readonly CallRecord[],
  filter: WalletFilter,
  { calls, callsMax }: { readonly calls: CallRecord[]; readonly callsMax: number },
): number {
  let seen = 0;
  for (const record of found) {
    if (calls.length >= callsMax) break;
    seen += 1;
    if (fits(record, filter)) calls.push(record);
  }
  return seen;
}

/** When the newest call was made, epoch ms; null: there is none. */
export async function readNewest(database: Database): Promise<number | null> {
  return (await database.records.orderBy('openedAt').last())?.openedAt ?? null;
}

/** Names to choose among, from the daily sums: there are few of them, however many calls there were. */
export async function readChoices(database: Database): Promise<CallChoices> {
  const [keys, accounts, lists] = await Promise.all([
    database.rollups.toCollection().primaryKeys(),
    database.accounts.toArray(),
    database.priceLists.toArray(),
  ]);
  const ids = new Set(keys.map(([, provider]) => provider));
  const models = new Set(keys.map(([, , model]) => model).filter((model) => model !== ''));
  return {
    providers: [...ids].map((id) => ({ id, name: nameOf(id, lists) })).sort((a, b) => a.name.localeCompare(b.name)),
    models: [...models].sort((a, b) => a.localeCompare(b)),
    accounts: accounts
      .filter((row) => isOwnWallet(accounts, row))
      .map(({ id, provider, name }) => ({ id, name: accountTitle(nameOf(provider, lists), name) })),
  };
}

/** Ids of calls begin with that of their document: so many of them are few, and found by their key. */
const ID = /^(\d+(?:-\d+){3})-\d+$/;

async function readDocument(database: Database, filter: WalletFilter): Promise<readonly CallRecord[] | null> {
  const document = ID.exec(filter.search.trim())?.[1];
  if (document === undefined) return null;
  const rows = await database.records.where('callId').startsWith(`${document}-`).limit(ROWS_MAX).toArray();
  return rows.filter((record) => fits(record, filter)).sort((a, b) => b.openedAt - a.openedAt);
}

interface Choice {
  readonly rows: Collection<CallRecord, string>;
  /** The index says it all: every row of it fits. */
  readonly isAnswered: boolean;
}

function chooseIndex(database: Database, filter: CallFilter, at: number | null): Choice {
  const { provider, account, model, outcome, search } = filter;
  const [from, to] = instantsOf(filter);
  const last = at === null ? to : Math.min(at, to);
  const isUnreviewed = outcome === 'unreviewed';
  const along = (name: string, value: string): Collection<CallRecord, string> =>
    database.records.where(`[${name}+openedAt]`).between([value, from], [value, last], true, true);
  const isOnly = (...others: readonly unknown[]): boolean =>
    search.trim() === '' && others.every((one) => one === null);
  if (model !== null) return { rows: along('model', model), isAnswered: isOnly(provider, account, outcome) };
  if (outcome !== null && !isUnreviewed)
    return { rows: along('outcome', outcome), isAnswered: isOnly(provider, account) };
  if (provider !== null) return { rows: along('provider', provider), isAnswered: isOnly(account, outcome) };
  return {
    rows: database.records.where('openedAt').between(from, last, true, true),
    isAnswered: isOnly(account, outcome),
  };
}

/** First and last instant of the days, epoch ms. */
function instantsOf({ fromDay, toDay }: CallFilter): readonly [number, number] {
  const from = fromDay === null ? 0 : startOfDay(fromDay);
  const to = toDay === null ? Number.MAX_SAFE_INTEGER : startOfDay(toDay, 1) - 1;
  return [from, Math.max(from, to)];
}

function fits(record: CallRecord, filter: WalletFilter): boolean {
  const { provider, ids, model, outcome } = filter;
  const [from, to] = instantsOf(filter);
  if (provider !== null && record.provider !== provider) return false;
  if (ids !== null && !ids.includes(record.account ?? '')) return false;
  if (model !== null && record.model !== model) return false;
  if (outcome === 'unreviewed' ? record.isReviewed : outcome !== null && record.outcome !== outcome) return false;
  return record.openedAt >= from && record.openedAt <= to && isFound(record, filter.search.trim().toLowerCase());
}

function sliceOf(records: readonly CallRecord[], next: CallPosition | null, lists: readonly PriceListRow[]): CallSlice {
  return { calls: records.map((record) => ({ record, providerName: nameOf(record.provider, lists) })), next };
}
