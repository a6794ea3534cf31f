import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { createUserError } from './user-error.ts';

interface Calls {
  readonly calls: readonly {
    readonly at: number;
    readonly provider: string;
    readonly model: string | null;
    readonly origin: string;
    readonly outcome: string;
    readonly certainty: string;
    readonly cause?: string;
    readonly cost: { readonly unit: string; readonly likely: string } | null;
  }[];
}

/** `tollkeeper calls`: the last calls. */
export const callsCommand: Command = {
  name: 'calls',
  summary: 'The last calls: when, whose, what they cost, what refused them',
  options: {
    limit: { type: 'string', value: '<count>', summary: 'How many (20).' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  run: async ({ values, print }) => {
    const { limit = '20' } = values;
    if (!/^[1-9]\d{0,2}$|^1000$/.test(String(limit))) {
      throw createUserError({
        what: `"${limit}" is no number of calls.`,
        why: 'It is a whole number from 1 to 1000.',
        todo: 'Correct --limit, or leave it out.',
        exitCode: 2,
      });
    }
    const found = await askCompanion<Calls>({ path: `/calls?limit=${limit}` });
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writeCalls(found)) print(line);
    return 0;
  },
};

function writeCalls({ calls }: Calls): readonly string[] {
  if (calls.length === 0) return ['No calls yet.'];
  return writeTable(
    ['When', 'Model', 'Tool', 'Outcome', 'Cost', ''],
    calls.map(({ at, provider, model, origin, outcome, certainty, cause, cost }) => [
      new Date(at).toLocaleString('sv-SE'),
      model ?? provider,
      origin.replace(/^tool:/, ''),
      cause ?? outcome,
      cost === null || certainty === 'unknown' ? '?' : cost.likely,
      cost === null ? '' : certainty === 'estimated' ? `${cost.unit}, counted` : cost.unit,
    ]),
  );
}
