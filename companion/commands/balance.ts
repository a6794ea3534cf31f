import type { BalanceAsk } from '../../lib/domain/balance-ask.ts';
import { ARRIVAL_WAYS } from '../../lib/domain/help.ts';
import { readBalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import { families, findProvider, providers } from '../../lib/providers/registry.ts';
import { asksOf } from '../../lib/providers/site-asks.ts';
import { type Asked, findAsked, findFamilyByName, type NotAsked, siteVariableOf } from '../balance/find-asked.ts';
import { type Environment, findKeys, readKey } from '../balance/find-keys.ts';
import { type Found, isOfTwin } from '../balance/is-of-twin.ts';
import { send } from '../balance/send.ts';
import { describeBalance, writeBalance } from '../balance/write-balance.ts';
import { reportRecharged, showWatched } from './balance-watched.ts';
import type { Command, CommandContext } from './command.ts';
import { writeRows } from './help.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper balance`: what is left at a provider, asked with a key. */
export const balanceCommand: Command = {
  name: 'balance',
  summary: 'Ask a provider with a key what is left: parts, age, how sure, where to recharge',
  operands: '[provider | watched | recharged <account>]',
  options: {
    amount: { type: 'string', value: '<sum>', summary: 'With recharged: how much, such as 10.' },
    unit: { type: 'string', value: '<unit>', summary: "With recharged: what it is in (the balance's own)." },
    by: { type: 'string', value: '<way>', summary: `With recharged: ${ARRIVAL_WAYS.join(', ')}.` },
    site: { type: 'string', value: '<host>', summary: 'Where the site is, of software that many sites run.' },
    all: { type: 'boolean', summary: 'Every provider whose variable is set.' },
    'key-stdin': { type: 'boolean', summary: 'Read the key from stdin instead of a variable.' },
    id: { type: 'string', value: '<id>', summary: 'Whose balance, where the key does not say (team, account).' },
    json: { type: 'boolean', summary: 'Print a line of JSON for each provider, for scripts.' },
    lang: LANG_OPTION,
  },
  notes: writeNotes,
  run: (context) => runBalance(context, process.env),
};

/** The command with an environment of its own. 0: everything was read; 1: something was not; 2: not understood. */
export async function runBalance(context: CommandContext, environment: Environment): Promise<number> {
  const { values, operands, print } = context;
  const language = readLanguage(values.lang, notUnderstood);
  if (operands[0] === 'watched') return showWatched(context, language);
  if (operands[0] === 'recharged') return reportRecharged(context);
  const found = values.all === true ? await askAll(context, environment) : [await askOne(context, environment)];
  const [name = ''] = operands;
  for (const [index, { asked, answer }] of found.entries()) {
    if (answer.kind === 'no-key') throw noKey(asked, name);
    if (values.json === true) print(JSON.stringify(describeBalance(asked, answer, language)));
    else {
      if (index > 0) print('');
      for (const line of writeBalance(asked, answer, Date.now(), language)) print(line);
    }
  }
  return found.every(({ answer }) => answer.kind === 'read') ? 0 : 1;
}

async function askOne({ values, operands, input }: CommandContext, environment: Environment): Promise<Found> {
  const [name, ...more] = operands;
  if (name === undefined) throw notUnderstood('It must be told which provider to ask, or --all.');
  // Never quoted: people paste keys there.
  if (more.length > 0) throw notUnderstood('It asks one provider at a time, and takes no key beside it.');
  const family = findFamilyByName(name);
  const place = values.site ?? (family && environment[siteVariableOf(family)]) ?? null;
  const asked = await findAsked(name, place === null ? null : String(place), send);
  if (typeof asked === 'string') throw notFound(asked, name);
  const key = values['key-stdin'] === true ? await readStdin(input) : null;
  return ask(asked, environment, { key, id: typeof values.id === 'string' ? readKey(values.id) : null });
}

async function askAll({ values, operands }: CommandContext, environment: Environment): Promise<readonly Found[]> {
  const isAlone = operands.length === 0 && values.site === undefined && values.id === undefined;
  if (!isAlone || values['key-stdin'] === true) throw notUnderstood('--all takes its keys from variables only.');
  const sites = families.flatMap((family) => {
    const place = environment[siteVariableOf(family)];
    return place === undefined ? [] : [findAsked(family.id, place, send)];
  });
  const known = (await Promise.all(sites)).filter((asked) => typeof asked !== 'string');
  const all: readonly Asked[] = [...providers.map((provider) => ({ provider, facts: null, site: null })), ...known];
  const able = all.filter((asked) => hasKey(asked, environment));
  if (able.length === 0) {
    throw createUserError({
      what: 'There is no key.',
      why: 'None of the variables that hold keys is set.',
      todo: 'Run "tollkeeper help balance" to see them.',
      exitCode: 2,
    });
  }
  const found = await Promise.all(able.map((asked) => ask(asked, environment, { key: null, id: null })));
  return found.filter((one) => !isOfTwin(one, found));
}

function hasKey({ provider, facts }: Asked, environment: Environment): boolean {
  const asks = asksOf(provider, facts) ?? [];
  return (
    !('why' in asks) && asks.some(({ variables }) => variables.some((name) => readKey(environment[name]) !== null))
  );
}

async function ask(asked: Asked, environment: Environment, given: Parameters<typeof findKeys>[1]): Promise<Found> {
  const { provider, facts, site } = asked;
  const asks = asksOf(provider, facts) ?? [];
  const by = { asks, site, ...findKeys(environment, given) };
  return { asked, answer: await readBalanceByKey(provider, by, { send, now: Date.now }) };
}

/** Longer ones are no keys, characters. */
const STDIN_CHARS_MAX = 4096;

async function readStdin(input: CommandContext['input']): Promise<string> {
  let text = '';
  for await (const piece of input) {
    text += piece;
    if (text.length > STDIN_CHARS_MAX) break;
  }
  const key = readKey(text);
  if (key !== null) return key;
  throw notUnderstood('What came by stdin is no key: one line without blanks is expected.');
}

function notUnderstood(why: string): Error {
  const todo = 'Try: tollkeeper balance deepseek, with the key in DEEPSEEK_API_KEY.';
  return createUserError({ what: '"tollkeeper balance" was not understood.', why, todo, exitCode: 2 });
}

function noKey({ provider, facts }: Asked, name: string): Error {
  const asks = asksOf(provider, facts) ?? [];
  const names = 'why' in asks ? [] : variablesOf(asks);
  return createUserError({
    what: `There is no key for ${provider.name}.`,
    why:
      names.length === 0
        ? 'Nobody has looked whether it tells a key what is left.'
        : `None of these is set: ${names.join(', ')}.`,
    todo: `Set one of them, or: tollkeeper balance ${name} --key-stdin < file-with-the-key`,
    exitCode: 2,
  });
}

function notFound(why: NotAsked, name: string): Error {
  const family = findFamilyByName(name);
  const [reason, todo] = NOT_FOUND[why];
  const variable = family === null ? '' : siteVariableOf(family);
  return createUserError({
    what: 'Nobody was asked.',
    why: reason,
    todo: todo.replace('{variable}', variable),
    exitCode: 2,
  });
}

const NOT_FOUND: Readonly<Record<NotAsked, readonly [why: string, todo: string]>> = {
  'unknown-name': ['There is no provider of that name.', 'Run "tollkeeper help balance" to see the names.'],
  'no-site': ['Many sites run that software.', 'Say which one with --site <host>, or in {variable}.'],
  'not-its-site': [
    'That address is none of this provider, and would be given the key.',
    'Use https, and the address of the API; plain http only on this machine.',
  ],
  'not-an-address': ['--site is no address.', 'Try --site relay.example or --site http://127.0.0.1:3000'],
};

const variablesOf = (asks: readonly BalanceAsk[]): readonly string[] => [
  ...new Set(asks.flatMap(({ variables }) => variables)),
];

/** Which variables hold keys, whose balance no key is told, and what the exit codes say. */
function writeNotes(): readonly string[] {
  const samples = families.map(({ id }) => findProvider(`${id}@relay.example`)).filter((one) => one !== null);
  const all = [...providers, ...samples].map((provider) => [provider, asksOf(provider, null)] as const);
  const able = all.flatMap(([{ id }, asks]): readonly (readonly [string, string])[] =>
    asks === null || 'why' in asks
      ? []
      : [[id.replace(/@.*/, ' --site'), [...variablesOf(asks), ...idsOf(asks)].join(', ')]],
  );
  const none = all.filter(([, asks]) => asks !== null && 'why' in asks).map(([{ id }]) => id);
  return [
    'Keys are read from these variables, never from the command line:',
    ...writeRows(able),
    '',
    'No key is told what is left at:',
    ...writeRows([['', none.join(', ')]]),
    '',
    'A companion that runs asks for the balances of named accounts by itself:',
    '  tollkeeper balance watched                          what it was told, and when',
    '  tollkeeper balance recharged work --amount 10       it waits for the money',
    '',
    'Exit codes: 0 everything was read, 1 something could not be read,',
    '2 the command was not understood or there is no key.',
  ];
}

const idsOf = (asks: readonly BalanceAsk[]): readonly string[] => asks.flatMap(({ id }) => id?.variable ?? []);
