import { createHash } from 'node:crypto';
import { readPrivate } from './private-file.ts';
import { SecretProblem } from './secret-problem.ts';

/** A file of the data folder that is not sealed, as far as all of them are alike. */
export interface VersionedFile {
  /** JSON that says it is of version 1, or of none; null: there is no file. */
  readonly value: unknown;
  /** What is thrown where it is not what it should be. */
  readonly broken: (why?: string, cause?: unknown) => SecretProblem;
}

/**
 * Reads such a file. Throws a `SecretProblem` where it is damaged, or of a newer version.
 * @param todo what helps where it is damaged, such as "remove it and make new tokens"
 */
export function readVersioned(path: string, todo: string): VersionedFile {
  const broken: VersionedFile['broken'] = (why, cause) =>
    new SecretProblem('corrupt', `${path} is damaged${why === undefined ? '' : ` (${why})`}; ${todo}`, { cause });
  const content = readPrivate(path);
  if (content === null) return { value: null, broken };
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw broken('it is no JSON', error);
  }
  if (typeof value !== 'object' || value === null) throw broken();
  if ('version' in value && typeof value.version === 'number' && value.version > 1) {
    throw new SecretProblem('newer', `${path} was written by a newer Tollkeeper; this one cannot read it`);
  }
  return { value, broken };
}

/** What is kept of a token. Tokens are 256 random bits: there is nothing to guess, so a slow hash would add nothing. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
