import { listOf, readKey, readPath } from '../domain/json-path.ts';
import { readCostBeside, readCostUsd, readError, readFigure } from './answer-text.ts';
import { type Answer, DONE, openJsonMeter } from './json-meter.ts';
import { readChatUsage } from './openai-chat-usage.ts';
import { toText } from './output-count.ts';
import { readServedTier } from './request-keys.ts';
import type { AnswerHead, ResponseMeter } from './wire.ts';

/** Meters a chat answer, streamed or whole. */
export function openChatMeter(head: AnswerHead): ResponseMeter {
  return openJsonMeter(head, readChunk);
}

function readChunk(value: unknown, answer: Answer): void {
  if (value === DONE) answer.isComplete = true;
  for (const [place, choice] of listOf(readKey(value, 'choices')).entries()) {
    const index = readFigure(readKey(choice, 'index')) ?? place;
    for (const [kind, text] of textsOf(choice).entries()) answer.output.add(`${index} ${kind}`, text, KINDS[kind]);
    const reason = readKey(choice, 'finish_reason');
    if (typeof reason === 'string') answer.isComplete = true;
    answer.isBounded ||= reason === 'length';
  }
  answer.errorText ??= readError(value);
  answer.tier = readServedTier(readKey(value, 'service_tier')) ?? answer.tier;
  const found = findUsage(value);
  if (found === undefined) return;
  answer.usage = readChatUsage(found);
  answer.thought = readFigure(readPath(found, '$.completion_tokens_details.reasoning_tokens')) ?? 0;
  // Some say with each piece what came so far; the last word stands in a chunk without one.
  answer.isUsageFinal = answer.isComplete || listOf(readKey(value, 'choices')).length === 0;
  answer.costUsd = readCostUsd(found) ?? readCostBeside(value);
}

/** What the texts of a choice are, by their place in the list. */
const KINDS = [undefined, 'thought', undefined, 'call'] as const;

/** The texts of one choice that are billed as output; each place in the list is a text of its own. */
function textsOf(choice: unknown): readonly string[] {
  const message = readKey(choice, 'delta') ?? readKey(choice, 'message');
  const content = readKey(message, 'content') ?? readKey(choice, 'text');
  const calls = listOf(readKey(message, 'tool_calls')).map((call) => readKey(call, 'function'));
  return [
    toText(content) +
      listOf(content)
        .map((part) => toText(readKey(part, 'text')))
        .join(''),
    // One text under two names at some relays.
    toText(readKey(message, 'reasoning_content') ?? readKey(message, 'reasoning')),
    toText(readKey(message, 'refusal')),
    [...calls, readKey(message, 'function_call')]
      .map((call) => toText(readKey(call, 'name')) + toText(readKey(call, 'arguments')))
      .join(''),
  ];
}

/** OpenAI: top level; Moonshot: in the choice; Groq: in `x_groq`. Undefined when there is none. */
function findUsage(value: unknown): unknown {
  return [value, readKey(readKey(value, 'choices'), 0), readKey(value, 'x_groq')]
    .map((place) => readKey(place, 'usage'))
    .find((usage) => readKey(usage, 'prompt_tokens') !== undefined);
}
