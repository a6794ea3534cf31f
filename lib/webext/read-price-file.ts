import * as v from 'valibot';
import type { HeldPriceFile, PriceFile, PriceFileProblem, PriceKey } from '../domain/price-file.ts';
import { findAbsurd } from '../prices/judge-file.ts';
import { ownLists } from './own-lists.ts';
import { priceFileSchema } from './price-file-schema.ts';
import { readSigned } from './price-signature.ts';

/** Longer ones are not read on, bytes, as they come out of any compression. */
export const PRICE_FILE_BYTES_MAX = 1_500_000;
/** So far this computer's clock may be behind the publisher's, ms. */
const CLOCK_MS_MAX = 86_400_000;

/** What a file is read beside. */
export interface PriceFileBeside {
  readonly keys: readonly PriceKey[];
  /** The highest that was seen with any of these keys; 0: none. */
  readonly serialSeen: number;
  /** Epoch ms. */
  readonly now: number;
}

/** A file that can be used, or why not. */
export type ReadPriceFile =
  | { readonly file: PriceFile & Pick<HeldPriceFile, 'kid' | 'digest'>; readonly problem: null }
  | { readonly file: null; readonly problem: PriceFileProblem };

/**
 * Reads a signed price file: all of it is used, or nothing. Never throws.
 * Its serial may be the one that was seen: whether it is the same file then, the caller knows.
 */
export async function readPriceFile(jws: string, { keys, serialSeen, now }: PriceFileBeside): Promise<ReadPriceFile> {
  if (jws.length > PRICE_FILE_BYTES_MAX) return refuse('too-large', sizeText());
  const signed = await readSigned(jws, keys).catch(() => null);
  if (signed === null) return refuse('no-file');
  if (signed.problem) return { file: null, problem: signed.problem };
  const read = v.safeParse(priceFileSchema, parse(signed.text));
  if (!read.success) return { file: null, problem: problemOf(read.issues[0]) };
  const file = read.output as PriceFile;
  const { serial, issuedAt, expiresAt, rows } = file;
  if (serial < serialSeen) return refuse('older', `${serial} < ${serialSeen}`);
  if (Date.parse(issuedAt) > now + CLOCK_MS_MAX) return refuse('too-early', issuedAt.slice(0, 10));
  if (Date.parse(expiresAt) <= now) return refuse('expired', expiresAt.slice(0, 10));
  const twice = findTwice(file);
  if (twice !== null) return refuse('twice', twice);
  const absurd = findAbsurd(rows, ownLists());
  if (absurd !== null) return refuse('absurd', absurd);
  return { file: { ...file, kid: signed.kid, digest: signed.digest }, problem: null };
}

/** How large a file may be, as people read it. */
export function sizeText(): string {
  return `${PRICE_FILE_BYTES_MAX / 1_000_000} MB`;
}

function refuse(kind: PriceFileProblem['kind'], detail = ''): ReadPriceFile {
  return { file: null, problem: { kind, detail } };
}

function parse(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? null : json;
  } catch {
    return null;
  }
}

function problemOf(issue: v.InferIssue<typeof priceFileSchema>): PriceFileProblem {
  const place = (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('');
  const detail = `$${place}`.slice(0, 80);
  if (issue.type === 'strict_object' && issue.expected === 'never') return { kind: 'unknown-field', detail };
  return issue.path === undefined && issue.type === 'strict_object'
    ? { kind: 'no-file', detail: '' }
    : { kind: 'malformed', detail };
}

function findTwice({ rows }: PriceFile): string | null {
  const seen = new Set<string>();
  for (const { list, model, unit = 'USD' } of rows) {
    const name = `${list} ${model.toLowerCase()}`;
    const key = `${unit} ${name}`;
    if (seen.has(key)) return name;
    seen.add(key);
  }
  return null;
}
