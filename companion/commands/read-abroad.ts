import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { DoorRules } from '../gateway/door.ts';
import type { Abroad } from '../open-companion.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { GATEWAY_PORT, readPort } from './read-port.ts';
import { createUserError } from './user-error.ts';

/** Where other machines are served, unless somebody says otherwise. */
const TLS_PORT = GATEWAY_PORT + 1;

/** Options that let others in than programs of this machine. */
export const ABROAD_OPTIONS: Readonly<Record<string, CommandOption>> = {
  host: {
    type: 'string',
    value: '<address>',
    summary: 'Serve calls of other machines at this address, too: only with TLS, and only tools with a token.',
  },
  'tls-key': { type: 'string', value: '<file>', summary: 'The key for --host, PEM.' },
  'tls-cert': { type: 'string', value: '<file>', summary: 'The certificate for --host and what vouches for it, PEM.' },
  'tls-port': { type: 'string', value: '<port>', summary: `The port for --host (${TLS_PORT}).` },
  'allow-host': {
    type: 'string',
    value: '<name>',
    summary: 'Answer to this name, as certificates and clients know it; several with commas.',
  },
  'allow-origin': {
    type: 'string',
    value: '<origin>',
    summary: 'Let pages of this origin send calls, such as http://localhost:3000; several with commas.',
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
      ? `At ${host} keys would travel readable without TLS: --tls-key and --tls-cert are missing, or one of them.`
      : 'TLS is for another address (--host): programs of this machine need none.',
  );
}

/** Names and pages that are served besides those of this machine: those that are named, and the address itself. */
export function readDoor(values: Values): DoorRules {
  const hosts = listOf(values['allow-host']).map((name) => {
    if (/^(?:[a-z0-9][a-z0-9.-]*|\[[\da-f:.]+\])$/i.test(name)) return name.toLowerCase();
    throw notUnderstood(`"${name}" is no name of a machine: it stands without https:// and without a port.`);
  });
  const origins = listOf(values['allow-origin']).map((origin) => {
    if (/^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin) return origin;
    throw notUnderstood(`"${origin}" is no origin: it is written https://app.example, without a path.`);
  });
  const { host } = values;
  if (typeof host !== 'string') return { hosts, origins };
  if (host !== '0.0.0.0' && host !== '::') return { hosts: [...hosts, inAddress(host).toLowerCase()], origins };
  if (hosts.length > 0) return { hosts, origins };
  throw notUnderstood(`${host} is every address of this machine: by which name it is asked (--allow-host) is missing.`);
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
        what: `${keyFile} and ${certFile} are no key and its certificate.`,
        why: error instanceof Error ? error.message : String(error),
        todo: 'Both are PEM, the key without a passphrase. For tries: mkcert <name>.',
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
        what: `${file} cannot be read.`,
        why: error instanceof Error ? error.message : String(error),
        todo: 'Correct --tls-key or --tls-cert, or let yourself read it.',
        exitCode: 2,
      },
      { cause: error },
    );
  }
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: 'Whom "tollkeeper up" may serve besides was not understood.',
    why,
    todo: 'Try: up --host 0.0.0.0 --tls-key key.pem --tls-cert cert.pem --allow-host gate.example',
    exitCode: 2,
  });
}
