import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPrivate, replacePrivate } from '../secrets/private-file.ts';

/** Where the companion of a folder listens, and what its API is asked with. */
export interface Daemon {
  /** `http://127.0.0.1:4117` */
  readonly origin: string;
  readonly pid: number;
  /** Made anew at each start; only the user of the folder can read it. */
  readonly apiToken: string;
}

const FILE = 'daemon.json';

/** Says where this companion listens, with a token of its own. */
export function writeDaemon(folder: string, origin: string): Daemon {
  const daemon: Daemon = { origin, pid: process.pid, apiToken: `tka_${randomBytes(32).toString('base64url')}` };
  replacePrivate(join(folder, FILE), `${JSON.stringify(daemon)}\n`);
  return daemon;
}

/** Nobody listens any more. */
export function removeDaemon(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}

/** What the companion of a folder said last; it may have ended since. Null: none was started, or it has ended. */
export function readDaemon(folder: string): Daemon | null {
  const text = readPrivate(join(folder, FILE))?.toString('utf8');
  if (text === undefined) return null;
  try {
    const { origin, pid, apiToken } = JSON.parse(text) as Partial<Daemon>;
    const isWhole = typeof origin === 'string' && typeof apiToken === 'string' && typeof pid === 'number';
    return isWhole ? { origin, pid, apiToken } : null;
  } catch {
    return null;
  }
}
