import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';
import { openAccounts } from '../../../companion/secrets/open-accounts.ts';
import { SecretProblem } from '../../../companion/secrets/secret-problem.ts';

const KEY = 'sk-canary-0123456789abcdef';
const ACCOUNT = { id: 'a1', name: 'work', provider: 'openai', key: KEY };
const PASSPHRASE = { TOLLKEEPER_SECRET: 'correct horse battery staple' };

let folder: string;
let file: string;
let keyFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-secrets-'));
  file = join(folder, 'data', 'accounts.sealed');
  keyFile = join(folder, 'data', 'secret.key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (environment: Record<string, string> = {}) =>
  openAccounts({ path: file, masterKey: openMasterKey(environment, keyFile) });

/** What is wrong, by its fault; its text must not have the key in it. */
async function faultOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SecretProblem)) throw error;
    expect(error.message).not.toContain(KEY);
    return error.fault;
  }
  return 'none';
}

describe.each([
  ['a key file', {}],
  ['a passphrase', PASSPHRASE],
] as const)('accounts under %s', (_, environment) => {
  it('are there again when opened again, and unreadable on the disk', async () => {
    await open(environment).add(ACCOUNT);
    expect(open(environment).find('openai', 'work')).toEqual(ACCOUNT);
    expect(open(environment).list()).toEqual([{ id: 'a1', name: 'work', provider: 'openai', keptIn: 'file' }]);
    const content = readFileSync(file, 'utf8');
    for (const part of [KEY, 'openai', 'work', Buffer.from(KEY).toString('base64').slice(0, 20)])
      expect(content).not.toContain(part);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('another key opens nothing, and that is what is said', async () => {
    await open(environment).add(ACCOUNT);
    expect(await faultOf(() => open({ TOLLKEEPER_SECRET: 'another passphrase of length' }))).toBe('wrong-key');
  });

  it('no two files of the same accounts are alike', async () => {
    const accounts = open(environment);
    await accounts.add(ACCOUNT);
    const first = JSON.parse(readFileSync(file, 'utf8'));
    await accounts.add({ ...ACCOUNT, name: 'home' });
    await accounts.remove('openai', 'home');
    const second = JSON.parse(readFileSync(file, 'utf8'));
    for (const field of ['nonce', 'data', 'tag']) expect(second[field]).not.toBe(first[field]);
  });
});

function flip(coded: string): string {
  const bytes = Buffer.from(coded, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('files that are not as they should be', () => {
  it.each([
    ['empty', ''],
    ['no JSON', '{"version":1,'],
    ['another JSON', '[]'],
    ['fields missing', '{"version":1}'],
  ])('%s: damaged, and it stays as it is', async (_, content) => {
    await open().add(ACCOUNT);
    writeFileSync(file, content);
    expect(await faultOf(() => open())).toBe('corrupt');
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('whatever part of it was changed, that is noticed', async () => {
    await open().add(ACCOUNT);
    const sealed = JSON.parse(readFileSync(file, 'utf8'));
    for (const field of ['salt', 'check', 'nonce', 'tag', 'data', 'keyFrom']) {
      const flipped = field === 'keyFrom' ? 'other' : flip(sealed[field]);
      writeFileSync(file, JSON.stringify({ ...sealed, [field]: flipped }));
      expect(await faultOf(() => open()), field).toMatch(/^(corrupt|wrong-key)$/);
    }
    writeFileSync(file, JSON.stringify(sealed));
    expect(await faultOf(() => open())).toBe('none');
  });

  it('one of a newer version is not touched', async () => {
    await open().add(ACCOUNT);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version: 2 }));
    expect(await faultOf(() => open())).toBe('newer');
  });

  it.each([0o644, 0o640, 0o604, 0o660])('one that others may read (%o) is refused with what to run', async (mode) => {
    await open().add(ACCOUNT);
    for (const path of [file, keyFile]) {
      chmodSync(path, mode);
      expect(await faultOf(() => open())).toBe('too-open');
      chmodSync(path, 0o600);
    }
    expect(await faultOf(() => open())).toBe('none');
  });

  it('a key file that is none is no key', async () => {
    await open().add(ACCOUNT);
    writeFileSync(keyFile, 'short\n');
    expect(await faultOf(() => open())).toBe('corrupt');
  });

  it('a passphrase that could be guessed is refused', async () => {
    expect(await faultOf(() => open({ TOLLKEEPER_SECRET: 'short' }))).toBe('weak-key');
  });

  it('where nothing can be written, what was there stays and nothing is left behind', async () => {
    const accounts = open();
    await accounts.add(ACCOUNT);
    const before = readFileSync(file);
    rmSync(file);
    // A folder in the file's place: it cannot be replaced by a file, for root neither.
    execFileSync('mkdir', ['-p', join(file, 'inside')]);
    expect(await faultOf(() => accounts.add({ ...ACCOUNT, name: 'home' }))).toBe('unwritable');
    expect(accounts.list()).toHaveLength(1);
    expect(readdirSync(join(folder, 'data')).filter((name) => name.endsWith('.new'))).toEqual([]);
    rmSync(file, { recursive: true });
    writeFileSync(file, before, { mode: 0o600 });
    expect(open().list()).toHaveLength(1);
  });
});

describe('accounts', () => {
  it('a provider’s only one is found without a name; of several none is', async () => {
    const accounts = open();
    await accounts.add(ACCOUNT);
    expect(accounts.find('openai', null)?.name).toBe('work');
    await accounts.add({ ...ACCOUNT, id: 'a2', name: 'home' });
    expect(accounts.find('openai', null)).toBeNull();
    expect(accounts.find('anthropic', null)).toBeNull();
    expect(accounts.find('anthropic', 'work')).toBeNull();
  });

  it.each([
    ['a name twice', ACCOUNT, 'taken'],
    ['no name', { ...ACCOUNT, name: '' }, 'bad-name'],
    ['a name with a line end', { ...ACCOUNT, name: 'a\nb' }, 'bad-name'],
    ['a key with a line end', { ...ACCOUNT, name: 'x', key: `${KEY}\r\nX-Evil: 1` }, 'bad-key'],
    ['a key with a space', { ...ACCOUNT, name: 'x', key: `Bearer ${KEY}` }, 'bad-key'],
    ['an empty key', { ...ACCOUNT, name: 'x', key: '' }, 'bad-key'],
  ])('%s is refused', async (_, account, fault) => {
    const accounts = open();
    await accounts.add(ACCOUNT);
    expect(await faultOf(() => accounts.add(account))).toBe(fault);
    expect(accounts.list()).toHaveLength(1);
  });

  it('the key file is made once, and found by whoever comes second', () => {
    open();
    const made = readFileSync(keyFile, 'utf8');
    open();
    expect(readFileSync(keyFile, 'utf8')).toBe(made);
    expect(existsSync(file)).toBe(false);
  });
});
