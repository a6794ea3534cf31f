import type { KeptRate } from '../rates/rates.ts';
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
  summary: 'What one currency is worth in another, for budgets; set or remove one',
  operands: '[set|remove] [from] [to] [rate]',
  options: {
    source: { type: 'string', value: '<text>', summary: 'set: who says so, such as ECB (set by hand).' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'One euro is 1.08 dollars:',
    '  tollkeeper rates set EUR USD 1.08',
    'It holds both ways, from the next call on: each call keeps the rate that it was',
    'held with. Without a rate a hard budget in another currency stops a call, and a',
    'soft one warns. Nothing is asked for on the net.',
  ],
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
    what: '"tollkeeper rates" was not understood.',
    why: 'It is written: rates set EUR USD 1.08, or rates remove EUR USD.',
    todo: 'Run "tollkeeper help rates" to see how.',
    exitCode: 2,
  });
}

function writeRates({ rates }: Rates): readonly string[] {
  if (rates.length === 0) return ['No rates: budgets count calls in their own currency alone.'];
  return writeTable(
    ['One', 'Is', '', 'Since', 'Source'],
    rates.map(({ from, to, rate, date, source }) => [from, rate, to, date, source]),
  );
}
