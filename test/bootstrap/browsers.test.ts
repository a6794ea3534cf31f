import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findChromium, findFirefox, requireBrowser } from '../../scripts/browsers.mjs';
import { installBrowsers } from '../../scripts/support/install-browsers.mjs';

let folder = '';
let home = '';
let downloads = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-browsers-'));
  home = join(folder, 'home');
  downloads = join(folder, 'downloads');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({ PATH: join(folder, 'bin'), HOME: home, PLAYWRIGHT_BROWSERS_PATH: downloads });

/** A program that behaves as a browser does when asked for its version. */
function program(path: string, script: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('looking for browsers on a real disk', () => {
  it('one on the PATH is found with its version', () => {
    const path = program('bin/chromium', 'echo "Chromium 156.0.1.2 built on Debian"; echo noise >&2');
    expect(findChromium(environment())).toEqual({
      browser: { path, version: '156.0.1.2', source: 'on the PATH' },
      reasons: [],
    });
    const firefox = program('bin/firefox', 'echo "Mozilla Firefox 153.7.0esr"');
    expect(findFirefox(environment()).browser?.path).toBe(firefox);
  });

  it('one that lacks a library is passed over for the newest download', () => {
    program('bin/chromium', 'echo "error while loading shared libraries: libnss3.so" >&2; exit 127');
    for (const revision of ['999', '1255']) {
      program(`downloads/chromium-${revision}/chrome-linux64/chrome`, 'echo "Google Chrome for Testing 159.0.8154.6"');
    }
    program('downloads/chromium_headless_shell-2000/chrome-linux/chrome', 'echo "Chromium 160.0.0.0"');
    const { browser, reasons } = findChromium(environment());
    expect(browser?.path).toContain('chromium-1255');
    expect(reasons).toEqual([expect.stringMatching(/code 127: error while loading shared libraries: libnss3\.so/)]);
  });

  it('stock Chrome alone is none, and says why', () => {
    program('bin/google-chrome', 'echo "Google Chrome 150.0.1.2"');
    const { browser, reasons } = findChromium(environment());
    expect(browser).toBeNull();
    expect(reasons.join()).toContain('ignores --load-extension');
  });

  it('a named one that is not there is an error, not a reason to take another', () => {
    program('bin/chromium', 'echo "Chromium 156.0.1.2"');
    const named = { ...environment(), TOLLKEEPER_CHROMIUM: '/no/such/browser' };
    expect(() => requireBrowser('chromium', named)).toThrow(/No usable Chromium[\s\S]*no such file[\s\S]*setup\.mjs/);
  });

  it('a driver that needs a browser gets its path', () => {
    const path = program('bin/firefox-esr', 'echo "Mozilla Firefox 153.7.0esr"');
    expect(requireBrowser('firefox', environment())).toBe(path);
  });
});

describe('installing with apt-get (a stand-in that logs and leaves a browser)', () => {
  const machine = { platform: 'linux', isRoot: true, hasApt: true, hasDesktop: false, osIds: ['debian'] };
  const said: string[] = [];

  beforeEach(() => {
    said.length = 0;
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
    vi.stubEnv('TOLLKEEPER_FIREFOX', '');
    vi.stubEnv('LOG', join(folder, 'log'));
  });
  const install = () => installBrowsers(['firefox'], (line) => void said.push(line), machine);
  const log = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');

  it('updates first, asks nothing, and finds what it installed', async () => {
    const esr = join(folder, 'bin', 'firefox-esr');
    program(
      'bin/apt-get',
      `echo "$DEBIAN_FRONTEND $*" >> "$LOG"
       if [ "$1" = install ]; then printf '#!/bin/sh\\necho Mozilla Firefox 153.7.0esr\\n' > "${esr}"; /bin/chmod +x "${esr}"; fi`,
    );
    await install();
    const [update, added] = log();
    expect(update).toBe('noninteractive update');
    expect(added).toMatch(/^noninteractive install -y --no-install-recommends .*firefox-esr$/);
    expect(said.at(-1)).toContain('Firefox 153.7.0 is installed');
  });

  it('when it fails, its words are shown and the exact commands given', async () => {
    program('bin/apt-get', 'echo "E: Unable to fetch some archives"; exit 100');
    await expect(install()).rejects.toThrow(
      /No usable Firefox[\s\S]*apt-get could not install[\s\S]*\$ apt-get install -y firefox-esr/,
    );
    expect(said.join('\n')).toContain('Unable to fetch some archives');
  });

  it('a wrong variable is named as the cause', async () => {
    vi.stubEnv('TOLLKEEPER_FIREFOX', '/no/such/firefox');
    program('bin/apt-get', 'exit 0');
    await expect(install()).rejects.toThrow(/no such file[\s\S]*Correct TOLLKEEPER_FIREFOX/);
  });
});
