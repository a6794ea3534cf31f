import type { Draft, Usage } from '../domain/call.ts';
import { attempt, listOf, parseJson, readKey, readPath } from '../domain/json-path.ts';
import { readError, readFigure } from './answer-text.ts';
import type { Counting } from './input-count.ts';
import { type Answer, openJsonMeter } from './json-meter.ts';
import { countChatInput } from './openai-chat-input.ts';
import { toText } from './output-count.ts';
import { UNBOUNDED } from './provider-tools.ts';
import { effortOf, readBound, readModel, readWants, reviseBound, reviseTokens } from './request-keys.ts';
import type { Wire } from './wire.ts';

/** Cohere's chat, second version and first. https://docs.cohere.com/reference/chat, https://docs.cohere.com/v1/reference/chat */
export const cohereChat: Wire = {
  id: 'cohere-chat',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    const isFirst = typeof readKey(body, 'message') === 'string';
    return isFirst || Array.isArray(readKey(body, 'messages')) ? toDraft(body, isFirst, ...counting) : null;
  },
  revise: (bodyText, revision) =>
    reviseTokens(bodyText, revision, {
      path: readKey(parseJson(bodyText), 'message') === undefined ? '$.messages[0]' : '$.message',
      reviseOutput: (bound) => reviseBound(bodyText, bound, ['$.max_tokens']),
    }),
  openMeter: (head) => openJsonMeter(head, readEvent),
};

function toDraft(body: unknown, isFirst: boolean, ...counting: Counting): Draft {
  const model = readModel(readKey(body, 'model'));
  return {
    wire: 'cohere-chat',
    model,
    ...countChatInput(toSecond(body, isFirst), ...counting),
    outputTokensMax: readBound(readKey(body, 'max_tokens')),
    answers: 1,
    units: null,
    ...readWants(
      readKey(body, 'tools'),
      readPath(body, '$.response_format.type'),
      readKey(body, 'stop_sequences'),
      effortOf(readPath(body, '$.thinking.token_budget')) ?? readPath(body, '$.thinking.type'),
    ),
    ...(listOf(readKey(body, 'connectors')).length > 0 && UNBOUNDED),
    isStream: readKey(body, 'stream') === true,
    revisable: model === null ? ['output-max'] : ['output-max', 'model'],
  };
}

/**
 * What counts of a request, in the form of the second version: documents go in as they are written.
 * https://docs.cohere.com/reference/chat#request.body.documents, read 2026-11-22
 */
function toSecond(body: unknown, isFirst: boolean): object {
  const turns = listOf(readKey(body, 'chat_history')).map((turn) => ({ content: readKey(turn, 'message') }));
  const said = isFirst
    ? [{ content: readKey(body, 'preamble') }, ...turns, { content: readKey(body, 'message') }]
    : listOf(readKey(body, 'messages'));
  const documents = listOf(readKey(body, 'documents')).map((one) => ({
    content: typeof one === 'string' ? one : attempt(() => JSON.stringify(one), ''),
  }));
  return {
    model: readKey(body, 'model'),
    messages: [...documents, ...said],
    tools: readKey(body, 'tools'),
    response_format: readKey(body, 'response_format'),
  };
}

function readEvent(event: unknown, answer: Answer): void {
  // The last event of the first version repeats the whole answer beside what it took.
  const ended = readKey(event, 'response');
  const delta = readKey(event, 'delta');
  countMessage(readKey(event, 'message'), '', answer);
  countMessage(readKey(delta, 'message'), String(readFigure(readKey(event, 'index')) ?? ''), answer);
  answer.output.add('text', toText(readKey(event, 'text')));
  const reason = readKey(event, 'finish_reason') ?? readKey(delta, 'finish_reason') ?? ended;
  if (reason !== undefined) answer.isComplete = true;
  answer.errorText ??= readError(event);
  const usage = readKey(event, 'usage') ?? readKey(delta, 'usage') ?? readKey(ended ?? event, 'meta');
  const billed = readKey(usage, 'billed_units');
  if (billed !== undefined) answer.usage = readBilled(billed);
}

/** A message, or a piece of one: texts, thoughts, plans and calls. */
function countMessage(message: unknown, index: string, { output }: Answer): void {
  const content = readKey(message, 'content');
  for (const part of [content, ...listOf(content)]) {
    output.add(`${index} text`, toText(readKey(part, 'text')));
    output.add(`${index} thought`, toText(readKey(part, 'thinking')), 'thought');
  }
  output.add(`${index} plan`, toText(readKey(message, 'tool_plan')));
  const calls = readKey(message, 'tool_calls');
  for (const call of [calls, ...listOf(calls)]) {
    for (const key of ['name', 'arguments'])
      output.add(`${index} call`, toText(readPath(call, `$.function.${key}`)), 'call');
  }
}

/** What is billed is less than `tokens`, which contain the template. Null when a figure is not whole, negative or absurd. */
function readBilled(billed: unknown): Usage | null {
  const [input, output, searches] = ['input_tokens', 'output_tokens', 'search_units'].map((key) =>
    readFigure(readKey(billed, key) ?? 0),
  );
  if (input == null || output == null || searches == null || input + output + searches === 0) return null;
  return { 'input-tokens': input, 'output-tokens': output, ...(searches > 0 && { searches }) };
}
