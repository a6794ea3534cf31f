import { widthOf, wrapColumns } from '../terminal/columns.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import type { Command, CommandOption } from './command.ts';
import { describeCommand } from './describe-command.ts';

const COLUMNS = 80;

/** Help for all commands, in 80 columns. */
export function writeHelp(commands: readonly Command[]): string {
  const described = commands.map((command) => describeCommand(command, spokenLanguage()));
  return [
    speak('help.whatItIsFor'),
    '',
    speak('help.usage'),
    '',
    speak('help.commands'),
    ...writeRows(described.map(({ name, summary }) => [name, summary])),
    '',
    speak('help.ofOne'),
    speak('help.whichOne'),
  ].join('\n');
}

/** Help for one command, in 80 columns. */
export function writeCommandHelp(command: Command): string {
  const { name, summary, operands, options, notes } = describeCommand(command, spokenLanguage());
  const rows = Object.entries(options).map(([option, one]) => [writeOption(option, one), one.summary] as const);
  return [
    speak('help.usageOfOne', { name, operands: operands === undefined ? '' : ` ${operands}` }),
    '',
    ...wrapColumns(speak('help.sentence', { summary }), COLUMNS),
    '',
    speak('help.options'),
    ...writeRows(rows),
    ...(notes.length > 0 ? ['', ...notes.flatMap(writeNote)] : []),
  ].join('\n');
}

/** An example stays as it is, so that it can be copied. */
function writeNote(line: string): readonly string[] {
  return line === '' || line.startsWith('  ') ? [line] : wrapColumns(line, COLUMNS);
}

function writeOption(name: string, option: CommandOption): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}--${name}${option.value === undefined ? '' : ` ${option.value}`}`;
}

/** Names and what is said of them, in two columns. */
export function writeRows(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => widthOf(name))) + 4;
  return rows.flatMap(([name, summary]) =>
    wrapColumns(summary, COLUMNS - width).map((line, index) => (index === 0 ? `  ${name}` : '').padEnd(width) + line),
  );
}
