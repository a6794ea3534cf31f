import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLockStale, withLock } from '../../scripts/support/lock.mjs';

const lockModule = fileURLToPath(new URL('../../scripts/support/lock.mjs', import.meta.url));
const me = hostname();
const holder = { pids: [4711, 4712], host: me, token: 't' };

describe('a lock is stale', () => {
  const living = { holder, host: me, silentMs: 100, isAlive: () => true };
  it('not while its holder lives', () => expect(isLockStale(living)).toBe(false));
  it('when its holder is gone', () => expect(isLockStale({ ...living, isAlive: () => false })).toBe(true));
  it('not while what it started lives on without it', () => {
    expect(isLockStale({ ...living, isAlive: (pid) => pid === 4712 })).toBe(false);
  });
  it('when its number lives on but the heartbeat has stopped', () => {
    expect(isLockStale({ ...living, silentMs: 601_000 })).toBe(true);
  });
  it('on another host only by its heartbeat', () => {
    const elsewhere = { ...living, host: 'other', isAlive: () => false };
    expect(isLockStale(elsewhere)).toBe(false);
    expect(isLockStale({ ...elsewhere, silentMs: 601_000 })).toBe(true);
  });
  it('when it stays empty, as a crash leaves it', () => {
    expect(isLockStale({ ...living, holder: null })).toBe(false);
    expect(isLockStale({ ...living, holder: null, silentMs: 3_000 })).toBe(true);
  });
});

describe('with real files and processes', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tollkeeper-lock-'));
    file = join(folder, 'below', 'a.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('it is there while the work runs, gone after it, also when the work fails', async () => {
    expect(await withLock(file, {}, async () => existsSync(file))).toBe(true);
    expect(existsSync(file)).toBe(false);
    await expect(withLock(file, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });

  it('a lock left by a process that is gone is taken over', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await withLock(file, {}, async () => {});
    writeFileSync(file, JSON.stringify({ pids: [child.pid], host: me, token: 'old' }));
    expect(await withLock(file, {}, async () => 'done')).toBe('done');
  });

  it('an old damaged lock is taken over', async () => {
    await withLock(file, {}, async () => {});
    writeFileSync(file, '{"pi');
    const before = new Date(Date.now() - 10_000);
    utimesSync(file, before, before);
    expect(await withLock(file, {}, async () => 'done')).toBe('done');
  });

  it('the second waits for the first and is told who it is', async () => {
    const order: string[] = [];
    const first = withLock(file, {}, async () => {
      order.push('first begins');
      await new Promise((resolve) => setTimeout(resolve, 400));
      order.push('first ends');
    });
    const waited: number[] = [];
    await withLock(file, { onWait: (pid) => void waited.push(pid) }, async () => void order.push('second'));
    await first;
    expect(order).toEqual(['first begins', 'first ends', 'second']);
    expect(waited).toEqual([process.pid]);
  });

  it('of six processes at a stale lock, never two are inside', async () => {
    await withLock(file, {}, async () => {});
    writeFileSync(file, JSON.stringify({ pids: [2 ** 22 + 1], host: me, token: 'old' }));
    const log = join(folder, 'log');
    const script = `
      import { appendFileSync } from 'node:fs';
      import { withLock } from ${JSON.stringify(lockModule)};
      await withLock(${JSON.stringify(file)}, {}, async () => {
        appendFileSync(${JSON.stringify(log)}, 'in\\n');
        await new Promise((resolve) => setTimeout(resolve, 60));
        appendFileSync(${JSON.stringify(log)}, 'out\\n');
      });`;
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readFileSync(log, 'utf8')).toBe('in\nout\n'.repeat(6));
  }, 30_000);

  it('a folder that cannot be written is explained', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(withLock(join(folder, 'file', 'a.lock'), {}, async () => {})).rejects.toThrow(
      /cannot write into the project folder[\s\S]*To do:/,
    );
  });
});
