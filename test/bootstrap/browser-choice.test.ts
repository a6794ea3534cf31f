import { describe, expect, it } from 'vitest';
import {
  chooseBrowser,
  chromiumCandidates,
  firefoxCandidates,
  judgeChromium,
  judgeFirefox,
  readVersion,
} from '../../scripts/support/browser-choice.mjs';

const printed = (text: string) => ({ text, problem: null });
const nowhere = {
  named: undefined,
  platform: 'linux',
  onPath: () => null,
  playwright: [],
  forTesting: [],
  exists: () => false,
};

describe('a version is read from what a browser prints', () => {
  it.each([
    ['Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)', 'Chromium', '156.0.8078.79', 156],
    ['Google Chrome 138.0.7204.49 ', 'Google Chrome', '138.0.7204.49', 138],
    ['Google Chrome for Testing 139.0.7258.5', 'Google Chrome for Testing', '139.0.7258.5', 139],
    ['Mozilla Firefox 153.7.0esr', 'Mozilla Firefox', '153.7.0', 153],
    ['Mozilla Firefox 155.0b3', 'Mozilla Firefox', '155.0', 155],
    ['Gtk-Message: canberra missing\nMozilla Firefox 153.7.0esr', 'Mozilla Firefox', '153.7.0', 153],
  ])('%s', (text, name, version, major) => {
    expect(readVersion(text)).toEqual({ name, version, major });
  });

  it.each(['', 'command not found', 'version unknown'])('no version in "%s"', (text) => {
    expect(readVersion(text)).toBeNull();
  });
});

describe('which Chromium serves', () => {
  it.each([
    'Chromium 156.0.8078.79',
    'Chromium 120.0.0.1',
    'Google Chrome for Testing 139.0.7258.5',
    'Google Chrome 136.0.7103.1',
  ])('%s serves', (text) => expect(judgeChromium(printed(text))).toBeNull());

  it('stock Chrome from 137 on does not, and the reason names the switch it ignores', () => {
    expect(judgeChromium(printed('Google Chrome 137.0.7151.1'))).toMatch(
      /ignores --load-extension.*Chrome for Testing/,
    );
  });

  it.each([
    ['Chromium 119.0.1.1', /older than 120/],
    ['Microsoft Edge 140.0.1.1', /Microsoft Edge is not tried/],
    ['Mozilla Firefox 153.0', /it is Mozilla Firefox/],
    ['nonsense', /does not tell its version \(nonsense\)/],
    ['', /printed nothing/],
  ])('%s does not', (text, reason) => expect(judgeChromium(printed(text))).toMatch(reason));

  it('one that does not run is passed over with what it said', () => {
    expect(judgeChromium({ text: '', problem: 'it ends with code 127: libnss3.so' })).toMatch(/libnss3/);
  });
});

describe('which Firefox serves', () => {
  it.each(['Mozilla Firefox 142.0', 'Mozilla Firefox 153.7.0esr'])('%s serves', (text) => {
    expect(judgeFirefox(printed(text))).toBeNull();
  });
  it.each([
    ['Mozilla Firefox 141.0.3', /older than 142/],
    ['Chromium 156.0.1.1', /it is Chromium/],
    ['', /printed nothing/],
  ])('%s does not', (text, reason) => expect(judgeFirefox(printed(text))).toMatch(reason));
});

describe('the order of search', () => {
  const everywhere = {
    ...nowhere,
    onPath: (command: string) => `/usr/bin/${command}`,
    playwright: ['/cache/chromium-2/chrome', '/cache/chromium-1/chrome'],
    forTesting: ['/cft/chrome'],
  };

  it('is PATH, Playwright, Chrome for Testing, and stock Chrome last', () => {
    expect(chromiumCandidates(everywhere).map(({ path }) => path)).toEqual([
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/cache/chromium-2/chrome',
      '/cache/chromium-1/chrome',
      '/cft/chrome',
      '/usr/bin/chrome-for-testing',
      '/usr/bin/google-chrome',
      '/usr/bin/google-chrome-stable',
      '/usr/bin/chrome',
    ]);
  });

  it('is only the named one where a variable names one', () => {
    expect(chromiumCandidates({ ...everywhere, named: '/my/chromium' }).map(({ path }) => path)).toEqual([
      '/my/chromium',
    ]);
    expect(firefoxCandidates({ ...everywhere, named: '/my/firefox' }).map(({ path }) => path)).toEqual(['/my/firefox']);
  });

  it('ignores an empty variable', () => {
    expect(firefoxCandidates({ ...everywhere, named: '' })[0]?.path).toBe('/usr/bin/firefox-esr');
  });

  it('looks into Applications on macOS', () => {
    const mac = { ...nowhere, platform: 'darwin', exists: (path: string) => path.includes('Firefox.app') };
    expect(firefoxCandidates(mac).map(({ path }) => path)).toEqual([
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ]);
    expect(chromiumCandidates(mac)).toEqual([]);
  });
});

describe('choosing', () => {
  const versions: Readonly<Record<string, string>> = {
    '/usr/bin/google-chrome': 'Google Chrome 150.0.1.1',
    '/cache/chrome': 'Google Chrome for Testing 159.0.8154.6',
  };
  const probe = (path: string) => {
    const text = versions[path];
    return text === undefined ? { text: '', problem: 'it does not start' } : printed(text);
  };

  it('passes over what does not serve and keeps the reason', () => {
    const candidates = [
      { path: '/usr/bin/google-chrome', source: 'on the PATH' },
      { path: '/cache/chrome', source: "Playwright's download" },
    ];
    const { browser, reasons } = chooseBrowser(candidates, probe, judgeChromium);
    expect(browser).toEqual({ path: '/cache/chrome', source: "Playwright's download", version: '159.0.8154.6' });
    expect(reasons).toEqual([expect.stringMatching(/^\/usr\/bin\/google-chrome \(on the PATH\): .*ignores/)]);
  });

  it('finds nothing when a named browser is broken, though another would serve', () => {
    const candidates = [
      { path: '/typo', source: 'named', isNamed: true },
      { path: '/cache/chrome', source: "Playwright's download" },
    ];
    const { browser, reasons } = chooseBrowser(candidates, probe, judgeChromium);
    expect(browser).toBeNull();
    expect(reasons).toHaveLength(1);
  });

  it('finds nothing without candidates', () => {
    expect(chooseBrowser([], probe, judgeChromium)).toEqual({ browser: null, reasons: [] });
  });
});
