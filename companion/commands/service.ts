import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder, ownSurroundings } from '../data-folder.ts';
import { type ServiceFile, serviceFile } from '../service/service-files.ts';
import type { Command, CommandContext } from './command.ts';
import { readPort } from './read-port.ts';
import { createUserError } from './user-error.ts';

const DEEDS = ['install', 'remove', 'status'] as const;

/** `tollkeeper service`: the companion starts with the user's session. */
export const serviceCommand: Command = {
  name: 'service',
  summary: 'Let the companion start with your session: systemd, launchd or a Windows task',
  operands: '<install|remove|status>',
  options: {
    port: { type: 'string', value: '<port>', summary: 'Listen on this port.' },
    print: { type: 'boolean', summary: 'Print the file and the commands, and do nothing.' },
    root: { type: 'boolean', summary: 'Do it although you are root. Programs of others would run with its rights.' },
    json: { type: 'boolean', summary: 'Print what was done as JSON.' },
  },
  notes: () => [
    'It is started as you, with your data folder. Variables of this shell are not',
    'handed on: what it needs (TOLLKEEPER_DATABASE, HTTPS_PROXY) goes into the file.',
  ],
  run: runService,
};

async function runService({ values, operands, print }: CommandContext): Promise<number> {
  const [given, ...others] = operands;
  const deed = DEEDS.find((name) => name === given);
  if (deed === undefined || others.length > 0) {
    throw createUserError({
      what: '"tollkeeper service" was not understood.',
      why: `It is written: service ${DEEDS.join(', service ')}.`,
      todo: 'Run "tollkeeper help service" to see how.',
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
      `The companion ${isInstalled ? `starts with your session (${file.path})` : 'does not start by itself'}${isRunning ? ', and runs' : ''}.`,
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
    what: 'The companion is not installed for root.',
    why: 'It carries calls for programs, and needs no rights for that.',
    todo: 'Run this as the user whose programs it is for, or say --root.',
  });
}

function install(file: ServiceFile): void {
  mkdirSync(dirname(file.path), { recursive: true });
  mkdirSync(dataFolder(), { recursive: true, mode: 0o700 });
  // schtasks reads UTF-16 only.
  const isWide = file.text.includes('encoding="UTF-16"');
  const marked = `\ufeff${file.text}`;
  writeFileSync(file.path, isWide ? Buffer.from(marked, 'utf16le') : file.text, { mode: 0o600 });
  runAll(file.install, `The file is there: ${file.path}.`);
}

function remove(file: ServiceFile): void {
  if (!existsSync(file.path)) return;
  const failed = file.remove.map(tryCommand).filter((why) => why !== null);
  rmSync(file.path, { force: true });
  if (failed.length === file.remove.length && failed[0] !== undefined) {
    throw createUserError({
      what: 'The system was not told.',
      why: `${failed[0]} ${file.path} was removed.`,
      todo: `Run: ${file.remove.map((words) => words.join(' ')).join('; ')}`,
    });
  }
}

function runAll(commands: ServiceFile['install'], done: string): void {
  for (const words of commands) {
    const why = tryCommand(words);
    if (why !== null) {
      throw createUserError({
        what: 'The system did not take it.',
        why: `${why} ${done}`,
        todo: `Run yourself: ${words.join(' ')}`,
      });
    }
  }
}

/** Null: it ended with 0. */
function tryCommand([program = '', ...args]: readonly string[]): string | null {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  if (error !== undefined) return `"${program}" is not there (${(error as NodeJS.ErrnoException).code}).`;
  return status === 0 ? null : `"${program}" ended with ${status}: ${stderr.trim().split('\n')[0] ?? ''}`;
}
