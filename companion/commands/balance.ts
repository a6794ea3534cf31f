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
import { type PlainLine, speak, spokenLanguage } from '../terminal/speak.ts';
import { reportRecharged, showWatched } from './balance-watched.ts';
import type { Command, CommandContext } from './command.ts';
import { writeRows } from './help.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper balance`: what is left at a provider, asked with a key. */
export const balanceCommand: Command = {
  name: 'balance',

  operands: '[provider | watched | recharged <account>]',
  options: {
    amount: { type: 'string', value: '<sum>' },
    unit: { type: 'string', value: '<unit>' },
    by: { type: 'string', value: '<way>' },
    site: { type: 'string', value: '<host>' },
    all: { type: 'boolean' },
    'key-stdin': { type: 'boolean' },
    id: { type: 'string', value: '<id>' },
    json: { type: 'boolean' },
  },
  fills: writeLists,
  run: (context) => runBalance(context, process.env),
};

/** The command with an environment of its own. 0: everything was read; 1: something was not; 2: not understood. */
export async function runBalance(context: CommandContext, environment: Environment): Promise<number> {
  const { values, operands, print } = context;
  const language = spokenLanguage();
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
  if (name === undefined) throw notUnderstood(speak('balance.itMustBeToldWhich'));
  // Never quoted: people paste keys there.
  if (more.length > 0) throw notUnderstood(speak('balance.itAsksOneProviderAt'));
  const family = findFamilyByName(name);
  const place = values.site ?? (family && environment[siteVariableOf(family)]) ?? null;
  const asked = await findAsked(name, place === null ? null : String(place), send);
  if (typeof asked === 'string') throw notFound(asked, name);
  const key = values['key-stdin'] === true ? await readStdin(input) : null;
  return ask(asked, environment, { key, id: typeof values.id === 'string' ? readKey(values.id) : null });
}

async function askAll({ values, operands }: CommandContext, environment: Environment): Promise<readonly Found[]> {
  const isAlone = operands.length === 0 && values.site === undefined && values.id === undefined;
  if (!isAlone || values['key-stdin'] === true) throw notUnderstood(speak('balance.allTakesItsKeysFrom'));
  const sites = families.flatMap((family) => {
    const place = environment[siteVariableOf(family)];
    return place === undefined ? [] : [findAsked(family.id, place, send)];
  });
  const known = (await Promise.all(sites)).filter((asked) => typeof asked !== 'string');
  const all: readonly Asked[] = [...providers.map((provider) => ({ provider, facts: null, site: null })), ...known];
  const able = all.filter((asked) => hasKey(asked, environment));
  if (able.length === 0) {
    throw createUserError({
      what: speak('balance.thereIsNoKey'),
      why: speak('balance.noneOfTheVariablesThat'),
      todo: speak('balance.runTollkeeperHelpBalanceTo'),
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
  throw notUnderstood(speak('balance.whatCameByStdinIs'));
}

function notUnderstood(why: string): Error {
  const todo = speak('balance.tryTollkeeperBalanceDeepseekWith');
  return createUserError({ what: speak('any.notUnderstood', { command: 'balance' }), why, todo, exitCode: 2 });
}

function noKey({ provider, facts }: Asked, name: string): Error {
  const asks = asksOf(provider, facts) ?? [];
  const names = 'why' in asks ? [] : variablesOf(asks);
  return createUserError({
    what: speak('balance.thereIsNoKeyFor', { provider: provider.name }),
    why:
      names.length === 0
        ? speak('balance.nobodyHasLookedWhetherIt')
        : speak('balance.noneOfTheseIsSet', { names: names.join(', ') }),
    todo: speak('balance.setOneOfThemOr', { name }),
    exitCode: 2,
  });
}

function notFound(why: NotAsked, name: string): Error {
  const family = findFamilyByName(name);
  const [reason, todo] = NOT_FOUND[why];
  const variable = family === null ? '' : siteVariableOf(family);
  return createUserError({
    what: speak('balance.nobodyWasAsked'),
    why: speak(reason),
    todo: todo(variable),
    exitCode: 2,
  });
}

const NOT_FOUND: Readonly<Record<NotAsked, readonly [why: PlainLine, todo: (variable: string) => string]>> = {
  'unknown-name': ['balance.thereIsNoProviderOf', () => speak('balance.runTollkeeperHelpBalanceToSee')],
  'no-site': ['balance.manySitesRunThatSoftware', (variable) => speak('balance.sayWhichOneWithSite', { variable })],
  'not-its-site': ['balance.thatAddressIsNoneOf', () => speak('balance.useHttpsAndTheAddress')],
  'not-an-address': ['balance.siteIsNoAddress', () => speak('balance.trySiteRelayExampleOr')],
};

const variablesOf = (asks: readonly BalanceAsk[]): readonly string[] => [
  ...new Set(asks.flatMap(({ variables }) => variables)),
];

/** How money may come, which variables hold keys, and whose balance no key is told. */
function writeLists(): Readonly<Record<string, readonly string[]>> {
  const samples = families.map(({ id }) => findProvider(`${id}@relay.example`)).filter((one) => one !== null);
  const all = [...providers, ...samples].map((provider) => [provider, asksOf(provider, null)] as const);
  const able = all.flatMap(([{ id }, asks]): readonly (readonly [string, string])[] =>
    asks === null || 'why' in asks
      ? []
      : [[id.replace(/@.*/, ' --site'), [...variablesOf(asks), ...idsOf(asks)].join(', ')]],
  );
  const none = all.filter(([, asks]) => asks !== null && 'why' in asks).map(([{ id }]) => id);
  return { ways: [ARRIVAL_WAYS.join(', ')], keys: writeRows(able), none: writeRows([['', none.join(', ')]]) };
}

const idsOf = (asks: readonly BalanceAsk[]): readonly string[] => asks.flatMap(({ id }) => id?.variable ?? []);
