// @ts-check
/** What decides whether and how dependencies are installed: pure, so that every branch has a test. */
import { createHash } from 'node:crypto';

/**
 * What the set-up leaves in node_modules.
 * @typedef {{ hash: string, platform: string, hasTriedFont?: boolean }} Stamp
 */

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean,
 *   dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} Lock
 */

/**
 * @param {string} packageText package.json
 * @param {string} lockText package-lock.json
 * @returns {string}
 */
export function hashOf(packageText, lockText) {
  return createHash('sha256').update(packageText).update('\0').update(lockText).digest('hex');
}

/**
 * Why an installation differs from the lock file; null when it does not.
 * @param {Lock} lock package-lock.json
 * @param {Lock} installed npm's own listing, node_modules/.package-lock.json
 * @returns {string | null}
 */
export function differenceOf(lock, installed) {
  const wanted = lock.packages ?? {};
  const present = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    const found = present[path];
    if (path === '') continue;
    if (found === undefined) {
      // Packages for other platforms are in the lock file and rightly absent.
      if (entry.optional === true || entry.devOptional === true) continue;
      return `${path} is not installed`;
    }
    if (found.version !== entry.version) return `${path} is installed as ${found.version}, locked as ${entry.version}`;
  }
  const extra = Object.keys(present).find((path) => wanted[path] === undefined);
  return extra === undefined ? null : `${extra} is installed but not locked`;
}

/**
 * What to do about dependencies.
 *  keep: our stamp says they are right. adopt: somebody ran npm himself and they match. install: run npm.
 * @param {{ hash: string, platform: string, stamp: Stamp | null, manifest: LockEntry, lock: Lock, installed: Lock | null }} facts
 *   `manifest`: package.json; `installed` null: nothing was ever installed, or an installation was cut short
 * @returns {{ action: 'keep' | 'adopt' | 'install', why: string }}
 */
export function decideDependencies({ hash, platform, stamp, manifest, lock, installed }) {
  if (stamp !== null && stamp.platform !== platform) {
    return { action: 'install', why: `node_modules was installed on ${stamp.platform}, this is ${platform}` };
  }
  if (stamp !== null && stamp.hash === hash) return { action: 'keep', why: 'unchanged since the last set-up' };
  if (installed === null) return { action: 'install', why: 'nothing is installed yet' };
  const difference = manifestDifference(manifest, lock) ?? differenceOf(lock, installed);
  if (difference !== null) return { action: 'install', why: difference };
  return { action: 'adopt', why: 'npm has installed exactly what is locked' };
}

/**
 * @param {LockEntry} manifest
 * @param {Lock} lock
 * @returns {string | null}
 */
function manifestDifference(manifest, lock) {
  const locked = lock.packages?.[''] ?? {};
  for (const kind of /** @type {const} */ (['dependencies', 'devDependencies'])) {
    const names = new Set([...Object.keys(manifest[kind] ?? {}), ...Object.keys(locked[kind] ?? {})]);
    for (const name of names) {
      if (manifest[kind]?.[name] !== locked[kind]?.[name])
        return `package.json and package-lock.json differ on ${name}`;
    }
  }
  return null;
}

/**
 * The npm to call: the one on the user's own PATH; else the one that started us, under the Node that runs it.
 * @param {{ npmOnPath: string | null, npmExecPath: string | undefined, nodeOutside: string | null }} facts
 *   `npmExecPath`: npm_execpath; `nodeOutside`: a Node that does not lie in node_modules, which npm is about to replace
 * @returns {{ command: string, args: readonly string[] } | null} null: no npm
 */
export function chooseNpm({ npmOnPath, npmExecPath, nodeOutside }) {
  if (npmOnPath !== null) return { command: npmOnPath, args: [] };
  // npm_execpath may as well be pnpm's or yarn's.
  const isNpm = npmExecPath !== undefined && /npm-cli\.[cm]?js$/.test(npmExecPath);
  return isNpm && nodeOutside !== null ? { command: nodeOutside, args: [npmExecPath] } : null;
}

