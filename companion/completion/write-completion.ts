import type { DescribedCommand } from '../commands/describe-command.ts';
import { speak } from '../terminal/speak.ts';
import type { Shell } from './shells.ts';

/** What is completed of a command. */
type Completed = Pick<DescribedCommand, 'name' | 'summary' | 'options'>;

/** A script for a shell, made from the table of commands: it knows what they know. */
export function writeCompletion(shell: Shell, commands: readonly Completed[]): string {
  const help: Completed = { name: 'help', summary: speak('help.ofHelp'), options: {} };
  return WRITERS[shell]([...commands, help]);
}

const WRITERS: Readonly<Record<Shell, (commands: readonly Completed[]) => string>> = { bash, zsh, fish, powershell };

const flagsOf = ({ options }: Completed): readonly string[] => Object.keys(options).map((name) => `--${name}`);
const namesOf = (commands: readonly Completed[]): string => commands.map(({ name }) => name).join(' ');

/** Names are ours: letters, digits and dashes, which no shell reads as anything else. Files where an option takes a value. */
function bash(commands: readonly Completed[]): string {
  const cases = commands.map(
    (command) =>
      `    ${command.name}) options="${flagsOf(command).join(' ')}"; valued="${valuedOf(command).join(' ')}" ;;`,
  );
  return [
    '# bash completion for tollkeeper',
    '_tollkeeper() {',
    `  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" options="" valued=""`,
    '  COMPREPLY=()',
    `  if (( COMP_CWORD == 1 )) || { (( COMP_CWORD == 2 )) && [[ "\${COMP_WORDS[1]}" == help ]]; }; then`,
    `    COMPREPLY=($(compgen -W "${namesOf(commands)}" -- "$word"))`,
    '    return',
    '  fi',
    `  case "\${COMP_WORDS[1]}" in`,
    ...cases,
    '  esac',
    '  if [[ " $valued " == *" $before "* || "$word" != -* ]]; then',
    '    COMPREPLY=($(compgen -f -- "$word"))',
    '    return',
    '  fi',
    '  COMPREPLY=($(compgen -W "$options" -- "$word"))',
    '}',
    'complete -o filenames -F _tollkeeper tollkeeper',
  ].join('\n');
}

function valuedOf({ options }: Completed): readonly string[] {
  const valued = Object.entries(options).filter(([, { type }]) => type === 'string');
  return valued.map(([name]) => `--${name}`);
}

function zsh(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => `    ${inQuotes(`${name}:${summary}`)}`);
  const cases = commands.map((command) => {
    const specs = Object.entries(command.options).map(([name, { type, value, summary }]) => {
      const text = `--${name}[${summary.replace(/[[\]\\]/g, '\\$&')}]`;
      return inQuotes(type === 'string' ? `${text}:${(value ?? 'value').replace(/[^\w-]/g, '')}:_files` : text);
    });
    return `    ${command.name}) _arguments -s ${[...specs, "'*:file:_files'"].join(' ')} ;;`;
  });
  return [
    '#compdef tollkeeper',
    '_tollkeeper() {',
    '  local -a commands',
    ...['  commands=(', ...described, '  )'],
    `  if (( CURRENT == 2 )) || { (( CURRENT == 3 )) && [[ \${words[2]} == help ]] }; then`,
    "    _describe 'command' commands",
    '    return',
    '  fi',
    `  local command=\${words[2]}`,
    '  shift words',
    '  (( CURRENT-- ))',
    '  case $command in',
    ...cases,
    '  esac',
    '}',
    // Loaded from fpath its body is the function itself; else it is named for what it completes.
    `if [[ \${funcstack[1]} == _tollkeeper ]]; then _tollkeeper "$@"; else compdef _tollkeeper tollkeeper; fi`,
  ].join('\n');
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap((command) => {
    const here = inQuotes(`__fish_seen_subcommand_from ${command.name}`);
    const options = Object.entries(command.options).map(([name, { type, short, summary }]) =>
      [
        ...['complete -c tollkeeper', `-n ${here}`, `-l ${name}`],
        ...(short === undefined ? [] : [`-s ${short}`]),
        ...(type === 'string' ? ['-r'] : []),
        `-d ${inFishQuotes(summary)}`,
      ].join(' '),
    );
    const about = inFishQuotes(command.summary);
    return [`complete -c tollkeeper -f -n '__fish_use_subcommand' -a ${command.name} -d ${about}`, ...options];
  });
  const topics = `complete -c tollkeeper -f -n '__fish_seen_subcommand_from help' -a ${inQuotes(namesOf(commands))}`;
  return ['# fish completion for tollkeeper', ...lines, topics].join('\n');
}

function powershell(commands: readonly Completed[]): string {
  const table = commands.map(
    (command) => `    ${inPowershellQuotes(command.name)} = @(${flagsOf(command).map(inPowershellQuotes).join(', ')})`,
  );
  return [
    '# PowerShell completion for tollkeeper',
    'Register-ArgumentCompleter -Native -CommandName tollkeeper -ScriptBlock {',
    '  param($word, $line, $position)',
    ...['  $options = [ordered]@{', ...table, '  }'],
    '  $words = @($line.CommandElements | ForEach-Object { "$_" })',
    '  $isFirst = $words.Count -le 1 -or ($words.Count -eq 2 -and $word -ne "")',
    '  $isTopic = $words.Count -ge 2 -and $words[1] -eq "help"',
    '  $found = if ($isFirst -or $isTopic) { $options.Keys } else { $options[$words[1]] }',
    '  $found | Where-Object { $_ -like "$word*" } | ForEach-Object {',
    "    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)",
    '  }',
    '}',
  ].join('\n');
}

/** For bash and zsh: nothing has a meaning inside, and a quote ends it, stands alone and begins it again. */
function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function inFishQuotes(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function inPowershellQuotes(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
