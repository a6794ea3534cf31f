import { attempt, parseJson, readKey } from '../domain/json-path.ts';

/** An answer above this is not kept to be parsed, characters. */
const ANSWER_CHARS_MAX = 16 * 1024 * 1024;
/** What is kept of an error object, characters. */
const ERROR_CHARS_MAX = 64 * 1024;
/** Above this a provider's figure is none. */
const FIGURE_MAX = 1e12;

/** A JSON answer that comes in pieces. */
interface AnswerText {
  readonly push: (text: string) => void;
  /** The parsed answer; undefined when it is no JSON, cut off or above `ANSWER_CHARS_MAX`. */
  readonly parse: () => unknown;
  /**
   * What came whole of a list whose elements begin on new lines: an array that was cut off, or a JSON text a line. Undefined:
   * it is no such list.
   */
  readonly parseLines: () => unknown;
}

/** Collects an answer that can only be read as a whole. */
export function openAnswerText(): AnswerText {
  let kept = '';
  return {
    push(text) {
      kept += text.slice(0, ANSWER_CHARS_MAX + 1 - kept.length);
    },
    parse: () => (kept.length > ANSWER_CHARS_MAX ? undefined : parseJson(kept.trim())),
    parseLines() {
      const text = kept.trimStart();
      if (text[0] === '[') return parseJson(`${text.slice(0, Math.max(0, text.lastIndexOf('\n,')))}]`);
      // One JSON over many lines that was cut off: nothing of it parses, and it may be long.
      if (parseJson(text.slice(0, text.indexOf('\n') + 1)) === undefined) return undefined;
      const values = text.split('\n').map(parseJson);
      return values.filter((value) => value !== undefined);
    },
  };
}

/**
 * The error inside an otherwise good answer (`{"error": …}`, or `{"code": …, "message": …, "data": null}` as some
 * relays answer) as JSON text, cut at `ERROR_CHARS_MAX`; null when there is none. Holds nothing of the answer beside it.
 */
export function readError(value: unknown): string | null {
  const error = readKey(value, 'error');
  if (error) return toBoundedJson({ error });
  const [code, message, data] = ['code', 'message', 'data'].map((key) => readKey(value, key));
  // Codes 0 and 200 beside a message are how others say "fine".
  const isBare = typeof message === 'string' && code && Number(code) !== 200 && (data ?? null) === null;
  return isBare ? toBoundedJson({ code, message }) : null;
}

/**
 * Whether work is over that a provider says this of: a batch or a response of OpenAI's, a prediction of Replicate's
 * (https://replicate.com/docs/topics/predictions/lifecycle, read 2026-11-21).
 */
export function isEnd(status: unknown): boolean {
  return /^(completed|incomplete|succeeded|failed|expired|cancell?ed|aborted)$/.test(String(status));
}

/** A provider's figure: a whole number from 0 to 10¹²; null for anything else, because a wrong figure is unknown. */
export function readFigure(value: unknown): number | null {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= FIGURE_MAX ? Number(value) : null;
}

/**
 * A cost that a provider states, as a plain decimal (`"450"`, `"0.000012"`): from a number or a decimal string of 0 to
 * 10¹². Null for anything else.
 */
export function readCost(value: unknown): string | null {
  // Small numbers render as 1e-7, and Python writes 2.85e-05; money has nine digits, so twelve lose nothing.
  const figure = typeof value === 'string' && SMALL.test(value) ? Number(value) : value;
  const text = typeof figure === 'number' && figure > 0 && figure < 1e-6 ? figure.toFixed(12) : figure;
  if (typeof text !== 'string' && typeof text !== 'number') return null;
  return /^\d{1,13}(\.\d{1,20})?$/.test(String(text)) && Number(text) <= FIGURE_MAX ? String(text) : null;
}

/** Ticks of xAI that are a dollar. */
const TICKS_PER_USD = 1e10;

/**
 * The cost in dollars that stands among the usage: `cost` (OpenRouter), `cost.total_cost` (Perplexity), `estimated_cost`
 * (DeepInfra) or `cost_in_usd_ticks` (xAI). Null: there is none, or none that can be believed.
 */
export function readCostUsd(usage: unknown): string | null {
  const cost = readKey(usage, 'cost');
  const ticks = readFigure(readKey(usage, 'cost_in_usd_ticks'));
  if (ticks !== null) return readCost((ticks / TICKS_PER_USD).toFixed(10));
  return readCost(readKey(cost, 'total_cost') ?? cost ?? readKey(usage, 'estimated_cost'));
}

/** The cost in dollars that stands beside the usage: `cost.usd` (Venice), `meta.usage.usd_spent` (AI/ML API). Null: none. */
export function readCostBeside(answer: unknown): string | null {
  const spent = readKey(readKey(readKey(answer, 'meta'), 'usage'), 'usd_spent');
  return readCost(readKey(readKey(answer, 'cost'), 'usd') ?? spent);
}

const SMALL = /^\d(\.\d{1,20})?e-\d{1,2}$/i;

/** An object nested too deeply to be written is an error still. */
function toBoundedJson(value: unknown): string {
  return attempt(() => JSON.stringify(value).slice(0, ERROR_CHARS_MAX), '{"error":{}}');
}
