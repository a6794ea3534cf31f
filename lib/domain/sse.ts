/** An event with more data is dropped, characters; parsing goes on with the next. */
export const EVENT_CHARS_MAX = 1024 * 1024;

/** An incremental parser of server-sent events, fed with decoded text in pieces of any size. */
interface SseParser {
  readonly push: (text: string) => void;
  /** No more text comes: an event that only lacks its blank line still counts. */
  readonly end: () => void;
}

/**
 * Calls `onEvent` with the data of each event (its lines joined by LF), as the HTML standard has it in "Interpreting an
 * event stream"; comments and other fields are left out. Linear, and keeps one event at most.
 */
export function openSse(onEvent: (data: string) => void): SseParser {
  // Pieces of an unfinished line are appended unread: looking into them at every push would be quadratic.
  let line = '';
  let data: string | null = null;
  let isFirst = true;
  let isDropped = false;
  let isAfterCr = false;

  function append(text: string): void {
    line += text;
    if (line.length + (data?.length ?? 0) <= EVENT_CHARS_MAX) return;
    isDropped = true;
    data = null;
    // Not empty, or the rest of the line would look like the blank one that ends the event.
    line = ':';
  }

  function endLine(): void {
    if (isFirst && line[0] === '\ufeff') line = line.slice(1);
    isFirst = false;
    if (line === '') dispatch();
    else if (!isDropped && (line === 'data' || line.startsWith('data:'))) {
      const value = line.slice(line[5] === ' ' ? 6 : 5);
      data = data === null ? value : `${data}\n${value}`;
    }
    line = '';
  }

  function dispatch(): void {
    if (data !== null) onEvent(data);
    data = null;
    isDropped = false;
  }

  return {
    push(text) {
      if (text === '') return;
      // The LF of a CRLF ends no line of its own, wherever the text was cut.
      let start = isAfterCr && text[0] === '\n' ? 1 : 0;
      isAfterCr = text.endsWith('\r');
      let lf = text.indexOf('\n', start);
      let cr = text.indexOf('\r', start);
      while (lf >= 0 || cr >= 0) {
        const end = lf < 0 || (cr >= 0 && cr < lf) ? cr : lf;
        append(text.slice(start, end));
        endLine();
        start = end === cr && lf === cr + 1 ? end + 2 : end + 1;
        // Each is looked for again only when passed, so that a text without the other one is not searched per line.
        if (lf >= 0 && lf < start) lf = text.indexOf('\n', start);
        if (cr >= 0 && cr < start) cr = text.indexOf('\r', start);
      }
      append(text.slice(start));
    },
    end() {
      if (line !== '') endLine();
      dispatch();
    },
  };
}
