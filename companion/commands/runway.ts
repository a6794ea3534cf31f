import { wordsIn } from '../report/report-words.ts';
import { type ShownRunway, writeRunways } from '../terminal/write-runways.ts';
import { type ShownScheduled, writeScheduled } from '../terminal/write-scheduled.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper runway`: until when the money lasts. */
export const runwayCommand: Command = {
  name: 'runway',
  summary: 'How long balances and budgets last; work that is planned',
  operands: '[schedule [add|remove] [name]]',
  options: {
    account: { type: 'string', value: '<id>', summary: 'add: whose balance pays, such as openai:work.' },
    amount: { type: 'string', value: '<amount>', summary: 'add: what it takes each time.' },
    unit: { type: 'string', value: '<unit>', summary: 'add: of the amount (USD).' },
    at: { type: 'string', value: '<time>', summary: 'add: the first time, such as 2026-12-01T02:00.' },
    every: { type: 'string', value: '<day|week|month>', summary: 'add: how often it comes again (once).' },
    until: { type: 'string', value: '<day>', summary: 'add: the last day on which it does.' },
    lang: LANG_OPTION,
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'What you plan comes on top of the usual pace: leave out what your calls show',
    'already. Calls and batches under way are counted without being planned.',
    '  tollkeeper runway schedule add reindex --account openai:work --amount 40 \\',
    '    --at 2026-12-01T02:00 --every month',
    '  tollkeeper runway schedule; tollkeeper runway schedule remove reindex',
  ],
  run: async ({ values, operands, print }) => {
    const language = readLanguage(values.lang, notUnderstood);
    const [what, deed = 'list', name, ...more] = operands;
    if (what === undefined) {
      const told = await askCompanion<{ readonly runways: readonly ShownRunway[] }>({
        path: `/runways?language=${language}`,
      });
      if (values.json === true) print(JSON.stringify(told));
      else for (const line of writeRunways(told.runways, wordsIn(language))) print(line);
      return 0;
    }
    if (what !== 'schedule' || more.length > 0)
      throw notUnderstood(`"${operands.join(' ')}" is nothing that is done here.`);
    const found = await changeSchedule(deed, name, values);
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writeScheduled(found)) print(line);
    return 0;
  },
};

function changeSchedule(
  deed: string,
  name: string | undefined,
  { account, amount, unit, at, every, until }: CommandContext['values'],
): Promise<ShownScheduled> {
  const path = '/runways/scheduled';
  if (deed === 'list' && name === undefined) return askCompanion({ path });
  if (name === undefined) throw notUnderstood('Which planned work is meant was not said.');
  const one = `${path}/${encodeURIComponent(name)}`;
  if (deed === 'remove') return askCompanion({ method: 'DELETE', path: one });
  if (deed !== 'add') throw notUnderstood(`"${deed}" is nothing that is done with planned work.`);
  for (const [option, value] of Object.entries({ account, amount, at })) {
    if (value === undefined) throw notUnderstood(`--${option} was not said.`);
  }
  const body = {
    ...{ account, amount, at },
    ...(unit !== undefined && { unit }),
    ...(every !== undefined && { every }),
    ...(until !== undefined && { lastDay: until }),
  };
  return askCompanion({ method: 'PUT', path: one, body });
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper runway" was not understood.',
    why,
    todo: 'Run "tollkeeper help runway" to see how it is written.',
    exitCode: 2,
  });
}
