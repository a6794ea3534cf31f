import { type CoatPattern, cutCoat, findCoat, listCoats } from '../coats/coat.ts';
import type { SandboxOptions } from '../sandbox/server.ts';
import { readNano } from '../sandbox/units.ts';
import {
  type RefusalCause,
  readScenario,
  refusalCauses,
  type ScenarioName,
  scenariosFor,
} from '../sandbox/vocabulary.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { writeRows } from './help.ts';
import { createUserError } from './user-error.ts';

/** What is said of whose place the sandbox stands in, and how it goes there. */
export const coatOptions = {
  as: {
    type: 'string',
    value: '<provider>',
    summary: "Answer as this provider's API does: routes, forms, prices, refusals.",
  },
  balance: {
    type: 'string',
    value: '<amount>',
    summary: 'What the wallet opens with, in what the provider counts in.',
  },
  scenario: { type: 'string', value: '<name>', summary: 'What goes wrong from the start, such as depleted or frozen.' },
  list: { type: 'boolean', summary: 'Print whose place it can take, and what was recorded of each.' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** How a sandbox is dressed. */
export interface Dress {
  /** Null: it is itself. */
  readonly pattern: CoatPattern | null;
  /** Null: nothing goes wrong. */
  readonly scenario: ScenarioName | null;
  readonly options: Pick<SandboxOptions, 'coat' | 'openingNano'>;
}

/** Names that other places use for a scenario. */
const ALIASES: Readonly<Record<string, ScenarioName>> = {
  rate: 'rate-limited',
  'rate-limit': 'rate-limited',
  'own-limit': 'key-limit',
  'billing-mismatch': 'wrong-billing',
};

/** Reads `--as`, `--balance` and `--scenario`; throws a user error where they are not understood. */
export function readDress(values: CommandContext['values']): Dress {
  const pattern = values.as === undefined ? null : readPattern(String(values.as));
  const scenario = values.scenario === undefined ? null : readScenarioFor(String(values.scenario), pattern);
  const openingNano = values.balance === undefined ? usualBalance(pattern) : readBalance(String(values.balance));
  return {
    ...{ pattern, scenario },
    options: { ...(pattern && { coat: cutCoat(pattern) }), ...(openingNano !== null && { openingNano }) },
  };
}

/** What of money a coat opens with where nobody says: as the sandbox itself, or a thousand of a provider's own units. */
function usualBalance(pattern: CoatPattern | null): bigint | null {
  return pattern === null || /^[A-Z]{3}$/.test(pattern.unit) ? null : 1_000_000_000_000n;
}

function readPattern(id: string): CoatPattern {
  const pattern = findCoat(id);
  if (pattern !== null) return pattern;
  throw createUserError({
    what: `There is no coat "${id}".`,
    why: 'A coat is called by the id of a provider whose API Tollkeeper knows.',
    todo: 'See "tollkeeper sandbox --list".',
    exitCode: 2,
  });
}

function readBalance(text: string): bigint {
  const nano = readNano(text);
  if (nano !== null && nano >= 0n && nano < 10n ** 24n) return nano;
  throw createUserError({
    what: `"${text}" is no balance.`,
    why: 'A balance is a decimal of 0 or more, with at most nine decimals.',
    todo: 'Try --balance 0.02, or leave it out.',
    exitCode: 2,
  });
}

function readScenarioFor(text: string, pattern: CoatPattern | null): ScenarioName {
  const scenario = readScenario(ALIASES[text] ?? text, pattern !== null);
  if (scenario === null) {
    throw createUserError({
      what: `There is no scenario "${text}"${pattern === null ? ' without --as' : ''}.`,
      why: `There are ${scenariosFor(pattern !== null).join(', ')}.`,
      todo: 'Choose one of them, or leave --scenario out.',
      exitCode: 2,
    });
  }
  const cause = refusalCauses.find((one) => one === scenario);
  if (pattern !== null && cause !== undefined && !pattern.causes.includes(cause)) throw unrecorded(pattern, cause);
  return scenario;
}

function unrecorded({ provider, causes }: CoatPattern, cause: RefusalCause): Error {
  return createUserError({
    what: `"${cause}" cannot be played as ${provider.name}.`,
    why: 'Nobody has recorded what it answers then, and a made-up answer would test nothing.',
    todo:
      causes.length > 0
        ? `Recorded are: ${causes.join(', ')}.`
        : 'No refusal of it was recorded: play it without --scenario, with a small --balance.',
    exitCode: 2,
  });
}

/** Prints every coat. */
export function printCoats({ values, print }: CommandContext): void {
  const coats = listCoats();
  if (values.json === true) {
    const listed = coats.map(({ provider, unit, causes }) => ({ ...describeCoat({ provider, unit, causes }), unit }));
    return print(JSON.stringify({ coats: listed }));
  }
  print('Coats, what the wallet counts in, and the scenarios that were recorded:');
  for (const line of writeRows(
    coats.map(({ provider, unit, causes }) => [provider.id, `${unit}; ${causes.join(', ') || 'none'}`]),
  ))
    print(line);
  print('In every coat besides: cut-stream, error-in-stream, garbage-json, html-error, padded, slow.');
}

function describeCoat({ provider, causes }: CoatPattern) {
  const wires = [
    ...new Set(provider.surfaces.flatMap(({ kind, wire }) => (kind === 'call' && wire !== null ? [wire] : []))),
  ];
  return { id: provider.id, name: provider.name, wires, scenarios: causes };
}
