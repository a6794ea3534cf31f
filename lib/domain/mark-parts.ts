import { parseJson, readKey } from './json-path.ts';
import { PROMPT_PARTS_MAX, type PromptMarks } from './prompt-marks.ts';

/** What stands before the messages, in the order in which providers cache it, and the messages, by any wire's name. */
const KEYS = ['tools', 'system', 'systemInstruction', 'instructions', 'messages', 'contents', 'input'];
/** Parts that may begin with what changes each time, and the lines that are told apart there. */
const [FIRST_PARTS, FIRST_LINES] = [3, 4];

/**
 * Marks of a request's parts, made by `mark`, which nobody without its secret can make: equal texts have equal ones.
 * @throws where it is nested too deeply to be written again.
 */
export function markParts(bodyText: string, mark: (text: string) => string): PromptMarks {
  const body = parseJson(bodyText);
  const parts = KEYS.flatMap((key) => readKey(body, key) ?? []).flatMap((part, index) => {
    const written = JSON.stringify(part);
    const lines = written.split('\\n', index < FIRST_PARTS ? FIRST_LINES : 0);
    return [...lines, written.slice(lines.join('\\n').length)];
  });
  if (parts.length > PROMPT_PARTS_MAX) parts.push(parts.splice(PROMPT_PARTS_MAX - 1).join(''));
  // What is said for all of it is as if it stood at its end.
  const last = JSON.stringify({ cache_control: readKey(body, 'cache_control') });
  const until = (sign: string): number =>
    last.includes(sign) ? parts.length : parts.findLastIndex((part) => part.includes(sign)) + 1;
  return {
    whole: mark(bodyText),
    parts: parts.map(mark),
    chars: parts.map(({ length }) => length),
    marked: until('"cache_control":'),
    hour: until('"ttl":"1h"'),
  };
}
