import type { Budget } from '../../lib/budget/budget.ts';
import { budgetsOf } from '../../lib/budget/envelopes.ts';
import { windowOf } from '../../lib/budget/window-of.ts';
import type { Unit } from '../../lib/domain/money.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import type { BudgetState, CurrencyRates } from '../../lib/sync/budget-state.ts';
import { isSharedHabit, type MergePlace, mergeItem, readStamped, tableOf } from '../../lib/sync/merge-item.ts';
import {
  ITEMS_MAX,
  KEY_FIELDS,
  STAMPED_TABLES,
  type SyncAnswer,
  type SyncCursor,
  type SyncItem,
  type SyncQuestion,
} from '../../lib/sync/protocol.ts';
import { settlementOf } from '../calls/held-amounts.ts';
import { type Rates, ratePair } from '../ledger/amounts.ts';
import type { Holds } from '../ledger/holds.ts';
import { openNotingTables } from '../ledger/noting-tables.ts';
import type { Below, LedgerStore } from '../ledger/open-ledger.ts';
import type { Transaction } from '../ledger/sql.ts';
import {
  beginEpoch,
  COMPANION,
  joinKey,
  type NewNote,
  type NoteKind,
  readNotedStamps,
  readNotes,
  readSyncState,
  type SyncNote,
  type SyncState,
  splitKey,
} from '../ledger/sync-notes.ts';
import { bookTold, tellCorrections, withoutCorrections } from './told-corrections.ts';

/** What the ledger of a companion is exchanged with. */
export interface ExchangeDesk {
  readonly store: LedgerStore;
  readonly holds: Holds;
  readonly now: () => number;
  /** What is frozen into calls that cost in a unit. Absent: no rate is known. */
  readonly ratesFrom?: (unit: Unit) => Rates;
  /** Whether somebody is told from here of what runs out. Absent: nobody is. */
  readonly isTelling?: () => Promise<boolean>;
}

/** From now on what changes is noted for browsers. `epoch`: a new id. */
export async function beginSync({ store }: Pick<ExchangeDesk, 'store'>, epoch: string): Promise<void> {
  await store.transactBelow(async ({ tx, ledger }) => {
    if ((await readSyncState(tx, ledger)) === null) await beginEpoch(tx, ledger, epoch);
  });
}

/** The ledger is one of before: what browsers have read of it since is forgotten here, and they begin anew. */
export async function renewSync({ store }: Pick<ExchangeDesk, 'store'>, epoch: string): Promise<void> {
  await store.transactBelow(async ({ tx, ledger }) => {
    if ((await readSyncState(tx, ledger)) !== null) await beginEpoch(tx, ledger, epoch);
  });
}

/**
 * Takes in what a browser tells, and answers with what it does not know. Everything that it told is kept and counted by the
 * budgets when this resolves; told again it changes nothing. @throws LedgerError
 */
export async function exchange(question: SyncQuestion, browser: string, desk: ExchangeDesk): Promise<SyncAnswer> {
  const found = await desk.store.transactBelow(async ({ tx, ledger, tables }) => {
    const state = await readSyncState(tx, ledger);
    if (state === null) throw new Error('[pair] no browser was paired with this ledger');
    const place = openPlace({ tx, ledger, tables }, desk.now());
    await takeIn(question.items, place, browser);
    await place.flush();
    const news = await readNews(question.cursor, place, { tx, ledger, browser, state });
    return { ...news, items: await tellCorrections(news.items, { tx, ledger }) };
  });
  // After the rows: a crash in between leaves records that the browser tells again, and then they are counted.
  await Promise.all(question.items.map((item) => count(item, desk)));
  const isTelling = (await desk.isTelling?.()) ?? false;
  return { ...found, budgets: await readBudgetStates(desk), notTaken: question.notTaken, isTelling };
}

async function count(item: SyncItem, { holds, ratesFrom }: Pick<ExchangeDesk, 'holds' | 'ratesFrom'>): Promise<void> {
  if (item.kind === 'unsent') await holds.release(item.callId);
  if (item.kind !== 'record') return;
  const { record } = item;
  const { callId, provider, model, fingerprint: key, origin, openedAt: at } = record;
  const call = { provider, account: record.account, model, key, label: null, origin };
  const atMost = record.cost === null ? {} : { atMost: { unit: record.cost.unit, nano: record.cost.highNano } };
  const rates = record.cost === null ? {} : (ratesFrom?.(record.cost.unit) ?? {});
  await holds.settle({ callId, ...settlementOf(record), rates, unheld: { call, at, ...atMost } });
  await bookTold(record, holds);
}

