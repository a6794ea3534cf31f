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
import { type PlainLine, speak } from '../terminal/speak.ts';
import type { Command, CommandContext } from './command.ts';
import { nameDatabase, readDatabase, whyNoDatabase } from './database.ts';
import { ABROAD_OPTIONS, nameAbroad, readAbroad, readDoor, TLS_PORT } from './read-abroad.ts';
import { GATEWAY_PORT, readPort } from './read-port.ts';
import { sayNews } from './say-news.ts';
import { createUserError, isUserError } from './user-error.ts';

/** `tollkeeper up`: the companion, until it is stopped. */
export const upCommand: Command = {
  name: 'up',

  options: {
    port: { type: 'string', value: '<port>' },
    zone: {
      type: 'string',
      value: '<zone>',
    },
    database: {
      type: 'string',
      value: '<url>',
    },
    migrate: { type: 'boolean' },
    synchronous: {
      type: 'string',
      value: '<normal|full>',
    },
    upstream: {
      type: 'string',
      value: '<id>=<origin>',
    },
    ...ABROAD_OPTIONS,
    metrics: {
      type: 'string',
      value: '<open|token>',
    },
    log: {
      type: 'string',
      value: '<stderr|file>',
    },
    'log-level': {
      type: 'string',
      value: '<level>',
    },
    'no-polling': { type: 'boolean' },
    json: { type: 'boolean' },
  },

  fills: () => ({ port: [String(GATEWAY_PORT)], tls: [String(TLS_PORT)] }),
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
  if (values.json !== true) print(speak('up.stoppingCallsUnderWayMay'));
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
        complain(`${what} (${error instanceof Error ? error.message : speak('any.noReasonGiven')})`);
      },
    });
  } catch (error) {
    if (isUserError(error)) throw error;
    const ofDatabase = given.server ? whyNoDatabase(error, given.server.url) : null;
    const why = ofDatabase ?? whyNot(error, port, folder);
    throw createUserError({ what: speak('up.theCompanionCouldNotStart'), ...why }, { cause: error });
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
        what: speak('up.leadsNowhere', { entry }),
        why: speak('up.itIsWrittenProviderId'),
        todo: speak('up.tryUpstreamOpenaiHttpsMirror'),
        exitCode: 2,
      });
    }),
  );
}

function readMetrics(value: string | boolean | undefined): MetricsAccess {
  if (value === undefined || value === 'token') return 'token';
  if (value === 'open') return 'open';
  throw createUserError({
    what: speak('up.doesNotSayWhoMay', { value }),
    why: speak('up.itIsTokenWhoHas'),
    todo: speak('up.tryMetricsOpenOrLeave'),
    exitCode: 2,
  });
}

function readSynchronous(value: string | boolean | undefined): Synchronous {
  if (value === undefined || value === '' || value === 'normal') return 'normal';
  if (value === 'full') return 'full';
  throw createUserError({
    what: speak('up.doesNotSayWhatThe', { value }),
    why: speak('up.itIsNormalWhateverKills'),
    todo: speak('up.trySynchronousFullOrLeave'),
    exitCode: 2,
  });
}

const MAKE_WRITABLE = 'up.seeToItThatIts';
const MAKE_ROOM = 'up.makeRoomOnItsDisk';

/** By what the ledger or the system said. */
const WHAT_TO_DO: Readonly<Record<string, PlainLine>> = {
  ...{ EROFS: MAKE_WRITABLE, EACCES: MAKE_WRITABLE, EPERM: MAKE_WRITABLE },
  ...{ 'ledger-read-only': MAKE_WRITABLE, 'ledger-unavailable': MAKE_WRITABLE },
  ...{ ENOSPC: MAKE_ROOM, EDQUOT: MAKE_ROOM, 'ledger-full': MAKE_ROOM },
  'ledger-newer': 'up.startTheNewerOneOr',
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
    return { why: speak('up.portIsTaken', { taken }), todo: speak('up.stopWhatUsesItOr', { option }) };
  }
  if (code === 'EADDRNOTAVAIL') {
    return { why: speak('up.thisMachineHasNoSuch'), todo: speak('up.correctHost000') };
  }
  if (code === 'ledger-in-use') {
    return {
      why: speak('up.anotherCompanionUsesTheLedger', { folder }),
      todo: speak('up.useThatOneTollkeeperStatus'),
    };
  }
  const why = (message ?? String(error)).replace(/^\[\w+\] /, '');
  return {
    why,
    todo: speak('up.nothingWasChangedIn', {
      todo: speak(WHAT_TO_DO[code ?? codeBelow(error)] ?? 'up.lookAtItsFolder'),
      folder,
    }),
  };
}

function readZone(value: string | boolean | undefined): string {
  const zone = typeof value === 'string' ? value : Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    throw createUserError(
      {
        what: speak('up.isNoTimeZone', { zone }),
        why: speak('up.aZoneIsNamedAs'),
        todo: speak('up.correctZoneOrLeaveIt'),
        exitCode: 2,
      },
      { cause: error },
    );
  }
}

function writeGreeting(origin: string, abroad: string | undefined, source: LedgerSource): string[] {
  return [
    speak('up.theCompanionIsRunningCtrl'),
    '',
    `  OpenAI     OPENAI_BASE_URL=${origin}/openai/v1`,
    `  Anthropic  ANTHROPIC_BASE_URL=${origin}/anthropic`,
    `  Gemini     GOOGLE_GEMINI_BASE_URL=${origin}/gemini`,
    speak('up.othersProviderId', { origin }),
    ...(abroad === undefined ? [] : [speak('up.elsewhereTTokenProviderId', { abroad })]),
    '',
    speak('up.ledger', {
      rest: source.kind === 'file' ? source.path : speak('up.postgresqlAt', { url: nameDatabase(source.url) }),
    }),
    '',
    speak('any.whatToTry'),
    speak('up.tollkeeperBudgetsSetDailyLimit'),
    speak('up.tollkeeperRunCommandOneProgram'),
    speak('up.tollkeeperStatusWhatWasSpent'),
  ];
}
