import { once } from 'node:events';
import { findProvider } from '../../lib/providers/registry.ts';
import { dataFolder } from '../data-folder.ts';
import type { LedgerSource } from '../ledger/open-database.ts';
import type { Synchronous } from '../ledger/sqlite.ts';
import { readLogOptions } from '../logs/log-options.ts';
import type { MetricsAccess } from '../metrics/serve-metrics.ts';
import { type Companion, type CompanionOptions, openCompanion } from '../open-companion.ts';
import { readVersion } from '../read-version.ts';
import { openKeychain } from '../secrets/keychain.ts';
import type { Command, CommandContext } from './command.ts';
import { nameDatabase, readDatabase, whyNoDatabase } from './database.ts';
import { ABROAD_OPTIONS, nameAbroad, readAbroad, readDoor } from './read-abroad.ts';
import { GATEWAY_PORT, readPort } from './read-port.ts';
import { sayNews } from './say-news.ts';
import { createUserError, isUserError } from './user-error.ts';

/** `tollkeeper up`: the companion, until it is stopped. */
export const upCommand: Command = {
  name: 'up',
  summary: 'Start the companion: gateway, ledger and control API, for this machine',
  options: {
    port: { type: 'string', value: '<port>', summary: `Listen on this port (${GATEWAY_PORT}).` },
    zone: {
      type: 'string',
      value: '<zone>',
      summary: "Whose days are counted, such as Europe/Vienna (this machine's).",
    },
    database: {
      type: 'string',
      value: '<url>',
      summary:
        'Keep the ledger in PostgreSQL, for several companions: postgres://user@host/name (TOLLKEEPER_DATABASE).',
    },
    migrate: { type: 'boolean', summary: 'Let tables of an older version in that database be changed. Copy it first.' },
    synchronous: {
      type: 'string',
      value: '<normal|full>',
      summary:
        "What the ledger's file survives: kill -9 (normal), or a power cut too, more slowly (full; TOLLKEEPER_SYNCHRONOUS).",
    },
    upstream: {
      type: 'string',
      value: '<id>=<origin>',
      summary: "Send a provider's calls elsewhere: a mirror, a test server; several with commas.",
    },
    ...ABROAD_OPTIONS,
    metrics: {
      type: 'string',
      value: '<open|token>',
      summary: 'Who on this machine may read /metrics: everybody, or who has the API token (token).',
    },
    log: {
      type: 'string',
      value: '<stderr|file>',
      summary: 'Keep a log, one line of JSON a call: where (TOLLKEEPER_LOG).',
    },
    'log-level': {
      type: 'string',
      value: '<level>',
      summary: 'debug, info (every call), warn (what went wrong) or error (info; TOLLKEEPER_LOG_LEVEL).',
    },
    'no-polling': { type: 'boolean', summary: 'Ask no provider by itself for balances and ended batches.' },
    json: { type: 'boolean', summary: 'Print one line of JSON with the addresses, for scripts.' },
  },
  notes: () => [
    'Point a program at it:',
    `  OPENAI_BASE_URL=http://127.0.0.1:${GATEWAY_PORT}/openai/v1`,
    `  ANTHROPIC_BASE_URL=http://127.0.0.1:${GATEWAY_PORT}/anthropic`,
    'or let "tollkeeper run -- <command>" do so for one program.',
  ],
  run: runUp,
};

async function runUp({ values, print, complain, stopped }: CommandContext): Promise<number> {
  // What it writes is its owner's alone, also what a database makes beside its file.
  process.umask(0o077);
  const port = readPort(values.port);
  const folder = dataFolder();
  const server = readDatabase(values, process.env);
  const door = readDoor(values);
  const companion = await open(
    {
      folder,
      port: port === undefined ? GATEWAY_PORT : (port ?? 0),
      zone: readZone(values.zone),
      ...{ server, synchronous: readSynchronous(values.synchronous ?? process.env.TOLLKEEPER_SYNCHRONOUS) },
      ...{ standIns: readUpstreams(values.upstream), abroad: readAbroad(values), door },
      metrics: readMetrics(values.metrics),
      isPolling: values['no-polling'] !== true,
      log: readLogOptions({ log: values.log, level: values['log-level'] }, process.env),
    },
    complain,
  );
  for (const line of companion.news.flatMap(sayNews)) complain(line);
  const { origin } = companion.gateway;
  const abroad = companion.abroad === null ? undefined : nameAbroad(door, companion.abroad.port);
  if (values.json === true) print(JSON.stringify({ origin, api: `${origin}/api/v1`, folder, abroad }));
  else for (const line of writeGreeting(origin, abroad, companion.source)) print(line);
  if (!stopped.aborted) await once(stopped, 'abort');
  if (values.json !== true) print('Stopping: calls under way may end.');
  await companion.stop();
  return 0;
}

async function open(
  given: Omit<CompanionOptions, 'version' | 'environment' | 'onTrouble'>,
  complain: (line: string) => void,
): Promise<Companion> {
  const { port, folder } = given;
  try {
    return await openCompanion({
      ...given,
      ...{ version: readVersion(), environment: process.env },
      keychain: process.env.TOLLKEEPER_KEYCHAIN === 'off' ? null : openKeychain(),
      onTrouble: (what, error) => {
        // Such a log has it already, where people would look.
        if (given.log?.to === 'stderr') return;
        complain(`${what} (${error instanceof Error ? error.message : 'no reason given'})`);
      },
    });
  } catch (error) {
    if (isUserError(error)) throw error;
    const ofDatabase = given.server ? whyNoDatabase(error, given.server.url) : null;
    const why = ofDatabase ?? whyNot(error, port, folder);
    throw createUserError({ what: 'The companion could not start.', ...why }, { cause: error });
  }
}

