import { findJsonFault, type JsonFault } from './find-json-fault.ts';
import { attempt, parseJson, readKey } from './json-path.ts';
import { locate } from './json-splice.ts';
import { COMMAND_CHARS_MAX, readCurl } from './read-curl.ts';

/** A request that is not sent: somebody wants to know what it would cost. */
export interface PastedRequest {
  /** What it is called among others; null: nothing. */
  readonly id: string | number | null;
  readonly method: string;
  /** An address, or the path of one; null: it does not say. */
  readonly url: string | null;
  /** JSON. */
  readonly body: string;
  /** It is a line of a file that is handed in as a whole, and billed as such. */
  readonly isOfBatch: boolean;
}

/** Why a text is no request, and where. */
export type RequestProblem =
  | { readonly kind: 'empty' | 'curl' | 'not-object' | 'lines' | 'no-body' }
  | { readonly kind: 'too-long'; readonly charsMax: number }
  | { readonly kind: 'json'; readonly fault: JsonFault };

/** What a text was read as. `id`: also where the rest of it is none. */
export type ReadRequest =
  | { readonly request: PastedRequest; readonly problem: null }
  | { readonly request: null; readonly problem: RequestProblem; readonly id: PastedRequest['id'] };

/** Longer texts are not read, characters: prompts of 50 MB are. */
export const REQUEST_CHARS_MAX = 128 * 1024 * 1024;
/** Longer names of lines are none. */
const ID_CHARS_MAX = 512;
const CURL = /^(?:[$>]\s{1,4})?curl(?:\.exe)?\s/;

/**
 * Reads what people paste to have it estimated: the JSON of a request, a curl command, or a line of a file (`{id, url, body}`,
 * OpenAI's `{custom_id, method, url, body}`, Anthropic's `{custom_id, params}`). Headers are not looked at: keys are among
 * them. Never throws.
 */
export function readPastedRequest(pasted: string): ReadRequest {
  if (pasted.length > REQUEST_CHARS_MAX) return failed({ kind: 'too-long', charsMax: REQUEST_CHARS_MAX });
  const text = pasted.startsWith('\uFEFF') ? pasted.slice(1) : pasted;
  const start = text.search(/\S/);
  if (start < 0) return failed({ kind: 'empty' });
  if (CURL.test(text.slice(start, start + 16))) return readCommand(text.slice(start));
  const value = parseJson(text);
  if (value === undefined) return failed(whyNoJson(text));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return failed({ kind: 'not-object' });
  return readValue(value, text);
}

function failed(problem: RequestProblem, id: PastedRequest['id'] = null): ReadRequest {
  return { request: null, problem, id };
}

/** The same problem where the text was this line of a file. */
export function atLine(problem: RequestProblem, line: number): RequestProblem {
  if (problem.kind !== 'json') return problem;
  return { kind: 'json', fault: { ...problem.fault, line: problem.fault.line + line - 1 } };
}

function readCommand(text: string): ReadRequest {
  const copied = readCurl(text.replace(/^[$>]\s+/, '').replace(/^curl\.exe/, 'curl'));
  if (copied === null && text.length > COMMAND_CHARS_MAX)
    return failed({ kind: 'too-long', charsMax: COMMAND_CHARS_MAX });
  if (copied === null) return failed({ kind: 'curl' });
  if (copied.request.trim() === '') return failed({ kind: 'no-body' });
  const { method, url, request: body } = copied;
  if (parseJson(body) === undefined) return failed(whyNoJson(body));
  return { request: { id: null, method, url, body, isOfBatch: false }, problem: null };
}

function whyNoJson(text: string): RequestProblem {
  const fault = findJsonFault(text);
  // What the scanner takes and the browser does not is nested too deeply.
  if (fault === null) return { kind: 'not-object' };
  const first = text.trimStart().split('\n', 1)[0] ?? '';
  const isLines = fault.kind === 'after' && fault.line > 1 && parseJson(first) !== undefined;
  return isLines ? { kind: 'lines' } : { kind: 'json', fault };
}

/** A line says what it is about beside the request; a request stands for itself. */
function readValue(value: object, text: string): ReadRequest {
  const custom = idOf(readKey(value, 'custom_id'));
  const id = custom ?? idOf(readKey(value, 'id'));
  const [url, method] = [readKey(value, 'url'), readKey(value, 'method')];
  const isLine = typeof url === 'string' || custom !== null || (id !== null && readKey(value, 'body') !== undefined);
  if (!isLine) return { request: { ...BARE, id, body: text }, problem: null };
  const name = readKey(value, 'body') === undefined && readKey(value, 'params') !== undefined ? 'params' : 'body';
  const body = readBody(readKey(value, name), text, name);
  if (body === null) return failed({ kind: 'no-body' }, id);
  if (parseJson(body) === undefined) return failed(whyNoJson(body), id);
  return {
    problem: null,
    request: {
      id,
      body,
      method: typeof method === 'string' ? method.toUpperCase() : 'POST',
      url: typeof url === 'string' && url.trim() !== '' ? url.trim() : null,
      isOfBatch: custom !== null,
    },
  };
}

const BARE = { method: 'POST', url: null, isOfBatch: false } as const;

/** As it stands there: keys that stand twice in it are still told. */
function readBody(body: unknown, text: string, name: 'body' | 'params'): string | null {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null) return null;
  const span = locate(text, `$.${name}`);
  return span === null ? attempt(() => JSON.stringify(body), null) : text.slice(span.start, span.end);
}

function idOf(value: unknown): string | number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= ID_CHARS_MAX ? value : null;
}
