import type { CallRecord } from '../domain/record.ts';
import type { KnownGroup } from '../engine/forecast-output.ts';
import type { Learned } from '../engine/ports.ts';
import type { LedgerTables } from './tables.ts';

/** Groups of a provider that are kept; the longest unused give way. One is at most 2,400 small numbers. */
export const GROUPS_MAX = 200;

/** What is known of these groups; a few reads by key, however many groups there are. */
export async function readLengths(
  tables: LedgerTables,
  provider: string,
  groups: readonly string[],
): Promise<readonly KnownGroup[]> {
  if (groups.length === 0) return [];
  const rows = await tables.lengths.bulkGet(groups.map((group): [string, string] => [provider, group]));
  return rows.filter((row) => row !== undefined);
}

/** Stores the groups of a settled call as they are now, and drops those that nobody used for longest. */
export async function keepLengths(tables: LedgerTables, record: CallRecord, { lengths }: Learned): Promise<void> {
  if (lengths.length === 0) return;
  const { provider, settledAt: usedAt } = record;
  await tables.lengths.bulkPut(lengths.map((group) => ({ ...group, provider, usedAt })));
  if (!lengths.some(({ output }) => output.shares.calls === 1)) return;
  // One is new. They are counted in the index: nothing of the groups is read.
  const all = tables.lengths.where('[provider+usedAt]').between([provider, 0], [provider, Number.MAX_SAFE_INTEGER]);
  const over = (await all.count()) - GROUPS_MAX;
  if (over > 0) await tables.lengths.bulkDelete(await all.limit(over).primaryKeys());
}
