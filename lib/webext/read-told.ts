import type { CallRecord } from '../domain/record.ts';
import type { NoteMark, SyncNote } from './companion-link.ts';
import type { Database } from './database.ts';
import { readPast } from './read-past.ts';

/** Some of what is not known elsewhere. */
export interface ToldNow<Item> {
  readonly items: readonly Item[];
  /** What of it was noted; forget these once it is known there. */
  readonly notes: readonly SyncNote[];
  /** How far the past is told with it; see `readPast`. Null: all of it is. */
  readonly after: string | null;
  /** There is more than fits. */
  readonly isMore: boolean;
}

interface ToldAsk<Item> {
  /** Who does not know it. */
  readonly mark: NoteMark;
  readonly after: string | null;
  readonly itemsMax: number;
  readonly describeCall: (record: CallRecord) => Item;
  /** What is said of anything but a call as it is now. */
  readonly describe: (note: SyncNote) => Promise<readonly Item[]>;
}

/** Calls first: what was used of a balance or a key is told as it is after them. */
export function readTold<Item>(database: Database, ask: ToldAsk<Item>): Promise<ToldNow<Item>> {
  const { mark, itemsMax } = ask;
  return database.transaction('r', database.tables, async () => {
    // A collection is changed by what is asked of it: one for each question.
    const waiting = () => database.syncNotes.where(mark).above(0);
    const notes = await waiting()
      .filter(({ kind }) => kind === 'record')
      .limit(itemsMax)
      .toArray();
    const records = await database.records.bulkGet(notes.map(({ id }) => id));
    const room = itemsMax - notes.length;
    const isPast = ask.after !== null && room > 0;
    const { calls: past, after } = isPast
      ? await readPast(database, ask.after ?? '', room)
      : { calls: [], after: ask.after };
    const seen = new Set<string>();
    const items = [...records, ...past].flatMap((record): readonly Item[] => {
      // Deleted meanwhile, or of the past and changed just now.
      if (record === undefined || seen.has(record.callId)) return [];
      seen.add(record.callId);
      return [ask.describeCall(record)];
    });
    if (notes.length === itemsMax || after !== null) return { items, notes, after, isMore: true };
    const left = itemsMax - items.length;
    const rest = await waiting()
      .filter(({ kind }) => kind !== 'record')
      .limit(left)
      .toArray();
    for (const note of rest) items.push(...(await ask.describe(note)));
    return { items, notes: [...notes, ...rest], after, isMore: rest.length === left };
  });
}

/** It is known there now, unless it was changed while it was told. Call inside a transaction. */
export async function forgetTold(database: Database, told: SyncNote, mark: NoteMark): Promise<void> {
  const note = await database.syncNotes.get([told.kind, told.id]);
  if (note === undefined || note[mark] !== told[mark]) return;
  const { [mark]: _, ...rest } = note;
  await keepNotes(database, [rest]);
}

/** Keeps what is noted, as long as it says anything. Call inside a transaction. */
export async function keepNotes(database: Database, notes: readonly SyncNote[]): Promise<void> {
  const isSaying = ({ stamps, waiting, folder }: SyncNote): boolean =>
    stamps !== undefined || waiting !== undefined || folder !== undefined;
  const silent = notes.filter((note) => !isSaying(note));
  await database.syncNotes.bulkPut(notes.filter(isSaying));
  await database.syncNotes.bulkDelete(silent.map(({ kind, id }): [string, string] => [kind, id]));
}

/** Nobody is told any more of what this mark stands for; if nobody is told of anything, nothing stays. Call inside a transaction. */
export async function forgetMarks(database: Database, mark: NoteMark): Promise<void> {
  const isOther = mark === 'waiting' ? await database.folder.get('on') : await database.companion.get('link');
  if (isOther === undefined) return database.syncNotes.clear();
  const told = await database.syncNotes.where(mark).above(0).toArray();
  await keepNotes(
    database,
    told.map(({ [mark]: _, ...rest }) => rest),
  );
}
