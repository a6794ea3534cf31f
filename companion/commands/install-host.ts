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
import { speak } from '../terminal/speak.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper install-host`: lets browsers ask for a code themselves. */
export const installHostCommand: Command = {
  name: 'install-host',

  options: {
    browser: { type: 'string', value: '<names>' },
    extension: { type: 'string', value: '<id>' },
    remove: { type: 'boolean' },
    json: { type: 'boolean' },
  },

  fills: () => ({ browsers: [BROWSERS.join(', ')] }),
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
        what: speak('any.couldNotBeWritten', { what: path }),
        why:
          error instanceof Error && 'code' in error
            ? speak('any.theSystemSays', { what: String(error.code) })
            : speak('installHost.noReasonWasGiven'),
        todo: speak('installHost.lookWhoMayWriteThere'),
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
    what: speak('installHost.theRegistryCouldNotBe'),
    why: speak('installHost.regExeEndedWith', { status: status ?? speak('installHost.noCode') }),
    todo: speak('installHost.runItAsTheUser'),
  });
}

function readBrowsers(value: CommandContext['values'][string]): readonly BrowserId[] | null {
  if (typeof value !== 'string') return null;
  return value.split(',').map((name) => {
    const found = BROWSERS.find((browser) => browser === name.trim().toLowerCase());
    if (found !== undefined) return found;
    throw createUserError({
      what: speak('installHost.isNoBrowserThatIs', { name }),
      why: speak('any.theyAre', { what: BROWSERS.join(', ') }),
      todo: speak('installHost.nameSomeOfThemWith'),
      exitCode: 2,
    });
  });
}

function readExtension(value: CommandContext['values'][string]): string | null {
  if (typeof value !== 'string') return null;
  if (/^[a-p]{32}$/.test(value)) return value;
  throw createUserError({
    what: speak('installHost.isNoIdOfAn', { value }),
    why: speak('installHost.itHas32LettersFrom'),
    todo: speak('installHost.copyItFromChromeExtensions'),
    exitCode: 2,
  });
}

function nothingToDo(meant: readonly HostPlace[]): Error {
  if (meant.length > 0) return idNeeded();
  return createUserError({
    what: speak('installHost.noBrowserWasFound'),
    why: speak('installHost.noneOfTheKnownOnes'),
    todo: speak('installHost.startTheBrowserOnceOr'),
  });
}

function idNeeded(): Error {
  return createUserError({
    what: speak('installHost.whichExtensionMayAskWas'),
    why: speak('installHost.chromeChromiumAndEdgeKnow'),
    todo: speak('installHost.copyTheIdFromChrome'),
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
  if (places.length === 0) return print(speak('installHost.thereWasNothingToRemove'));
  for (const place of shown) print(speak(`installHost.${what}`, place));
  if (what === 'installed') print(speak('installHost.inTheSettingsOfThe'));
}
