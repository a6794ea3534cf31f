import { describe, expect, it } from 'vitest';
import { hasDisplay } from '../../scripts/support/install-browsers.mjs';
import { installCommands, installSteps, mayUseApt, readOsIds } from '../../scripts/support/install-choice.mjs';

const container = { platform: 'linux', isRoot: true, hasApt: true, hasDesktop: false, osIds: ['debian'] };
const ubuntu = { ...container, osIds: ['ubuntu', 'debian'] };

describe('apt-get is used only where nobody sits at the machine', () => {
  it('as root, on a Debian-like system, without a desktop', () => expect(mayUseApt(container)).toBe(true));
  it.each([
    ['not as a user', { isRoot: false }],
    ['not beside a desktop', { hasDesktop: true }],
    ['not where there is none', { hasApt: false }],
    ['not on macOS', { platform: 'darwin' }],
  ])('%s', (_, facts) => {
    expect(mayUseApt({ ...container, ...facts })).toBe(false);
    const steps = installSteps('chromium', { ...container, ...facts });
    expect(steps.map(({ kind }) => kind)).toEqual(['playwright']);
  });
});

describe('what is tried', () => {
  it("Chromium: the system's package, then a download with its libraries", () => {
    expect(installSteps('chromium', container)).toEqual([
      { kind: 'apt', packages: ['chromium'] },
      { kind: 'playwright', withLibraries: true },
    ]);
  });
  it('Chromium as a user: a download, without touching the system', () => {
    expect(installSteps('chromium', { ...container, isRoot: false })).toEqual([
      { kind: 'playwright', withLibraries: false },
    ]);
  });
  it('Firefox: the package, and nothing where that is not allowed', () => {
    expect(installSteps('firefox', container)).toEqual([{ kind: 'apt', packages: ['firefox-esr'] }]);
    expect(installSteps('firefox', { ...container, hasDesktop: true })).toEqual([]);
  });
  it("Ubuntu's browser packages are doors to snaps and are not used; its fonts are", () => {
    expect(installSteps('chromium', ubuntu)).toEqual([{ kind: 'playwright', withLibraries: true }]);
    expect(installSteps('firefox', ubuntu)).toEqual([]);
    expect(installSteps('font', ubuntu)).toEqual([{ kind: 'apt', packages: ['fonts-wqy-zenhei'] }]);
    const packages = ['dbus', 'gnome-keyring', 'libsecret-tools'];
    expect(installSteps('keychain', ubuntu)).toEqual([{ kind: 'apt', packages }]);
    expect(installSteps('keychain', { ...container, hasDesktop: true })).toEqual([]);
    expect(installSteps('shells', ubuntu)).toEqual([{ kind: 'apt', packages: ['zsh', 'fish'] }]);
  });
});

describe('the commands for the user', () => {
  it.each([
    ['root on Debian', 'firefox', container, ['apt-get update', 'apt-get install -y firefox-esr']],
    [
      'a user on Debian',
      'chromium',
      { ...container, isRoot: false },
      ['sudo apt-get update', 'sudo apt-get install -y chromium'],
    ],
    ['macOS', 'firefox', { ...container, platform: 'darwin' }, ['brew install --cask firefox']],
    ['Windows', 'firefox', { ...container, platform: 'win32' }, ['winget install --id Mozilla.Firefox.ESR']],
    [
      'Fedora',
      'chromium',
      { ...container, hasApt: false, osIds: ['fedora'] },
      ['npx playwright install chromium', 'sudo npx playwright install-deps chromium'],
    ],
  ] as const)('%s: %s', (_, missing, machine, commands) => {
    expect(installCommands(missing, machine)).toEqual(commands);
  });

  it("Firefox on Ubuntu is Mozilla's own archive", () => {
    const commands = installCommands('firefox', ubuntu);
    expect(commands[0]).toContain('download.mozilla.org');
    expect(commands[1]).toContain('TOLLKEEPER_FIREFOX=');
  });

  it('every browser has at least one command on every platform', () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      for (const hasApt of [true, false]) {
        for (const missing of ['chromium', 'firefox'] as const) {
          expect(installCommands(missing, { ...container, platform, hasApt })).not.toEqual([]);
        }
      }
    }
  });
});

describe('what the system says about itself', () => {
  it('ID and ID_LIKE, quoted or not', () => {
    const text = 'PRETTY_NAME="Linux Mint 22"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22"\n';
    expect(readOsIds(text)).toEqual(['linuxmint', 'ubuntu', 'debian']);
    expect(readOsIds('')).toEqual([]);
  });
  it.each([
    [{}, 'linux', false],
    [{ DISPLAY: '' }, 'linux', false],
    [{ DISPLAY: ':0' }, 'linux', true],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
    [{}, 'darwin', true],
    [{}, 'win32', true],
  ])('%o on %s: display %s', (env, platform, expected) => expect(hasDisplay(env, platform)).toBe(expected));
});
