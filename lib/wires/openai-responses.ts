import type { Count, Draft, Usage } from '../domain/call.ts';
import { listOf, parseJson, readKey } from '../domain/json-path.ts';
import { locate } from '../domain/json-splice.ts';
import { readError, readFigure } from './answer-text.ts';
import { type InputCount, openInputCount, PER_OTHER_PART, range, type ToolCost } from './input-count.ts';
import { type AnswerReader, openJsonMeter } from './json-meter.ts';
import { openOutputCount, toText } from './output-count.ts';
import { readBound, readModel, reviseBound, reviseModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/** As of chat completions, which speak to the same models. */
const PRIMING = range(0, 3, 8);
const PER_ITEM = range(0, 4, 20);
const TOOLS: ToolCost = { factor: range(0.4, 0.75, 1.25), once: range(0, 12, 150), each: range(0, 7, 45) };
/** What the provider remembers of the conversation is billed again, and is not in the request. */
const REMEMBERED = range(0, 1000, 1_000_000);

/** OpenAI's responses. https://platform.openai.com/docs/api-reference/responses */
export const openaiResponses: Wire = {
  id: 'openai-responses',
  readRequest(bodyText) {
    const body = parseJson(bodyText);
    const input = readKey(body, 'input');
    const isRequest = typeof input === 'string' || Array.isArray(input) || readKey(body, 'prompt') !== undefined;
    return isRequest && readModel(readKey(body, 'model')) !== null ? toDraft(body) : null;
  },
  revise(bodyText, revision) {
    if (locate(bodyText, '$.model') === null) return null;
    let body: string | null = null;
    if (revision.kind === 'output-max') {
      body = reviseBound(bodyText, readBound(revision.outputTokensMax), ['$.max_output_tokens']);
    } else if (revision.kind === 'model') body = reviseModel(bodyText, readModel(revision.model));
    return body === null ? null : { body, rest: null };
  },
  openMeter: () => openJsonMeter(openAnswer()),
};

function toDraft(body: unknown): Draft {
  return {
    wire: 'openai-responses',
    model: readModel(readKey(body, 'model')),
    inputTokens: countInput(body),
    outputTokensMax: readBound(readKey(body, 'max_output_tokens')),
    answers: 1,
    units: null,
    isStream: readKey(body, 'stream') === true,
    revisable: ['output-max', 'model'],
  };
}

function countInput(body: unknown): Count {
  const input = openInputCount();
  input.add(PRIMING);
  input.text(readKey(body, 'instructions'));
  input.text(readKey(body, 'input'));
  for (const item of listOf(readKey(body, 'input'))) pushItem(item, input);
  for (const tools of [readKey(body, 'tools'), readKey(readKey(body, 'text'), 'format')]) input.tools(tools, TOOLS);
  const isContinued = ['previous_response_id', 'conversation', 'prompt'].some((key) => readKey(body, key) != null);
  if (isContinued) input.add(REMEMBERED);
  return input.total();
}

/** A message, a call of a tool, or what one gave. */
function pushItem(item: unknown, input: InputCount): void {
  input.add(PER_ITEM);
  const content = readKey(item, 'content') ?? readKey(item, 'output');
  const isText = [content, readKey(item, 'name'), readKey(item, 'arguments')].filter(input.text).length > 0;
  for (const part of listOf(content)) {
    if (!input.text(readKey(part, 'text') ?? readKey(part, 'refusal'))) input.add(PER_OTHER_PART);
  }
  for (const part of listOf(readKey(item, 'summary'))) input.text(readKey(part, 'text'));
  if (!isText && content === undefined) input.add(PER_OTHER_PART);
}

/** How an answer may end, with what it used. */
const ENDS: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function openAnswer(): AnswerReader {
  const output = openOutputCount();
  let usage: Usage | null = null;
  let errorText: string | null = null;
  let isComplete = false;
  let isReadable = true;

  function takeResponse(response: unknown): void {
    const found = readKey(response, 'usage');
    if (found != null) usage = readUsage(found, listOf(readKey(response, 'output')));
    errorText ??= readError(response);
  }

  return {
    take(event) {
      const type = readKey(event, 'type');
      const place = `${readFigure(readKey(event, 'output_index')) ?? ''} ${readFigure(readKey(event, 'content_index')) ?? ''}`;
      // Each delta is a piece of one text: an answer, a refusal, arguments, the summary of a thought.
      if (typeof type === 'string' && type.endsWith('.delta'))
        output.add(`${place} ${type}`, toText(readKey(event, 'delta')));
      if (ENDS.has(type)) isComplete = true;
      takeResponse(readKey(event, 'response'));
      if (type === 'error') errorText ??= readError({ error: event });
    },
    takeWhole(value) {
      isReadable = isComplete = value !== undefined;
      takeResponse(value);
      for (const [index, item] of listOf(readKey(value, 'output')).entries()) {
        output.add(`${index} call`, toText(readKey(item, 'name')) + toText(readKey(item, 'arguments')));
        for (const part of listOf(readKey(item, 'content'))) output.add(String(index), toText(readKey(part, 'text')));
      }
    },
    lose() {
      isReadable = false;
    },
    read: () => ({ usage, cost: null, output: isReadable ? output.total() : null, errorText, isComplete }),
  };
}

/**
 * `input_tokens` include what was cached and, on the newest models, what was written to the cache; `output_tokens` include
 * thoughts. Searches are billed by the call and stand among the output. Null when a figure is not whole, negative or absurd.
 */
function readUsage(usage: unknown, items: readonly unknown[]): Usage | null {
  const details = readKey(usage, 'input_tokens_details');
  const [input, output, cached, written] = [
    readKey(usage, 'input_tokens'),
    readKey(usage, 'output_tokens'),
    readKey(details, 'cached_tokens') ?? 0,
    readKey(details, 'cache_write_tokens') ?? 0,
  ].map(readFigure);
  if (input == null || output == null || cached == null || written == null || cached + written > input) return null;
  const searches = items.filter((item) => readKey(item, 'type') === 'web_search_call').length;
  return {
    'input-tokens': input - cached - written,
    'cached-input-tokens': cached,
    'output-tokens': output,
    ...(written > 0 && { 'cache-write-tokens': written }),
    ...(searches > 0 && { searches }),
  };
}
