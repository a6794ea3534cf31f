import type { StatedMoney } from '../api/refusal-routes.ts';
import { wordsIn } from '../report/report-words.ts';
import { type ShownRefusals, writeRefusals } from '../terminal/write-refusals.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper refusals`: where somebody heard no. */
export const refusalsCommand: Command = {
  name: 'refusals',
  summary: 'Where you heard no, and what happened next',
  operands: '[said <id>]',
  options: {
    days: { type: 'string', value: '<count>', summary: 'The last so many days (30).' },
    clear: { type: 'string', value: '<yes|no>', summary: 'said: whether what you were told was clear.' },
    note: { type: 'string', value: '<text>', summary: 'said: a note of your own; it stays in your ledger.' },
    lang: LANG_OPTION,
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => ['Only sizes are known of a call, never what was asked or answered.'],
  run: runRefusals,
};

async function runRefusals({ values, operands, print }: CommandContext): Promise<number> {
  const [deed, id, ...more] = operands;
  if (deed === 'said' && id !== undefined && more.length === 0) return say(id, values, print);
  if (deed !== undefined) throw notUnderstood('It is "refusals", or "refusals said <id> --clear yes".');
  const language = readLanguage(values.lang, notUnderstood);
  const { days = '30' } = values;
  const shown = await askCompanion<ShownRefusals<StatedMoney>>({
    path: `/refusals?days=${encodeURIComponent(`${days}`)}`,
  });
  if (values.json === true) print(JSON.stringify(shown));
  else for (const line of writeRefusals(shown, wordsIn(language))) print(line);
  return 0;
}

async function say(id: string, values: CommandContext['values'], print: CommandContext['print']): Promise<number> {
  const { clear, note = '' } = values;
  if (clear !== undefined && clear !== 'yes' && clear !== 'no') throw notUnderstood('--clear is yes or no.');
  const isClear = clear === undefined ? null : clear === 'yes';
  const said = await askCompanion<object>({
    method: 'PUT',
    path: `/refusals/${encodeURIComponent(id)}/said`,
    body: { isClear, note },
  });
  print(values.json === true ? JSON.stringify(said) : 'Kept.');
  return 0;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper refusals" was not understood.',
    why,
    todo: 'Run "tollkeeper help refusals".',
    exitCode: 2,
  });
}
