import { hasPassword } from '../ledger/address.ts';
import type { ServerChoice } from '../ledger/open-database.ts';
import { speak } from '../terminal/speak.ts';
import { createUserError } from './user-error.ts';

/** The database that `--database` or the environment names; null: the folder's own file. Throws a user error. */
export function readDatabase(
  values: Readonly<Record<string, string | boolean | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): ServerChoice | null {
  const given = typeof values.database === 'string' ? values.database : null;
  // Whoever lists processes sees it: it is refused, and not repeated.
  if (given !== null && hasPassword(given)) throw passwordSeen();
  const url = given ?? environment.TOLLKEEPER_DATABASE ?? '';
  if (url === '' && given === null) return null;
  if (!/^postgres(?:ql)?:\/\/\S*$/.test(url) || !URL.canParse(url)) {
    throw createUserError({
      what:
        given === null
          ? speak('database.tollkeeperDatabaseNamesNoDatabase')
          : speak('database.namesNoDatabase', { given }),
      why: speak('database.itIsWrittenPostgresUser'),
      todo: speak('database.correctItOrLeaveIt'),
      exitCode: 2,
    });
  }
  return { url, mayMigrate: values.migrate === true };
}

function passwordSeen(): Error {
  return createUserError({
    what: speak('database.theAddressOfTheDatabase'),
    why: speak('database.everybodyOnThisMachineCan'),
    todo: speak('database.leaveItOutOfDatabase'),
    exitCode: 2,
  });
}

/** A database by host and name, without who asks and what with. */
export function nameDatabase(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${host || (searchParams.get('host') ?? speak('database.thisMachine'))}${pathname === '/' ? '' : pathname}`;
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
      why: speak('database.asksForAPasswordAnd', { at }),
      todo: speak('database.putItIntoPgpassMode'),
    };
  }
  if (/does not support SSL/i.test(message)) {
    return { why: speak('database.speaksNoTls', { at }), todo: speak('database.setTlsUpThereOr') };
  }
  if (codeOf(error) === 'ledger-older') {
    return {
      why: message.replace(/^\[ledger\] /, `${at}: `),
      todo: speak('database.makeACopyPgDump'),
    };
  }
  const known = Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  if (known !== undefined) return known(at);
  if (codeOf(error) !== 'ledger-unavailable') return null;
  return {
    why: speak('database.doesNotAnswer', { at, rest: state.startsWith('ledger') || state === '' ? '' : ` (${state})` }),
    todo: speak('database.seeWhetherTheServerRuns'),
  };
}

const wrongUser = (at: string): Reason => ({
  why: speak('database.letsThisUserInNo', { at }),
  todo: speak('database.correctTheUserInThe'),
});

/** By PostgreSQL's and the system's codes (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const STATES: Readonly<Record<string, (at: string) => Reason>> = {
  '28P01': wrongUser,
  '28000': wrongUser,
  '3D000': (at) => ({
    why: speak('database.thereIsNoDatabase', { at }),
    todo: speak('database.makeItCreatedbOrCorrect'),
  }),
  '42501': (at) => ({
    why: speak('database.thisUserMayNotMake', { at }),
    todo: speak('database.letItGrantCreateUsage'),
  }),
  ENOTFOUND: (at) => ({ why: speak('database.thereIsNoHostOf', { at }), todo: speak('database.correctTheAddress') }),
};

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
