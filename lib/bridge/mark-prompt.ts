import { attempt, parseJson, readKey } from '../domain/json-path.ts';
import { PROMPT_PARTS_MAX, type PromptMarks } from '../domain/prompt-marks.ts';
import { fingerprintKey } from './fingerprint.ts';

/** What stands before the messages, in the order in which providers cache it, and the messages, by any wire's name. */
const KEYS = ['tools', 'system', 'systemInstruction', 'instructions', 'messages', 'contents', 'input'];
/** Longer bodies are not marked, characters: the page waits meanwhile. */
const MARKED_CHARS_MAX = 2_000_000;
/** Parts that may begin with what changes each time, and the lines that are told apart there. */
const [FIRST_PARTS, FIRST_LINES] = [3, 4];

/**
 * Marks by which equal prompts, and equal beginnings of prompts, are known again: nobody without the secret can make
 * them, and nothing can be read from them. Undefined: there is no secret, or it is too long.
 */
export function markPrompt(bodyText: string | null, secretHex: string): PromptMarks | undefined {
  if (secretHex === '' || bodyText === null || bodyText.length > MARKED_CHARS_MAX) return undefined;
  return attempt(() => marksOf(bodyText, secretHex), undefined);
}

/** Throws on what is nested too deeply to be written again. */
function marksOf(bodyText: string, secretHex: string): PromptMarks {
  const mark = (text: string): string => `${fingerprintKey(`prompt ${text}`, secretHex)}`.slice(0, 16);
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
