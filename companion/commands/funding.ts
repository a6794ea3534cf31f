import { speak } from '../terminal/speak.ts';
import { type ShownFunding, writeFunding, writeHolidays } from '../terminal/write-funding.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';
import { writeFile } from './write-file.ts';

/** `tollkeeper funding`: which recharges the next 30 days need. */
export const fundingCommand: Command = {
  name: 'funding',

  operands: '[set|forget <account>] [holidays <day…>]',
  options: {
    by: { type: 'string', value: '<card|transfer|coins>' },
    amount: { type: 'string', value: '<amount>' },
    'working-days': { type: 'string', value: '<days>' },
    hours: { type: 'string', value: '<hours>' },
    calendar: { type: 'string', value: '<file>' },
    json: { type: 'boolean' },
  },

  run: async (context) => {
    const { values, operands, print } = context;
    const found = await perform(operands, values);
    if (operands[0] === 'holidays' && values.json !== true) {
      for (const line of writeHolidays(found.settings.holidays)) print(line);
      return 0;
    }
    if (typeof values.calendar === 'string')
      writeFile(values.calendar, found.calendar, speak('any.nameAnotherFile', { what: '--calendar' }));
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
    if (what === undefined) return askCompanion({ path: '/funding', timeoutMs: 60_000 });
    const holidays = what === 'none' && more.length === 0 ? [] : [what, ...more];
    return askCompanion({ method: 'PUT', path: '/funding/holidays', body: { holidays } });
  }
  if (what === undefined || more.length > 0) throw notUnderstood(speak('funding.oneAccountIsNamedAnd'));
  const path = `/funding/accounts/${encodeURIComponent(what)}`;
  if (deed === 'forget') return askCompanion({ method: 'DELETE', path });
  if (deed !== 'set') throw notUnderstood(speak('any.isNothingThatIsDone', { what: deed }));
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
    what: speak('any.notUnderstood', { command: 'funding' }),
    why,
    todo: speak('any.helpWritten', { command: 'funding' }),
    exitCode: 2,
  });
}
