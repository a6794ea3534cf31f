import { once } from 'node:events';
import { apiPathsOf } from '../coats/coat.ts';
import { REFUSED_BY_BROWSERS } from '../sandbox/listen.ts';
import { enterScenario } from '../sandbox/scenario.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/server.ts';
import { formatNano } from '../sandbox/units.ts';
import { demoKeys } from '../sandbox/world.ts';
import { speak } from '../terminal/speak.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { readPort } from './read-port.ts';
import { coatOptions, type Dress, printCoats, readDress } from './sandbox-coat.ts';
import { createUserError } from './user-error.ts';

/** The options of every command that starts the sandbox. */
export const sandboxOptions = {
  port: {
    type: 'string',
    value: '<port>',
  },
  ...coatOptions,
  json: { type: 'boolean' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Starts the sandbox, says where it is, and runs it until stopped. */
export async function runSandbox(context: CommandContext): Promise<number> {
  const { values, print, stopped } = context;
  if (values.list === true) {
    printCoats(context);
    return 0;
  }
  const port = readPort(values.port);
  const dress = readDress(values);
  const sandbox = await start({ ...dress.options, ...(port !== undefined && { port }) });
  if (dress.scenario !== null) enterScenario(sandbox.world, dress.scenario);
  if (values.json === true) print(JSON.stringify(describe(sandbox, dress)));
  else for (const line of writeGreeting(sandbox, dress, port)) print(line);
  if (!stopped.aborted) await once(stopped, 'abort');
  await sandbox.close();
  return 0;
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    throw createUserError(
      {
        what: speak('runSandbox.theSandboxCouldNotStart'),
        why: error instanceof Error ? error.message.replace('[sandbox] ', '') : String(error),
        todo: speak('runSandbox.stopWhatUsesThePort'),
      },
      { cause: error },
    );
  }
}

function describe({ origin, port, world }: Sandbox, { pattern }: Dress) {
  const key = demoKeys.default;
  if (pattern !== null) {
    const { provider, unit } = pattern;
    const wallet = world.accounts[0]?.wallets.USD;
    const balance = { unit, amount: formatNano((wallet?.totalNano ?? 0n) - (wallet?.frozenNano ?? 0n), 0) };
    const paths = apiPathsOf(provider);
    return {
      origin,
      port,
      as: provider.id,
      console: `${origin}/console`,
      paths,
      balance,
      scenario: world.scenario,
      key,
    };
  }
  const pages = { playground: `${origin}/playground`, docs: `${origin}/docs`, console: `${origin}/console` };
  return { origin, port, ...pages, baseUrl: `${origin}/v1`, key };
}

function writeGreeting(sandbox: Sandbox, dress: Dress, asked: number | null | undefined): string[] {
  const wanted = asked === undefined ? 4118 : asked;
  const isMoved = wanted !== null && wanted !== sandbox.port;
  const moved = isMoved ? [speak('runSandbox.soItListensOn', { wanted: whyMoved(wanted), port: sandbox.port })] : [];
  return dress.pattern === null ? [...greetAsItself(sandbox, moved)] : greetInCoat(sandbox, dress, moved);
}

function greetAsItself({ origin }: Sandbox, moved: readonly string[]): string[] {
  return [
    speak('runSandbox.theSandboxIsRunningA'),
    ...moved,
    '',
    speak('runSandbox.playgroundPlayground', { origin }),
    speak('runSandbox.apiDocsDocs', { origin }),
    speak('runSandbox.consoleConsole', { origin }),
    speak('runSandbox.baseUrlV1', { origin }),
    speak('runSandbox.apiKey', { default: demoKeys.default }),
    '',
    speak('any.whatToTry'),
    speak('runSandbox.1AskSomethingInThe'),
    speak('runSandbox.2Enrich25RecordsThey'),
    speak('runSandbox.3ChooseDepletedInThe'),
    speak('runSandbox.4PointYourOwnApp'),
  ];
}

function greetInCoat(sandbox: Sandbox, { pattern }: Dress, moved: readonly string[]): string[] {
  const { origin, world } = sandbox;
  if (pattern === null) return [];
  const { provider, unit } = pattern;
  const wallet = world.accounts[0]?.wallets.USD;
  const frozenNano = wallet?.frozenNano ?? 0n;
  const left = `${formatNano((wallet?.totalNano ?? 0n) - frozenNano, 0)} ${unit}`;
  const balance =
    frozenNano > 0n ? speak('runSandbox.usableFrozen', { left, frozenNano: formatNano(frozenNano, 0), unit }) : left;
  return [
    speak('runSandbox.theSandboxIsRunningAs', { provider: provider.name }),
    ...moved,
    '',
    speak('runSandbox.baseAndBehindItThe', { origin, provider: provider.name }),
    ...apiPathsOf(provider).map((path) => `              ${path}`),
    speak('runSandbox.balance', { balance, rest: world.scenario === 'normal' ? '' : ` (${world.scenario})` }),
    speak('runSandbox.consoleConsole', { origin }),
    speak('runSandbox.apiKeyAny'),
    '',
    speak('any.whatToTry'),
    speak('runSandbox.tollkeeperUpUpstreamTheCompanion', { id: provider.id, origin }),
    speak('runSandbox.pointYourOwnAppAt'),
  ];
}

function whyMoved(port: number): string {
  return port === REFUSED_BY_BROWSERS
    ? speak('runSandbox.browsersOpenNoPageOn', { port })
    : speak('runSandbox.portWasTaken', { port });
}
