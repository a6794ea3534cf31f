import type { BudgetState } from '../sync/budget-state.ts';
import type { StampedTable, SyncCursor } from '../sync/protocol.ts';
import type { Stamps } from '../sync/stamps.ts';

/** The companion that this browser is paired with. In IndexedDB, where no content script can read its token. */
export interface CompanionLink {
  readonly id: 'link';
  /** `http://127.0.0.1:4117` */
  readonly address: string;
  readonly token: string;
  /** What this browser is called there. */
  readonly self: string;
  /** What its ledger tells keys apart with, 64 hex digits: where the settings were cleared it is taken from here. */
  readonly secretHex: string;
  /** Epoch ms. */
  readonly pairedAt: number;
  /** How far its ledger is known. */
  readonly cursor: SyncCursor | null;
  /** Up to which of our calls, in the order of their ids, it has our past; null: it has all of it. */
  readonly after: string | null;
  /** When both ledgers were last the same, epoch ms; null: not yet. */
  readonly syncedAt: number | null;
  /** Before this it is not asked by itself, epoch ms: it did not answer. */
  readonly nextAt: number;
  /** How often in a row it did not. */
  readonly failures: number;
  readonly problem: LinkProblem | null;
  /** What one side told and the other did not understand: of another version. */
  readonly notTaken: number;
  /** By its last answer it tells somebody of what runs out. Absent: it does not, or never said. */
  readonly isTelling?: boolean;
}

/** Why nothing is exchanged: nobody answers; it does not know us any more; it answers what we do not understand. */
export type LinkProblem = 'unreachable' | 'unknown-here' | 'no-permission' | 'strange-answer';

/** What is known of its budgets since it was last heard of. */
export interface KnownBudgets {
  readonly id: 'budgets';
  readonly states: readonly BudgetState[];
  /** Epoch ms. */
  readonly at: number;
}

export type CompanionRow = CompanionLink | KnownBudgets;

/** What a note is about; `unsent`: a call that was held there and did not leave. */
export type NoteKind = 'record' | 'reading' | 'unsent' | StampedTable | FolderTable;

/** Tables that a companion is not told of, and other browsers are. */
export const FOLDER_TABLES = ['ownBudgets', 'blocks', 'refusalNotes'] as const;
export type FolderTable = (typeof FOLDER_TABLES)[number];

/** Who does not know a change: the companion, or the other browsers that share a folder. */
export type NoteMark = 'waiting' | 'folder';

/** That a row was changed here. */
export interface SyncNote {
  readonly kind: NoteKind;
  /** The row's key; of several parts as JSON. */
  readonly id: string;
  /** When its fields were written; absent: it is of a kind that has no stamps. */
  readonly stamps?: Stamps;
  /** The companion does not know it: another number for each change, rising. Absent: it does. */
  readonly waiting?: number;
  /** It is in no file of the folder yet; as `waiting`. Absent: it is, or there is no folder. */
  readonly folder?: number;
}

/** A number for a change that waits: it tells changes apart, also those of one instant. */
export function nextWaiting(): number {
  return Date.now() + Math.random();
}
