import { type BodyWatch, type Sink, watchBody } from './body-watch.ts';
import { post } from './channel.ts';
import { toJson } from './natives.ts';
import { READING_CHARS_MAX } from './protocol.ts';

/**
 * Watches a balance or key list that the page loads for itself, and passes it on once it was read whole. One that is
 * longer than `READING_CHARS_MAX` could not be understood in part, and is not passed on.
 */
export function watchReading(surface: string, url: string): BodyWatch {
  return watchBody(openCollector, (sink, isWhole) => {
    const bodyText = sink?.text() ?? '';
    if (isWhole && bodyText !== '' && bodyText.length <= READING_CHARS_MAX) {
      post({ kind: 'reading', surface, url, bodyText });
    }
  });
}

function openCollector(): Sink & { readonly text: () => string } {
  let text = '';
  const push = (more: string): void => {
    if (text.length <= READING_CHARS_MAX) text += more;
  };
  return { push, pushJson: (value) => push(toJson(value)), text: () => text };
}
