import type { Draft, Usage } from '../domain/call.ts';
import { listOf, parseJson, readKey, readPath } from '../domain/json-path.ts';
import { isEnd, readCostUsd, readError, readFigure } from './answer-text.ts';
import { type CountedInput, type Counting, type InputCount, openInputCount, REMEMBERED, range } from './input-count.ts';
import { type Answer, openJsonMeter } from './json-meter.ts';
import { PRIMING } from './openai-chat-input.ts';
import { toText } from './output-count.ts';
import { readSearches } from './provider-tools.ts';
import {
  readBound,
  readModel,
  readServedTier,
  readTier,
  readWants,
  reviseBound,
  reviseTokens,
} from './request-keys.ts';
import type { Wire } from './wire.ts';

/** The template around an item of any kind. */
const PER_ITEM = range(0, 4, 20);

/** OpenAI's responses. https://platform.openai.com/docs/api-reference/responses */
export const openaiResponses: Wire = {
  id: 'openai-responses',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    const input = readKey(body, 'input');
    const isRequest = typeof input === 'string' || Array.isArray(input) || readKey(body, 'prompt') !== undefined;
    return isRequest && readModel(readKey(body, 'model')) !== null ? toDraft(body, ...counting) : null;
  },
  revise: (bodyText, revision) =>
    reviseTokens(bodyText, revision, {
      path: '$.model',
      reviseOutput: (bound) => reviseBound(bodyText, bound, ['$.max_output_tokens']),
    }),
  openMeter: (head) =>
    openJsonMeter(head, (event, answer, isWhole) => (isWhole ? readWhole : readEvent)(event, answer)),
};

function toDraft(body: unknown, ...counting: Counting): Draft {
  const tier = readTier(readKey(body, 'service_tier'));
  return {
    wire: 'openai-responses',
    model: readModel(readKey(body, 'model')),
    ...countInput(body, ...counting),
    outputTokensMax: readBound(readKey(body, 'max_output_tokens')),
    answers: 1,
    units: null,
    ...(tier === null ? {} : { tier }),
    ...readWants(
      readKey(body, 'tools'),
      readPath(body, '$.text.format.type'),
      null,
      readPath(body, '$.reasoning.effort'),
    ),
    ...readSearches(readKey(body, 'tools'), readKey(body, 'max_tool_calls') ?? null),
    isStream: readKey(body, 'stream') === true,
    revisable: ['output-max', 'model'],
  };
}

function countInput(body: unknown, ...counting: Counting): CountedInput {
  const input = openInputCount(body, ...counting);
  input.frame(PRIMING, input.text(readKey(body, 'input')) ? 1 : 0);
  input.text(readKey(body, 'instructions'));
  for (const item of listOf(readKey(body, 'input'))) pushItem(item, input);
  for (const tools of [readKey(body, 'tools'), readKey(readKey(body, 'text'), 'format')]) input.tools(tools);
  const isContinued = ['previous_response_id', 'conversation', 'prompt'].some((key) => readKey(body, key) != null);
  if (isContinued) input.add(REMEMBERED, 'remembered');
  return input.total();
}

/** A message, a call of a tool, or what one gave. */
function pushItem(item: unknown, input: InputCount): void {
  input.frame(PER_ITEM, 1);
  const content = readKey(item, 'content') ?? readKey(item, 'output');
  const called = [readKey(item, 'name'), readKey(item, 'arguments')].filter((text) => input.text(text, 'tools'));
  const isText = input.text(content) || called.length > 0;
  for (const part of listOf(content)) {
    if (!input.text(readKey(part, 'text') ?? readKey(part, 'refusal'))) input.other(part);
  }
  for (const part of listOf(readKey(item, 'summary'))) input.text(readKey(part, 'text'));
  if (!isText && content === undefined) input.other(item);
}

/** How an answer may end, with what it used. */
const ENDS: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function readEvent(event: unknown, answer: Answer): void {
  const type = readKey(event, 'type');
  const [item, part] = ['output_index', 'content_index'].map((key) => readFigure(readKey(event, key)) ?? '');
  // Each delta is a piece of one text: an answer, a refusal, arguments, the summary of a thought.
  if (typeof type === 'string' && type.endsWith('.delta'))
    answer.output.add(`${item} ${part} ${type}`, toText(readKey(event, 'delta')), kindOf(type));
  if (ENDS.has(type)) answer.isComplete = true;
  readResponse(readKey(event, 'response'), answer);
  if (type === 'error') answer.errorText ??= readError({ error: event });
}

function kindOf(type: string): 'thought' | 'call' | undefined {
  if (type.includes('reasoning')) return 'thought';
  return type.includes('_call') ? 'call' : undefined;
}

function readWhole(response: unknown, answer: Answer): void {
  readResponse(response, answer);
  for (const [index, item] of listOf(readKey(response, 'output')).entries()) {
    answer.output.add(`${index} call`, toText(readKey(item, 'name')) + toText(readKey(item, 'arguments')), 'call');
    for (const part of listOf(readKey(item, 'content')))
      answer.output.add(String(index), toText(readKey(part, 'text')));
  }
}

function readResponse(response: unknown, answer: Answer): void {
  const [usage, id, status] = ['usage', 'id', 'status'].map((key) => readKey(response, key));
  // It runs on whoever has left, and is asked for later.
  if (readKey(response, 'background') === true && typeof id === 'string') answer.job = { id, isOver: isEnd(status) };
  if (usage != null) {
    answer.usage = readResponseUsage(usage, readKey(response, 'output'));
    answer.thought = readFigure(readKey(readKey(usage, 'output_tokens_details'), 'reasoning_tokens')) ?? 0;
    answer.costUsd = readCostUsd(usage);
  }
  answer.tier = readServedTier(readKey(response, 'service_tier')) ?? answer.tier;
  answer.errorText ??= readError(response);
}

/**
 * `input_tokens` include what was cached and, on the newest models, what was written to the cache; `output_tokens` include
 * thoughts. Searches are billed by the call and stand among the output. Null when a figure is not whole, negative or absurd.
 */
export function readResponseUsage(usage: unknown, items: unknown): Usage | null {
  const details = readKey(usage, 'input_tokens_details');
  const [input, output, cached, written] = [
    readKey(usage, 'input_tokens'),
    readKey(usage, 'output_tokens'),
    readKey(details, 'cached_tokens') ?? 0,
    readKey(details, 'cache_write_tokens') ?? 0,
  ].map(readFigure);
  if (input == null || output == null || cached == null || written == null || cached + written > input) return null;
  const searches = listOf(items).filter((item) => readKey(item, 'type') === 'web_search_call').length;
  return {
    'input-tokens': input - cached - written,
    'cached-input-tokens': cached,
    'output-tokens': output,
    ...(written > 0 && { 'cache-write-tokens': written }),
    ...(searches > 0 && { searches }),
  };
}
