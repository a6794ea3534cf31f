import { once } from 'node:events';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Command, CommandContext } from './commands/command.ts';
import { commands, loadCommands } from './commands/table.ts';
import { createUserError, isUserError, writeUserError } from './commands/user-error.ts';
import { readVersion } from './read-version.ts';

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

async function runCommand([name = 'help', ...rest]: readonly string[]): Promise<number> {
  if (name === 'help' || name === '--help' || name === '-h') {
    const [topic] = rest;
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

/** Whoever reads slowly is waited for, so that what is printed does not pile up. */
async function whenDrained(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
}

async function findCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return load();
  throw createUserError({
    what: `There is no command "${name}".`,
    why: `The commands are ${Object.keys(commands).join(', ')} and help.`,
    todo: 'Run "tollkeeper help" to see what each of them does.',
    exitCode: 2,
  });
}

function readOptions(command: Command, args: readonly string[]): Pick<CommandContext, 'values' | 'operands'> {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { type, short }] of Object.entries(command.options)) {
    options[name] = short === undefined ? { type } : { type, short };
  }
  try {
    // No option may be repeated into a list, so that every value is a text or a yes.
    const parsed = parseArgs({ args: [...args], options, allowPositionals: command.operands !== undefined });
    return { values: parsed.values as CommandContext['values'], operands: parsed.positionals };
  } catch (error) {
    throw createUserError(
      {
        what: `"tollkeeper ${command.name}" was not understood.`,
        why: error instanceof Error ? error.message : String(error),
        todo: `Run "tollkeeper help ${command.name}" to see its options.`,
        exitCode: 2,
      },
      { cause: error },
    );
  }
}

// A second signal ends the process at once, as Node does without a listener.
function listenForStop(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return controller.signal;
}
