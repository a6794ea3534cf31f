import { once } from 'node:events';
import { REFUSED_BY_BROWSERS } from '../sandbox/listen.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { demoKeys } from '../sandbox/world.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { readPort } from './read-port.ts';
import { createUserError } from './user-error.ts';

/** The options of every command that starts the sandbox. */
export const sandboxOptions = {
  port: {
    type: 'string',
    value: '<port>',
    summary: 'Listen on this port (4118; when taken, the next free one up to 4217).',
  },
  json: { type: 'boolean', summary: 'Print one line of JSON with the addresses, for scripts.' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Starts the sandbox, says where it is, and runs it until stopped. */
export async function runSandbox(context: CommandContext): Promise<number> {
  const { values, print, stopped } = context;
  const port = readPort(values.port);
  const sandbox = await start(port);
  if (values.json === true) print(JSON.stringify(describe(sandbox)));
  else for (const line of writeGreeting(sandbox, port)) print(line);
  if (!stopped.aborted) await once(stopped, 'abort');
  await sandbox.close();
  return 0;
}

async function start(port: number | null | undefined): Promise<Sandbox> {
  try {
    return await startSandbox(port === undefined ? {} : { port });
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

function describe({ origin, port }: Sandbox) {
  const pages = { playground: `${origin}/playground`, docs: `${origin}/docs`, console: `${origin}/console` };
  return { origin, port, ...pages, baseUrl: `${origin}/v1`, key: demoKeys.default };
}

function writeGreeting(sandbox: Sandbox, asked: number | null | undefined): string[] {
  const { playground, docs, console, baseUrl, key } = describe(sandbox);
  const wanted = asked === undefined ? 4118 : asked;
  const isMoved = wanted !== null && wanted !== sandbox.port;
  return [
    'The sandbox is running: a small paid API with play money. Ctrl+C stops it.',
    ...(isMoved ? [`${whyMoved(wanted)}, so it listens on ${sandbox.port}.`] : []),
    '',
    `  Playground  ${playground}`,
    `  API docs    ${docs}`,
    `  Console     ${console}`,
    `  Base URL    ${baseUrl}`,
    `  API key     ${key}`,
    '',
    'What to try:',
    '  1. Ask something in the playground: the console shows what it cost.',
    '  2. Enrich 25 records: they need 450 credits, and there are 392.',
    '  3. Choose "depleted" in the console, ask again, then add $5.',
    '  4. Point your own app at the base URL and see how it takes a refusal.',
  ];
}

function whyMoved(port: number): string {
  return port === REFUSED_BY_BROWSERS ? `Browsers open no page on port ${port}` : `Port ${port} was taken`;
}
