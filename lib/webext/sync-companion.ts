import { isSharedHabit, type MergePlace, mergeItem, readStamped } from '../sync/merge-item.ts';
import {
  answerSchema,
  ITEMS_MAX,
  STAMPED_TABLES,
  type StampedTable,
  type SyncAnswer,
  type SyncItem,
} from '../sync/protocol.ts';
import { askCompanion } from './ask-companion.ts';
import { type CompanionLink, type LinkProblem, nextWaiting, type SyncNote } from './companion-link.ts';
import type { Database } from './database.ts';
import { isForgotten } from './forget-old-calls.ts';
import { noteAll } from './note-all.ts';
import { forgetTold, keepNotes, readTold, type ToldNow } from './read-told.ts';

const SYNC_MS_MAX = 20_000;
/** Rounds of one exchange: more than anybody needs who is away for days; the rest comes with the next alarm. */
const ROUNDS_MAX = 200;
const WAIT_MS_MIN = 5_000;
const WAIT_MS_MAX = 10 * 60_000;

/** The companion that this browser is paired with; null: none. */
export async function readLink(database: Database): Promise<CompanionLink | null> {
  const row = await database.companion.get('link');
  return row?.id === 'link' ? row : null;
}

/** Whether the companion is not asked by itself now, because it did not answer lately. A clock that was ahead does not count. */
export function isWaiting({ nextAt }: Pick<CompanionLink, 'nextAt'>, now: number): boolean {
  return now < nextAt && nextAt - now <= WAIT_MS_MAX;
}

/**
 * Tells the companion what it does not know, and takes in what is new there, until both are the same. Stopped or failing at any
 * point it goes on from there: nothing is forgotten before the answer is kept, and what is told twice counts once.
 * @returns what went wrong; null: nothing, or there is no companion.
 */
export async function syncCompanion(database: Database): Promise<LinkProblem | null> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const link = await readLink(database);
    if (link === null) return null;
    const told = await readToldNow(database, link);
    const { address, token, cursor } = link;
    const said = await askCompanion({
      ...{ address, token, path: '/sync', timeoutMs: SYNC_MS_MAX, answer: answerSchema },
      body: { items: told.items, cursor },
    });
    if (said.kind !== 'told') {
      const problem = said.kind === 'problem' ? said.problem : 'strange-answer';
      await noteFailure(database, link, problem);
      return problem;
    }
    const isDone = await takeIn(database, link, told, said.answer);
    if (isDone) return null;
  }
  return null;
}

function readToldNow(database: Database, link: CompanionLink): Promise<ToldNow<SyncItem>> {
  return readTold<SyncItem>(database, {
    ...{ mark: 'waiting', after: link.after, itemsMax: ITEMS_MAX },
    describeCall: (record) => ({ kind: 'record', record }),
    describe: (note) => describe(database, note, link),
  });
}

async function describe(database: Database, { kind, id }: SyncNote, link: CompanionLink): Promise<readonly SyncItem[]> {
  if (!isToldKind(kind)) return [];
  if (kind === 'unsent') return [{ kind, callId: id }];
  if (kind === 'reading') {
    const row = await database.readings.get(JSON.parse(id) as [string, string]);
    return row === undefined ? [] : [{ kind, account: row.account, reading: row.reading }];
  }
  const { row, stamps } = await readStamped(openPlace(database, link), kind, id);
  return Object.keys(stamps).length === 0 ? [] : [{ kind: 'row', table: kind, id, row, stamps }];
}

function isToldKind(kind: SyncNote['kind']): kind is StampedTable | 'reading' | 'unsent' {
  return kind === 'reading' || kind === 'unsent' || STAMPED_TABLES.some((table) => table === kind);
}

function openPlace(database: Database, { self }: CompanionLink): MergePlace {
  return {
    tables: database,
    readStamps: async (table, id) => (await database.syncNotes.get([table, id]))?.stamps,
    writeStamps: async (kind, id, stamps) => {
      const known = (await database.syncNotes.get([kind, id])) ?? { kind, id };
      await database.syncNotes.put({ ...known, stamps });
    },
    now: Date.now(),
    self,
  };
}

/** So many are taken in in one transaction: a review that comes meanwhile waits for it. */
const TOGETHER_MAX = 20;

/**
 * Takes in what was answered, in portions; only the last one moves the cursor, so that what is not finished is told again.
 * @returns whether both are the same now; true also where it was unpaired meanwhile.
 */
async function takeIn(
  database: Database,
  link: CompanionLink,
  told: ToldNow<SyncItem>,
  answer: SyncAnswer,
): Promise<boolean> {
  const isSame = async (): Promise<boolean> => (await readLink(database))?.token === link.token;
  for (let start = 0; start < answer.items.length; start += TOGETHER_MAX) {
    await database.transaction('rw', database.tables, async () => {
      if (!(await isSame())) return;
      const place = openPlace(database, link);
      for (const item of answer.items.slice(start, start + TOGETHER_MAX)) await take(database, item, place);
    });
  }
  return database.transaction('rw', database.tables, async () => {
    const now = await readLink(database);
    if (now?.token !== link.token) return true;
    for (const note of told.notes) await forgetTold(database, note, 'waiting');
    const { cursor, budgets: states, isMore, isNew, notTaken, isTelling = false } = answer;
    const at = Date.now();
    await database.companion.bulkPut([
      {
        ...now,
        ...{ cursor, after: isNew ? '' : told.after, nextAt: 0, failures: 0, problem: null },
        notTaken: now.notTaken + notTaken,
        isTelling,
        syncedAt: isMore || told.isMore || isNew ? now.syncedAt : at,
      },
      { id: 'budgets', states, at },
    ]);
    if (isNew) await tellAnew(database);
    const left = await database.syncNotes.where('waiting').above(0).count();
    return !isMore && !told.isMore && !isNew && left === 0;
  });
}

/** What is changed by this is no change of ours: it is not told again, but where there is more to it here. */
async function take(database: Database, item: SyncItem, place: MergePlace): Promise<void> {
  // It may be counted in the sums, though nobody can tell any more.
  if (item.kind === 'record' && (await isForgotten(database, item.record.openedAt))) return;
  const { isMine } = await mergeItem(item, place);
  const [kind, id] = keyOf(item);
  if (kind === 'unsent' || (kind === 'habits' && !isSharedHabit(id))) return;
  const { waiting: _, ...rest } = (await database.syncNotes.get([kind, id])) ?? { kind, id };
  await keepNotes(database, [isMine ? { ...rest, waiting: nextWaiting() } : rest]);
}

function keyOf(item: SyncItem): readonly [SyncNote['kind'], string] {
  if (item.kind === 'record') return ['record', item.record.callId];
  if (item.kind === 'reading') return ['reading', JSON.stringify([item.account, item.reading.unit])];
  return item.kind === 'row' ? [item.table, item.id] : ['unsent', item.callId];
}

/** Notes everything but the calls, which are told by their ids, as not known there. Call inside a transaction. */
export async function tellAnew(database: Database): Promise<void> {
  await noteAll(database, STAMPED_TABLES, 'waiting');
}

/** It did not answer: for a while it is not asked by itself. */
export async function noteFailure(database: Database, link: CompanionLink, problem: LinkProblem): Promise<void> {
  await database.transaction('rw', database.companion, async () => {
    const now = await readLink(database);
    if (now?.token !== link.token) return;
    const failures = now.failures + 1;
    const waitMs = Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** Math.min(failures - 1, 10));
    await database.companion.put({ ...now, failures, problem, nextAt: Date.now() + waitMs });
  });
}
