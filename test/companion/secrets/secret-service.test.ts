import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Keychain, openKeychain } from '../../../companion/secrets/keychain.ts';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';
import { openAccounts } from '../../../companion/secrets/open-accounts.ts';
import { readSealed } from '../../../companion/secrets/sealed-file.ts';
import { type SecretService, startSecretService } from './secret-service.ts';

const KEY = 'sk-canary-0123456789"\'$`\\';
const ACCOUNT = { id: 'openai:work', name: 'work', provider: 'openai', key: KEY };

let service: SecretService;
let folder: string;
let now = 0;

/* Linux alone has one that can be brought along. */
describe.runIf(process.platform === 'linux')('accounts over a real secret service', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    service = await startSecretService();
  }, 60_000);
  afterAll(() => service?.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tollkeeper-kept-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (environment: NodeJS.ProcessEnv | null = service.environment) =>
    openAccounts({
      path: join(folder, 'accounts.sealed'),
      masterKey: openMasterKey({}, join(folder, 'accounts.key')),
      keychain: environment === null ? null : openKeychain(environment, 'linux'),
      now: () => now,
    });
  const opened = async (environment?: NodeJS.ProcessEnv | null) => {
    const accounts = open(environment);
    await accounts.unlock();
    return accounts;
  };
  const placesOf = (accounts: ReturnType<typeof open>) => accounts.list().map(({ keptIn }) => keptIn);

  it('a key goes in there by itself, is there again after a start, and is gone everywhere when removed', async () => {
    expect(await open().probe()).toBeNull();
    expect(await open().add(ACCOUNT)).toEqual({ keptIn: 'keychain', why: null });
    expect(service.list()).toContain('label = Tollkeeper: openai/');
    const again = await opened();
    expect(again.find('openai', null)).toEqual(ACCOUNT);
    expect(placesOf(again)).toEqual(['keychain']);
    await expect(again.add({ ...ACCOUNT, key: 'sk-another-0123456789' })).rejects.toThrow('already');
    expect(await again.remove('openai', 'work')).toBe(true);
    expect([service.list(), (await opened()).list()]).toEqual(['', []]);
  });

  it('it moves to the file and back, and is never in both when that is done', async () => {
    const accounts = open();
    await accounts.add(ACCOUNT, 'file');
    expect(service.list()).toBe('');
    for (const place of ['keychain', 'file', 'file', 'keychain', 'keychain'] as const) {
      expect(await accounts.move('openai', 'work', place)).toBe(true);
      expect([placesOf(accounts), service.list() !== '']).toEqual([[place], place === 'keychain']);
      expect((await opened()).find('openai', 'work')).toEqual(ACCOUNT);
      // Without the keychain the file alone gives it out only where it is in it.
      expect((await opened(null)).find('openai', 'work')).toEqual(place === 'file' ? ACCOUNT : null);
    }
    expect(await accounts.move('openai', 'nobody', 'file')).toBe(false);
    await accounts.remove('openai', 'work');
    expect(service.list()).toBe('');
  });

  it('a locked one gives nothing out, takes nothing and loses nothing, each said at once; unlocked it is as before', async () => {
    await open().add(ACCOUNT);
    service.lock();
    const accounts = await opened();
    expect(accounts.find('openai', 'work')).toBeNull();
    expect(accounts.lockedBy('openai', 'work')).toBe('it is locked');
    expect(accounts.list()).toEqual([
      { id: 'openai:work', name: 'work', provider: 'openai', keptIn: 'keychain', locked: 'it is locked' },
    ]);
    for (const work of [accounts.remove('openai', 'work'), accounts.move('openai', 'work', 'file')]) {
      await expect(work).rejects.toThrow('it is locked');
    }
    const home = { ...ACCOUNT, id: 'openai:home', name: 'home' };
    await expect(accounts.add(home, 'keychain')).rejects.toThrow('cannot be used: secret-tool ended with 1');
    expect(await accounts.add(home)).toEqual({
      ...{ keptIn: 'file', why: expect.stringContaining('it is locked, or none runs here') },
    });
    expect(placesOf(accounts)).toEqual(['keychain', 'file']);
    await service.unlock();
    // Whoever wants it asks again, after a while: no person is asked for a password at every call.
    expect(accounts.find('openai', 'work')).toBeNull();
    now += 5 * 60_000;
    expect(accounts.find('openai', 'work')).toBeNull();
    await accounts.unlock();
    expect(accounts.find('openai', 'work')).toEqual(ACCOUNT);
    await accounts.remove('openai', 'work');
    expect(service.list()).toBe('');
  });

  it('a key that somebody took out of it is told from a locked one, and its account can be removed', async () => {
    await open().add(ACCOUNT);
    await takeOut();
    const accounts = await opened();
    expect(accounts.lockedBy('openai', 'work')).toContain('has no such key any more');
    expect(await accounts.remove('openai', 'work')).toBe(true);
  });

  it('an account whose keychain is away is forgotten only when that is insisted on', async () => {
    await open().add(ACCOUNT);
    const away = { ...service.environment, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' };
    for (const environment of [away, null]) {
      const accounts = await opened(environment);
      expect(accounts.lockedBy('openai', 'work')).not.toBeNull();
      await expect(accounts.remove('openai', 'work')).rejects.toThrow('keychain');
      expect(accounts.list()).toHaveLength(1);
    }
    const accounts = await opened(away);
    expect(await accounts.remove('openai', 'work', true)).toBe(true);
    expect(accounts.list()).toEqual([]);
    await takeOut();
  });

  it('no file of the data folder has a key that is in the keychain', async () => {
    await open().add(ACCOUNT);
    const accounts = await opened();
    const master = openMasterKey({}, join(folder, 'accounts.key'));
    expect(readSealed(join(folder, 'accounts.sealed'), master)?.text).not.toContain('canary');
    expect(readFileSync(join(folder, 'accounts.sealed'), 'utf8')).not.toContain('openai');
    await accounts.remove('openai', 'work');
  });

  it.each<readonly [Deed, Step, 'write' | 'remove']>([
    ['add', 'before', 'write'],
    ['add', 'after', 'write'],
    ['move in', 'before', 'write'],
    ['move in', 'after', 'write'],
    ['move out', 'before', 'remove'],
    ['move out', 'after', 'remove'],
    ['remove', 'before', 'remove'],
    ['remove', 'after', 'remove'],
  ])('stopped in "%s" %s the %s: no key is lost or left where nobody knows of it', async (deed, step, at) => {
    if (deed !== 'add') await open().add(ACCOUNT, deed === 'move in' ? 'file' : 'keychain');
    await stopIn(deed, step, at);
    const accounts = await opened();
    const [account] = accounts.list();
    // What was not yet confirmed may have to be given once more; what was is still there, or its removal is half done.
    if (deed.startsWith('move')) expect(accounts.find('openai', 'work')).toEqual(ACCOUNT);
    expect(account).toBeDefined();
    expect(await accounts.remove('openai', 'work')).toBe(true);
    expect([service.list(), accounts.list()]).toEqual(['', []]);
  });

  /** Takes the only key out of the keychain, past its account. */
  async function takeOut(): Promise<void> {
    const name = /^label = Tollkeeper: (.*)$/m.exec(service.list())?.[1] ?? '';
    await openKeychain(service.environment, 'linux')?.keychain.remove(name);
    expect(service.list()).toBe('');
  }

  /** Does it with a keychain that does not come back from one step, as if the process had ended there. */
  async function stopIn(deed: Deed, step: Step, at: 'write' | 'remove'): Promise<void> {
    const source = openKeychain(service.environment, 'linux');
    if (source === null) throw new Error('no keychain on Linux');
    await source.probe();
    const { keychain } = source;
    let stopped = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const stopping = async (work: () => Promise<void>): Promise<void> => {
      if (step === 'after') await work();
      stopped();
      await new Promise(() => undefined);
    };
    const ending: Keychain = {
      ...keychain,
      ...(at === 'write'
        ? { write: (name: string, key: string) => stopping(() => keychain.write(name, key)) }
        : { remove: (name: string) => stopping(() => keychain.remove(name)) }),
    };
    const accounts = openAccounts({
      path: join(folder, 'accounts.sealed'),
      masterKey: openMasterKey({}, join(folder, 'accounts.key')),
      keychain: { keychain: ending, probe: async () => ({ keychain: ending, why: null }) },
    });
    if (deed === 'add') void accounts.add(ACCOUNT);
    else if (deed === 'remove') void accounts.remove('openai', 'work');
    else void accounts.unlock().then(() => accounts.move('openai', 'work', deed === 'move in' ? 'keychain' : 'file'));
    await reached;
  }
});

type Deed = 'add' | 'move in' | 'move out' | 'remove';
type Step = 'before' | 'after';
