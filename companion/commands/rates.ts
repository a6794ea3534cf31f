import type { KeptRate } from '../rates/rates.ts';
import { SET_BY_HAND } from '../rates/set-by-hand.ts';
import { speak } from '../terminal/speak.ts';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

interface Rates {
  readonly rates: readonly KeptRate[];
}

/** `tollkeeper rates`: what currencies are worth in others. */
export const ratesCommand: Command = {
  name: 'rates',

  operands: '[set|remove] [from] [to] [rate]',
  options: {
    source: { type: 'string', value: '<text>' },
    json: { type: 'boolean' },
  },

  run: async (context) => {
    const found = await perform(context);
    if (context.values.json === true) context.print(JSON.stringify(found));
    else for (const line of writeRates(found)) context.print(line);
    return 0;
  },
};

function perform({ operands, values }: CommandContext): Promise<Rates> {
  const [deed = 'list', from, to, rate, ...more] = operands;
  if (deed === 'list' && from === undefined) return askCompanion({ path: '/rates' });
  if (from !== undefined && to !== undefined && more.length === 0) {
    const path = `/rates/${encodeURIComponent(from)}/${encodeURIComponent(to)}`;
    const { source } = values;
    if (deed === 'remove' && rate === undefined) return askCompanion({ method: 'DELETE', path });
    if (deed === 'set' && rate !== undefined)
      return askCompanion({ method: 'PUT', path, body: { rate, ...(source !== undefined && { source }) } });
  }
  throw createUserError({
    what: speak('any.notUnderstood', { command: 'rates' }),
    why: speak('rates.itIsWrittenRatesSet'),
    todo: speak('any.helpWritten', { command: 'rates' }),
    exitCode: 2,
  });
}

function writeRates({ rates }: Rates): readonly string[] {
  if (rates.length === 0) return [speak('rates.noRatesBudgetsCountCalls')];
  return writeTable(
    [speak('rates.one'), speak('rates.is'), '', speak('rates.since'), speak('rates.source')],
    rates.map(({ from, to, rate, date, source }) => [
      from,
      rate,
      to,
      date,
      source === SET_BY_HAND ? speak('rates.setByHand') : source,
    ]),
  );
}
