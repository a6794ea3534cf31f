import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Daemon, readDaemon } from '../../companion/api/daemon-file.ts';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import { runCommand, startCommand } from './start-command.ts';

/* What a disk or another version did to the data folder, through the command itself: explained, and nothing lost. */

const SILENT = ['--port', '0', '--json', '--no-polling'] as const;
/** A file system of its own for one command, whoever one is: a mount that only it sees. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

let sandbox: Sandbox;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  sandbox = await startSandbox({ port: null, openingNano: 1000n * 10n ** 9n });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
});

/** `mounted`: where the folder lies that the command has mounted for itself. */
async function listening(started: ReturnType<typeof startCommand>, mounted = '') {
  await expect.poll(() => started.output.out + started.output.err, { timeout: 60_000 }).toContain('"origin"');
  const { origin, apiToken } = readDaemon(mounted + folder) as Daemon;
  const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return (await (await fetch(`${origin}/api/v1${path}`, init)).json()) as T;
  };
  return { ...started, origin, api };
}

const up = () => listening(startCommand(['up', ...SILENT, '--upstream', `sandbox=${sandbox.origin}`], env));

/** Runs `up` in a mount namespace of its own, after a line of shell over `$1`, the data folder. */
function upMounted(mount: string) {
  const node = join(import.meta.dirname, '../../node_modules/.bin/node');
  const args = ['sh', '-c', `${mount} && shift && exec "$@"`, 'sh', folder, node, 'companion/cli.mjs', 'up', ...SILENT];
  const own = [...args, '--upstream', `sandbox=${sandbox.origin}`];
  return startCommand(own, env, { node: 'unshare', cli: '-rm' });
}

async function chat(origin: string): Promise<{ readonly status: number; readonly text: string }> {
  const body = JSON.stringify({ model: 'toll-mini', max_tokens: 20, messages: [{ role: 'user', content: 'Hi' }] });
  const headers = { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/sandbox/v1/chat/completions`, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}

interface ToldCalls {
  readonly calls: readonly { readonly id: string; readonly certainty: string }[];
}

/** A companion that was used and stopped; how many calls its ledger has. */
async function used(): Promise<void> {
  const { origin, api, child, ended } = await up();
  await api('PUT', '/budgets/all', { limit: '5', unit: 'USD', per: 'month' });
  expect((await chat(origin)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
}

const ledger = (): string => join(folder, 'ledger.sqlite');

describe('a data folder that is not as it was', { timeout: 120_000 }, () => {
  test('a ledger of a newer version is not touched, and the command says what to do', async () => {
    await used();
    const database = new DatabaseSync(ledger());
    database.exec('update schema_version set version = 999');
    database.close();
    const before = readFileSync(ledger());
    const { code, err } = await runCommand(['up', ...SILENT], { env });
    expect([code, err]).toEqual([1, expect.stringMatching(/newer Tollkeeper wrote.*Start the newer one/s)]);
    expect(readFileSync(ledger()).equals(before)).toBe(true);
  });

  test('a damaged ledger is kept aside, the last copy takes its place with its budgets, and both are said', async () => {
    await used();
    copyFileSync(ledger(), `${ledger()}.backup-20261122T000000000Z`);
    const file = openSync(ledger(), 'r+');
    writeSync(file, Buffer.alloc(16 * 4096, 'x'), 0, 16 * 4096, 0);
    closeSync(file);
    const damaged = readFileSync(ledger());
    const { origin, api, output, child, ended } = await up();
    expect(output.err).toMatch(/DAMAGED.*backup-20261122T000000000Z/s);
    const aside = readdirSync(folder).find((name) => name.includes('.damaged-')) ?? '';
    expect(output.err).toContain(aside);
    expect(readFileSync(join(folder, aside)).equals(damaged)).toBe(true);
    expect((await api<ToldCalls>('GET', '/calls')).calls).toHaveLength(1);
    expect(await api('GET', '/budgets')).toMatchObject({ budgets: [{ id: 'all' }] });
    expect((await chat(origin)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test.runIf(canMount)('one that may only be read is said so, and not changed', async () => {
    await used();
    const before = readdirSync(folder).map((name) => name);
    const { ended, output } = upMounted('mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"');
    expect(await ended).toBe(1);
    expect(output.err).toMatch(/could not start.*folder may be written, or set TOLLKEEPER_HOME/s);
    expect(readdirSync(folder)).toEqual(before);
    rmSync(join(folder, 'accounts.key'));
    const early = upMounted('mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"');
    expect(await early.ended).toBe(1);
    expect(early.output.err).toMatch(/accounts\.key cannot be written \(EROFS\).*folder may be written/s);
  });

  test.runIf(canMount)('no room for a new ledger: said so', async () => {
    const { ended, output } = upMounted('mount -t tmpfs -o size=64k tmpfs "$1"');
    expect(await ended).toBe(1);
    expect(output.err).toMatch(/could not start.*disk is full.*Make room on its disk/s);
  });

  test.runIf(canMount)('a disk that fills up under it: no call without a hold, and all goes on with room', async () => {
    const started = upMounted('mount -t tmpfs -o size=16m tmpfs "$1"');
    const mounted = `/proc/${started.child.pid}/root`;
    await expect.poll(() => started.output.out + started.output.err, { timeout: 60_000 }).toContain('"origin"');
    const { origin, api, child, ended } = await listening(started, mounted);
    await api('PUT', '/budgets/all', { limit: '5', unit: 'USD', per: 'month' });
    const billedBefore = billed();
    // An answer is there before its booking is.
    const booked = async (): Promise<number> => {
      const { calls } = await api<ToldCalls>('GET', '/calls?limit=100');
      return calls.filter(({ certainty }) => certainty === 'billed').length;
    };
    expect((await chat(origin)).status).toBe(200);
    await expect.poll(booked, { timeout: 20_000 }).toBe(1);
    const ballast = join(mounted + folder, 'ballast');
    fillDisk(ballast);
    const refused = await chat(origin);
    expect(refused.status).toBe(503);
    expect(refused.text).toContain('ledger-unavailable');
    expect(billed() - billedBefore).toBe(1);
    rmSync(ballast);
    await expect.poll(async () => (await chat(origin)).status, { timeout: 20_000 }).toBe(200);
    await expect.poll(booked, { timeout: 20_000 }).toBe(billed() - billedBefore);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

const billed = (): number => sandbox.world.transactions.filter(({ kind }) => kind === 'chat').length;

/** Until nothing more goes in. */
function fillDisk(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 4) {
      const piece = Buffer.alloc(size);
      try {
        while (writeSync(file, piece) === size);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
    }
  } finally {
    closeSync(file);
  }
  expect(existsSync(path)).toBe(true);
}
