import type { Usage } from '../domain/call.ts';
import { addCounts, NO_TOKENS, openTokenCounter, type TokenCounter } from '../domain/count-tokens.ts';
import { attempt, listOf, parseJson, readKey } from '../domain/json-path.ts';
import { openSse } from '../domain/sse.ts';
import { openAnswerText, readError, readFigure } from './answer-text.ts';
import type { MeterReading, ResponseMeter } from './wire.ts';

/** Texts that may come interleaved (several answers, reasoning beside content); further ones share a counter. */
const COUNTERS_MAX = 64;

/**
 * Meters a chat answer, streamed or whole. What it is shows in its first character, not in its content type: relays
 * send JSON as `text/event-stream` and streams as `application/json`.
 */
export function openChatMeter(): ResponseMeter {
  const answer = openAnswer();
  const whole = openAnswerText();
  const stream = openSse((data) => {
    const event = data.trim() === '[DONE]' ? DONE : parseJson(data);
    // What a broken event would have said is unknown, not nothing; the last one may just be cut off.
    if (event === undefined && !isEnding && startsJson(data)) answer.lose();
    answer.take(event);
  });
  let isJson: boolean | null = null;
  let isEnding = false;
  return {
    push(text) {
      isJson ??= startsJson(text);
      (isJson === false ? stream : whole).push(text);
    },
    pushJson(value) {
      isJson = null;
      attempt(() => answer.takeWhole(value), undefined);
    },
    end() {
      isEnding = true;
      if (isJson === false) stream.end();
      else if (isJson) answer.takeWhole(whole.parse());
      return answer.read();
    },
  };
}

/** Stands for the stream's terminator: an answer that says it is finished, and nothing else. */
const DONE: unknown = { choices: [{ finish_reason: 'stop' }] };

/** Whether text begins JSON rather than an event stream; null while it is blank. */
function startsJson(text: string): boolean | null {
  const start = text.trimStart();
  return start === '' ? null : start[0] === '{' || start[0] === '[';
}

interface Answer {
  /** One chunk of a stream, or a whole answer. */
  readonly take: (value: unknown) => void;
  /** As `take`; a whole answer is complete, undefined is one that could not be read. */
  readonly takeWhole: (value: unknown) => void;
  /** A part of the answer could not be read: how much was written is not known. */
  readonly lose: () => void;
  readonly read: () => MeterReading;
}

/** Adds up what an answer says, and forgets its text at once. */
function openAnswer(): Answer {
  const counters = new Map<string, TokenCounter>();
  let usage: Usage | null = null;
  let errorText: string | null = null;
  let isComplete = false;
  let isReadable = true;

  function count(channel: string, text: string): void {
    if (text === '') return;
    const key = counters.has(channel) || counters.size < COUNTERS_MAX ? channel : '';
    const counter = counters.get(key) ?? openTokenCounter();
    counters.set(key, counter);
    counter.push(text);
  }

  function take(value: unknown): void {
    for (const [place, choice] of listOf(readKey(value, 'choices')).entries()) {
      const index = readFigure(readKey(choice, 'index')) ?? place;
      for (const [kind, text] of textsOf(choice).entries()) count(`${index} ${kind}`, text);
      if (typeof readKey(choice, 'finish_reason') === 'string') isComplete = true;
    }
    errorText ??= readError(value);
    const found = findUsage(value);
    if (found !== undefined) usage = readUsage(found);
  }

  return {
    take,
    takeWhole(value) {
      isReadable = isComplete = value !== undefined;
      take(value);
    },
    lose() {
      isReadable = false;
    },
    read() {
      const counts = [...counters.values()].map((counter) => counter.total());
      return {
        usage,
        cost: null,
        output: isReadable ? counts.reduce(addCounts, NO_TOKENS) : null,
        errorText,
        isComplete,
      };
    },
  };
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

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
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
