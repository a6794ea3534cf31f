import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivate, readPrivate, replacePrivate } from '../secrets/private-file.ts';

/** Where the companion of a folder listens, and what its API is asked with. */
export interface Daemon {
  /** `http://127.0.0.1:4117` */
  readonly origin: string;
  readonly pid: number;
  /** The folder's own, from start to start; only its user can read it. */
  readonly apiToken: string;
}

const FILE = 'daemon.json';
const TOKEN_FILE = 'api.token';

/** Says where this companion listens, and with which token. Throws where a file cannot be written, or the token's is damaged. */
export function writeDaemon(folder: string, origin: string): Daemon {
  const daemon: Daemon = { origin, pid: process.pid, apiToken: keptToken(join(folder, TOKEN_FILE)) };
  replacePrivate(join(folder, FILE), `${JSON.stringify(daemon)}\n`);
  return daemon;
}

/** What watches a companion, or asks it as a tool, would not know a token that is made anew at each start. */
function keptToken(path: string): string {
  createPrivate(path, `tka_${randomBytes(32).toString('base64url')}\n`);
  const token = readPrivate(path)?.toString('utf8').trim() ?? '';
  if (/^tka_[\w-]{43}$/.test(token)) return token;
  throw new Error(`[api] ${path} is damaged: remove it, and a new token is made at the next start`);
}

/** This one listens no more; what another has said since is left. */
export function removeDaemon(folder: string, { origin, pid }: Pick<Daemon, 'origin' | 'pid'>): void {
  const now = readDaemon(folder);
  if (now?.origin === origin && now.pid === pid) rmSync(join(folder, FILE), { force: true });
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
