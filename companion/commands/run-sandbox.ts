import { once } from 'node:events';
import { apiPathsOf } from '../coats/coat.ts';
import { REFUSED_BY_BROWSERS } from '../sandbox/listen.ts';
import { enterScenario } from '../sandbox/scenario.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/server.ts';
import { formatNano } from '../sandbox/units.ts';
import { demoKeys } from '../sandbox/world.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { readPort } from './read-port.ts';
import { coatOptions, type Dress, printCoats, readDress } from './sandbox-coat.ts';
import { createUserError } from './user-error.ts';

/** The options of every command that starts the sandbox. */
export const sandboxOptions = {
  port: {
    type: 'string',
    value: '<port>',
    summary: 'Listen on this port (4118; when taken, the next free one up to 4217).',
  },
  ...coatOptions,
  json: { type: 'boolean', summary: 'Print one line of JSON with the addresses, for scripts.' },
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
        what: 'The sandbox could not start.',
        why: error instanceof Error ? error.message.replace('[sandbox] ', '') : String(error),
        todo: 'Stop what uses the port, or choose another one with --port.',
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
  const moved = isMoved ? [`${whyMoved(wanted)}, so it listens on ${sandbox.port}.`] : [];
  return dress.pattern === null ? [...greetAsItself(sandbox, moved)] : greetInCoat(sandbox, dress, moved);
}

function greetAsItself({ origin }: Sandbox, moved: readonly string[]): string[] {
  return [
    'The sandbox is running: a small paid API with play money. Ctrl+C stops it.',
    ...moved,
    '',
    `  Playground  ${origin}/playground`,
    `  API docs    ${origin}/docs`,
    `  Console     ${origin}/console`,
    `  Base URL    ${origin}/v1`,
    `  API key     ${demoKeys.default}`,
    '',
    'What to try:',
    '  1. Ask something in the playground: the console shows what it cost.',
    '  2. Enrich 25 records: they need 450 credits, and there are 392.',
    '  3. Choose "depleted" in the console, ask again, then add $5.',
    '  4. Point your own app at the base URL and see how it takes a refusal.',
  ];
}

function greetInCoat(sandbox: Sandbox, { pattern }: Dress, moved: readonly string[]): string[] {
  const { origin, world } = sandbox;
  if (pattern === null) return [];
  const { provider, unit } = pattern;
  const wallet = world.accounts[0]?.wallets.USD;
  const frozenNano = wallet?.frozenNano ?? 0n;
  const left = `${formatNano((wallet?.totalNano ?? 0n) - frozenNano, 0)} ${unit}`;
  const balance = frozenNano > 0n ? `${left} usable, ${formatNano(frozenNano, 0)} ${unit} frozen` : left;
  return [
    `The sandbox is running as ${provider.name}, with play money. Ctrl+C stops it.`,
    ...moved,
    '',
    `  Base        ${origin}, and behind it the paths of ${provider.name}:`,
    ...apiPathsOf(provider).map((path) => `              ${path}`),
    `  Balance     ${balance}${world.scenario === 'normal' ? '' : ` (${world.scenario})`}`,
    `  Console     ${origin}/console`,
    '  API key     any',
    '',
    'What to try:',
    `  tollkeeper up --upstream ${provider.id}=${origin}   the companion in front of it`,
    "  Point your own app at it, and see how it takes the provider's refusal.",
  ];
}

function whyMoved(port: number): string {
  return port === REFUSED_BY_BROWSERS ? `Browsers open no page on port ${port}` : `Port ${port} was taken`;
}
