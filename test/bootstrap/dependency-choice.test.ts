import { describe, expect, it } from 'vitest';
import {
  chooseNpm,
  decideDependencies,
  differenceOf,
  explainNpmFailure,
  hashOf,
  isLockRefused,
  judgeNode,
  readStamp,
} from '../../scripts/support/dependency-choice.mjs';

const lock = {
  packages: {
    '': { devDependencies: { vitest: '^4.1.0' } },
    'node_modules/vitest': { version: '4.1.12' },
    'node_modules/@tool/linux': { version: '1.0.0', optional: true },
    'node_modules/@tool/mac': { version: '1.0.0', optional: true },
  },
};
const installed = {
  packages: { 'node_modules/vitest': { version: '4.1.12' }, 'node_modules/@tool/linux': { version: '1.0.0' } },
};
const facts = {
  hash: 'now',
  platform: 'linux-x64',
  stamp: null,
  manifest: { devDependencies: { vitest: '^4.1.0' } },
  lock,
  installed,
};
const stampOf = (hash: string, platform = 'linux-x64') => ({ hash, platform });

describe('what is done about dependencies', () => {
  it('nothing, when the stamp is of this lock file', () => {
    expect(decideDependencies({ ...facts, stamp: stampOf('now') }).action).toBe('keep');
  });
  it('an installation by hand that matches is taken over', () => {
    expect(decideDependencies(facts).action).toBe('adopt');
    expect(decideDependencies({ ...facts, stamp: stampOf('before') }).action).toBe('adopt');
  });
  it('they are installed when there are none', () => {
    expect(decideDependencies({ ...facts, installed: null }).action).toBe('install');
  });
  it('they are installed again on another platform, whatever else matches', () => {
    const { action, why } = decideDependencies({ ...facts, stamp: stampOf('now', 'darwin-arm64') });
    expect(action).toBe('install');
    expect(why).toContain('darwin-arm64');
  });
  it('they are installed again when a locked version differs', () => {
    const older = { packages: { ...installed.packages, 'node_modules/vitest': { version: '4.1.11' } } };
    expect(decideDependencies({ ...facts, installed: older })).toEqual({
      action: 'install',
      why: 'node_modules/vitest is installed as 4.1.11, locked as 4.1.12',
    });
  });
  it('they are installed again when package.json asks for more than is locked', () => {
    const manifest = { devDependencies: { vitest: '^4.1.0', knip: '^6.0.0' } };
    expect(decideDependencies({ ...facts, manifest }).why).toBe('package.json and package-lock.json differ on knip');
  });
});

describe('an installation equals the lock file', () => {
  it('when only packages for other platforms are absent', () => expect(differenceOf(lock, installed)).toBeNull());
  it('not when a needed one is absent', () => {
    expect(differenceOf(lock, { packages: {} })).toBe('node_modules/vitest is not installed');
  });
  it('not when there is one too many', () => {
    const more = { packages: { ...installed.packages, 'node_modules/extra': { version: '1.0.0' } } };
    expect(differenceOf(lock, more)).toBe('node_modules/extra is installed but not locked');
  });
});

it('the hash depends on both files and on where one ends', () => {
  expect(hashOf('a', 'b')).not.toBe(hashOf('a', 'c'));
  expect(hashOf('a', 'b')).not.toBe(hashOf('c', 'b'));
  expect(hashOf('ab', '')).not.toBe(hashOf('a', 'b'));
});

it.each([null, 'text', {}, { hash: 1, platform: 'linux-x64' }, []])('%o is no stamp', (value) => {
  expect(readStamp(value)).toBeNull();
});

describe('which npm is called', () => {
  const facts = { npmOnPath: '/usr/bin/npm', npmExecPath: '/opt/npm/bin/npm-cli.js', nodeOutside: '/opt/node' };
  it('the one on the PATH', () => expect(chooseNpm(facts)).toEqual({ command: '/usr/bin/npm', args: [] }));
  it('else the one that started us, under the Node outside node_modules', () => {
    expect(chooseNpm({ ...facts, npmOnPath: null })).toEqual({
      command: '/opt/node',
      args: ['/opt/npm/bin/npm-cli.js'],
    });
  });
  it.each([
    ['another package manager', { npmExecPath: '/usr/lib/pnpm.cjs' }],
    ['nothing', { npmExecPath: undefined }],
    ['npm without a Node that stays', { nodeOutside: null }],
  ])('none when %s started us', (_, more) => {
    expect(chooseNpm({ ...facts, npmOnPath: null, ...more })).toBeNull();
  });
});

describe('what npm says when it fails', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error network request failed', /registry/],
    ['npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /certificate/],
    ['npm error code EACCES\nnpm error syscall mkdir', /sudo/],
    ['npm error code EROFS', /may not be written/],
    ['npm error code ENOSPC', /disk/],
    ['npm error code EINTEGRITY', /not the one that is locked/],
    ['npm error code E401', /login/],
    ['npm error code ETARGET', /does not have/],
    ['npm error something new', /printed above/],
  ])('%s', (output, why) => {
    const explained = explainNpmFailure(output);
    expect(explained.why).toMatch(why);
    expect(explained.todo.length).toBeGreaterThan(0);
  });

  it('a lock file that npm ci refuses is told from other misuse', () => {
    const refused = 'npm error code EUSAGE\nnpm error Missing: @tool/mac@1.0.0 from lock file';
    expect(isLockRefused(refused)).toBe(true);
    expect(isLockRefused('npm error code EUSAGE\nnpm error Unknown option')).toBe(false);
    expect(isLockRefused('npm error code ENOTFOUND')).toBe(false);
  });
});

describe('whether a Node serves', () => {
  it.each(['v26.0.0', 'v26.10.0', 'v30.1.2'])('%s does', (version) => {
    expect(judgeNode({ version, output: version })).toBeNull();
  });
  it.each([
    ['v20.20.2', 'v20.20.2', /It is Node v20.20.2, and 26 or newer is needed/],
    [null, '', /missing/],
    [null, "node: /lib/libc.so.6: version `GLIBC_2.28' not found", /C library.*GLIBC_2.28/],
    [null, 'Exec format error', /does not run: Exec format error/],
  ])('%s %s does not', (version, output, reason) => expect(judgeNode({ version, output })).toMatch(reason));
});
