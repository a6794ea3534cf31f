import { writeFileSync } from 'node:fs';
import { type ShownFunding, writeFunding } from '../terminal/write-funding.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper funding`: which recharges the next 30 days need. */
export const fundingCommand: Command = {
  name: 'funding',
  summary: 'The recharges of the next 30 days, by date and currency; as a calendar',
  operands: '[set|forget <account>] [holidays <day…>]',
  options: {
    by: { type: 'string', value: '<card|transfer|coins>', summary: 'set: how it is paid (card).' },
    amount: { type: 'string', value: '<amount>', summary: 'set: how much is paid each time.' },
    'working-days': { type: 'string', value: '<days>', summary: 'set: how long it takes (transfer: 3).' },
    hours: { type: 'string', value: '<hours>', summary: 'set: how long it takes besides (coins: 1).' },
    calendar: { type: 'string', value: '<file>', summary: 'Write a calendar file (.ics).' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'Each recharge begins in working hours, early enough for how it is paid, so that',
    'three usual days are always left. Without an amount it is what was paid last, or',
    'what 30 days take.',
    '  tollkeeper funding set openai:work --by transfer --amount 200',
    '  tollkeeper funding holidays 2026-12-25 2026-12-26     (all of them anew)',
    '  tollkeeper funding --calendar recharges.ics',
  ],
  run: async (context) => {
    const { values, operands, print } = context;
    const found = await perform(operands, values);
    if (typeof values.calendar === 'string') writeFileSync(values.calendar, found.calendar);
    const { calendar: _, ...rest } = found;
    if (values.json === true) print(JSON.stringify(rest));
    else for (const line of writeFunding(found)) print(line);
    return 0;
  },
};

function perform(
  [deed = 'list', what, ...more]: readonly string[],
  values: CommandContext['values'],
): Promise<ShownFunding> {
  if (deed === 'list') return askCompanion({ path: '/funding', timeoutMs: 60_000 });
  if (deed === 'holidays') {
    const holidays = what === undefined ? [] : [what, ...more];
    return askCompanion({ method: 'PUT', path: '/funding/holidays', body: { holidays } });
  }
  if (what === undefined || more.length > 0) throw notUnderstood('One account is named, and only one.');
  const path = `/funding/accounts/${encodeURIComponent(what)}`;
  if (deed === 'forget') return askCompanion({ method: 'DELETE', path });
  if (deed !== 'set') throw notUnderstood(`"${deed}" is nothing that is done here.`);
  const { by, amount, hours } = values;
  const days = values['working-days'];
  return askCompanion({
    ...{ method: 'PUT', path },
    body: {
      ...(by !== undefined && { by }),
      ...(amount !== undefined && { amount }),
      ...(typeof days === 'string' && { workingDays: Number(days) }),
      ...(typeof hours === 'string' && { hours: Number(hours) }),
    },
  });
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper funding" was not understood.',
    why,
    todo: 'Run "tollkeeper help funding" to see how it is written.',
    exitCode: 2,
  });
}
