// @ts-check
/** Which browser serves, and why another does not: pure, so that every branch has a test. */

/**
 * A file that may be a browser. `isNamed`: the user named it in an environment variable, so nothing else is tried.
 * @typedef {{ path: string, source: string, isNamed?: boolean }} Candidate
 */

/**
 * What `--version` did. `text` is what was printed; `problem` is set when it could not be run or ended badly.
 * @typedef {{ text: string, problem: string | null }} Probe
 */

/** @typedef {{ path: string, version: string, source: string }} Browser */

/** @typedef {{ browser: Browser | null, reasons: readonly string[] }} Finding reasons: why others were passed over */

/** `match_origin_as_fallback` for run-time registered scripts came with 119. */
const chromiumMajorMin = 120;
/** From here on stock Google Chrome ignores --load-extension. */
const chromeMajorWithoutExtensions = 137;
/** `strict_min_version` of the Firefox build. */
const firefoxMajorMin = 142;

/**
 * @param {string} text what `--version` printed
 * @returns {{ name: string, version: string, major: number } | null}
 */
export function readVersion(text) {
  const match = /^\s*((?:[A-Z][\w]*\s+)+(?:for Testing\s+)?)(\d+)((?:\.\d+)*)(?:esr|[ab]\d+)?/m.exec(text);
  if (match === null) return null;
  const [, name = '', major = '', rest = ''] = match;
  return { name: name.trim(), version: major + rest, major: Number(major) };
}

/**
 * Why a Chromium-like browser does not serve; null when it does.
 * @param {Probe} probe
 * @returns {string | null}
 */
export function judgeChromium({ text, problem }) {
  if (problem !== null) return problem;
  const found = readVersion(text);
  if (found === null) return `it does not tell its version (${firstLine(text)})`;
  const { name, version, major } = found;
  if (/firefox/i.test(name)) return `it is ${name}`;
  if (name === 'Google Chrome' && major >= chromeMajorWithoutExtensions) {
    return `Google Chrome ${version} ignores --load-extension, as it does since ${chromeMajorWithoutExtensions}; Chromium and Chrome for Testing do not`;
  }
  if (!/^(Chromium|Google Chrome( for Testing)?)$/.test(name)) return `${name} is not tried with this project`;
  return major < chromiumMajorMin ? `version ${version} is older than ${chromiumMajorMin}` : null;
}

/**
 * Why a Firefox does not serve; null when it does.
 * @param {Probe} probe
 * @returns {string | null}
 */
export function judgeFirefox({ text, problem }) {
  if (problem !== null) return problem;
  const found = readVersion(text);
  if (found === null) return `it does not tell its version (${firstLine(text)})`;
  if (!/firefox/i.test(found.name)) return `it is ${found.name}`;
  return found.major < firefoxMajorMin ? `version ${found.version} is older than ${firefoxMajorMin}` : null;
}

/**
 * The first candidate that serves. A browser the user named is the only one tried: silently taking another would hide
 * a typing error.
 * @param {readonly Candidate[]} candidates
 * @param {(path: string) => Probe} probe
 * @param {(probe: Probe) => string | null} judge
 * @returns {Finding}
 */
export function chooseBrowser(candidates, probe, judge) {
  const named = candidates.filter((candidate) => candidate.isNamed);
  const reasons = [];
  for (const { path, source } of named.length > 0 ? named : candidates) {
    const result = probe(path);
    const reason = judge(result);
    if (reason === null) {
      return { browser: { path, source, version: readVersion(result.text)?.version ?? '' }, reasons };
    }
    reasons.push(`${path} (${source}): ${reason}.`);
  }
  return { browser: null, reasons };
}

/**
 * Where a Chromium may be, best first. Stock Chrome comes last: an old one serves, a new one is named in the reasons.
 * @param {{ named: string | undefined, platform: string, onPath: (command: string) => string | null,
 *   playwright: readonly string[], forTesting: readonly string[], exists: (path: string) => boolean }} facts
 *   `playwright`, `forTesting`: executables found in their download folders, newest first
 * @returns {Candidate[]}
 */
export function chromiumCandidates({ named, platform, onPath, playwright, forTesting, exists }) {
  if (isGiven(named)) return [{ path: named, source: 'named by TOLLKEEPER_CHROMIUM', isNamed: true }];
  const applications = platform === 'darwin' ? macChromiums.filter(exists) : [];
  return unique([
    ...pathCandidates(['chromium', 'chromium-browser'], onPath),
    ...applications.map((path) => ({ path, source: 'in Applications' })),
    ...playwright.map((path) => ({ path, source: "Playwright's download" })),
    ...forTesting.map((path) => ({ path, source: 'Chrome for Testing' })),
    ...pathCandidates(['chrome-for-testing', 'google-chrome', 'google-chrome-stable', 'chrome'], onPath),
    ...(platform === 'darwin' && exists(macChrome) ? [{ path: macChrome, source: 'in Applications' }] : []),
  ]);
}

/**
 * Where a Firefox may be, best first.
 * @param {{ named: string | undefined, platform: string, onPath: (command: string) => string | null,
 *   exists: (path: string) => boolean }} facts
 * @returns {Candidate[]}
 */
export function firefoxCandidates({ named, platform, onPath, exists }) {
  if (isGiven(named)) return [{ path: named, source: 'named by TOLLKEEPER_FIREFOX', isNamed: true }];
  const applications = (otherFirefoxes[platform] ?? []).filter(exists);
  return unique([
    ...pathCandidates(['firefox-esr', 'firefox'], onPath),
    ...applications.map((path) => ({ path, source: 'installed application' })),
  ]);
}

const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const macChromiums = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

/** @type {Readonly<Record<string, readonly string[]>>} */
const otherFirefoxes = {
  darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  win32: ['C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
};

/**
 * @param {readonly string[]} commands
 * @param {(command: string) => string | null} onPath
 * @returns {Candidate[]}
 */
function pathCandidates(commands, onPath) {
  return commands.flatMap((command) => {
    const path = onPath(command);
    return path === null ? [] : [{ path, source: 'on the PATH' }];
  });
}

/**
 * @param {readonly Candidate[]} candidates
 * @returns {Candidate[]}
 */
function unique(candidates) {
  return candidates.filter(({ path }, index) => candidates.findIndex((other) => other.path === path) === index);
}

/**
 * @param {string | undefined} value
 * @returns {value is string}
 */
function isGiven(value) {
  return value !== undefined && value !== '';
}

/** @param {string} text */
function firstLine(text) {
  return text.trim().split('\n')[0] || 'it printed nothing';
}
