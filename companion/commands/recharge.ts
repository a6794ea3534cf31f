import { join } from 'node:path';
import * as v from 'valibot';
import type { ShownRun } from '../api/recharge-routes.ts';
import { dataFolder } from '../data-folder.ts';
import { openRechargeRules, type RechargeRules, ruleInput, type WrittenRule } from '../plan/recharge-rules.ts';
import { nameField } from '../terminal/name-field.ts';
import { sayReason } from '../terminal/say-reason.ts';
import { speak } from '../terminal/speak.ts';
import { type ListedRule, writeRules, writeRuns } from '../terminal/write-recharge.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { findProgram } from './find-program.ts';
import { createUserError } from './user-error.ts';

/** A command may run for an hour. */
const COMMAND_MS_MAX = 3_700_000;

/** `tollkeeper recharge`: money is added in time, within caps. Rules are written by this command, and never through the API. */
export const rechargeCommand: Command = {
  name: 'recharge',

  operands: '[set|runs|approve|…] [name] [-- command]',
  options: {
    account: { type: 'string', value: '<account>' },
    unit: { type: 'string', value: '<unit>' },
    below: { type: 'string', value: '<amount>' },
    'runway-days': { type: 'string', value: '<days>' },
    amount: { type: 'string', value: '<amount>' },
    'per-day': { type: 'string', value: '<amount>' },
    'per-month': { type: 'string', value: '<amount>' },
    'cool-down': { type: 'string', value: '<minutes>' },
    webhook: { type: 'string', value: '<channel>' },
    'no-approval': { type: 'boolean' },
    live: { type: 'boolean' },
    json: { type: 'boolean' },
  },

  run: async (context) => {
    const { operands, values, print } = context;
    const [deed = 'list', ...rest] = operands;
    const found = await perform(deed, rest, values);
    if (values.json === true) print(JSON.stringify(found));
    else if ('rules' in found) for (const line of writeRules(found.rules)) print(line);
    else if (deed === 'look' && found.runs.length === 0) print(speak('recharge.nothingIsDueNow'));
    else for (const line of writeRuns(found.runs)) print(line);
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
      if (!rules.remove(named(name, deed))) throw notUnderstood(speak('recharge.thereIsNoRule', { name }));
      return listRules(rules);
    case 'approve':
    case 'decline':
      return answer(named(name, deed), deed, {});
    case 'resolve': {
      if (more[0] !== 'done' && more[0] !== 'not-done') throw notUnderstood(speak('recharge.itWasDoneOrNot'));
      return answer(named(name, deed), deed, { done: more[0] === 'done' });
    }
    default:
      throw notUnderstood(speak('recharge.rulesAreSetOrRemoved', { deed }));
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
  if (typeof account !== 'string') throw notUnderstood(speak('recharge.whoseWalletItIsFor'));
  const missing = ['amount', 'per-day', 'per-month'].filter((option) => values[option] === undefined);
  if (missing.length > 0) {
    throw notUnderstood(speak('recharge.aRuleNeedsIts', { options: missing.map((one) => `--${one}`).join(', ') }));
  }
  if (values.below === undefined && values['runway-days'] === undefined)
    throw notUnderstood(speak('recharge.whenIsNotSaid'));
  if (command.length > 0 && webhook !== undefined) throw notUnderstood(speak('recharge.itIsACommandOr'));
  const run = withWholePath(command);
  if (typeof webhook === 'string') await expectWebhook(webhook);
  const status = await askCompanion<ShownStatus>({ path: '/status' }).catch(() => null);
  const id = await accountId(account, status);
  const days = values['runway-days'];
  const coolDown = values['cool-down'];
  const rule = v.safeParse(ruleInput, {
    ...{ name, account: id, unit: readUnit(values.unit, id, status) },
    ...pick(values, { below: 'below', amount: 'amount', 'per-day': 'perDay', 'per-month': 'perMonth' }),
    ...(typeof days === 'string' && { runwayDays: Number(days) }),
    ...(typeof coolDown === 'string' && { coolDownMinutes: Number(coolDown) }),
    ...{ approval: values['no-approval'] !== true, dryRun: values.live !== true },
    ...(run.length > 0 && { action: { kind: 'command', command: run } }),
    ...(typeof webhook === 'string' && { action: { kind: 'webhook', channel: webhook } }),
  });
  if (rule.success) return rule.output;
  const [{ path, message }] = rule.issues;
  const field = String(path?.[0]?.key ?? '');
  throw notUnderstood(
    speak('recharge.isNotSo', { option: OPTION_OF[field] ?? nameField(field), why: sayReason(message) }),
  );
}

/** Fields of a rule that are options of the same name; none: its sums do not go together. */
const OPTION_OF: Readonly<Record<string, string>> = {
  ...{ amount: '--amount', below: '--below', unit: '--unit' },
  '': '--amount, --per-day, --per-month',
};

function pick(values: CommandContext['values'], names: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(names).flatMap(([option, field]) => (values[option] === undefined ? [] : [[field, values[option]]])),
  );
}

