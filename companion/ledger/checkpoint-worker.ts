import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

/*
 * The thread of `startCheckpoints`: moves what was committed from the log into the database file, beside the writer, which would
 * stand still for it otherwise. It never waits for anybody, and nobody for it.
 */

const { path, everyMs, bytesMin } = workerData as { path: string; everyMs: number; bytesMin: number };
const database = new DatabaseSync(path, { timeout: 0 });
const move = database.prepare('pragma wal_checkpoint(passive)');
setInterval(() => {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) >= bytesMin) move.all();
}, everyMs);
