import { parseJson, readKey } from '../domain/json-path.ts';

/** An answer above this is not kept to be parsed, characters. */
export const ANSWER_CHARS_MAX = 16 * 1024 * 1024;
/** What is kept of an error object, characters. */
export const ERROR_CHARS_MAX = 64 * 1024;
/** Above this a figure of a provider is no figure. */
const FIGURE_MAX = 1e12;

/** A JSON answer that comes in pieces. */
export interface AnswerText {
  readonly push: (text: string) => void;
  /** The parsed answer; undefined when it is no JSON, cut off or above `ANSWER_CHARS_MAX`. */
  readonly parse: () => unknown;
}

/** Collects an answer that can only be read as a whole. */
export function openAnswerText(): AnswerText {
  let kept: string[] = [];
  let chars = 0;
  return {
    push(text) {
      chars += text.length;
      if (chars <= ANSWER_CHARS_MAX) kept.push(text);
      else kept = [];
    },
    parse: () => (chars <= ANSWER_CHARS_MAX ? parseJson(kept.join('')) : undefined),
  };
}

/**
 * The error inside an otherwise good answer (`{"error": …}`, or `{"code": …, "message": …}` as some relays answer),
 * as JSON text of at most `ERROR_CHARS_MAX` characters; null when there is none. Never holds any of the answer.
 */
export function readError(value: unknown): string | null {
  const error = readKey(value, 'error');
  if (error !== undefined && error !== null && error !== false && error !== '') return toBoundedJson({ error });
  const [code, message] = [readKey(value, 'code'), readKey(value, 'message')];
  const isBare = typeof message === 'string' && code !== undefined && code !== null;
  return isBare ? toBoundedJson({ code, message }) : null;
}

/** A provider's figure: a whole number from 0 to 10¹²; null for anything else, because a wrong figure is unknown. */
export function readFigure(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= FIGURE_MAX ? value : null;
}

/**
 * A cost that a provider states, as a plain decimal (`"450"`, `"0.000012"`): from a number or a decimal string of 0 to
 * 10¹². Null for anything else.
 */
export function readCost(value: unknown): string | null {
  const isDecimal = typeof value === 'string' && /^\d{1,13}(\.\d{1,20})?$/.test(value);
  if (typeof value !== 'number' && !isDecimal) return null;
  if (!(Number(value) >= 0 && Number(value) <= FIGURE_MAX)) return null;
  // Small numbers render as 1e-7: nano-units need 9 digits, so 12 lose nothing.
  return /e/.test(String(value)) ? Number(value).toFixed(12) : String(value);
}

function toBoundedJson(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, ERROR_CHARS_MAX);
  } catch {
    // Nested too deeply to be written: still an error.
    return '{"error":{}}';
  }
}
