import type { Surface } from '../domain/surface.ts';
import { type BodyWatch, watchBody } from './body-watch.ts';
import { mayBeReading, post, settingsCome } from './channel.ts';
import { now } from './natives.ts';
import { READING_CHARS_MAX } from './protocol.ts';

/** Takes an answer's address and status; returns what watches its body, or null when nothing is looked at. */
export type ReadingWatch = (url: string, status: number) => BodyWatch | null;

/**
 * To be called when the page asks for what may be a balance or key list: its answer is watched, and passed on once it was
 * read whole. One that is longer than `READING_CHARS_MAX` could not be understood in part, and is not passed on. `findNow`:
 * what it is, as far as is known; null: nothing, or not yet.
 */
export function openReading(findNow: () => Surface | null): ReadingWatch {
  const askedAt = now();
  return (url, status) => {
    let surface = findNow();
    const tell = (text: string): void => {
      if (surface !== null) post({ kind: 'reading', surface: surface.id, url, text, askedAt });
    };
    // By now the settings are there as a rule; where they are not, what the page reads is kept until they are.
    if (surface === null && !mayBeReading('GET')) return null;
    if (status > 299) {
      // It was asked for and not given: nobody is signed in, or it is hidden. Other failures say nothing.
      if (status === 401 || status === 403 || status === 404) tell('');
      return null;
    }
    let text = '';
    const passOn = async (): Promise<void> => {
      if (surface === null) {
        await settingsCome();
        surface = findNow();
      }
      tell(text);
    };
    return watchBody(
      (more, isAll) => {
        if (isAll) text = '';
        if (text.length <= READING_CHARS_MAX) text += more;
      },
      (isWhole) => {
        if (isWhole && text !== '' && text.length <= READING_CHARS_MAX) void passOn();
      },
    );
  };
}
