// @ts-check
/** How a missing browser, font, keychain or shell may be installed here: pure, so that every branch has a test. */

/**
 * @typedef {'chromium' | 'firefox' | 'font' | 'keychain' | 'shells'} Missing
 *
 * What is known about the machine. `osIds`: ID and ID_LIKE of /etc/os-release.
 * @typedef {{ platform: string, isRoot: boolean, hasApt: boolean, hasDesktop: boolean, osIds: readonly string[] }} Machine
 *
 * One thing to try. `apt`: packages; `playwright`: a download into the user's own folder, with system libraries if root.
 * @typedef {{ kind: 'apt', packages: readonly string[] } | { kind: 'playwright', withLibraries: boolean }} Step
 */

/** Debian's names. Zen Hei is 7 MB where Noto CJK is 57, and good to read at the sizes of a card. */
const aptPackages = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  font: ['fonts-wqy-zenhei'],
  keychain: ['dbus', 'gnome-keyring', 'libsecret-tools'],
  shells: ['zsh', 'fish'],
};

/**
 * May we change the system? Only where nobody sits at it: as root (a container, a build machine), on a Debian-like
 * system, without a desktop.
 * @param {Machine} machine
 * @returns {boolean}
 */
export function mayUseApt({ platform, isRoot, hasApt, hasDesktop }) {
  return platform === 'linux' && isRoot && hasApt && !hasDesktop;
}

/**
 * What to try for something missing, in order; empty when only the user can install it.
 * @param {Missing} missing
 * @param {Machine} machine
 * @returns {readonly Step[]}
 */
export function installSteps(missing, machine) {
  /** @type {Step[]} */
  const steps = [];
  if (mayUseApt(machine) && hasPackage(missing, machine)) steps.push({ kind: 'apt', packages: aptPackages[missing] });
  if (missing === 'chromium') steps.push({ kind: 'playwright', withLibraries: mayUseApt(machine) });
  return steps;
}

/**
 * The exact commands for the user, one a line.
 * @param {Missing} missing
 * @param {Machine} machine
 * @returns {readonly string[]}
 */
export function installCommands(missing, machine) {
  const { platform, isRoot, hasApt } = machine;
  const isBrowser = missing === 'chromium' || missing === 'firefox';
  if (platform === 'darwin') return isBrowser ? [macCommands[missing]] : [];
  if (platform === 'win32') return isBrowser ? [windowsCommands[missing]] : [];
  if (hasApt && hasPackage(missing, machine)) {
    const sudo = isRoot ? '' : 'sudo ';
    return [`${sudo}apt-get update`, `${sudo}apt-get install -y ${aptPackages[missing].join(' ')}`];
  }
  if (missing === 'chromium') return ['npx playwright install chromium', 'sudo npx playwright install-deps chromium'];
  return missing === 'firefox' ? firefoxDownload : [];
}

/**
 * Ubuntu's packages "chromium" and "firefox" are doors to snaps, which do not install in containers and cannot read
 * hidden folders or /tmp; fonts, keychains and shells are ordinary packages there.
 * @param {Missing} missing
 * @param {Machine} machine
 */
function hasPackage(missing, { osIds }) {
  return (missing !== 'chromium' && missing !== 'firefox') || !osIds.includes('ubuntu');
}

/**
 * @param {string} osRelease text of /etc/os-release; empty when there is none
 * @returns {string[]} such as ["linuxmint", "ubuntu", "debian"]
 */
export function readOsIds(osRelease) {
  return osRelease
    .split('\n')
    .flatMap((line) => /^(?:ID|ID_LIKE)=(.*)$/.exec(line)?.[1] ?? [])
    .flatMap((value) => value.replaceAll('"', '').split(/\s+/))
    .filter((id) => id !== '');
}

const macCommands = { chromium: 'npx playwright install chromium', firefox: 'brew install --cask firefox' };
const windowsCommands = {
  chromium: 'npx playwright install chromium',
  firefox: 'winget install --id Mozilla.Firefox.ESR',
};

const firefoxDownload = [
  "curl -L 'https://download.mozilla.org/?product=firefox-esr-latest&os=linux64' | tar -xJ -C ~",
  'export TOLLKEEPER_FIREFOX=~/firefox/firefox',
];
