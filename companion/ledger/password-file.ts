import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Where the file is looked for, and what it is asked for besides the address. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * An address with the password that the user's password file has for it; as it was where it has none, where the address or
 * `PGPASSWORD` has one already, and where others may read the file.
 * @see https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export function withFilePassword(address: string, environment: Environment): string {
  const url = new URL(address);
  if (url.password !== '' || url.searchParams.has('password') || environment.PGPASSWORD) return address;
  const user = decodeURIComponent(url.username) || environment.PGUSER || userInfo().username;
  const host = url.hostname || url.searchParams.get('host') || environment.PGHOST || 'localhost';
  const port = url.port || environment.PGPORT || '5432';
  const database = decodeURIComponent(url.pathname.slice(1)) || environment.PGDATABASE || user;
  // What a Unix socket is reached by stands as `localhost`.
  const wanted = [host.startsWith('/') ? 'localhost' : host, port, database, user];
  const found = readLines(environment)
    .map(fieldsOf)
    .find((fields) => fields.length === 5 && wanted.every((value, at) => ['*', value].includes(fields[at] ?? '')));
  if (found === undefined) return address;
  // Without a host there is no place for it in front of one.
  if (url.hostname === '') url.searchParams.set('password', found[4] ?? '');
  else {
    url.username = encodeURIComponent(user);
    url.password = encodeURIComponent(found[4] ?? '');
  }
  return url.href;
}

function readLines(environment: Environment): readonly string[] {
  const { PGPASSFILE, APPDATA, HOME } = environment;
  const isWindows = process.platform === 'win32';
  const folder = isWindows ? join(APPDATA ?? '', 'postgresql') : (HOME ?? userInfo().homedir);
  const path = PGPASSFILE || join(folder, isWindows ? 'pgpass.conf' : '.pgpass');
  try {
    if (!isWindows && (statSync(path).mode & 0o077) !== 0) return [];
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

/** `host:port:database:user:password`; a colon and a backslash that are meant have a backslash before them. */
function fieldsOf(line: string): readonly string[] {
  if (line.startsWith('#')) return [];
  const fields = line.match(/(?:\\.|[^:\\])*(?::|$)/g)?.slice(0, 5) ?? [];
  return fields.map((field) => field.replace(/:$/, '').replace(/\\(.)/g, '$1'));
}
