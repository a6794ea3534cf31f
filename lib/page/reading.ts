import { type BodyWatch, type Sink, watchBody } from './body-watch.ts';
import type { Channel } from './channel.ts';
import { toJson } from './natives.ts';
import { READING_CHARS_MAX } from './protocol.ts';

/** Watches a balance or key list that the page loads for itself, and passes it on once it was read whole. */
export function watchReading(channel: Channel, surface: string, url: string): BodyWatch {
  return watchBody(openCollector, (sink, isWhole) => {
    const bodyText = sink?.collected() ?? '';
    if (isWhole && bodyText !== '') channel.post({ kind: 'reading', surface, url, bodyText });
  });
}

/** Collects a text within `READING_CHARS_MAX`; a longer one is not understood in part, so it becomes ''. */
function openCollector(): Sink & { readonly collected: () => string } {
  let text = '';
  let isTooLong = false;
  const push = (more: string): void => {
    isTooLong ||= text.length + more.length > READING_CHARS_MAX;
    text = isTooLong ? '' : text + more;
  };
  return { push, pushJson: (value) => push(toJson(value) ?? ''), collected: () => text };
}
