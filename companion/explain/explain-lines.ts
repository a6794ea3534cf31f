import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Language } from '../../lib/domain/text.ts';
import { speak } from '../terminal/speak.ts';
import { explainRow, writeRow } from './explain-row.ts';
import { readRow } from './read-row.ts';

/** Longer lines are refused, characters. */
const LINE_CHARS_MAX = 4 * 1024 * 1024;

/** Where lines go. */
export interface LineOutput {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * Explains a row of JSON a line, in order and as they come. A line that is none is reported by its number and answered by
 * `{"id", "line", "error"}`; empty lines are passed over. The result is how many were bad.
 */
export async function explainLines(
  input: Readable,
  language: Language,
  { print, complain }: LineOutput,
): Promise<number> {
  let number = 0;
  let bad = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const answer = explainLine(line, language);
    if (answer.error !== null) {
      bad += 1;
      complain(speak('explainLines.line', { number, error: answer.error }));
      print(JSON.stringify({ id: answer.id, line: number, error: answer.error }));
    } else print(answer.text);
  }
  return bad;
}

type Answer =
  | { readonly error: null; readonly text: string }
  | { readonly error: string; readonly id: string | number | null };

function explainLine(line: string, language: Language): Answer {
  if (line.length > LINE_CHARS_MAX) return { error: `longer than ${LINE_CHARS_MAX} characters.`, id: null };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: 'not JSON.', id: null };
  }
  try {
    return { error: null, text: writeRow(explainRow(readRow(value), language)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), id: idOf(value) };
  }
}

function idOf(value: unknown): string | number | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
