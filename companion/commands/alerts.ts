import { styleText } from 'node:util';
import { type Alert, findAlerts, type ListedCall } from '../alerts/find-alerts.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';

/** `tollkeeper alerts`: what somebody should know now. */
export const alertsCommand: Command = {
  name: 'alerts',
  summary: 'What is wrong now: budgets near their end, empty accounts, runs of refusals, lost calls',
  options: { json: { type: 'boolean', summary: 'Print JSON, for scripts.' } },
  run: async ({ values, print }) => {
    const status = await askCompanion<ShownStatus>({ path: '/status' });
    const { calls } = await askCompanion<{ readonly calls: readonly ListedCall[] }>({ path: '/calls?limit=1000' });
    const alerts = findAlerts({ status, calls, now: Date.now() });
    if (values.json === true) print(JSON.stringify({ alerts }));
    else for (const line of writeAlerts(alerts)) print(line);
    return 0;
  },
};

const COLORS = { urgent: 'red', soon: 'yellow', note: 'dim' } as const;

function writeAlerts(alerts: readonly Alert[]): readonly string[] {
  if (alerts.length === 0) return ['Nothing is wrong.'];
  return alerts.flatMap(({ level, what, why, todo }, at) => [
    ...(at === 0 ? [] : ['']),
    `${styleText(COLORS[level], level.padEnd(8))}${what}`,
    ...wrap(why, 70).map((line) => `        ${line}`),
    ...wrap(todo, 70).map((line) => `        ${line}`),
  ]);
}