/**
 * `npm ci` refuses a lock file it thinks incomplete, for instance one written where packages for other platforms could
 * not be seen. `npm install --no-save` takes the same locked versions and leaves the lock file alone.
 * @param {string} output of `npm ci`
 * @returns {boolean}
 */
export function isLockRefused(output) {
  return /\bEUSAGE\b/.test(output) && /from lock file|in sync/.test(output);
}

/**
 * @param {unknown} value what the stamp file held
 * @returns {Stamp | null}
 */
export function readStamp(value) {
  if (typeof value !== 'object' || value === null) return null;
  const { hash, platform, hasTriedFont } = /** @type {Record<string, unknown>} */ (value);
  if (typeof hash !== 'string' || typeof platform !== 'string') return null;
  return { hash, platform, hasTriedFont: hasTriedFont === true };
}

/** @type {readonly { pattern: RegExp, why: string, todo: readonly string[] }[]} */
const npmFailures = [
  {
    pattern: /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/,
    why: 'npm could not reach its package registry.',
    todo: [
      'Check the network. Behind a proxy, tell npm about it, then start again:',
      '$ npm config set proxy http://HOST:PORT',
    ],
  },
  {
    pattern: /\b(SELF_SIGNED_CERT\w*|UNABLE_TO_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT)\b/,
    why: "npm does not trust the registry's certificate; a company proxy does that.",
    todo: ["Give npm your company's certificate, then start again:", '$ npm config set cafile /path/to/ca.pem'],
  },
  { pattern: /\bENOSPC\b/, why: 'The disk is full.', todo: ['Free about 1 GB, then start again.'] },
  {
    pattern: /\b(EACCES|EPERM|EROFS)\b/,
    why: 'A file or folder may not be written; often an earlier run was made with sudo.',
    todo: ['Delete node_modules (as the user who owns it), then start again as yourself.'],
  },
  {
    pattern: /\bEINTEGRITY\b/,
    why: 'A downloaded package is not the one that is locked.',
    todo: ['Clear the cache, then start again:', '$ npm cache clean --force'],
  },
  {
    pattern: /\b(E401|E403|ENEEDAUTH)\b/,
    why: 'The registry asks for a login or forbids a package.',
    todo: ['Check which registry npm uses:', '$ npm config get registry'],
  },
  {
    pattern: /\b(ETARGET|E404)\b/,
    why: 'The registry npm uses does not have a package that is locked.',
    todo: ['Check which registry npm uses:', '$ npm config get registry'],
  },
];

/**
 * The likeliest reason in npm's output, and the remedy. First match wins: the order is from certain to vague.
 * @param {string} output
 * @returns {{ why: string, todo: readonly string[] }}
 */
export function explainNpmFailure(output) {
  const known = npmFailures.find(({ pattern }) => pattern.test(output));
  return known ?? { why: 'npm said what is printed above.', todo: ['Mend that, then start again.'] };
}

/**
 * Why a Node printed is not the one we need; null when it is.
 * @param {{ version: string | null, output: string }} facts `version` null: it did not run
 * @returns {string | null}
 */
export function judgeNode({ version, output }) {
  const major = Number(/^v(\d+)\./.exec(version ?? '')?.[1]);
  if (major >= nodeMajorMin) return null;
  if (Number.isFinite(major)) return `It is Node ${version}, and ${nodeMajorMin} or newer is needed.`;
  if (/GLIBC|libstdc\+\+|musl|not found.*\.so/i.test(output)) {
    return `Its binary does not fit this system's C library: ${output.trim().split('\n')[0]}`;
  }
  return output.trim() === '' ? 'It is missing.' : `It does not run: ${output.trim().split('\n')[0]}`;
}

/** The companion and the tests run TypeScript as it stands and use node:sqlite. */
export const nodeMajorMin = 26;
