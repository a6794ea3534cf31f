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
import { speak } from '../terminal/speak.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { writeRows } from './help.ts';
import { createUserError } from './user-error.ts';

/** What is said of whose place the sandbox stands in, and how it goes there. */
export const coatOptions = {
  as: {
    type: 'string',
    value: '<provider>',
  },
  balance: {
    type: 'string',
    value: '<amount>',
  },
  scenario: { type: 'string', value: '<name>' },
  list: { type: 'boolean' },
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
    what: speak('sandboxCoat.thereIsNoCoat', { id }),
    why: speak('sandboxCoat.aCoatIsCalledBy'),
    todo: speak('sandboxCoat.seeTollkeeperSandboxList'),
    exitCode: 2,
  });
}

function readBalance(text: string): bigint {
  const nano = readNano(text);
  if (nano !== null && nano >= 0n && nano < 10n ** 24n) return nano;
  throw createUserError({
    what: speak('sandboxCoat.isNoBalance', { text }),
    why: speak('sandboxCoat.aBalanceIsADecimal'),
    todo: speak('sandboxCoat.tryBalance002Or'),
    exitCode: 2,
  });
}

function readScenarioFor(text: string, pattern: CoatPattern | null): ScenarioName {
  const scenario = readScenario(ALIASES[text] ?? text, pattern !== null);
  if (scenario === null) {
    throw createUserError({
      what: speak('sandboxCoat.thereIsNoScenario', {
        text,
        rest: pattern === null ? speak('sandboxCoat.withoutAs') : '',
      }),
      why: speak('sandboxCoat.thereAre', { pattern: scenariosFor(pattern !== null).join(', ') }),
      todo: speak('sandboxCoat.chooseOneOfThemOr'),
      exitCode: 2,
    });
  }
  const cause = refusalCauses.find((one) => one === scenario);
  if (pattern !== null && cause !== undefined && !pattern.causes.includes(cause)) throw unrecorded(pattern, cause);
  return scenario;
}

function unrecorded({ provider, causes }: CoatPattern, cause: RefusalCause): Error {
  return createUserError({
    what: speak('sandboxCoat.cannotBePlayedAs', { cause, provider: provider.name }),
    why: speak('sandboxCoat.nobodyHasRecordedWhatIt'),
    todo:
      causes.length > 0
        ? speak('sandboxCoat.recordedAre', { causes: causes.join(', ') })
        : speak('sandboxCoat.noRefusalOfItWas'),
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
  print(speak('sandboxCoat.coatsWhatTheWalletCounts'));
  for (const line of writeRows(
    coats.map(({ provider, unit, causes }) => [
      provider.id,
      `${unit}; ${causes.join(', ') || speak('sandboxCoat.none')}`,
    ]),
  ))
    print(line);
  print(speak('sandboxCoat.inEveryCoatBesidesCut'));
}

function describeCoat({ provider, causes }: CoatPattern) {
  const wires = [
    ...new Set(provider.surfaces.flatMap(({ kind, wire }) => (kind === 'call' && wire !== null ? [wire] : []))),
  ];
  return { id: provider.id, name: provider.name, wires, scenarios: causes };
}
