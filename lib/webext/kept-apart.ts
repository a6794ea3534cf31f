import { browser } from './settings.ts';

/**
 * What a person has chosen and no watched page needs to read: entries of `storage.local` beside the settings. Who uses one checks what
 * is in it.
 */
const NAMES = ['noticeHabits', 'repeatLimit', 'badge'] as const;
/** Longer ones are none of ours, characters of JSON. */
const CHARS_MAX = 20_000;

/** Those that were chosen here, by name. */
export async function readKeptApart(): Promise<Readonly<Record<string, unknown>>> {
  const stored = await browser.storage.local.get([...NAMES]);
  return Object.fromEntries(NAMES.filter((name) => stored[name] !== undefined).map((name) => [name, stored[name]]));
}

/** Takes those over that were not chosen here. `told`: of a file, whatever it is. */
export async function takeKeptApart(told: Readonly<Record<string, unknown>>): Promise<void> {
  const mine = await readKeptApart();
  const fresh = NAMES.filter((name) => mine[name] === undefined && isTaken(told[name]));
  if (fresh.length > 0) await browser.storage.local.set(Object.fromEntries(fresh.map((name) => [name, told[name]])));
}

function isTaken(value: unknown): boolean {
  return value !== undefined && (JSON.stringify(value)?.length ?? 0) <= CHARS_MAX;
}
