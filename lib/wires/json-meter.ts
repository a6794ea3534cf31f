import { attempt, parseJson } from '../domain/json-path.ts';
import { openSse } from '../domain/sse.ts';
import { openAnswerText } from './answer-text.ts';
import type { MeterReading, ResponseMeter } from './wire.ts';

/** What a wire makes of an answer: adds up what it says, and forgets its text at once. */
export interface AnswerReader {
  /** One event of a stream; `'[DONE]'` for the terminator that some send. */
  readonly take: (event: unknown) => void;
  /** A whole answer; undefined: it could not be read. */
  readonly takeWhole: (answer: unknown) => void;
  /** A part of the answer could not be read: how much was written is not known. */
  readonly lose: () => void;
  readonly read: () => MeterReading;
}

/** The terminator of most streams. */
export const DONE = '[DONE]';

/**
 * Meters an answer that is JSON, or a stream of events that are. What it is shows in its first character, not in its
 * content type: relays send JSON as `text/event-stream` and streams as `application/json`.
 */
export function openJsonMeter(answer: AnswerReader): ResponseMeter {
  const whole = openAnswerText();
  const stream = openSse((data) => {
    const event = data.trim() === DONE ? DONE : parseJson(data);
    // What a broken event would have said is unknown, not nothing; the last one may just be cut off.
    if (event === undefined && !isEnding && startsJson(data)) answer.lose();
    answer.take(event);
  });
  let isJson: boolean | null = null;
  let isEnding = false;
  return {
    push(text) {
      isJson ??= startsJson(text);
      (isJson === false ? stream : whole).push(text);
    },
    pushJson(value) {
      isJson = null;
      attempt(() => answer.takeWhole(value), undefined);
    },
    end() {
      isEnding = true;
      if (isJson === false) stream.end();
      else if (isJson) answer.takeWhole(whole.parse());
      return answer.read();
    },
  };
}

/** Whether text begins JSON rather than an event stream; null while it is blank. */
function startsJson(text: string): boolean | null {
  const start = text.trimStart();
  return start === '' ? null : start[0] === '{' || start[0] === '[';
}
