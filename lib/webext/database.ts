import { Dexie, type Table } from 'dexie';
import type { OpenCall } from '../domain/open-call.ts';
import type { CallRecord } from '../domain/record.ts';
import type {
  AccountRow,
  BalancePoint,
  DropRow,
  HabitRow,
  HourRow,
  KeyRow,
  LengthRow,
  PriceListRow,
  ReadingRow,
  RollupRow,
} from '../ledger/rows.ts';
import type { HourKey } from '../ledger/spend-hours.ts';
import type { LedgerTables, PaceTables } from '../ledger/tables.ts';
import type { PackState } from './change-packs.ts';
import type { CompanionRow, SyncNote } from './companion-link.ts';
import { DATABASE_NAME } from './database-name.ts';
import { fillHours } from './fill-hours.ts';
import { fillRollups } from './fill-rollups.ts';
import type { FolderRow } from './folder-rows.ts';
import type { IdentityRow } from './ledger-identity.ts';
import { moveOutputs } from './move-outputs.ts';
import type { BlockRow, RefusalNoteRow } from './note-block.ts';
import { noteChanges } from './note-changes.ts';
import type { OwnBudgetRow } from './own-budgets.ts';
import type { PackedRow, PackRow } from './pack-calls.ts';
import { packedRecords } from './packed-records.ts';
import type { ClockRow } from './trust-clock.ts';
import type { WatchState } from './watch-state.ts';

type KeyRowOf3 = Omit<KeyRow, 'refused'> & { refused?: KeyRow['refused']; refusedModels?: readonly string[] };

function upgradeKey(row: KeyRowOf3, now: number): void {
  if (row.refusedModels === undefined) return;
  row.refused = row.refusedModels.map((model) => ({ model, at: now }));
  delete row.refusedModels;
}

/** Everything Tollkeeper keeps. No prompt, answer, error text or key in any of it. */
export class Database extends Dexie implements LedgerTables, PaceTables {
  declare readonly accounts: Table<AccountRow, string>;
  declare readonly keys: Table<KeyRow, string>;
  declare readonly readings: Table<ReadingRow, [string, string]>;
  declare readonly openCalls: Table<OpenCall, string>;
  declare readonly records: Table<CallRecord, string>;
  declare readonly habits: Table<HabitRow, string>;
  declare readonly priceLists: Table<PriceListRow, string>;
  declare readonly drops: Table<DropRow, [string, string]>;
  declare readonly lengths: Table<LengthRow, [string, string]>;
  declare readonly rollups: Table<RollupRow, [string, string, string, string]>;

  /** To tell in time what runs out: spend by hour, past balances, and what was told (one row). */
  declare readonly hours: Table<HourRow, HourKey>;
  declare readonly balanceHistory: Table<BalancePoint, [string, string, number]>;
  declare readonly watch: Table<WatchState, string>;

  /** The companion that this browser is paired with, with its token, and what it or other browsers do not know yet. */
  declare readonly companion: Table<CompanionRow, string>;
  declare readonly syncNotes: Table<SyncNote, [string, string]>;

  /** The folder that is shared with other browsers, how to get into it, and how far each one's files are read. */
  declare readonly folder: Table<FolderRow, string>;

  /** Calls that a card held and that did not leave as they were. */
  declare readonly blocks: Table<BlockRow, string>;
  /** What the user said of refusals. Told to nobody. */
  declare readonly refusalNotes: Table<RefusalNoteRow, string>;
  /** The user's own budgets, as long as no companion has them. */
  declare readonly ownBudgets: Table<OwnBudgetRow, string>;

  /** Old calls, many to a row: what is in them, and they themselves. `records` shows them as if they were rows of it. */
  declare readonly packs: Table<PackRow, number, Omit<PackRow, 'id'>>;
  declare readonly packedCalls: Table<PackedRow, number>;
  declare readonly packState: Table<PackState | IdentityRow | ClockRow, string>;

  constructor(name = DATABASE_NAME) {
    // Handed over to the system before a verdict, not forced to the disk: only a power cut can lose it. Newer browsers do
    // so of themselves.
    super(name, { chromeTransactionDurability: 'relaxed' });
    this.version(1).stores({
      accounts: 'id, provider',
      keys: 'fingerprint, account',
      readings: '[account+unit], account',
      openCalls: 'callId, documentId, account, expiresAt',
      records: 'callId, openedAt, account',
      habits: 'id',
      rollups: '[day+provider+model+unit], day',
    });
    // What the list of calls is filtered by, newest first, and the sites that can be deleted one by one.
    this.version(2).stores({
      records: 'callId, openedAt, account, origin, [provider+openedAt], [model+openedAt], [outcome+openedAt]',
    });
    this.version(3).stores({ priceLists: 'provider' });
    // When a key was refused for a model was not kept: as far as is known, it was just now.
    this.version(4).upgrade((change) =>
      change
        .table('keys')
        .toCollection()
        .modify((row: KeyRowOf3) => upgradeKey(row, Date.now())),
    );
    this.version(5).stores({ drops: '[account+unit], account' });
    this.version(6)
      .stores({ lengths: '[provider+name], [provider+usedAt]' })
      .upgrade((change) => moveOutputs(change, Date.now()));
    this.version(7).stores({ companion: 'id', syncNotes: '[kind+id], waiting' });
    this.version(8).stores({ blocks: 'id, at, account, origin', refusalNotes: 'id, account, origin' });
    this.version(9)
      .stores({ ownBudgets: 'id' })
      .upgrade((change) => fillRollups(change, Date.now()));
    this.version(10)
      .stores({
        hours: '[hour+account+provider+unit+model+key+origin], hour, account',
        balanceHistory: '[account+unit+at], account, at',
        watch: 'name',
      })
      .upgrade((change) => fillHours(change, Date.now()));
    // Calls are packed little by little, while nobody waits for it: nothing has to be moved before the ledger can be opened.
    this.version(11).stores({ packs: '++id', packedCalls: 'id, *marks', packState: 'id' });
    this.version(12).stores({ folder: 'id', syncNotes: '[kind+id], waiting, folder' });
    // Below what Dexie itself keeps of rows that were read.
    this.use({ stack: 'dbcore', name: 'packed-records', level: -2, create: packedRecords });
    this.use({ stack: 'dbcore', name: 'note-changes', create: noteChanges });
  }
}
