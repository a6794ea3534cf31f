import { hasPassword } from '../ledger/address.ts';
import type { ServerChoice } from '../ledger/open-database.ts';
import { createUserError } from './user-error.ts';

/** The database that `--database` or the environment names; null: the folder's own file. Throws a user error. */
export function readDatabase(
  values: Readonly<Record<string, string | boolean | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): ServerChoice | null {
  const given = typeof values.database === 'string' ? values.database : null;
  // Whoever lists processes sees it: it is refused, and not repeated.
  if (given !== null && hasPassword(given)) throw createUserError(PASSWORD_SEEN);
  const url = given ?? environment.TOLLKEEPER_DATABASE ?? '';
  if (url === '' && given === null) return null;
  if (!/^postgres(?:ql)?:\/\/\S*$/.test(url) || !URL.canParse(url)) {
    throw createUserError({
      what: given === null ? 'TOLLKEEPER_DATABASE names no database.' : `"${given}" names no database.`,
      why: 'It is written postgres://user@host:5432/name.',
      todo: 'Correct it, or leave it out: the ledger then is a file of its own.',
      exitCode: 2,
    });
  }
  return { url, mayMigrate: values.migrate === true };
}

const PASSWORD_SEEN = {
  what: 'The address of the database has a password in it.',
  why: 'Everybody on this machine can read it in the list of processes.',
  todo: 'Leave it out of --database. Put it into ~/.pgpass or PGPASSWORD, or the whole address into TOLLKEEPER_DATABASE.',
  exitCode: 2,
};

/** A database by host and name, without who asks and what with. */
export function nameDatabase(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${host || (searchParams.get('host') ?? 'this machine')}${pathname === '/' ? '' : pathname}`;
}

interface Reason {
  readonly why: string;
  readonly todo: string;
}

/** Why a database could not be opened, and what helps; null: it is none of the database's reasons. */
export function whyNoDatabase(error: unknown, url: string): Reason | null {
  const at = nameDatabase(url);
  const state = codeOf(error instanceof Error ? error.cause : null) || codeOf(error);
  const message = error instanceof Error ? error.message : '';
  if (/password must be a string/i.test(message)) {
    return {
      why: `${at} asks for a password, and none is known.`,
      todo: 'Put it into ~/.pgpass (mode 600) or PGPASSWORD.',
    };
  }
  if (/does not support SSL/i.test(message)) {
    return { why: `${at} speaks no TLS.`, todo: 'Set TLS up there, or leave sslmode out of the address.' };
  }
  if (codeOf(error) === 'ledger-older') {
    return {
      why: message.replace(/^\[ledger\] /, `${at}: `),
      todo: 'Make a copy (pg_dump), then start once with --migrate. Companions of the older version go on meanwhile.',
    };
  }
  const known = Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  if (known !== undefined) return known(at);
  if (codeOf(error) !== 'ledger-unavailable') return null;
  return {
    why: `${at} does not answer${state.startsWith('ledger') || state === '' ? '' : ` (${state})`}.`,
    todo: 'See whether the server runs and can be reached from here, then start again.',
  };
}

const wrongUser = (at: string): Reason => ({
  why: `${at} lets this user in no further: the name or the password is wrong, or it may not come from here.`,
  todo: 'Correct the user in the address, the password in ~/.pgpass or PGPASSWORD, or pg_hba.conf at the server.',
});

/** By PostgreSQL's and the system's codes (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const STATES: Readonly<Record<string, (at: string) => Reason>> = {
  '28P01': wrongUser,
  '28000': wrongUser,
  '3D000': (at) => ({ why: `There is no database ${at}.`, todo: 'Make it (createdb), or correct its name.' }),
  '42501': (at) => ({
    why: `This user may not make or change tables in ${at}.`,
    todo: 'Let it: grant create, usage on schema public to it; or start once as a user who may.',
  }),
  ENOTFOUND: (at) => ({ why: `There is no host of this name: ${at}.`, todo: 'Correct the address.' }),
};

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
