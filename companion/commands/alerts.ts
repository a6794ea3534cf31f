import { styleText } from 'node:util';
import { type Alert, findAlerts, type ListedCall } from '../alerts/find-alerts.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';
import { testChannel } from './test-channel.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper alerts`: what somebody should know now. */
export const alertsCommand: Command = {
  name: 'alerts',
  summary: 'What is wrong now: budgets near their end, empty accounts, runs of refusals, lost calls',
  operands: '[test] [channel]',
  options: {
    lang: { type: 'string', value: '<en|zh>', summary: 'test: the language of the test (en).' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => ['"tollkeeper alerts test <channel>" sends a test by a channel.'],
  run: async (context) => {
    const { values, print, operands } = context;
    const [deed, channel, ...more] = operands;
    if (deed === 'test' && channel !== undefined && more.length === 0) return testChannel(context, channel);
    if (deed !== undefined) throw notUnderstood();
    const status = await askCompanion<ShownStatus>({ path: '/status' });
    const { calls } = await askCompanion<{ readonly calls: readonly ListedCall[] }>({ path: '/calls?limit=1000' });
    const alerts = findAlerts({ status, calls, now: Date.now() });
    if (values.json === true) print(JSON.stringify({ alerts }));
    else for (const line of writeAlerts(alerts)) print(line);
    return 0;
  },
};

function notUnderstood(): Error {
  return createUserError({
    what: '"tollkeeper alerts" was not understood.',
    why: 'It is written: alerts, or alerts test <channel>.',
    todo: 'Run "tollkeeper channels" to see which channels there are.',
    exitCode: 2,
  });
}

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
