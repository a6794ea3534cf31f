import type { Command, CommandOption } from './command.ts';

const columns = 80;

/** Help for all commands, in 80 columns. */
export function writeHelp(commands: readonly Command[]): string {
  return [
    'Know what an API call costs before you send it.',
    '',
    'Usage: tollkeeper <command> [options]',
    '',
    'Commands:',
    ...writeRows(commands.map((command) => [command.name, command.summary])),
    '',
    'tollkeeper help <command> shows the options of one command,',
    'tollkeeper --version which one this is.',
  ].join('\n');
}

/** Help for one command, in 80 columns. */
export function writeCommandHelp(command: Command): string {
  const rows = Object.entries({ ...command.options, help: helpOption }).map(
    ([name, option]) => [writeOption(name, option), option.summary] as const,
  );
  const operands = command.operands === undefined ? '' : ` ${command.operands}`;
  const head = [
    `Usage: tollkeeper ${command.name} [options]${operands}`,
    '',
    ...wrap(`${command.summary}.`, columns),
    '',
  ];
  const notes = command.notes?.() ?? [];
  return [...head, 'Options:', ...writeRows(rows), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** Cuts a text into lines of at most `width` characters, at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const helpOption: CommandOption = { type: 'boolean', short: 'h', summary: 'Show this help.' };

function writeOption(name: string, option: CommandOption): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}--${name}${option.value === undefined ? '' : ` ${option.value}`}`;
}

/** Names and what is said of them, in two columns. */
export function writeRows(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows.flatMap(([name, summary]) =>
    wrap(summary, columns - width).map((line, index) => (index === 0 ? `  ${name}` : '').padEnd(width) + line),
  );
}
