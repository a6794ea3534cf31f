import { pairedSchema } from '../sync/protocol.ts';
import { askCompanion } from './ask-companion.ts';
import type { CompanionLink, LinkProblem } from './companion-link.ts';
import type { Database } from './database.ts';
import { forgetMarks } from './read-told.ts';
import { readSettings, writeSettings } from './settings.ts';
import { tellAnew } from './sync-companion.ts';

const PAIR_MS_MAX = 10_000;

/** What becomes of a code that was typed. */
export type PairOutcome = 'paired' | 'wrong' | 'too-many' | 'none' | Exclude<LinkProblem, 'no-permission'>;

/**
 * Pairs this browser by a code that the companion shows. The ledger's secret comes with it: from then on both know keys by the
 * same marks. Marks that were made before are of no use with it, and stay here.
 */
export async function pairCompanion(
  database: Database,
  { address, code, name }: { readonly address: string; readonly code: string; readonly name: string },
): Promise<PairOutcome> {
  const said = await askCompanion({
    ...{ address, token: null, path: '/pair', timeoutMs: PAIR_MS_MAX, answer: pairedSchema },
    body: { code, name },
  });
  if (said.kind === 'problem') return said.problem;
  if (said.kind === 'refused') return said.reason === 'too-many' || said.reason === 'none' ? said.reason : 'wrong';
  const { id: self, token, secretHex } = said.answer;
  const { fingerprintKey } = await readSettings();
  const link: CompanionLink = {
    ...{ id: 'link', address, token, self, pairedAt: Date.now(), cursor: null, after: '', syncedAt: null },
    ...{ nextAt: 0, failures: 0, problem: null, notTaken: 0, secretHex },
  };
  await database.transaction('rw', database.tables, async () => {
    await forgetLink(database);
    if (fingerprintKey !== secretHex) await database.keys.toCollection().delete();
    await database.companion.put(link);
    await tellAnew(database);
  });
  await writeSettings({ fingerprintKey: secretHex });
  return 'paired';
}

/** Ends the pairing on this side: what both have told each other stays on both. */
export async function unpairCompanion(database: Database): Promise<void> {
  await database.transaction('rw', [database.companion, database.syncNotes, database.folder], async () =>
    forgetLink(database),
  );
}

async function forgetLink(database: Database): Promise<void> {
  await database.companion.clear();
  await forgetMarks(database, 'waiting');
}
