import { attempt } from '../domain/json-path.ts';
import { markParts } from '../domain/mark-parts.ts';
import type { PromptMarks } from '../domain/prompt-marks.ts';
import { fingerprintKey } from './fingerprint.ts';

/** Longer bodies are not marked, characters: the page waits meanwhile. */
const MARKED_CHARS_MAX = 2_000_000;

/**
 * Marks by which equal prompts, and equal beginnings of prompts, are known again: nobody without the secret can make
 * them, and nothing can be read from them. Undefined: there is no secret, or it is too long.
 */
export function markPrompt(bodyText: string | null, secretHex: string): PromptMarks | undefined {
  if (secretHex === '' || bodyText === null || bodyText.length > MARKED_CHARS_MAX) return undefined;
  const mark = (text: string): string => `${fingerprintKey(`prompt ${text}`, secretHex)}`.slice(0, 16);
  return attempt(() => markParts(bodyText, mark), undefined);
}
