import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

/*
 * The thread of `startCheckpoints`: moves what was committed from the log into the database file, beside the writer, which would
 * stand still for it otherwise. It never waits for anybody, and nobody for it; but the writer then begins the log anew, and
 * waits for the disk once (10 to 20 ms): so not more often than the log has grown, or rested.
 */

const { path, everyMs, bytesMin, restMs } = workerData as Record<'everyMs' | 'bytesMin' | 'restMs', number> & {
  path: string;
};
const database = new DatabaseSync(path, { timeout: 0 });
const move = database.prepare('pragma wal_checkpoint(passive)');
let moved = { bytes: 0, at: performance.now() };
setInterval(() => {
  const bytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const isGrown = bytes - moved.bytes >= bytesMin;
  const hasRested = bytes > 0 && performance.now() - moved.at >= restMs;
  if (!isGrown && !hasRested) return;
  move.all();
  moved = { bytes, at: performance.now() };
}, everyMs);
