import type { RefusedModel } from '../domain/facts.ts';
import type { KeyRow } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/** What tells a key apart: its own fingerprint, and that of what a list shows of it where lists hide keys. */
export interface KeyMarks {
  readonly fingerprint: string | null;
  /** Null or absent: its provider's lists do not hide keys, or nobody has noted it. */
  readonly masked?: string | null;
}

/** Both marks that may stand for a key, its own first. */
export function marksOf({ fingerprint, masked = null }: KeyMarks): readonly string[] {
  return [fingerprint, masked].filter((mark) => mark !== null);
}

/**
 * What is known of a key, under whichever of its marks: what its console says goes before what the user said, and that
 * before a row that only keeps what calls have taught. What was learned under the other mark is part of it.
 */
export async function findKey(tables: LedgerTables, provider: string, marks: KeyMarks): Promise<KeyRow | undefined> {
  const rows = await tables.keys.bulkGet([...marksOf(marks)]);
  return chooseKey(rows.filter((row) => row?.provider === provider));
}

/** The same of rows that were read before, all of one key. */
export function chooseKey(rows: readonly (KeyRow | undefined)[]): KeyRow | undefined {
  const known = rows.filter((row) => row !== undefined);
  const [best, ...others] = [...known].sort((a, b) => rankOf(a) - rankOf(b));
  if (best === undefined || !others.some((row) => row.refused?.length)) return best;
  const all = [best, ...others].flatMap(({ refused: models = [] }) => models);
  const isNewest = (one: RefusedModel): boolean => !all.some(({ model, at }) => model === one.model && at > one.at);
  return { ...best, refused: all.filter(isNewest) };
}

/** So many of a provider's keys are looked at for others that could be used. */
export const KEYS_READ_MAX = 50;

/** Keys of an account that its console has described with a tariff group, but for the one that pays. */
export function otherKeysOf(
  keys: readonly KeyRow[],
  account: string,
  own: KeyRow | undefined,
): readonly { readonly name: string; readonly group: string }[] {
  const others = keys.filter((key) => key.account === account && key.fingerprint !== own?.fingerprint);
  return others.flatMap((key) => (isDescribed(key) && key.group ? [{ name: key.name, group: key.group }] : []));
}

/** Whether somebody has said whose the key is: its console, or the user. */
export function isOwned(row: KeyRow | undefined): boolean {
  return row !== undefined && row.how !== 'seen' && row.how !== 'denied';
}

/** Whether the console has said what the key is like. */
export function isDescribed({ how = 'console' }: KeyRow): boolean {
  return how === 'console';
}

const RANKS = { console: 0, user: 1, denied: 1, seen: 2 } as const;

function rankOf({ how = 'console' }: KeyRow): number {
  return RANKS[how];
}
