import { HINTS, type Hint, SCREEN_HINTS, type ScreenHint } from '../domain/hints.ts';
import { browser } from './settings.ts';

/** Entries of `storage.local`, one for each: `due`: somebody met it; `known`: they have said that they know. */
const nameOf = (hint: Hint | ScreenHint): string => `hint-${hint}`;

/** Noted by this background already: it is asked for with every key press. */
const noted = new Set<Hint>();

/** Somebody meets it. Never rejects: a call does not wait for it. */
export async function noteHint(hint: Hint): Promise<void> {
  if (noted.has(hint)) return;
  noted.add(hint);
  try {
    const name = nameOf(hint);
    const { [name]: state } = await browser.storage.local.get(name);
    if (state === undefined) await browser.storage.local.set({ [name]: 'due' });
  } catch {
    noted.delete(hint);
  }
}

/** What is to be said now, one at a time; null: nothing. */
export async function readHint(): Promise<Hint | null> {
  const states = await browser.storage.local.get(HINTS.map(nameOf));
  return HINTS.find((hint) => states[nameOf(hint)] === 'due') ?? null;
}

/** Screens of which nobody has said yet that they know. */
export async function readScreenHints(): Promise<readonly ScreenHint[]> {
  const states = await browser.storage.local.get(SCREEN_HINTS.map(nameOf));
  return SCREEN_HINTS.filter((hint) => states[nameOf(hint)] !== 'known');
}

/** Somebody knows: it is never said again. */
export async function knowHint(hint: Hint | ScreenHint): Promise<void> {
  await browser.storage.local.set({ [nameOf(hint)]: 'known' });
}
