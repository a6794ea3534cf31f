import { ACCEPTED_MAX, withoutDisproved } from '../domain/accepted.ts';
import { asCorrected } from '../domain/corrected.ts';
import { BILLED_MAX } from '../domain/learn-price.ts';
import type { CallRecord } from '../domain/record.ts';
import { tokensOf } from '../domain/tokens-of.ts';
import type { Learned, SettleLedger } from '../engine/ports.ts';
import { learnCallRate } from './chip-news.ts';
import { addFreeUse, countFreeUse } from './free-use.ts';
import { keepCounting } from './keep-counting.ts';
import { keepLengths } from './keep-lengths.ts';
import { learnKey } from './learn-key.ts';
import {
  acceptedHabitId,
  billedHabitId,
  idsOfWallet,
  readAccepted,
  readBilled,
  readContext,
  writeAccepted,
} from './ledger-context.ts';
import { noteCallInDrops } from './note-drops.ts';
import { putReadingNow } from './put-reading.ts';
import { costHabitId } from './row-ids.ts';
import type { ReadingRow, RollupRow } from './rows.ts';
import { addToHour } from './spend-hours.ts';
import type { LedgerTables } from './tables.ts';

/** Recent values a habit keeps: enough for a P95, small enough to read in every review. */
const HABIT_VALUES_MAX = 64;

/** The engine's ledger over the host's tables; call only inside a transaction over all of them. */
export function openLedger(tables: LedgerTables): SettleLedger {
  return {
    readContext: (query) => readContext(tables, query),
    putOpenCall: async (call) => void (await tables.openCalls.put(call)),
    findRecord: async (callId) => (await tables.records.get(callId)) ?? null,
    findOpenCall: async (callId) => (await tables.openCalls.get(callId)) ?? null,
    findJob: async (provider, id) =>
      (await tables.openCalls
        .filter((call) => call.provider === provider && call.job?.includes(id) === true)
        .first()) ?? null,
    countFreeUse: (query) => countFreeUse(tables, query),
    append: (record, learned) => append(tables, record, learned),
    replaceLost: (lost, record, learned) => replaceLost(tables, lost, record, learned),
    closeOpenCall: async (callId) => void (await tables.openCalls.delete(callId)),
    putReading: (account, reading) => putReadingNow(tables, account, reading),
  };
}

/** The engine's ledger for private windows: reads, and forgets what it is told to write. */
export function openReadOnlyLedger(tables: LedgerTables): SettleLedger {
  const ledger = openLedger(tables);
  const nothing = async (): Promise<void> => {};
  return {
    ...ledger,
    ...{ putOpenCall: nothing, append: nothing, replaceLost: nothing, closeOpenCall: nothing, putReading: nothing },
  };
}

async function append(tables: LedgerTables, record: CallRecord, learned: Learned): Promise<void> {
  await Promise.all([
    tables.records.add(record),
    tables.openCalls.delete(record.callId),
    addToRollup(tables, record),
    addFreeUse(tables, record),
    learn(tables, record, learned),
  ]);
}

async function replaceLost(
  tables: LedgerTables,
  lost: CallRecord,
  record: CallRecord,
  learned: Learned,
): Promise<void> {
  await Promise.all([
    tables.records.put(record),
    tables.openCalls.delete(record.callId),
    takeRecordFromRollup(tables, lost).then(() => addToRollup(tables, record)),
    addFreeUse(tables, lost, -1).then(() => addFreeUse(tables, record)),
    learn(tables, record, learned, lost),
  ]);
}

/** What tells such a row from others, as its table's key. */
export type RollupKey = [day: string, provider: string, model: string, unit: string];

/** The key of the row that a record is summed up in. */
export function rollupKey(record: CallRecord): RollupKey {
  return [record.day, record.provider, record.model ?? '', asCorrected(record).cost?.unit ?? ''];
}