/** Where calls of providers go instead, by provider id. Keys travel there: without TLS only on this machine. */
function readUpstreams(value: string | boolean | undefined): Readonly<Record<string, string>> {
  const entries = typeof value === 'string' ? value.split(',') : [];
  return Object.fromEntries(
    entries.map((entry) => {
      const [, id = '', origin = ''] =
        /^([^=]+)=(https:\/\/[^/\s]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)\/?$/.exec(entry) ?? [];
      if (findProvider(id) !== null) return [id, origin];
      throw createUserError({
        what: `"${entry}" leads nowhere.`,
        why: 'It is written <provider id>=<origin>, with https, or http on this machine.',
        todo: 'Try --upstream openai=https://mirror.example, or leave it out.',
        exitCode: 2,
      });
    }),
  );
}

function readMetrics(value: string | boolean | undefined): MetricsAccess {
  if (value === undefined || value === 'token') return 'token';
  if (value === 'open') return 'open';
  throw createUserError({
    what: `"${value}" does not say who may read the metrics.`,
    why: 'It is "token" (who has the token of daemon.json) or "open" (every program of this machine).',
    todo: 'Try --metrics open, or leave it out.',
    exitCode: 2,
  });
}

function readSynchronous(value: string | boolean | undefined): Synchronous {
  if (value === undefined || value === '' || value === 'normal') return 'normal';
  if (value === 'full') return 'full';
  throw createUserError({
    what: `"${value}" does not say what the ledger's file survives.`,
    why: 'It is "normal" (whatever kills the companion) or "full" (a power cut, too).',
    todo: 'Try --synchronous full, or leave it out.',
    exitCode: 2,
  });
}

const MAKE_WRITABLE = 'See to it that its folder may be written, or set TOLLKEEPER_HOME to another one';
const MAKE_ROOM = 'Make room on its disk and start it again';

/** By what the ledger or the system said. */
const TODO: Readonly<Record<string, string>> = {
  ...{ EROFS: MAKE_WRITABLE, EACCES: MAKE_WRITABLE, EPERM: MAKE_WRITABLE },
  ...{ 'ledger-read-only': MAKE_WRITABLE, 'ledger-unavailable': MAKE_WRITABLE },
  ...{ ENOSPC: MAKE_ROOM, EDQUOT: MAKE_ROOM, 'ledger-full': MAKE_ROOM },
  'ledger-newer': 'Start the newer one, or set TOLLKEEPER_HOME to another folder',
};

/** What the system said to whoever told us. */
function codeBelow(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? '';
}

function whyNot(error: unknown, port: number, folder: string): { readonly why: string; readonly todo: string } {
  const { code, message, port: taken = port } = error as { code?: string; message?: string; port?: number };
  if (code === 'EADDRINUSE') {
    const option = taken === port ? '--port' : '--tls-port';
    return { why: `Port ${taken} is taken.`, todo: `Stop what uses it, or choose another one with ${option}.` };
  }
  if (code === 'EADDRNOTAVAIL') {
    return { why: 'This machine has no such address.', todo: 'Correct --host; 0.0.0.0 means every one of its own.' };
  }
  if (code === 'ledger-in-use') {
    return {
      why: `Another companion uses the ledger in ${folder}.`,
      todo: 'Use that one ("tollkeeper status"), or set TOLLKEEPER_HOME to another folder.',
    };
  }
  const why = (message ?? String(error)).replace(/^\[\w+\] /, '');
  return { why, todo: `${TODO[code ?? codeBelow(error)] ?? 'Look at its folder'}; nothing was changed in ${folder}.` };
}

function readZone(value: string | boolean | undefined): string {
  const zone = typeof value === 'string' ? value : Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    throw createUserError(
      {
        what: `"${zone}" is no time zone.`,
        why: 'A zone is named as in the IANA list: Europe/Vienna, Asia/Shanghai, UTC.',
        todo: 'Correct --zone, or leave it out.',
        exitCode: 2,
      },
      { cause: error },
    );
  }
}

function writeGreeting(origin: string, abroad: string | undefined, source: LedgerSource): string[] {
  return [
    'The companion is running. Ctrl+C stops it.',
    '',
    `  OpenAI     OPENAI_BASE_URL=${origin}/openai/v1`,
    `  Anthropic  ANTHROPIC_BASE_URL=${origin}/anthropic`,
    `  Gemini     GOOGLE_GEMINI_BASE_URL=${origin}/gemini`,
    `  Others     ${origin}/<provider id>/…`,
    ...(abroad === undefined ? [] : [`  Elsewhere  ${abroad}/t/<token>/<provider id>/…`]),
    '',
    `  Ledger     ${source.kind === 'file' ? source.path : `PostgreSQL at ${nameDatabase(source.url)}`}`,
    '',
    'What to try:',
    '  tollkeeper budgets set daily --limit 5 --per day   a hard limit of $5 a day',
    '  tollkeeper run -- <command>                        one program through it',
    '  tollkeeper status                                  what was spent, what is left',
  ];
}
