import { once } from 'node:events';
import type { Command } from './commands/command.ts';
import { languageAround, languageNamed } from './commands/read-language.ts';
import { readOptions } from './commands/read-options.ts';
import { commands, loadCommands } from './commands/table.ts';
import { createUserError, isUserError, writeUserError } from './commands/user-error.ts';
import { readVersion } from './read-version.ts';
import { setLanguage, speak } from './terminal/speak.ts';

// Whoever reads may have had enough (`| head`): then there is nobody left to print to.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    return await runCommand(args);
  } catch (error) {
    if (!isUserError(error)) throw error;
    console.error(writeUserError(error));
    return error.exitCode;
  }
}

async function runCommand(args: readonly string[]): Promise<number> {
  const [before, [name = 'help', ...rest]] = splitLanguage(args);
  // An owner's language is not the one that is spoken here.
  await setLanguage(languageNamed(name === 'owners' ? before : args) ?? languageAround(process.env));
  if (name === 'help' || name === '--help' || name === '-h') {
    const [, [topic]] = splitLanguage(rest);
    const { writeCommandHelp, writeHelp } = await import('./commands/help.ts');
    console.log(topic === undefined ? writeHelp(await loadCommands()) : writeCommandHelp(await findCommand(topic)));
    return 0;
  }
  if (name === '--version' || name === '-v') {
    console.log(`tollkeeper ${readVersion()}`);
    return 0;
  }
  const command = await findCommand(name);
  const { values, operands } = readOptions(command, rest);
  if (values.help === true) {
    const { writeCommandHelp } = await import('./commands/help.ts');
    console.log(writeCommandHelp(command));
    return 0;
  }
  return command.run({
    values,
    operands,
    get input() {
      return process.stdin.setEncoding('utf8');
    },
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    ...(process.stderr.isTTY && { showProgress: (line: string) => void process.stderr.write(`\r\u001b[2K${line}`) }),
    drained: whenDrained,
    stopped: listenForStop(),
  });
}

/** `--lang zh` before a command, and the rest. */
function splitLanguage(args: readonly string[]): readonly [language: readonly string[], rest: readonly string[]] {
  const count = args[0] === '--lang' ? 2 : args[0]?.startsWith('--lang=') ? 1 : 0;
  return [args.slice(0, count), args.slice(count)];
}

/** Whoever reads slowly is waited for, so that what is printed does not pile up. */
async function whenDrained(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
}

async function findCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return load();
  throw createUserError({
    what: speak('cli.noCommand', { name }),
    why: speak('cli.commandsAre', { names: Object.keys(commands).join(', ') }),
    todo: speak('cli.seeHelp'),
    exitCode: 2,
  });
}

// A second signal ends the process at once, as Node does without a listener.
function listenForStop(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return controller.signal;
}