/** Adds a record to the sums of its day, and of its hour where those are kept. */
export async function addToRollup(tables: LedgerTables, record: CallRecord): Promise<void> {
  await addToHour(tables, record);
  const key = rollupKey(record);
  await tables.rollups.put(changeRollup((await tables.rollups.get(key)) ?? emptyRollup(key), record, 1));
}

/** Sums of nothing. */
export function emptyRollup([day, provider, model, unit]: RollupKey): RollupRow {
  return { day, provider, model, unit, calls: 0, refusals: 0, likelyNano: 0n, unknownCalls: 0 };
}

/** Takes a deleted record's part out of its day's sums; true: nothing is left of that row, and it is gone. */
export async function takeRecordFromRollup(tables: LedgerTables, record: CallRecord): Promise<boolean> {
  await addToHour(tables, record, true);
  const key = rollupKey(record);
  const known = await tables.rollups.get(key);
  if (!known) return false;
  if (known.calls <= 1) {
    await tables.rollups.delete(key);
    return true;
  }
  await tables.rollups.put(changeRollup(known, record, -1));
  return false;
}

/** What a record comes to in the sums of its day. Sums of an older version have nothing of what may be taken out of them. */
export function changeRollup(known: RollupRow, record: CallRecord, times: 1 | -1): RollupRow {
  const part = partInRollup(record);
  const sign = BigInt(times);
  const { restNano = 0n, tokens = 0, restTokens = 0, ...sums } = known;
  const rest = restNano + sign * part.restNano;
  const counted = tokens + times * part.tokens;
  const atMost = restTokens + times * part.restTokens;
  return {
    ...sums,
    calls: sums.calls + times,
    refusals: sums.refusals + times * (record.outcome === 'refusal' ? 1 : 0),
    likelyNano: sums.likelyNano + sign * part.likelyNano,
    unknownCalls: sums.unknownCalls + times * (part.isKnown ? 0 : 1),
    ...(rest > 0n && { restNano: rest }),
    ...(counted > 0 && { tokens: counted }),
    ...(atMost > 0 && { restTokens: atMost }),
  };
}

/** What of one record the sums of its day are made of. `restNano`, `tokens` and `restTokens`: 0 where there is nothing to count. */
export function partInRollup(
  record: Pick<CallRecord, 'cost' | 'certainty' | 'usage' | 'tokensAtMost' | 'corrections'>,
): {
  readonly isKnown: boolean;
  readonly likelyNano: bigint;
  readonly restNano: bigint;
  readonly tokens: number;
  readonly restTokens: number;
} {
  const { cost, certainty } = asCorrected(record);
  const isKnown = cost !== null && certainty !== 'unknown';
  const likelyNano = isKnown ? (cost?.likelyNano ?? 0n) : 0n;
  const tokens = tokensOf(record) ?? 0;
  return {
    isKnown,
    likelyNano,
    restNano: (cost?.highNano ?? 0n) - likelyNano,
    tokens,
    restTokens: record.usage === null ? tokens : 0,
  };
}

async function learn(
  tables: LedgerTables,
  record: CallRecord,
  learned: Learned,
  lost: CallRecord | null = null,
): Promise<void> {
  // No provider saw it: it says nothing of what calls cost.
  if (record.saved !== undefined) return;
  await Promise.all([
    spendFromReading(tables, record, learned),
    noteCallInDrops(tables, record, lost),
    keepLengths(tables, record, learned),
    learnCost(tables, record),
    countFalseAsk(tables, record, learned),
    learnReserve(tables, record, learned),
    learnBilled(tables, record, learned),
    keepCounting(tables, record, learned, costHabitId),
    learnKey(tables, record, learned),
    learnCallRate(tables, record, learned),
  ]);
}

async function spendFromReading(tables: LedgerTables, record: CallRecord, learned: Learned): Promise<void> {
  const { account, cost, paidBy = account } = record;
  if (account === null || paidBy === null || cost === null) return;
  if (learned.spentSinceNano === 0n && !learned.blursReading) return;
  // The same wallet may have been read under several ids: each reading lacks this call.
  for (const id of await idsOfWallet(tables, account)) {
    const row = await tables.readings.get([id, cost.unit]);
    if (row) await tables.readings.put(id === paidBy ? withOwn(row, learned) : withOther(row, paidBy, learned));
  }
}