interface Place extends MergePlace {
  readonly note: (note: NewNote) => void;
  readonly flush: () => Promise<void>;
}

/**
 * What comes along with what a browser tells (money that arrived with a reading) is a change of ours, and noted as any; whom
 * the rest was told of is noted over it.
 */
function openPlace({ tx, ledger, tables }: Pick<Below, 'tx' | 'ledger' | 'tables'>, now: number): Place {
  const notes = new Map<string, NewNote>();
  const noting = openNotingTables({ tx, ledger, tables, now: () => now, notes });
  return {
    tables: noting.tables,
    now,
    self: COMPANION,
    readStamps: async (table, id) =>
      notes.get(joinKey(table, id))?.stamps ?? (await readNotedStamps(tx, ledger, table, id)),
    writeStamps: async (kind, id, stamps) => void notes.set(joinKey(kind, id), { kind, id, by: COMPANION, stamps }),
    note: (added) => void notes.set(joinKey(added.kind, added.id), added),
    flush: noting.flush,
  };
}

async function takeIn(items: readonly SyncItem[], place: Place, browser: string): Promise<void> {
  for (const told of recordsFirst(items)) {
    const item = withoutCorrections(told);
    const { isChanged, isMine } = await mergeItem(item, place);
    const [kind, id] = placeOf(item);
    if (kind === null || (!isChanged && !isMine)) continue;
    const stamps = item.kind === 'row' ? ((await place.readStamps(item.table, item.id)) ?? {}) : {};
    // Whoever told it needs not hear of it, unless there is more to it here.
    place.note({ kind, id, by: isMine ? COMPANION : browser, stamps });
  }
}

/** What was used of a key's limit is told as it is after these calls. */
function recordsFirst(items: readonly SyncItem[]): readonly SyncItem[] {
  return [...items.filter(({ kind }) => kind === 'record'), ...items.filter(({ kind }) => kind !== 'record')];
}

function placeOf(item: SyncItem): readonly [NoteKind | null, string] {
  if (item.kind === 'record') return ['record', item.record.callId];
  if (item.kind === 'reading') return ['reading', joinKey(item.account, item.reading.unit)];
  return item.kind === 'row' ? [item.table, item.id] : [null, item.callId];
}

interface Reader {
  readonly tx: Transaction;
  readonly ledger: string;
  readonly browser: string;
  readonly state: SyncState;
}

async function readNews(
  cursor: SyncCursor | null,
  place: MergePlace,
  reader: Reader,
): Promise<Omit<SyncAnswer, 'budgets' | 'notTaken' | 'isTelling'>> {
  const { tx, ledger, browser, state } = reader;
  const isKnown = cursor !== null && cursor.epoch === state.epoch && cursor.seq <= state.seq;
  if (!isKnown || cursor.after !== null) {
    return readPast(isKnown ? cursor : null, cursor !== null && !isKnown, place, state);
  }
  const notes = await readNotes(tx, ledger, { seq: cursor.seq, by: browser, max: ITEMS_MAX });
  const items: SyncItem[] = [];
  for (const note of notes) items.push(...(await describe(note, place)));
  const isMore = notes.length === ITEMS_MAX;
  const seq = isMore ? (notes.at(-1)?.seq ?? cursor.seq) : state.seq;
  return { items, cursor: { epoch: state.epoch, seq, after: null }, isMore, isNew: false };
}

async function describe({ kind, id }: SyncNote, place: MergePlace): Promise<readonly SyncItem[]> {
  if (kind === 'record') {
    const record = await place.tables.records.get(id);
    return record === undefined ? [] : [{ kind, record }];
  }
  if (kind === 'reading') {
    const [account = '', unit = ''] = splitKey(id);
    const row = await place.tables.readings.get([account, unit]);
    return row === undefined ? [] : [{ kind, account, reading: row.reading }];
  }
  const { row, stamps } = await readStamped(place, kind, id);
  return [{ kind: 'row', table: kind, id, row, stamps }];
}

