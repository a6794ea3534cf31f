import type { StatedMoney } from '../api/refusal-routes.ts';
import { wordsIn } from '../report/report-words.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { type ShownRefusals, writeRefusals } from '../terminal/write-refusals.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper refusals`: where somebody heard no. */
export const refusalsCommand: Command = {
  name: 'refusals',

  operands: '[said <id>]',
  options: {
    days: { type: 'string', value: '<count>' },
    clear: { type: 'string', value: '<yes|no>' },
    note: { type: 'string', value: '<text>' },

    json: { type: 'boolean' },
  },

  run: runRefusals,
};

async function runRefusals({ values, operands, print }: CommandContext): Promise<number> {
  const [deed, id, ...more] = operands;
  if (deed === 'said' && id !== undefined && more.length === 0) return say(id, values, print);
  if (deed !== undefined) throw notUnderstood(speak('refusals.itIsRefusalsOrRefusals'));
  const language = spokenLanguage();
  const { days = '30' } = values;
  const shown = await askCompanion<ShownRefusals<StatedMoney>>({
    path: `/refusals?days=${encodeURIComponent(`${days}`)}`,
  });
  if (values.json === true) print(JSON.stringify(shown));
  else for (const line of writeRefusals(shown, wordsIn(language))) print(line);
  return 0;
}

async function say(id: string, values: CommandContext['values'], print: CommandContext['print']): Promise<number> {
  const { clear, note } = values;
  if (clear === undefined && note === undefined) throw notUnderstood(speak('refusals.whatToKeepWasNot'));
  if (clear !== undefined && clear !== 'yes' && clear !== 'no') throw notUnderstood(speak('refusals.clearIsYesOrNo'));
  const said = await askCompanion<object>({
    method: 'PUT',
    path: `/refusals/${encodeURIComponent(id)}/said`,
    // What is not said stays as it is.
    body: { ...(clear !== undefined && { isClear: clear === 'yes' }), ...(note !== undefined && { note }) },
  });
  print(values.json === true ? JSON.stringify(said) : speak('refusals.kept'));
  return 0;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'refusals' }),
    why,
    todo: speak('any.helpWritten', { command: 'refusals' }),
    exitCode: 2,
  });
}