/** People call accounts by their names; where no companion runs that knows them, as they said. */
async function accountId(said: string, status: ShownStatus | null): Promise<string> {
  if (status === null) return said;
  const { accounts } = await askCompanion<{ accounts: readonly NamedKey[] }>({ path: '/accounts' });
  // One whose balance nobody has read yet has its key alone.
  const known = [
    ...status.balances.map(({ account, name }) => ({ id: account, names: [account, name] })),
    ...accounts.map(({ id, provider, name }) => ({ id, names: [id, name, `${provider}:${name}`] })),
  ];
  const found = new Set(known.filter(({ names }) => names.includes(said)).map(({ id }) => id));
  const [only, ...others] = found;
  if (only === undefined) {
    const list = [...new Set(known.map(({ id }) => id))].join(', ') || '–';
    throw notUnderstood(speak('recharge.thereIsNoAccount', { said, list }));
  }
  if (others.length > 0) {
    throw notUnderstood(speak('recharge.severalAccountsAreCalled', { said, list: [...found].join(', ') }));
  }
  return only;
}

/** What a rule is in: what was said, else what its account has; where nobody knows that, dollars. */
function readUnit(said: string | boolean | undefined, id: string, status: ShownStatus | null): string {
  const own = (status?.balances ?? []).filter(({ account }) => account === id).map(({ unit }) => unit);
  const unit = typeof said === 'string' ? said : own.length === 1 ? (own[0] ?? USUAL_UNIT) : USUAL_UNIT;
  if (own.length === 0 || own.includes(unit)) return unit;
  const why = sayReason(`its balance is in ${own.join(', ')}, not in ${unit}`);
  throw notUnderstood(speak('recharge.isNotSo', { option: '--unit', why }));
}

const USUAL_UNIT = 'USD';

/** What `GET /accounts` says of a key. */
interface NamedKey {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
}

/**
 * The words of a command with the whole path of its program: the companion has another folder and other places to look for programs. What
 * is not there would be found out when the money is needed.
 */
function withWholePath([program, ...words]: readonly string[]): readonly string[] {
  if (program === undefined) return [];
  const path = findProgram(program);
  if (path === null) throw notUnderstood(speak('recharge.noProgram', { program }));
  return [path, ...words];
}

/** A request for money goes to a webhook that is there; where no companion runs nobody knows. */
async function expectWebhook(name: string): Promise<void> {
  const told = await askCompanion<{ channels: readonly KnownChannel[]; elsewhere: readonly KnownChannel[] }>({
    path: '/channels',
  }).catch(() => null);
  if (told === null) return;
  const known = [...told.channels, ...told.elsewhere].filter(({ kind }) => kind === 'webhook');
  if (known.some((one) => one.name === name)) return;
  const list = known.map((one) => one.name).join(', ') || '–';
  throw notUnderstood(speak('recharge.thereIsNoWebhook', { name, list }));
}

interface KnownChannel {
  readonly name: string;
  readonly kind: string;
}

function named(name: string | undefined, deed: string): string {
  if (name === undefined) throw notUnderstood(speak('recharge.whatIsMeantForWas', { deed }));
  return name;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'recharge' }),
    why,
    todo: speak('any.helpWritten', { command: 'recharge' }),
    exitCode: 2,
  });
}
