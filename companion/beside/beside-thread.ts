import { parentPort, workerData } from 'node:worker_threads';
import { openHolds } from '../ledger/holds.ts';
import { openLedgerStore } from '../ledger/open-ledger.ts';
import { openReadOnly } from '../ledger/open-read-only.ts';
import { LedgerError, type LedgerErrorCode } from '../ledger/sql.ts';
import { type KeptSites, learnSites } from '../sites/sites.ts';
import { type Answers, openAnswers } from './answer-questions.ts';

/* The thread of `openBeside`: reads a ledger's file for as long as the companion runs. */

/** What it is asked. */
export interface BesideWork {
  readonly id: number;
  readonly kind: keyof Answers;
  readonly asked: readonly unknown[];
  /** Null: as they were. */
  readonly sites: KeptSites | null;
}

/** What it says, once for each. */
export type BesideTold =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly code: LedgerErrorCode; readonly message: string };

const port = parentPort;
if (port !== null) {
  const sql = openReadOnly(String(workerData));
  const answers = openAnswers({
    ...{ store: openLedgerStore(sql), holds: openHolds(sql) },
    rows: (text, values) => sql.transaction((tx) => tx.rows(text, values)),
  });
  port.on('message', ({ id, kind, asked, sites }: BesideWork) => {
    if (sites !== null) learnSites(sites);
    const answer = answers[kind] as (...given: readonly unknown[]) => Promise<unknown>;
    answer(...asked).then(
      (found) => port.postMessage({ id, kind: 'answer', answer: found } satisfies BesideTold),
      (error: unknown) => port.postMessage({ id, kind: 'failed', ...reasonOf(error) } satisfies BesideTold),
    );
  });
}

function reasonOf(error: unknown): { readonly code: LedgerErrorCode; readonly message: string } {
  if (error instanceof LedgerError) return { code: error.code, message: error.message.replace(/^\[ledger\] /, '') };
  return { code: 'ledger-failed', message: `a question about it was not answered (${String(error)})` };
}
