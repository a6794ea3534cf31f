import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDaemon, removeDaemon, writeDaemon } from '../../../companion/api/daemon-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-daemon-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ORIGIN = 'http://127.0.0.1:4117';

describe('the token of the API', () => {
  it('is the same after the next start, and another one where its file was removed', () => {
    const first = writeDaemon(folder, ORIGIN);
    removeDaemon(folder, first);
    expect(readDaemon(folder)).toBeNull();
    expect(writeDaemon(folder, 'http://127.0.0.1:4200').apiToken).toBe(first.apiToken);
    rmSync(join(folder, 'api.token'));
    const { apiToken } = writeDaemon(folder, ORIGIN);
    expect(apiToken).toMatch(/^tka_[\w-]{43}$/);
    expect(apiToken).not.toBe(first.apiToken);
    expect(readDaemon(folder)).toEqual({ origin: ORIGIN, pid: process.pid, apiToken });
  });

  it('is for its owner alone: a file that others may read is refused', () => {
    writeDaemon(folder, ORIGIN);
    const path = join(folder, 'api.token');
    if (process.platform === 'win32') return;
    expect(statSync(path).mode & 0o077).toBe(0);
    chmodSync(path, 0o644);
    expect(() => writeDaemon(folder, ORIGIN)).toThrow(/others may read .*chmod 600/);
  });

  it.each(['', 'tka_short', 'Bearer x\r\ny'])(
    'is not taken from a file that has none (%j), which says what to do',
    (text) => {
      writeFileSync(join(folder, 'api.token'), text, { mode: 0o600 });
      expect(() => writeDaemon(folder, ORIGIN)).toThrow(/is damaged: remove it/);
    },
  );
});

it('what another companion has said since is left where it is', () => {
  const first = writeDaemon(folder, ORIGIN);
  const second = { ...first, origin: 'http://127.0.0.1:4200' };
  writeFileSync(join(folder, 'daemon.json'), JSON.stringify(second), { mode: 0o600 });
  removeDaemon(folder, first);
  expect(JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8'))).toEqual(second);
});
