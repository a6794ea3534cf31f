import type { Usage } from '../domain/call.ts';
import { listOf, readKey } from '../domain/json-path.ts';
import { readError, readFigure } from './answer-text.ts';
import { type Answer, DONE, openJsonMeter } from './json-meter.ts';
import { toText } from './output-count.ts';
import type { ResponseMeter } from './wire.ts';

/** Meters a chat answer, streamed or whole. */
export function openChatMeter(): ResponseMeter {
  return openJsonMeter(readChunk);
}

function readChunk(value: unknown, answer: Answer): void {
  if (value === DONE) answer.isComplete = true;
  for (const [place, choice] of listOf(readKey(value, 'choices')).entries()) {
    const index = readFigure(readKey(choice, 'index')) ?? place;
    for (const [kind, text] of textsOf(choice).entries()) answer.output.add(`${index} ${kind}`, text);
    if (typeof readKey(choice, 'finish_reason') === 'string') answer.isComplete = true;
  }
  answer.errorText ??= readError(value);
  const found = findUsage(value);
  if (found !== undefined) answer.usage = readUsage(found);
}

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

/**
 * OpenAI's sense: `prompt_tokens` include cached ones, `completion_tokens` include reasoning. Cached ones stand in
 * `prompt_tokens_details` (OpenAI), `prompt_cache_hit_tokens` (DeepSeek) or `cached_tokens` (Moonshot).
 * Null when a figure is not whole, negative or absurd: a wrong figure is unknown.
 */
function readUsage(usage: unknown): Usage | null {
  const [prompt, output, cached] = [
    readKey(usage, 'prompt_tokens'),
    readKey(usage, 'completion_tokens'),
    readKey(readKey(usage, 'prompt_tokens_details'), 'cached_tokens') ??
      readKey(usage, 'prompt_cache_hit_tokens') ??
      readKey(usage, 'cached_tokens') ??
      0,
  ].map(readFigure);
  if (prompt == null || output == null || cached == null || cached > prompt) return null;
  return { 'input-tokens': prompt - cached, 'cached-input-tokens': cached, 'output-tokens': output };
}
