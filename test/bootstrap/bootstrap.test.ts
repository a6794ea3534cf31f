import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBrowser } from '../../scripts/browsers.mjs';
import { pathWithoutBin } from '../../scripts/run.mjs';
import { lookUp } from '../../scripts/support/look-up.mjs';

/**
 * What a newcomer gets: a clone of HEAD, not of the working tree, because a file somebody forgot to commit is the very
 * mistake this finds. A change to the set-up is therefore tested here once it is committed; the rest of this folder
 * tests the working tree.
 */
const checkout = fileURLToPath(new URL('../../', import.meta.url));
const minutes = 60_000;

let place = '';
let clone = '';
let environment: Readonly<Record<string, string>> = {};

beforeAll(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'tollkeeper-bootstrap-')));
  clone = join(place, 'clone');
  mkdirSync(join(place, 'home'));
  environment = newcomer(join(place, 'home'));
  // The clone may be made by another user than the one who owns the checkout, as build machines do.
  call('git', ['-c', 'safe.directory=*', 'clone', '--quiet', checkout, clone], place, process.env);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('a fresh clone with an empty home folder', () => {
  it('has nothing installed and nothing built', () => {
    expect(existsSync(join(clone, 'package.json'))).toBe(true);
    for (const name of ['node_modules', '.output', '.wxt']) expect(existsSync(join(clone, name))).toBe(false);
  });

  it(
    "is set up by one command under the system's Node",
    () => {
      const said = call(systemNode(), ['scripts/setup.mjs']);
      expect(said).toMatch(/Dependencies installed in/);
      expect(said).toMatch(/Chromium [\d.]+: \//);
      expect(said).toMatch(/Firefox [\d.]+: \//);
      expect(said).toMatch(/Set-up complete/);
      const version = call(join(clone, 'node_modules', '.bin', 'node'), ['--version']);
      expect(Number(/^v(\d+)/.exec(version)?.[1])).toBeGreaterThanOrEqual(26);
    },
    10 * minutes,
  );

  it(
    'leaves nothing in the clone that git sees, and no installation in the home folder',
    () => {
      expect(call('git', ['status', '--porcelain'])).toBe('');
      expect(existsSync(join(place, 'home', 'node_modules'))).toBe(false);
    },
    minutes,
  );

  it(
    'then runs the companion, with nothing but its answer on stdout',
    () => {
      const help = call('npm', ['run', '-s', 'tollkeeper', '--', '--help']);
      expect(help.toLowerCase()).toContain('usage');
      expect(help).toContain('sandbox');
      expect(help).not.toContain('Set-up');
    },
    minutes,
  );

  it(
    'then tells its whole story by npm start, where there is no display too',
    () => {
      const said = call('npm', ['start', '--', '--tour']);
      expect(said).toContain('Every step held.');
      const pictures = [...said.matchAll(/^ {5}(\S+\.png)$/gm)].map(([, file = '']) => join(clone, file));
      expect(pictures.length).toBeGreaterThan(20);
      for (const picture of pictures) expect(statSync(picture).size).toBeGreaterThan(1000);
      // What it speaks of is what it uses: nothing is started beside it.
      expect(said).not.toContain('companion is running');
      expect(said.match(/with a sandbox of its own on http:\/\/127\.0\.0\.1:\d+/g)).toHaveLength(2);
      expect(call('git', ['status', '--porcelain'])).toBe('');
    },
    5 * minutes,
  );

  it(
    'does nothing the second time',
    () => {
      const listing = join(clone, 'node_modules', '.package-lock.json');
      const before = statSync(listing).mtimeMs;
      const said = call(systemNode(), ['scripts/setup.mjs']);
      expect(said).not.toMatch(/Installing|Dependencies installed/);
      expect(said).toMatch(/Set-up complete/);
      expect(statSync(listing).mtimeMs).toBe(before);
    },
    minutes,
  );
});

/** Runs a command as the newcomer, in the clone. Throws what it said if it fails. */
function call(command: string, args: readonly string[], cwd = clone, env: NodeJS.ProcessEnv = environment): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`, { cause: error });
}

/** The Node the newcomer has: the one that started npm, unless that is our own; else the one on the PATH. */
function systemNode(): string {
  const started = process.env.npm_node_execpath;
  if (started !== undefined && !started.includes('node_modules')) return started;
  const found = lookUp('node', pathWithoutBin(process.env.PATH));
  if (found === null) throw new Error('no Node outside node_modules was found on the PATH');
  return found;
}

/**
 * A clean environment: nothing of this run's npm or Vitest leaks in. Taken over is only how to reach a registry, with
 * npm's download cache, since the registry is not what is tested; and the browsers, which an empty home folder may hide.
 */
function newcomer(home: string): Readonly<Record<string, string>> {
  const kept = /^(https?_proxy|no_proxy|npm_config_(registry|cafile|cache|https?_proxy|proxy|noproxy)|lang|tmpdir)$/i;
  const taken = Object.entries(process.env).filter(([name, value]) => kept.test(name) && value);
  return {
    ...Object.fromEntries(taken.map(([name, value]) => [name, value ?? ''])),
    PATH: [dirname(systemNode()), pathWithoutBin(process.env.PATH)].join(':'),
    HOME: home,
    TOLLKEEPER_CHROMIUM: requireBrowser('chromium'),
    TOLLKEEPER_FIREFOX: requireBrowser('firefox'),
  };
}