type Spent = Pick<Learned, 'spentSinceNano' | 'blursReading'>;

function withOwn(row: ReadingRow, { spentSinceNano, blursReading }: Spent): ReadingRow {
  const reading = blursReading ? { ...row.reading, isBlurred: true } : row.reading;
  return { ...row, reading, spentSinceNano: row.spentSinceNano + spentSinceNano };
}

/** Kept apart, so that it can be taken back: people may find that it is not the same wallet after all. */
function withOther(row: ReadingRow, paidBy: string, { spentSinceNano, blursReading }: Spent): ReadingRow {
  const known = row.fromOthers?.[paidBy] ?? { spentNano: 0n, isBlurred: false };
  const part = { spentNano: known.spentNano + spentSinceNano, isBlurred: known.isBlurred || blursReading };
  return {
    ...row,
    spentSinceNano: row.spentSinceNano + spentSinceNano,
    fromOthers: { ...row.fromOthers, [paidBy]: part },
  };
}

async function learnCost(tables: LedgerTables, { outcome, account, paidBy, cost }: CallRecord): Promise<void> {
  if (outcome !== 'answer' || account === null || cost === null) return;
  await remember(tables, costHabitId(paidBy ?? account, cost.unit), cost.likelyNano);
}

async function learnBilled(tables: LedgerTables, record: CallRecord, { billed }: Learned): Promise<void> {
  const { account, paidBy = account, model } = record;
  if (paidBy === null || paidBy === undefined || billed === null) return;
  const id = billedHabitId(paidBy, model);
  const row = await tables.habits.get(id);
  const known = row === undefined ? [] : readBilled(row);
  await tables.habits.put({ id, values: [...known, billed].slice(-BILLED_MAX) });
}

async function remember(tables: LedgerTables, id: string, value: number | bigint): Promise<void> {
  const known = (await tables.habits.get(id))?.values ?? [];
  await tables.habits.put({ id, values: [...known, value].slice(-HABIT_VALUES_MAX) });
}

/** So many cards may have calls that still run: cards of several documents, with long answers. */
const JUDGED_CARDS_MAX = 16;

/** A shortage card that was right starts the count again; one over several calls is one card, and right if one was refused. */
async function countFalseAsk(tables: LedgerTables, { account: id }: CallRecord, learned: Learned): Promise<void> {
  const { wasFalseAsk, card } = learned;
  const account = id === null || wasFalseAsk === null ? undefined : await tables.accounts.get(id);
  if (!account) return;
  const { judgedCards: judged = [] } = account;
  if (wasFalseAsk && card !== null && judged.includes(card)) return;
  const falseAsks = wasFalseAsk ? account.falseAsks + 1 : 0;
  const isNew = card !== null && !judged.includes(card);
  if (!isNew && falseAsks === account.falseAsks) return;
  const judgedCards = isNew ? [...judged, card].slice(-JUDGED_CARDS_MAX) : judged;
  await tables.accounts.put({ ...account, falseAsks, judgedCards });
}

async function learnReserve(
  tables: LedgerTables,
  { account, model }: CallRecord,
  { accepted, refusedAt }: Learned,
): Promise<void> {
  if (account === null || (accepted === null && refusedAt === null)) return;
  // What one account of a wallet showed is believed of the others, and disproved with them.
  for (const wallet of await idsOfWallet(tables, account)) {
    const id = acceptedHabitId(wallet, model);
    const row = await tables.habits.get(id);
    const known = row === undefined ? [] : readAccepted(row);
    const left = refusedAt === null ? known : withoutDisproved(known, refusedAt);
    const all = accepted === null || wallet !== account ? left : [...left, accepted].slice(-ACCEPTED_MAX);
    if (all.length > 0 || row !== undefined) await tables.habits.put({ id, values: writeAccepted(all) });
  }
}
