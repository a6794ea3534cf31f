import type { Surface } from '../domain/surface.ts';
import { type BodyWatch, watchBody } from './body-watch.ts';
import { post, settingsCome } from './channel.ts';
import { READING_CHARS_MAX } from './protocol.ts';

/**
 * Watches a balance or key list that the page loads for itself, and passes it on once it was read whole. One that is
 * longer than `READING_CHARS_MAX` could not be understood in part, and is not passed on. `findNow`: what it is, as far as is
 * known; null: nothing, or not yet.
 */
export function watchReading(findNow: () => Surface | null, url: string): BodyWatch {
  let text = '';
  return watchBody(
    (more, isAll) => {
      if (isAll) text = '';
      if (text.length <= READING_CHARS_MAX) text += more;
    },
    (isWhole) => {
      if (isWhole && text !== '' && text.length <= READING_CHARS_MAX) void passOn(findNow, url, text);
    },
  );
}

/** At once where it is known what it is; else when the settings have come. Never rejects. */
async function passOn(findNow: () => Surface | null, url: string, text: string): Promise<void> {
  let surface = findNow();
  if (surface === null) {
    await settingsCome();
    surface = findNow();
  }
  if (surface !== null) post({ kind: 'reading', surface: surface.id, url, text });
}

/** Passes on that such a list was asked for and not given: nobody is signed in, or it is hidden. Other failures say nothing. */
export function reportRefused(surface: string, url: string, status: number): void {
  if (status === 401 || status === 403 || status === 404) post({ kind: 'reading', surface, url, text: '' });
}
