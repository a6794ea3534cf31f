import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { demoKeys } from '../../companion/sandbox/world.ts';
import { openKeychain } from '../../companion/secrets/keychain.ts';
import { type Running, runCompanion, startCompanion } from './running-companion.ts';
import { type SecretService, startSecretService } from './secrets/secret-service.ts';
import { runCommand } from './start-command.ts';

let running: Running;
const KEY = demoKeys.default;

const run = (args: readonly string[], input = '') => {
  const env = { PATH: process.env.PATH, HOME: running.folder, TOLLKEEPER_HOME: running.folder, NO_COLOR: '1' };
  return runCommand(args, { env, input });
};
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** A call of a tool that has a token alone: the key of its account goes upstream. */
async function callAsTool() {
  const { body } = await running.ask('POST', '/api/v1/tools', { body: { name: 'nightly' } });
  return running.chat({}, { authorization: `Bearer ${body.token}` });
}

describe.runIf(process.platform === 'linux')('tollkeeper accounts with a keychain', { timeout: 60_000 }, () => {
  let service: SecretService;
  beforeAll(async () => {
    service = await startSecretService();
  }, 60_000);
  afterAll(() => service?.close());
  beforeEach(async () => {
    running = await runCompanion({ keychain: openKeychain(service.environment, 'linux') });
  });

  it('keeps a key there, says where it is, moves it, and a call is paid with it wherever it is', async () => {
    const added = await run(['accounts', 'add', 'sandbox', 'work'], `${KEY}\n`);
    expect([added.code, added.err, added.out]).toEqual([
      0,
      '',
      'Provider  Account  Key\nsandbox   work     keychain\n',
    ]);
    expect((await callAsTool()).status).toBe(200);
    expect((await run(['doctor'])).out).toMatch(/ok {3}keys of accounts +1 in the system's keychain, 0 in/);
    const moved = await run(['accounts', 'move', 'sandbox', 'work', '--to', 'file', '--json']);
    expect(JSON.parse(moved.out).accounts).toMatchObject([{ provider: 'sandbox', name: 'work', keptIn: 'file' }]);
    expect([service.list(), (await callAsTool()).status]).toEqual(['', 200]);
    expect((await run(['accounts', 'move', 'sandbox', 'work', '--to', 'keychain'])).out).toContain('keychain');
    expect((await run(['accounts', 'remove', 'sandbox', 'work'])).out).toContain('No named accounts.');
    expect(service.list()).toBe('');
  });

  it('says that it is locked: in the list, by the doctor and to who calls; unlocked the key is asked for again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-locked-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const before = await startCompanion({ folder, keychain: openKeychain(service.environment, 'linux') });
    running = { ...before, folder };
    await run(['accounts', 'add', 'sandbox', 'work'], KEY);
    await before.close();
    service.lock();
    const again = await startCompanion({ folder, keychain: openKeychain(service.environment, 'linux') });
    running = { ...again, folder };
    expect(again.troubles.join()).toContain('keys are locked in the keychain Error: sandbox work: it is locked');
    expect(flat((await run(['accounts'])).out)).toContain(
      'sandbox work keychain, not given out Not given out: it is locked. Then: tollkeeper accounts unlock',
    );
    const refused = await callAsTool();
    expect([refused.status, refused.body.error.problem.title]).toEqual([401, 'The key is locked']);
    expect(refused.body.error.problem.detail).toContain('tollkeeper accounts unlock');
    const doctor = await run(['doctor']);
    expect([doctor.code, flat(doctor.out)]).toEqual([
      1,
      expect.stringContaining('The keychain does not give out sandbox work: it is locked.'),
    ]);
    const home = await run(['accounts', 'add', 'sandbox', 'home'], KEY);
    expect([home.code, flat(home.err)]).toEqual([0, expect.stringContaining("The system's keychain cannot be used")]);
    expect(home.out).toMatch(/home +encrypted file/);
    const insisted = await run(['accounts', 'add', 'sandbox', 'third', '--to', 'keychain'], KEY);
    expect([insisted.code, insisted.err]).toEqual([1, expect.stringContaining('cannot be used')]);
    const kept = await run(['accounts', 'remove', 'sandbox', 'work']);
    expect([kept.code, flat(kept.err)]).toEqual([1, expect.stringContaining('does not let the key go: it is locked')]);
    await service.unlock();
    expect((await run(['accounts', 'unlock'])).out).toMatch(/work +keychain\n/);
    await run(['accounts', 'remove', 'sandbox', 'home']);
    expect((await callAsTool()).status).toBe(200);
    await run(['accounts', 'remove', 'sandbox', 'work']);
    await again.close();
  });
});

describe('tollkeeper accounts without a keychain', { timeout: 60_000 }, () => {
  it('keeps keys in the encrypted file, and says loudly why where there should be one', async () => {
    running = await runCompanion({ keychain: openKeychain({ PATH: '/nowhere' }, 'linux') });
    const added = await run(['accounts', 'add', 'sandbox', 'work'], KEY);
    expect([added.code, flat(added.err)]).toEqual([
      0,
      expect.stringContaining('cannot be used (there is no program "secret-tool"): the key is in the encrypted file'),
    ]);
    expect((await callAsTool()).status).toBe(200);
    expect(flat((await run(['doctor'])).out)).toContain(
      '0 in the system\'s keychain, 1 in the encrypted file. No keychain is used: there is no program "secret-tool".',
    );
    const moved = await run(['accounts', 'move', 'sandbox', 'work', '--to', 'keychain']);
    expect([moved.code, moved.err]).toEqual([1, expect.stringContaining('there is no program')]);
    expect((await callAsTool()).status).toBe(200);
  });

  it('says nothing of it where none was asked for', async () => {
    running = await runCompanion();
    const added = await run(['accounts', 'add', 'sandbox', 'work'], KEY);
    expect([added.code, added.err]).toEqual([0, '']);
    const moved = await run(['accounts', 'move', 'sandbox', 'work', '--to', 'keychain']);
    expect([moved.code, moved.err]).toEqual([1, expect.stringContaining('TOLLKEEPER_KEYCHAIN=off')]);
  });

  it.each<readonly [readonly string[], string]>([
    [['move', 'sandbox', 'work'], '--to keychain'],
    [['move', 'sandbox', 'work', '--to', 'drawer'], '"drawer" is no place'],
    [['add', 'sandbox'], 'accounts add <provider> <name>'],
    [['shout'], 'accounts add <provider> <name>'],
  ])('%j is not understood', async (words, said) => {
    running = await runCompanion();
    const { code, err } = await run(['accounts', ...words], KEY);
    expect([code, flat(err)]).toEqual([2, expect.stringContaining(said)]);
  });
});
