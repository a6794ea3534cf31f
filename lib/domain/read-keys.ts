import type { KeyFacts } from './facts.ts';
import { readPath } from './json-path.ts';
import { readAmount, readLabel, readUnit } from './read-balances.ts';

/** Where a key list keeps what. Keys are fingerprinted where they are read and go no further. Bounded paths (json-path). */
export interface KeyPaths {
  readonly surface: string;
  /** Whose they are: the first that says anything. What does not begin with `$` is the account itself. */
  readonly account: readonly string[];
  /** The list: the first that is one. */
  readonly each: readonly string[];
  readonly key: string;
  readonly name: string;
  /** Null: the list does not say. */
  readonly billing: string | null;
  /** The key's own limit, or what is left of it besides `used`. */
  readonly limit: string;
  readonly isLimitLeft?: boolean;
  /** Where `true` says that there is no limit, whatever stands in its place; absent: nowhere. */
  readonly isUnlimited?: string;
  /** A limit of 0 is none. */
  readonly isZeroUnlimited?: true;
  readonly used: string;
  /** When what is used begins anew: an instant in UTC, ISO. Absent: it does not, or the list does not say. */
  readonly resets?: string;
  /** What does not begin with `$` is the unit itself. */
  readonly unit: string;
  /** How many of the figures make one unit, decimal; absent: they are units. */
  readonly perUnit?: string;
  /** The tariff group of the key, where it has one of its own. */
  readonly group?: string;
  /** What every key begins with, and the list leaves out; absent: it leaves nothing out. */
  readonly prefix?: string;
  /** How the list hides a key, without its prefix: so many characters at each end, and this between them. */
  readonly mask?: { readonly ends: number; readonly between: string };
  /** The list has a digest in a key's place: SHA-256 of all of it, hex. */
  readonly isDigest?: true;
}

/** One key of a list, with its prefix; whole or masked as the list shows it. */
export interface ListedKey extends KeyFacts {
  readonly key: string;
}

const KEYS_MAX = 500;

/** The keys of a list and whose they are; null when it is not the answer that is described, or empty. */
export function readKeyList(
  body: unknown,
  paths: KeyPaths,
): { readonly account: string; readonly keys: readonly ListedKey[] } | null {
  const account = paths.account.map((path) => readUnit(body, path)).find((one) => one !== null) ?? null;
  const each = paths.each.map((path) => readPath(body, path)).find((found) => Array.isArray(found));
  if (account === null || !Array.isArray(each)) return null;
  return { account, keys: each.slice(0, KEYS_MAX).flatMap((entry: unknown) => readKeyEntry(entry, paths)) };
}

function readKeyEntry(entry: unknown, paths: KeyPaths): readonly ListedKey[] {
  const key = readPath(entry, paths.key);
  if (typeof key !== 'string' || key === '') return [];
  const billing = paths.billing === null ? null : readPath(entry, paths.billing);
  const reset = paths.resets && /^(.{10})T(.{5}).*(?:Z|\+00:00)$/.exec(readLabel(entry, paths.resets) ?? '');
  const usedNano = readAmount(entry, paths.used, paths.perUnit);
  return [
    {
      key: withPrefix(key, paths),
      name: readLabel(entry, paths.name) ?? '',
      billing: billing === 'per-token' || billing === 'per-request' ? billing : null,
      limitNano: readLimit(entry, paths, usedNano),
      usedNano,
      unit: readUnit(entry, paths.unit) ?? '',
      ...(reset && { resetsAt: `${reset[1]} ${reset[2]}` }),
      // An empty label is the account's own group, which is not the same as none told.
      ...(paths.group === undefined ? {} : { group: readGroup(entry, paths.group) }),
    },
  ];
}

function readLimit(entry: unknown, paths: KeyPaths, usedNano: bigint | null): bigint | null {
  if (paths.isUnlimited !== undefined && readPath(entry, paths.isUnlimited) === true) return null;
  const nano = readAmount(entry, paths.limit, paths.perUnit);
  if (paths.isZeroUnlimited && nano === 0n) return null;
  if (!paths.isLimitLeft) return nano;
  return nano === null || usedNano === null ? null : nano + usedNano;
}

function readGroup(entry: unknown, path: string): string | null {
  return readPath(entry, path) === '' ? '' : readLabel(entry, path);
}

/** A key as its list would show it where it hides keys; null where it does not, or the key is too short to be hidden. */
export function maskKey(key: string, { prefix = '', mask }: Pick<KeyPaths, 'prefix' | 'mask'>): string | null {
  const bare = withPrefix(key, { prefix }).slice(prefix.length);
  if (mask === undefined || bare.length <= 2 * mask.ends) return null;
  return prefix + bare.slice(0, mask.ends) + mask.between + bare.slice(-mask.ends);
}

/** A key as it is told apart: with its prefix, which some lists and some clients leave out. */
export function withPrefix(key: string, { prefix = '' }: Pick<KeyPaths, 'prefix'>): string {
  return key.startsWith(prefix) ? key : prefix + key;
}

/** How a host hashes texts, as hex digits. */
export interface KeyHashes {
  /** With the ledger's own secret; null: there is none yet, or nothing to hash. */
  readonly sign: (text: string | null) => string | null;
  readonly digest: (text: string) => string;
}

/** The fingerprint of a call's key, and that of what a list shows in its place where lists hide keys. */
export function fingerprintsBy(
  { sign, digest }: KeyHashes,
  key: string | null,
  keys: KeyPaths | null,
): { readonly fingerprint: string | null; readonly masked: string | null } {
  if (key === null || keys === null) return { fingerprint: sign(key), masked: null };
  const masked = keys.isDigest ? digest(key) : maskKey(key, keys);
  return { fingerprint: sign(key === '' ? key : withPrefix(key, keys)), masked: sign(masked) };
}
