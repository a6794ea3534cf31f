import { type ShownCall, writeCalls } from '../terminal/write-calls.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { createUserError } from './user-error.ts';

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
    const found = await askCompanion<{ readonly calls: readonly ShownCall[] }>({ path: `/calls?limit=${limit}` });
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writeCalls(found.calls, Date.now())) print(line);
    return 0;
  },
};