/** What was before the browser came: first what there is little of, then call by call. */
async function readPast(
  cursor: SyncCursor | null,
  isNew: boolean,
  place: MergePlace,
  { epoch, seq: latest }: SyncState,
): Promise<Omit<SyncAnswer, 'budgets' | 'notTaken' | 'isTelling'>> {
  const after = cursor?.after ?? '';
  const records = await pageOf(place.tables, after);
  const small = after === '' ? await readSmall(place) : [];
  const items = [...records.map((record): SyncItem => ({ kind: 'record', record })), ...small];
  const next = records.length < ITEMS_MAX ? null : (records.at(-1)?.callId ?? null);
  // What changes while the past is read is told from where it was begun.
  const seq = cursor?.seq ?? latest;
  return { items, cursor: { epoch, seq, after: next }, isMore: next !== null || seq < latest, isNew };
}

function pageOf({ records }: LedgerTables, after: string): PromiseLike<CallRecord[]> {
  return records.where('callId').between(after, '\u{10ffff}', false).limit(ITEMS_MAX).toArray();
}

async function readSmall(place: MergePlace): Promise<readonly SyncItem[]> {
  const readings = await place.tables.readings.toArray();
  const items: SyncItem[] = readings.map(({ account, reading }) => ({ kind: 'reading', account, reading }));
  for (const table of STAMPED_TABLES) {
    for (const row of await rowsOf(place.tables, table)) {
      const id = String(row[KEY_FIELDS[table]]);
      items.push({ kind: 'row', table, id, ...(await readStamped(place, table, id)) });
    }
  }
  return items;
}

async function rowsOf(tables: LedgerTables, table: (typeof STAMPED_TABLES)[number]) {
  const all = tableOf(tables, table);
  if (table !== 'habits') return all.toArray();
  return (await all.where('id').startsWith('tariff|').toArray()).filter(({ id }) => isSharedHabit(String(id)));
}

/** Windows of budgets that are told ahead: whoever is away for longer has the last one for ever. */
const AHEAD = { hour: 72, day: 60, week: 12, month: 6 } as const;

/** Every budget as it stands, envelopes too. */
export async function readBudgetStates({
  holds,
  now,
  ratesFrom,
}: Pick<ExchangeDesk, 'holds' | 'now' | 'ratesFrom'>): Promise<readonly BudgetState[]> {
  const [budgets, uses] = [await holds.budgets(), await holds.usage()];
  return budgets.flatMap(budgetsOf).flatMap((budget) => {
    const use = uses.find((one) => one.budget === budget.id);
    if (use === undefined) return [];
    const rates = budget.unit.kind === 'money' ? ratesInto(budget.unit.currency, ratesFrom) : {};
    const { spent, held, uncounted } = use;
    const used = { spent, held, ...(uncounted > 0n && { uncounted }) };
    return [{ budget, ...used, starts: startsOf(budget, now()), ...(Object.keys(rates).length > 0 && { rates }) }];
  });
}

/** What units are worth in a currency, as far as a rate is known, for a browser that has to go by it alone. */
function ratesInto(currency: Unit, ratesFrom: ExchangeDesk['ratesFrom']): CurrencyRates {
  const others = Object.keys(ratesFrom?.(currency) ?? {}).map((pair) => pair.slice(ratePair(currency, '').length));
  return Object.fromEntries(
    others.flatMap((unit) => {
      const rate = ratesFrom?.(unit)[ratePair(unit, currency)];
      return rate === undefined ? [] : [[unit, rate.rateNano] as const];
    }),
  );
}

function startsOf(budget: Budget, now: number): readonly number[] {
  const { kind } = budget.window;
  if (kind === 'per-call') return [];
  const key = JSON.stringify(budget.window);
  const known = knownStarts.get(key);
  if (known?.[0] !== undefined && known[1] !== undefined && known[0] <= now && now < known[1]) return known;
  const starts: number[] = [];
  for (let at = now; starts.length < AHEAD[kind]; ) {
    const span = windowOf(budget, at);
    if (span === null) break;
    starts.push(span.start);
    at = span.end;
  }
  if (knownStarts.size >= KNOWN_MAX) knownStarts.clear();
  knownStarts.set(key, starts);
  return starts;
}

/** By window: zones are slow to work out. */
const knownStarts = new Map<string, readonly number[]>();
const KNOWN_MAX = 64;
