import { wordsIn } from '../report/report-words.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { type ShownRunway, writeRunways } from '../terminal/write-runways.ts';
import { type ShownScheduled, writeScheduled } from '../terminal/write-scheduled.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper runway`: until when the money lasts. */
export const runwayCommand: Command = {
  name: 'runway',

  operands: '[schedule [add|remove] [name]]',
  options: {
    account: { type: 'string', value: '<id>' },
    amount: { type: 'string', value: '<amount>' },
    unit: { type: 'string', value: '<unit>' },
    at: { type: 'string', value: '<time>' },
    every: { type: 'string', value: '<day|week|month>' },
    until: { type: 'string', value: '<day>' },

    json: { type: 'boolean' },
  },

  run: async ({ values, operands, print }) => {
    const language = spokenLanguage();
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
      throw notUnderstood(speak('any.isNothingThatIsDone', { what: operands.join(' ') }));
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
  if (name === undefined) throw notUnderstood(speak('runway.whichPlannedWorkIsMeant'));
  const one = `${path}/${encodeURIComponent(name)}`;
  if (deed === 'remove') return askCompanion({ method: 'DELETE', path: one });
  if (deed !== 'add') throw notUnderstood(speak('runway.isNothingThatIsDone', { deed }));
  for (const [option, value] of Object.entries({ account, amount, at })) {
    if (value === undefined) throw notUnderstood(speak('runway.wasNotSaid', { option }));
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
    what: speak('any.notUnderstood', { command: 'runway' }),
    why,
    todo: speak('any.helpWritten', { command: 'runway' }),
    exitCode: 2,
  });
}
