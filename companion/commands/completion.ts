import { SHELLS } from '../completion/shells.ts';
import { writeCompletion } from '../completion/write-completion.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import type { Command } from './command.ts';
import { describeCommand } from './describe-command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper completion`: a script that lets a shell complete commands and options. */
export const completionCommand: Command = {
  name: 'completion',

  operands: '<shell>',
  options: { json: { type: 'boolean' } },

  run: async ({ values, operands, print }) => {
    // The table knows this command, too.
    const { loadCommands } = await import('./table.ts');
    const all = await loadCommands();
    const commands = all.map((command) => describeCommand(command, values.json === true ? 'en' : spokenLanguage()));
    if (values.json === true) {
      print(JSON.stringify(commands.map(({ name, summary, options }) => ({ name, summary, options }))));
      return 0;
    }
    const [shell, ...others] = operands;
    const known = SHELLS.find((name) => name === shell);
    if (known === undefined || others.length > 0) {
      throw createUserError({
        what:
          shell === undefined
            ? speak('completion.whichShellWasNotSaid')
            : speak('completion.isNoneOfTheShells', { operands: operands.join(' ') }),
        why: speak('any.theyAre', { what: SHELLS.join(', ') }),
        todo: speak('completion.tryTollkeeperCompletionBash'),
        exitCode: 2,
      });
    }
    print(writeCompletion(known, commands));
    return 0;
  },
};
