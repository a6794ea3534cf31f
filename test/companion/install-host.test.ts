import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROWSERS, HOST_NAME, hostPlace, writeLauncher } from '../../companion/host/host-manifests.ts';
import { readMessage, writeMessage } from '../../companion/host/native-messages.ts';
import { openCompanion } from '../../companion/open-companion.ts';
import { runCommand } from './start-command.ts';

const ID = 'abcdefghijklmnopabcdefghijklmnop';
const EXTENSION = `chrome-extension://${ID}`;
let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tollkeeper-host-'));
  folder = join(home, "it's data");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const env = () => ({ PATH: process.env.PATH ?? '', HOME: home, TOLLKEEPER_HOME: folder });
const install = (...args: readonly string[]) => runCommand(['install-host', ...args], { env: env() });
const chrome = () => join(home, '.config/google-chrome/NativeMessagingHosts', `${HOST_NAME}.json`);
const firefox = () => join(home, '.mozilla/native-messaging-hosts', `${HOST_NAME}.json`);

/** Starts the program as a browser does: with arguments of the browser's, and its own surroundings. */
async function startHost(path: string, message: Buffer): Promise<unknown> {
  const child = spawn(path, [`${EXTENSION}/`, '--parent-window=0'], { env: { PATH: process.env.PATH } });
  child.stdin.write(message);
  return readMessage(child.stdout);
}

describe.runIf(process.platform === 'linux')('the host program', () => {
  it('is made known to the browsers that there are, to this one extension, and taken away', async () => {
    mkdirSync(join(home, '.config/google-chrome'), { recursive: true });
    mkdirSync(join(home, '.mozilla'), { recursive: true });
    const { code, out } = await install('--extension', ID);
    expect([code, out]).toEqual([0, expect.stringContaining('installed for chrome')]);
    const manifest = JSON.parse(readFileSync(chrome(), 'utf8'));
    expect(manifest).toMatchObject({ name: HOST_NAME, type: 'stdio', allowed_origins: [`${EXTENSION}/`] });
    expect(JSON.parse(readFileSync(firefox(), 'utf8'))).toMatchObject({
      ...{ allowed_extensions: ['tollkeeper@tollkeeper.invalid'], path: manifest.path },
    });
    expect(existsSync(join(home, '.config/chromium'))).toBe(false);
    expect(statSync(manifest.path).mode & 0o777).toBe(0o700);
    expect((await install('--remove')).out.match(/removed for/g)).toHaveLength(2);
    expect([chrome(), firefox(), manifest.path].filter(existsSync)).toEqual([]);
    expect((await install('--remove')).out).toContain('nothing to remove');
  });

  it('hands over a code that pairs, and where', async () => {
    await install('--browser', 'firefox');
    const { path } = JSON.parse(readFileSync(firefox(), 'utf8'));
    expect(await startHost(path, writeMessage({ kind: 'pair' }))).toEqual({ problem: 'not-running' });
    const companion = await openCompanion({ folder, port: 0, zone: 'UTC', version: '0', onTrouble: () => {} });
    try {
      const told = (await startHost(path, writeMessage({ kind: 'pair' }))) as { address: string; code: string };
      expect(told.address).toBe(companion.gateway.origin);
      const paired = await fetch(`${told.address}/api/v1/pair`, {
        method: 'POST',
        headers: { origin: EXTENSION },
        body: JSON.stringify({ code: told.code, name: 'Firefox' }),
      });
      expect(paired.status).toBe(200);
      expect(await startHost(path, writeMessage({ kind: 'rule the world' }))).toEqual({ problem: 'not-understood' });
    } finally {
      await companion.stop();
    }
  });

  it.each([
    ['an id that is none', ['--extension', 'x'], 'is no id'],
    ['a browser that is none', ['--browser', 'lynx'], 'is no browser'],
    ['Chrome without an id', ['--browser', 'chrome'], 'chrome://extensions'],
    ['no browser there', [], 'No browser was found'],
  ])('is not installed for %s', async (_what, args, says) => {
    const { code, err } = await install(...args);
    expect(code).not.toBe(0);
    expect(err).toContain(says);
    expect(existsSync(join(home, '.config'))).toBe(false);
  });
});

describe('messages of browsers', () => {
  it('are read however they come, and not where they are too large or none', async () => {
    const message = writeMessage({ kind: 'pair' });
    const bytes = [...message].map((byte) => Buffer.from([byte]));
    expect(await readMessage(Readable.from(bytes))).toEqual({ kind: 'pair' });
    const huge = Buffer.concat([Buffer.from([255, 255, 255, 127]), Buffer.from('{}')]);
    for (const junk of [huge, Buffer.from([2, 0, 0, 0, 1, 1]), Buffer.from([1]), Buffer.alloc(0)]) {
      expect(await readMessage(Readable.from([junk]))).toBeNull();
    }
  });
});

describe('where browsers look', () => {
  it.each(['darwin', 'win32'] as const)('is known on %s', (platform) => {
    const places = BROWSERS.map((browser) => hostPlace(browser, '/data', { platform, environment: {}, home: '/home' }));
    expect(new Set(places.map(({ manifest }) => manifest)).size).toBe(BROWSERS.length);
    for (const { browser, manifest, registryKey } of places) {
      expect(manifest).toContain(platform === 'win32' ? browser : 'NativeMessagingHosts');
      expect(registryKey?.endsWith(`NativeMessagingHosts\\${HOST_NAME}`) ?? false).toBe(platform === 'win32');
    }
  });

  it('and what is started there says no more than it must, with names as they are', () => {
    const text = writeLauncher('win32', { node: 'C:\\100%\\node.exe', cli: 'C:\\cli.js', home: undefined });
    expect(text).toBe('@echo off\r\n"C:\\100%%\\node.exe" "C:\\cli.js" host\r\n');
  });
});
