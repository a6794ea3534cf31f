import { type ShownRunway, writeRunways } from '../terminal/write-runways.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';

/** `tollkeeper runway`: until when the money lasts. */
export const runwayCommand: Command = {
  name: 'runway',
  summary: 'How long balances and budgets last at the usual pace',
  options: { json: { type: 'boolean', summary: 'Print JSON, for scripts.' } },
  run: async ({ values, print }) => {
    const told = await askCompanion<{ readonly runways: readonly ShownRunway[] }>({ path: '/runways' });
    if (values.json === true) print(JSON.stringify(told));
    else for (const line of writeRunways(told.runways)) print(line);
    return 0;
  },
};
