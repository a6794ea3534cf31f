/** An event with more data is dropped, characters; parsing goes on with the next. */
export const EVENT_CHARS_MAX = 1024 * 1024;

/** An incremental parser of server-sent events, fed with decoded text in pieces of any size. */
export interface SseParser {
  readonly push: (text: string) => void;
  /** No more text comes: an event that only lacks its blank line still counts. */
  readonly end: () => void;
}

const CR = 13;
const LF = 10;
const BOM = '\ufeff';

/**
 * Calls `onEvent` with the data of each event (its lines joined by LF), as the HTML standard says in "Event stream
 * interpretation"; comments and other fields are left out. Linear, and keeps one event at most.
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
    line = ':';
  }

  function endLine(): void {
    const whole = isFirst && line.startsWith(BOM) ? line.slice(1) : line;
    isFirst = false;
    line = '';
    if (whole === '') dispatch();
    else if (!isDropped && /^data(:|$)/.test(whole)) {
      const value = whole.slice(whole[5] === ' ' ? 6 : 5);
      data = data === null ? value : `${data}\n${value}`;
    }
  }

  function dispatch(): void {
    const event = data;
    data = null;
    isDropped = false;
    if (event !== null) onEvent(event);
  }

  return {
    push(text) {
      if (text === '') return;
      let start = isAfterCr && text.charCodeAt(0) === LF ? 1 : 0;
      isAfterCr = false;
      for (const end of lineEnds(text, start)) {
        // The LF of a CRLF ends no line of its own.
        if (end >= start) {
          if (end > start) append(text.slice(start, end));
          endLine();
        }
        start = end + 1;
        if (text.charCodeAt(end) !== CR) continue;
        if (start === text.length) isAfterCr = true;
        else if (text.charCodeAt(start) === LF) start++;
      }
      if (start < text.length) append(text.slice(start));
    },
    end() {
      if (line !== '') endLine();
      dispatch();
    },
  };
}

/** The positions of CR and LF from `start` on, in order. */
function* lineEnds(text: string, start: number): Generator<number> {
  let lf = text.indexOf('\n', start);
  let cr = text.indexOf('\r', start);
  while (lf >= 0 || cr >= 0) {
    const isLf = lf >= 0 && (cr < 0 || lf < cr);
    yield isLf ? lf : cr;
    if (isLf) lf = text.indexOf('\n', lf + 1);
    else cr = text.indexOf('\r', cr + 1);
  }
}
