import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { DoorRules } from '../gateway/door.ts';
import type { Abroad } from '../open-companion.ts';
import { speak } from '../terminal/speak.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { GATEWAY_PORT, readPort } from './read-port.ts';
import { createUserError } from './user-error.ts';

/** Where other machines are served, unless somebody says otherwise. */
export const TLS_PORT = GATEWAY_PORT + 1;

/** Options that let others in than programs of this machine. */
export const ABROAD_OPTIONS: Readonly<Record<string, CommandOption>> = {
  host: {
    type: 'string',
    value: '<address>',
  },
  'tls-key': { type: 'string', value: '<file>' },
  'tls-cert': { type: 'string', value: '<file>' },
  'tls-port': { type: 'string', value: '<port>' },
  'allow-host': {
    type: 'string',
    value: '<name>',
  },
  'allow-origin': {
    type: 'string',
    value: '<origin>',
  },
};

type Values = CommandContext['values'];

/** Where other machines are served; null: nowhere. Throws a user error, also where keys would travel readable. */
export function readAbroad(values: Values): Abroad | null {
  const { host, 'tls-key': keyFile, 'tls-cert': certFile } = values;
  const isComplete = typeof host === 'string' && typeof keyFile === 'string' && typeof certFile === 'string';
  if (isComplete) return { host, port: readTlsPort(values['tls-port']), tls: readTls(keyFile, certFile) };
  if ([host, keyFile, certFile, values['tls-port']].every((value) => value === undefined)) return null;
  throw notUnderstood(
    typeof host === 'string'
      ? speak('readAbroad.atKeysWouldTravelReadable', { host })
      : speak('readAbroad.tlsIsForAnotherAddress'),
  );
}

/** Names and pages that are served besides those of this machine: those that are named, and the address itself. */
export function readDoor(values: Values): DoorRules {
  const hosts = listOf(values['allow-host']).map((name) => {
    if (/^(?:[a-z0-9][a-z0-9.-]*|\[[\da-f:.]+\])$/i.test(name)) return name.toLowerCase();
    throw notUnderstood(speak('readAbroad.isNoNameOfA', { name }));
  });
  const origins = listOf(values['allow-origin']).map((origin) => {
    if (/^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin) return origin;
    throw notUnderstood(speak('readAbroad.isNoOriginItIs', { origin }));
  });
  const { host } = values;
  if (typeof host !== 'string') return { hosts, origins };
  if (host !== '0.0.0.0' && host !== '::') return { hosts: [...hosts, inAddress(host).toLowerCase()], origins };
  if (hosts.length > 0) return { hosts, origins };
  throw notUnderstood(speak('readAbroad.isEveryAddressOfThis', { host }));
}

/** What other machines call it: by the first name that it answers to. */
export function nameAbroad({ hosts: [name] }: DoorRules, port: number): string {
  return `https://${name}:${port}`;
}

/** An address as it stands in addresses of pages. */
function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function listOf(value: string | boolean | undefined): readonly string[] {
  return typeof value === 'string' ? value.split(',').map((entry) => entry.trim()) : [];
}

function readTlsPort(value: string | boolean | undefined): number {
  const port = readPort(value);
  return port === undefined ? TLS_PORT : (port ?? 0);
}

function readTls(keyFile: string, certFile: string): Abroad['tls'] {
  const tls = { key: readPem(keyFile), cert: readPem(certFile) };
  try {
    createSecureContext(tls);
    return tls;
  } catch (error) {
    throw createUserError(
      {
        what: speak('readAbroad.andAreNoKeyAnd', { keyFile, certFile }),
        why: error instanceof Error ? error.message : String(error),
        todo: speak('readAbroad.bothArePemTheKey'),
        exitCode: 2,
      },
      { cause: error },
    );
  }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw createUserError(
      {
        what: speak('any.cannotBeRead', { what: file }),
        why: error instanceof Error ? error.message : String(error),
        todo: speak('readAbroad.correctTlsKeyOrTls'),
        exitCode: 2,
      },
      { cause: error },
    );
  }
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('readAbroad.whomTollkeeperUpMayServe'),
    why,
    todo: speak('readAbroad.tryUpHost'),
    exitCode: 2,
  });
}
