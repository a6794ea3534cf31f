import type { Caller } from '../sandbox/admission.ts';
import { type Exchange, readHeader, sendError } from '../sandbox/http.ts';

/** Where keys are carried, by what is usual. */
const HEADERS = [
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'xi-api-key',
  'x-subscription-token',
] as const;
const PARAMETERS = ['key', 'api_key', 'apikey'] as const;

/**
 * Whose call it is: any key is one of the account's, so that a program can keep its own; a demo key is that one. Null: there
 * is none, and the client has been told.
 */
export function callerOf(exchange: Exchange): Caller | null {
  const { world, url, entry } = exchange;
  const carried = [
    ...HEADERS.map((name) => readHeader(exchange, name)?.replace(/^[\w-]+\s+(?=\S)/, '')),
    ...PARAMETERS.map((name) => url.searchParams.get(name)),
  ].find((key) => key);
  const key = world.keys.find((candidate) => candidate.key === carried) ?? world.keys[0];
  const account = world.accounts.find(({ id }) => id === key?.accountId);
  if (!carried || key === undefined || account === undefined) {
    sendError(exchange, 401, { message: 'No API key was given.' });
    return null;
  }
  entry.keyId = key.id;
  return { account, key };
}
