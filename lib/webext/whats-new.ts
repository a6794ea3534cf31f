import type { TextKey } from '../domain/texts/en.ts';
import { newsSince } from '../domain/whats-new.ts';
import { browser } from './settings.ts';

/** An entry of `storage.local`: the version that was there before, until somebody knows what has changed since. */
const NAME = 'newsSince';

/** The extension was installed or updated: of an update with something to tell it is told in the popup, no page opens. */
export async function noteUpdate(reason: string, previousVersion: string | undefined): Promise<void> {
  if (reason !== 'update' || previousVersion === undefined || newsSince(previousVersion).length === 0) return;
  const { [NAME]: known } = await browser.storage.local.get(NAME);
  // Two updates without a look in between: what is new is new since the first.
  if (typeof known !== 'string') await browser.storage.local.set({ [NAME]: previousVersion });
}

/** What nobody has said yet that they know. */
export async function readNews(): Promise<readonly TextKey[]> {
  const { [NAME]: since } = await browser.storage.local.get(NAME);
  return typeof since === 'string' ? newsSince(since) : [];
}

/** Somebody knows. */
export async function forgetNews(): Promise<void> {
  await browser.storage.local.remove(NAME);
}
