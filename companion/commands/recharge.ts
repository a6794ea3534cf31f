import { join } from 'node:path';
import * as v from 'valibot';
import type { ShownRun } from '../api/recharge-routes.ts';
import { dataFolder } from '../data-folder.ts';
import { openRechargeRules, type RechargeRules, ruleInput, type WrittenRule } from '../plan/recharge-rules.ts';
import { sayFirst } from '../say-issue.ts';
import { type ListedRule, writeRules, writeRuns } from '../terminal/write-recharge.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** A command may run for an hour. */
const COMMAND_MS_MAX = 3_700_000;

/** `tollkeeper recharge`: money is added in time, within caps. Rules are written by this command, and never through the API. */
export const rechargeCommand: Command = {
  name: 'recharge',
  summary: 'Recharge in time, within caps: rules, and what they came to',
  operands: '[set|runs|approve|…] [name] [-- command]',
  options: {
    account: { type: 'string', value: '<account>', summary: 'set: whose wallet, by its id or name.' },
    unit: { type: 'string', value: '<unit>', summary: 'set: its currency (USD).' },
    below: { type: 'string', value: '<amount>', summary: 'set: when its balance is below this.' },
    'runway-days': { type: 'string', value: '<days>', summary: 'set: when it may end before so many days.' },
    amount: { type: 'string', value: '<amount>', summary: 'set: how much is added each time.' },
    'per-day': { type: 'string', value: '<amount>', summary: 'set: never more in any 24 hours.' },
    'per-month': { type: 'string', value: '<amount>', summary: 'set: never more in any 31 days.' },
    'cool-down': { type: 'string', value: '<minutes>', summary: 'set: from one to the next at least (360).' },
    webhook: { type: 'string', value: '<channel>', summary: 'set: ask this webhook channel to do it.' },
    'no-approval': { type: 'boolean', summary: 'set: do not ask the owner first.' },
    live: { type: 'boolean', summary: 'set: really do it; without, a dry run says what it would do.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'set, remove or show rules; look at them now; see runs, approve or decline one,',
    'or say what became of it.',
    'Without a command or webhook a person is told the sum and the page. A command is',
    'run as it stands, without a shell; {amount} {unit} {account} {run} are filled',
    'in. It ends with 0 when it was done, with 75 when nothing was; anything else',
    'counts as done until you say otherwise:',
    '  tollkeeper recharge resolve <run> done|not-done',
    '  tollkeeper recharge set main --account work --below 5 --amount 20 \\',
    '    --per-day 40 --per-month 100 -- /usr/local/bin/pay {amount} {unit}',
  ],
  run: async (context) => {
    const { operands, values, print } = context;
    const [deed = 'list', ...rest] = operands;
    const found = await perform(deed, rest, values);
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of 'rules' in found ? writeRules(found.rules) : writeRuns(found.runs)) print(line);
    return 0;
  },
};

type Found = { readonly rules: readonly ListedRule[] } | { readonly runs: readonly ShownRun[] };

async function perform(deed: string, rest: readonly string[], values: CommandContext['values']): Promise<Found> {
  const rules = openRechargeRules(join(dataFolder(), 'recharge.json'));
  const [name, ...more] = rest;
  switch (deed) {
    case 'list':
      return listRules(rules);
    case 'runs':
      return askCompanion({ path: '/recharge/runs' });
    case 'look':
      return askCompanion({ method: 'POST', path: '/recharge/look', timeoutMs: COMMAND_MS_MAX });
    case 'set':
      rules.set(await toRule(named(name, deed), more, values));
      return listRules(rules);
    case 'remove':
      if (!rules.remove(named(name, deed))) throw notUnderstood(`There is no rule "${name}".`);
      return listRules(rules);
    case 'approve':
    case 'decline':
      return answer(named(name, deed), deed, {});
    case 'resolve': {
      if (more[0] !== 'done' && more[0] !== 'not-done') throw notUnderstood('It was "done" or "not-done"; say which.');
      return answer(named(name, deed), deed, { done: more[0] === 'done' });
    }
    default:
      throw notUnderstood(`Rules are set or removed, runs approved, declined or resolved; "${deed}" is none of that.`);
  }
}

async function answer(id: string, deed: string, body: object): Promise<Found> {
  const path = `/recharge/runs/${encodeURIComponent(id)}/${deed}`;
  const { run } = await askCompanion<{ run: ShownRun }>({ method: 'POST', path, body, timeoutMs: COMMAND_MS_MAX });
  return { runs: [run] };
}

async function listRules(rules: RechargeRules): Promise<Found> {
  const written = rules.list();
  const asked = await askCompanion<{ rules: readonly ListedRule[] }>({ path: '/recharge/rules' }).catch(() => null);
  const nowOf = (name: string): string | null => asked?.rules.find((rule) => rule.name === name)?.now ?? null;
  return { rules: written.map((rule) => ({ ...rule, now: nowOf(rule.name) })) };
}

async function toRule(
  name: string,
  command: readonly string[],
  values: CommandContext['values'],
): Promise<WrittenRule> {
  const { account, webhook } = values;
  if (typeof account !== 'string') throw notUnderstood('Whose wallet it is for (--account) was not said.');
  if (command.length > 0 && webhook !== undefined) throw notUnderstood('It is a command or a webhook, not both.');
  const days = values['runway-days'];
  const coolDown = values['cool-down'];
  const rule = v.safeParse(ruleInput, {
    ...{ name, account: await accountId(account) },
    ...pick(values, { unit: 'unit', below: 'below', amount: 'amount', 'per-day': 'perDay', 'per-month': 'perMonth' }),
    ...(typeof days === 'string' && { runwayDays: Number(days) }),
    ...(typeof coolDown === 'string' && { coolDownMinutes: Number(coolDown) }),
    ...{ approval: values['no-approval'] !== true, dryRun: values.live !== true },
    ...(command.length > 0 && { action: { kind: 'command', command } }),
    ...(typeof webhook === 'string' && { action: { kind: 'webhook', channel: webhook } }),
  });
  if (rule.success) return rule.output;
  throw notUnderstood(`${sayFirst(rule.issues).replace(/^(.)/, (first) => first.toUpperCase())}.`);
}

function pick(values: CommandContext['values'], names: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(names).flatMap(([option, field]) => (values[option] === undefined ? [] : [[field, values[option]]])),
  );
}

/** People call accounts by their names; where no companion runs that knows them, as they said. */
async function accountId(said: string): Promise<string> {
  const status = await askCompanion<ShownStatus>({ path: '/status' }).catch(() => null);
  const found = new Set(
    status?.balances.filter(({ account, name }) => [account, name].includes(said)).map(({ account }) => account),
  );
  if (found.size > 1) throw notUnderstood(`Several accounts are called "${said}": ${[...found].join(', ')}.`);
  return [...found][0] ?? said;
}

function named(name: string | undefined, deed: string): string {
  if (name === undefined) throw notUnderstood(`What "${deed}" is meant for was not said.`);
  return name;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper recharge" was not understood.',
    why,
    todo: 'Run "tollkeeper help recharge" to see how it is written.',
    exitCode: 2,
  });
}
