import { BADGE_ENTRY } from './badge-choice.ts';
import { HABITS_ENTRY } from './notice-habits.ts';
import { REPEAT_ENTRY } from './repeat-limit.ts';
import { browser } from './settings.ts';

/**
 * What a person has chosen and no watched page needs to read: entries of `storage.local` beside the settings. Who uses one checks what
 * is in it.
 */
const NAMES = [HABITS_ENTRY, REPEAT_ENTRY, BADGE_ENTRY] as const;
/** Longer ones are none of ours, characters of JSON. */
const CHARS_MAX = 20_000;

type Fields = Readonly<Record<string, unknown>>;

/** Those that were chosen here, by name. */
export async function readKeptApart(): Promise<Fields> {
  const stored = await browser.storage.local.get([...NAMES]);
  return Object.fromEntries(NAMES.filter((name) => stored[name] !== undefined).map((name) => [name, stored[name]]));
}

/** Takes over what was not chosen here, field by field. `told`: of a file, whatever it is. */
export async function takeKeptApart(told: Fields): Promise<void> {
  const mine = await readKeptApart();
  const taken = NAMES.filter((name) => isFields(told[name]) && JSON.stringify(told[name]).length <= CHARS_MAX);
  if (taken.length === 0) return;
  await browser.storage.local.set(Object.fromEntries(taken.map((name) => [name, merged(mine[name], told[name])])));
}

function merged(mine: unknown, theirs: unknown): Fields {
  const [own, other] = [isFields(mine) ? mine : {}, isFields(theirs) ? theirs : {}];
  return { ...own, ...Object.fromEntries(Object.entries(other).filter(([name]) => isEmpty(own[name]))) };
}

/** Nothing was said of it. */
function isEmpty(value: unknown): boolean {
  return value == null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
