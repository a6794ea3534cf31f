import { decodeJson, encodeJson } from '../../lib/domain/bigint-json.ts';
import type { Stamps } from '../../lib/sync/stamps.ts';
import { type Transaction, toBigint, toText } from './sql.ts';

/** What the companion is called in stamps. */
export const COMPANION = 'companion';

/** What a note is about: a call's record, a reading of a balance, or a row that is changed field by field. */
export type NoteKind = 'record' | 'reading' | 'accounts' | 'keys' | 'priceLists' | 'habits';

/** That a row was changed: `seq` tells in which order, `by` who knows of it already. */
export interface SyncNote {
  readonly kind: NoteKind;
  readonly id: string;
  readonly seq: number;
  readonly by: string;
  readonly stamps: Stamps;
}

/** A change that is to be noted. */
export type NewNote = Omit<SyncNote, 'seq'>;

/** The tables of what browsers are told; nothing is noted before one is paired. */
export const syncSteps: readonly string[] = [
  `create table sync_state (ledger text not null, epoch text not null, seq bigint not null, primary key (ledger)) :ordered`,
  `create table sync_notes (ledger text not null, kind text not null, id :text not null, seq bigint not null, made_by text not null,
    stamps text not null, primary key (ledger, kind, id)) :ordered`,
  `create index sync_notes_by_seq on sync_notes (ledger, seq)`,
];

/** How far changes were numbered; null: no browser was ever paired. `epoch` is another one after a backup took the ledger's place. */
export interface SyncState {
  readonly epoch: string;
  readonly seq: number;
}

/** See {@link SyncState}. */
export async function readSyncState(tx: Transaction, ledger: string): Promise<SyncState | null> {
  const [row] = await tx.rows('select epoch, seq from sync_state where ledger = $1', [ledger]);
  return row === undefined ? null : { epoch: toText(row.epoch), seq: Number(toBigint(row.seq)) };
}

/** From now on changes are noted; where they were already, under a new epoch: whoever read them begins anew. */
export async function beginEpoch(tx: Transaction, ledger: string, epoch: string): Promise<void> {
  await tx.insert(
    'sync_state',
    ['ledger', 'epoch', 'seq'],
    [[ledger, epoch, 0]],
    'on conflict (ledger) do update set epoch = excluded.epoch',
  );
}

/**
 * Notes changes, in the transaction that makes them. Their numbers are taken from one row, so that none becomes visible
 * after a higher one was read.
 */
export async function writeNotes(tx: Transaction, ledger: string, notes: readonly NewNote[]): Promise<void> {
  if (notes.length === 0) return;
  const changed = await tx.run('update sync_state set seq = seq + $1 where ledger = $2', [notes.length, ledger]);
  if (changed === 0) return;
  const state = await readSyncState(tx, ledger);
  const first = (state?.seq ?? notes.length) - notes.length + 1;
  await tx.insert(
    'sync_notes',
    ['ledger', 'kind', 'id', 'seq', 'made_by', 'stamps'],
    notes.map(({ kind, id, by, stamps }, at) => [ledger, kind, id, first + at, by, encodeJson(stamps)]),
    `on conflict (ledger, kind, id) do update set seq = excluded.seq, made_by = excluded.made_by, stamps = excluded.stamps`,
  );
}

/** The stamps of a row; undefined: none were noted. */
export async function readNotedStamps(
  tx: Transaction,
  ledger: string,
  kind: NoteKind,
  id: string,
): Promise<Stamps | undefined> {
  const text = 'select stamps from sync_notes where ledger = $1 and kind = $2 and id = $3';
  const [row] = await tx.rows(text, [ledger, kind, id]);
  return row === undefined ? undefined : readStamps(row.stamps);
}

/** What was changed after `seq` by others than `by`, in order; and the number up to which that is all there is. */
export async function readNotes(
  tx: Transaction,
  ledger: string,
  { seq, by, max }: { readonly seq: number; readonly by: string; readonly max: number },
): Promise<readonly SyncNote[]> {
  const text =
    'select kind, id, seq, made_by, stamps from sync_notes where ledger = $1 and seq > $2 and made_by <> $3 ' +
    `order by seq limit ${max}`;
  const rows = await tx.rows(text, [ledger, seq, by]);
  return rows.map((row) => ({
    kind: toText(row.kind) as NoteKind,
    id: toText(row.id),
    seq: Number(toBigint(row.seq)),
    by: toText(row.made_by),
    stamps: readStamps(row.stamps),
  }));
}

function readStamps(text: unknown): Stamps {
  return (decodeJson(text) ?? {}) as Stamps;
}

/** The id of a note about a row whose key has several parts. */
export function joinKey(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** See {@link joinKey}. */
export function splitKey(id: string): readonly string[] {
  const parts = decodeJson(id);
  return Array.isArray(parts) ? parts.map(String) : [];
}
