import { SHELLS } from '../completion/shells.ts';
import { writeCompletion } from '../completion/write-completion.ts';
import type { Command } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper completion`: a script that lets a shell complete commands and options. */
export const completionCommand: Command = {
  name: 'completion',
  summary: 'Print a script that completes commands and options in a shell',
  operands: '<shell>',
  options: { json: { type: 'boolean', summary: 'Print the commands and options themselves, as JSON.' } },
  notes: () => [
    'For bash, zsh, fish and powershell:',
    '  eval "$(tollkeeper completion bash)"                in ~/.bashrc',
    `  tollkeeper completion zsh > "\${fpath[1]}/_tollkeeper"`,
    '  tollkeeper completion fish > ~/.config/fish/completions/tollkeeper.fish',
    '  tollkeeper completion powershell >> $PROFILE',
  ],
  run: async ({ values, operands, print }) => {
    // The table knows this command, too.
    const { loadCommands } = await import('./table.ts');
    const commands = await loadCommands();
    if (values.json === true) {
      print(JSON.stringify(commands.map(({ name, summary, options }) => ({ name, summary, options }))));
      return 0;
    }
    const [shell, ...others] = operands;
    const known = SHELLS.find((name) => name === shell);
    if (known === undefined || others.length > 0) {
      throw createUserError({
        what: shell === undefined ? 'Which shell was not said.' : `"${operands.join(' ')}" is none of the shells.`,
        why: `They are ${SHELLS.join(', ')}.`,
        todo: 'Try: tollkeeper completion bash',
        exitCode: 2,
      });
    }
    print(writeCompletion(known, commands));
    return 0;
  },
};
