import { isolatedWorld, type Look, type PageUi } from '../webext/page-ui.ts';
import { chooseLanguage, readSettings } from '../webext/settings.ts';
import type { BackgroundLink } from './background-link.ts';

/** The UI of this frame, brought in at the first need; null when it cannot be (the call then simply goes). */
export async function loadPageUi(link: BackgroundLink): Promise<PageUi | null> {
  const known = findPageUi();
  if (known) return known;
  try {
    await link.ask({ kind: 'bring-ui' });
  } catch {
    return null;
  }
  return findPageUi();
}

function findPageUi(): PageUi | null {
  return isolatedWorld.__tollkeeperPageUi ?? null;
}

/** Language and theme as the user set them. */
export async function readLook(): Promise<Look> {
  const settings = await readSettings();
  return { language: chooseLanguage(settings), theme: settings.theme };
}
