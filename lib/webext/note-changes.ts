import type { DBCore, DBCoreMutateRequest, DBCoreTable, DBCoreTransaction } from 'dexie';
import type { ReadingRow } from '../ledger/rows.ts';
import { isSharedHabit, stampsOf } from '../sync/merge-item.ts';
import { IGNORED_FIELDS, KEY_FIELDS, STAMPED_TABLES, type StampedTable } from '../sync/protocol.ts';
import { type Fields, stampChange } from '../sync/stamps.ts';
import {
  type CompanionLink,
  FOLDER_TABLES,
  type FolderTable,
  type NoteMark,
  nextWaiting,
  type SyncNote,
} from './companion-link.ts';

const NOTED: readonly string[] = ['records', 'readings', ...STAMPED_TABLES, ...FOLDER_TABLES];
const BESIDE = ['companion', 'syncNotes', 'folder'] as const;

/**
 * Lies below every write to the ledger, whoever makes it: while a companion is paired, or a folder is shared with other browsers,
 * what they do not know yet is noted in the same transaction, so that no crash leaves the one without the other. What is deleted by
 * a range (privacy screen) is deleted here alone.
 */
export function noteChanges(core: DBCore): DBCore {
  return {
    ...core,
    transaction: (stores, mode, options) => {
      const isNoted = mode === 'readwrite' && stores.some((name) => NOTED.includes(name));
      return core.transaction(isNoted ? [...new Set([...stores, ...BESIDE])] : stores, mode, options);
    },
    table: (name) => {
      const table = core.table(name);
      return NOTED.includes(name) ? { ...table, mutate: (request) => mutate(core, table, request) } : table;
    },
  };
}

type Mutated = ReturnType<DBCoreTable['mutate']>;

/** Chained, not awaited: what happens in between must stay in the transaction. */
function mutate(core: DBCore, table: DBCoreTable, request: DBCoreMutateRequest): Mutated {
  const { trans, type } = request;
  if (type === 'deleteRange' || !hasNotes(trans) || isLearned(table.name, request)) return table.mutate(request);
  return Promise.all([
    core.table('companion').get({ trans, key: 'link' }),
    core.table('folder').get({ trans, key: 'on' }),
  ]).then(([link, on]: [CompanionLink | undefined, { readonly self: string } | undefined]) => {
    const isToCompanion = link !== undefined && !FOLDER_TABLES.some((one) => one === table.name);
    const isToFolder = on !== undefined && isShared(table.name, type, link !== undefined);
    const by = link?.self ?? on?.self;
    if (by === undefined || (!isToCompanion && !isToFolder)) return table.mutate(request);
    const marks = (): Marks => ({
      ...(isToCompanion && { waiting: nextWaiting() }),
      ...(isToFolder && { folder: nextWaiting() }),
    });
    return mutateNoted(core, table, request, { by, marks });
  }) as Mutated;
}

type Marks = Pick<SyncNote, NoteMark>;

interface Noting {
  /** Who writes. */
  readonly by: string;
  /** Who is to be told, another number for each change. */
  readonly marks: () => Marks;
}

/**
 * Marks of keys are of one browser's secret. Held calls and what was said of refusals are only ever added to elsewhere, and budgets
 * that are deleted where there is a companion were handed over to it.
 */
function isShared(name: string, type: DBCoreMutateRequest['type'], isPaired: boolean): boolean {
  if (name === 'keys') return false;
  if (type !== 'delete') return true;
  return name === 'ownBudgets' && !isPaired;
}

/** Most rows of habits are learned by each side itself, with every call. */
function isLearned(name: string, request: DBCoreMutateRequest): boolean {
  if (name !== 'habits' || request.type === 'deleteRange') return false;
  const ids = request.type === 'delete' ? request.keys : request.values.map(({ id }) => id);
  return !ids.some((id) => isSharedHabit(String(id)));
}

/** Tables are made one version after the other: while older ones are brought up, these may not be there. */
function hasNotes(trans: DBCoreTransaction): boolean {
  const names = (trans as unknown as Partial<IDBTransaction>).objectStoreNames;
  return names !== undefined && BESIDE.every((name) => names.contains(name));
}

function mutateNoted(
  core: DBCore,
  table: DBCoreTable,
  request: Exclude<DBCoreMutateRequest, { type: 'deleteRange' }>,
  { by, marks }: Noting,
): Mutated {
  const { trans } = request;
  const notes = core.table('syncNotes');
  const write = (values: readonly SyncNote[]): Promise<unknown> =>
    values.length === 0 ? Promise.resolve() : notes.mutate({ type: 'put', trans, values: [...values] });
  const { name } = table;
  if (name === 'records' || name === 'blocks') {
    if (request.type === 'delete') return table.mutate(request);
    const kind = name === 'records' ? 'record' : name;
    const values = request.values.map((row): SyncNote => ({ kind, id: row.callId ?? row.id, ...marks() }));
    return table.mutate(request).then((done) => write(values).then(() => done));
  }
  const keys = request.type === 'delete' ? request.keys : request.values.map(keyOf(table));
  const rows: readonly (Fields | null)[] = request.type === 'delete' ? keys.map(() => null) : request.values;
  if (name === 'readings') {
    if (request.type === 'delete') return table.mutate(request);
    return table.getMany({ trans, keys }).then((before: readonly (ReadingRow | undefined)[]) => {
      const changed = (request.values as readonly ReadingRow[]).filter(
        (row, at) => before[at]?.reading.at !== row.reading.at,
      );
      const values = changed.map(({ account, unit }): SyncNote => {
        return { kind: 'reading', id: JSON.stringify([account, unit]), ...marks() };
      });
      return table.mutate(request).then((done) => write(values).then(() => done));
    });
  }
  const kind = name as StampedTable | FolderTable;
  const meant = rows.flatMap((row, at) => {
    const id = String(keys[at]);
    return kind === 'habits' && !isSharedHabit(id) ? [] : [{ row, id }];
  });
  if (meant.length === 0) return table.mutate(request);
  const ids = meant.map(({ id }) => id);
  return Promise.all([
    table.getMany({ trans, keys: ids }),
    notes.getMany({ trans, keys: ids.map((id) => [kind, id]) }),
  ]).then(([before, known]: [readonly (Fields | undefined)[], readonly (SyncNote | undefined)[]]) => {
    const values = meant.flatMap(({ row, id }, at): readonly SyncNote[] => {
      const old = before[at] ?? null;
      const stamps = stampsOf(old, known[at]?.stamps, by);
      const ignored = kind in IGNORED_FIELDS ? IGNORED_FIELDS[kind as StampedTable] : [];
      const next = stampChange({ row: old, stamps }, row, { by, now: Date.now() }, ignored);
      const isChanged = Object.keys(next).some((field) => next[field] !== stamps[field]);
      return isChanged ? [{ kind, id, stamps: next, ...marks() }] : [];
    });
    return table.mutate(request).then((done) => write(values).then(() => done));
  }) as Mutated;
}

function keyOf({ schema, name }: DBCoreTable): (row: Fields) => unknown {
  const field = KEY_FIELDS[name as StampedTable] as string | undefined;
  return field === undefined ? (row) => schema.primaryKey.extractKey?.(row) : (row) => row[field];
}
