import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder, ownSurroundings } from '../data-folder.ts';
import { type ServiceFile, serviceFile } from '../service/service-files.ts';
import { speak } from '../terminal/speak.ts';
import type { Command, CommandContext } from './command.ts';
import { readPort } from './read-port.ts';
import { createUserError } from './user-error.ts';

const DEEDS = ['install', 'remove', 'status'] as const;

/** `tollkeeper service`: the companion starts with the user's session. */
export const serviceCommand: Command = {
  name: 'service',

  operands: '<install|remove|status>',
  options: {
    port: { type: 'string', value: '<port>' },
    print: { type: 'boolean' },
    root: { type: 'boolean' },
    json: { type: 'boolean' },
  },

  run: runService,
};

async function runService({ values, operands, print }: CommandContext): Promise<number> {
  const [given, ...others] = operands;
  const deed = DEEDS.find((name) => name === given);
  if (deed === undefined || others.length > 0) {
    throw createUserError({
      what: speak('any.notUnderstood', { command: 'service' }),
      why: speak('service.itIsWrittenService', { deeds: DEEDS.join(', service ') }),
      todo: speak('any.helpWritten', { command: 'service' }),
      exitCode: 2,
    });
  }
  const file = ownFile(values.port);
  if (values.print === true) {
    for (const line of describe(file, deed)) print(line);
    return 0;
  }
  if (deed !== 'status') refuseRoot(values.root === true);
  if (deed === 'install') install(file);
  if (deed === 'remove') remove(file);
  const isInstalled = existsSync(file.path);
  const isRunning = isInstalled && tryCommand(file.status) === null;
  if (values.json === true) print(JSON.stringify({ file: file.path, installed: isInstalled, running: isRunning }));
  else
    print(
      speak('service.theCompanion', {
        rest: isInstalled
          ? speak('service.startsWithYourSession', { path: file.path })
          : speak('service.doesNotStartByItself'),
        rest2: isRunning ? speak('service.andRuns') : '',
      }),
    );
  return deed === 'status' && !isRunning ? 1 : 0;
}

function ownFile(portGiven: string | boolean | undefined): ServiceFile {
  const port = readPort(portGiven);
  const surroundings = ownSurroundings();
  const program = {
    node: process.execPath,
    cli: fileURLToPath(new URL('../cli.mjs', import.meta.url)),
    args: port === undefined ? [] : ['--port', String(port ?? 0)],
    folder: dataFolder(surroundings),
  };
  return serviceFile(surroundings.platform, program, { home: surroundings.home, uid: process.getuid?.() ?? 0 });
}

function describe(
  { path, text, install, remove, status }: ServiceFile,
  deed: (typeof DEEDS)[number],
): readonly string[] {
  const commands = { install, remove, status: [status] }[deed];
  return [
    `# ${path}`,
    ...(deed === 'install' ? text.trimEnd().split('\n') : []),
    ...commands.map((words) => `$ ${words.join(' ')}`),
  ];
}

/** Whatever asks the gateway for something would ask a program that may do everything. */
function refuseRoot(isMeant: boolean): void {
  if (process.getuid?.() !== 0 || isMeant) return;
  throw createUserError({
    what: speak('service.theCompanionIsNotInstalled'),
    why: speak('service.itCarriesCallsForPrograms'),
    todo: speak('service.runThisAsTheUser'),
  });
}

function install(file: ServiceFile): void {
  mkdirSync(dirname(file.path), { recursive: true });
  mkdirSync(dataFolder(), { recursive: true, mode: 0o700 });
  // schtasks reads UTF-16 only.
  const isWide = file.text.includes('encoding="UTF-16"');
  const marked = `\ufeff${file.text}`;
  writeFileSync(file.path, isWide ? Buffer.from(marked, 'utf16le') : file.text, { mode: 0o600 });
  runAll(file.install, speak('service.theFileIsThere', { path: file.path }));
}

function remove(file: ServiceFile): void {
  if (!existsSync(file.path)) return;
  const failed = file.remove.map(tryCommand).filter((why) => why !== null);
  rmSync(file.path, { force: true });
  if (failed.length === file.remove.length && failed[0] !== undefined) {
    throw createUserError({
      what: speak('service.theSystemWasNotTold'),
      why: speak('service.wasRemoved', { failed: failed[0], path: file.path }),
      todo: speak('service.run', { remove: file.remove.map((words) => words.join(' ')).join('; ') }),
    });
  }
}

function runAll(commands: ServiceFile['install'], done: string): void {
  for (const words of commands) {
    const why = tryCommand(words);
    if (why !== null) {
      throw createUserError({
        what: speak('service.theSystemDidNotTake'),
        why: `${why} ${done}`,
        todo: speak('service.runYourself', { words: words.join(' ') }),
      });
    }
  }
}

/** Null: it ended with 0. */
function tryCommand([program = '', ...args]: readonly string[]): string | null {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  if (error !== undefined) return speak('service.isNotThere', { program, code: (error as NodeJS.ErrnoException).code });
  return status === 0
    ? null
    : speak('service.endedWith', { program, status, value: stderr.trim().split('\n')[0] ?? '' });
}
