import { browser } from './settings.ts';

/** An entry of `storage.local` beside the settings. */
const PATTERN = 'companionPattern';

/** The match pattern whose permission is there for the companion alone: its pages are not watched. Null: there is none. */
export async function companionPattern(): Promise<string | null> {
  const { [PATTERN]: pattern } = await browser.storage.local.get(PATTERN);
  return typeof pattern === 'string' ? pattern : null;
}

/** Says which it is from now on. */
export async function writeCompanionPattern(pattern: string | null): Promise<void> {
  await browser.storage.local.set({ [PATTERN]: pattern });
}

/** The companion's host is to be watched from now on, as any other. */
export async function watchCompanionHost(pattern: string): Promise<void> {
  if ((await companionPattern()) === pattern) await writeCompanionPattern(null);
}

/** Whether a change of storage is one of the host that is there for the companion alone. */
export function isCompanionPatternChanged(changes: Readonly<Record<string, unknown>>): boolean {
  return PATTERN in changes;
}
