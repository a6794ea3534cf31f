import type { Draft } from '../../lib/domain/call.ts';
import type { LedgerTable } from '../../lib/ledger/table.ts';
import { rowTable, tableSteps } from './row-tables.ts';
import type { Transaction } from './sql.ts';
import { openTable } from './sql-tables.ts';

/** How large a file is that batches are made of: sizes alone, nothing of what stands in it. */
export interface BatchFileRow {
  readonly provider: string;
  /** As the provider calls the file. */
  readonly file: string;
  /** The key that handed it in; null: there was none. */
  readonly fingerprint: string | null;
  /** All its requests as one. */
  readonly draft: Draft;
  /** It is forgotten then, epoch ms. */
  readonly expiresAt: number;
}

const table = rowTable('batch_files', ['provider', 'file'], { indexes: [['expiresAt']], isKept: false });

export const batchFileSteps: readonly string[] = tableSteps([table]);

/** The table inside one transaction (`LedgerStore.transactBelow` hands out `tx` and `ledger`). */
export function openBatchFileTable(tx: Transaction, ledger: string): LedgerTable<BatchFileRow, [string, string]> {
  return openTable({ tx, ledger, table }) as unknown as LedgerTable<BatchFileRow, [string, string]>;
}
