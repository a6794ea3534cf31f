import type { Database } from './database.ts';
import { readLink } from './sync-companion.ts';

/** What a companion said of itself holds for so long, ms: one that is gone tells nobody. */
const HEARD_MS_MAX = 10 * 60_000;

/** Whether the paired companion tells somebody of what runs out, by its last answer: then this browser does not as well. */
export async function isTellingElsewhere(database: Database, now: number): Promise<boolean> {
  const link = await readLink(database);
  if (link === null || link.syncedAt === null || link.isTelling !== true) return false;
  return Math.abs(now - link.syncedAt) < HEARD_MS_MAX;
}
