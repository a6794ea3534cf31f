import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { dataFolder, ownSurroundings } from '../data-folder.ts';
import {
  BROWSERS,
  type BrowserId,
  type HostPlace,
  hostPlace,
  writeLauncher,
  writeManifest,
} from '../host/host-manifests.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper install-host`: lets browsers ask for a code themselves. */
export const installHostCommand: Command = {
  name: 'install-host',
  summary: 'Let browsers pair without typing a code (native messaging)',
  options: {
    browser: { type: 'string', value: '<names>', summary: `Which: ${BROWSERS.join(', ')} (those there are).` },
    extension: { type: 'string', value: '<id>', summary: "The extension's id in Chrome, Chromium or Edge." },
    remove: { type: 'boolean', summary: 'Take it away again.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'chrome://extensions shows the id, in Chromium and Edge too. Firefox needs none.',
    'Only that extension may start the program; it hands over a code, nothing else.',
  ],
  run: async ({ values, print }) => {
    const surroundings = ownSurroundings();
    const folder = dataFolder(surroundings);
    const named = readBrowsers(values.browser);
    const places = (named ?? BROWSERS).map((browser) => hostPlace(browser, folder, surroundings));
    if (values.remove === true) {
      const gone = places.filter(remove);
      if (named === null) rmSync(join(folder, 'host'), { recursive: true, force: true });
      say(values, print, 'removed', gone);
      return 0;
    }
    const isThere = ({ profile, registryKey }: HostPlace): boolean => registryKey !== undefined || existsSync(profile);
    const meant = named === null ? places.filter(isThere) : places;
    const extension = readExtension(values.extension);
    const done = meant.filter(({ browser }) => browser === 'firefox' || extension !== null);
    if (done.length === 0) throw nothingToDo(meant);
    if (named !== null && done.length < meant.length) throw idNeeded();
    const launcher = writeProgram(folder, surroundings.environment.TOLLKEEPER_HOME);
    for (const place of done) install(place, launcher, extension);
    say(values, print, 'installed', done);
    return 0;
  },
};

function writeProgram(folder: string, home: string | undefined): string {
  const { platform } = process;
  const path = join(folder, 'host', platform === 'win32' ? 'tollkeeper-host.bat' : 'tollkeeper-host');
  // Whatever was started now is what browsers start: the source, or what was made of it.
  const cli = resolve(process.argv[1] ?? '');
  writeFile(path, writeLauncher(platform, { node: process.execPath, cli, home: home === '' ? undefined : home }));
  if (platform !== 'win32') chmodSync(path, 0o700);
  return path;
}

function install({ browser, manifest, registryKey }: HostPlace, launcher: string, extension: string | null): void {
  writeFile(manifest, writeManifest(browser, launcher, extension));
  if (registryKey !== undefined) changeRegistry(['add', registryKey, '/ve', '/t', 'REG_SZ', '/d', manifest, '/f']);
}

/** @returns whether there was one. */
function remove({ manifest, registryKey }: HostPlace): boolean {
  const wasThere = existsSync(manifest);
  rmSync(manifest, { force: true });
  if (registryKey !== undefined && wasThere) changeRegistry(['delete', registryKey, '/f']);
  return wasThere;
}

function writeFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw createUserError(
      {
        what: `${path} could not be written.`,
        why:
          error instanceof Error && 'code' in error ? `The system says ${String(error.code)}.` : 'No reason was given.',
        todo: 'Look who may write there, then try again.',
      },
      { cause: error },
    );
  }
}

function changeRegistry(args: readonly string[]): void {
  const tool = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'reg.exe');
  const { status } = spawnSync(tool, args, { windowsHide: true });
  if (status === 0) return;
  throw createUserError({
    what: 'The registry could not be changed.',
    why: `reg.exe ended with ${status ?? 'no code'}.`,
    todo: 'Run it as the user whose browser it is for.',
  });
}

function readBrowsers(value: CommandContext['values'][string]): readonly BrowserId[] | null {
  if (typeof value !== 'string') return null;
  return value.split(',').map((name) => {
    const found = BROWSERS.find((browser) => browser === name.trim().toLowerCase());
    if (found !== undefined) return found;
    throw createUserError({
      what: `"${name}" is no browser that is known here.`,
      why: `They are ${BROWSERS.join(', ')}.`,
      todo: 'Name some of them, with commas between.',
      exitCode: 2,
    });
  });
}

function readExtension(value: CommandContext['values'][string]): string | null {
  if (typeof value !== 'string') return null;
  if (/^[a-p]{32}$/.test(value)) return value;
  throw createUserError({
    what: `"${value}" is no id of an extension.`,
    why: 'It has 32 letters from a to p.',
    todo: 'Copy it from chrome://extensions, where "Developer mode" shows it.',
    exitCode: 2,
  });
}

function nothingToDo(meant: readonly HostPlace[]): Error {
  if (meant.length > 0) return idNeeded();
  return createUserError({
    what: 'No browser was found.',
    why: 'None of the known ones has a folder of its own for this user.',
    todo: 'Start the browser once, or name it with --browser.',
  });
}

function idNeeded(): Error {
  return createUserError({
    what: 'Which extension may ask was not said.',
    why: 'Chrome, Chromium and Edge know an extension by an id of its own on each computer.',
    todo: 'Copy the id from chrome://extensions and add --extension <id>.',
    exitCode: 2,
  });
}

function say(
  { json }: CommandContext['values'],
  print: CommandContext['print'],
  what: 'installed' | 'removed',
  places: readonly HostPlace[],
): void {
  const shown = places.map(({ browser, manifest }) => ({ browser, manifest }));
  if (json === true) return print(JSON.stringify({ [what]: shown }));
  if (places.length === 0) return print('There was nothing to remove.');
  for (const { browser, manifest } of shown) print(`${what} for ${browser}: ${manifest}`);
  if (what === 'installed') print('In the settings of the extension, "Pair" now needs no code.');
}
