import type { Count, Usage } from '../domain/call.ts';
import { addCounts, openTokenCounter, type TokenCounter } from '../domain/count-tokens.ts';
import { parseJson, readKey } from '../domain/json-path.ts';
import { openSse } from '../domain/sse.ts';
import { openAnswerText, readError, readFigure } from './answer-text.ts';
import type { MeterReading, ResponseMeter } from './wire.ts';

/** Texts that may come interleaved (answers of `n`, reasoning beside content); more share one counter. */
const COUNTERS_MAX = 64;

/**
 * Meters a chat answer, streamed or whole. What it is shows in its first character, not in its content type: relays
 * send JSON as `text/event-stream` and streams as `application/json`.
 */
export function openChatMeter(): ResponseMeter {
  const answer = openAnswer();
  const whole = openAnswerText();
  const stream = openSse((data) => {
    if (data.trim() === '[DONE]') answer.complete();
    else answer.take(parseJson(data));
  });
  let isStream: boolean | null = null;
  let isParsed = false;
  return {
    push(text) {
      isStream ??= sniff(text);
      if (isStream) stream.push(text);
      else whole.push(text);
    },
    pushJson(value) {
      isParsed = true;
      answer.takeWhole(value);
    },
    end() {
      if (isStream) stream.end();
      else if (!isParsed) answer.takeWhole(whole.parse());
      return answer.read();
    },
  };
}

/** Whether text begins an event stream (true) or JSON (false); null when it is blank so far. */
function sniff(text: string): boolean | null {
  const first = /[^\s\ufeff]/.exec(text)?.[0];
  return first === undefined ? null : first !== '{' && first !== '[';
}

interface Answer {
  /** One chunk of a stream, or a whole answer. */
  readonly take: (value: unknown) => void;
  /** See `take`; a whole answer is complete, and undefined is one that could not be read. */
  readonly takeWhole: (value: unknown) => void;
  readonly complete: () => void;
  readonly read: () => MeterReading;
}

/** Adds up what an answer says, and forgets its text at once. */
function openAnswer(): Answer {
  const counters = new Map<string, TokenCounter>();
  let usage: Usage | null = null;
  let errorText: string | null = null;
  let isComplete = false;
  let isReadable = true;

  function count(channel: string, text: unknown): void {
    if (typeof text !== 'string' || text === '') return;
    const key = counters.size < COUNTERS_MAX || counters.has(channel) ? channel : '';
    const counter = counters.get(key) ?? openTokenCounter();
    counters.set(key, counter);
    counter.push(text);
  }

  function takeChoice(choice: unknown, index: number): void {
    const message = readKey(choice, 'delta') ?? readKey(choice, 'message');
    for (const [name, text] of textsOf(message)) count(`${index} ${name}`, text);
    count(`${index} text`, readKey(choice, 'text'));
    if (typeof readKey(choice, 'finish_reason') === 'string') isComplete = true;
  }

  function take(value: unknown): void {
    const choices = readKey(value, 'choices');
    if (Array.isArray(choices)) {
      for (const [place, choice] of choices.entries()) {
        takeChoice(choice, readFigure(readKey(choice, 'index')) ?? place);
      }
    }
    errorText ??= readError(value);
    const found = findUsage(value);
    if (found !== undefined) usage = readUsage(found);
  }

  return {
    take,
    takeWhole(value) {
      isComplete = value !== undefined;
      isReadable = isComplete;
      take(value);
    },
    complete() {
      isComplete = true;
    },
    read: () => ({ usage, cost: null, output: isReadable ? sum(counters) : null, errorText, isComplete }),
  };
}

/** The texts of a message or delta that are billed as output, by channel. */
function* textsOf(message: unknown): Generator<readonly [string, unknown]> {
  const content = readKey(message, 'content');
  yield ['content', content];
  if (Array.isArray(content)) for (const part of content) yield ['content', readKey(part, 'text')];
  // One text under two names at some relays.
  yield ['reasoning', readKey(message, 'reasoning_content') ?? readKey(message, 'reasoning')];
  yield ['refusal', readKey(message, 'refusal')];
  const calls = readKey(message, 'tool_calls');
  const called = Array.isArray(calls) ? calls.map((call) => readKey(call, 'function')) : [];
  for (const call of [...called, readKey(message, 'function_call')]) {
    yield ['call', readKey(call, 'name')];
    yield ['call', readKey(call, 'arguments')];
  }
}

/** OpenAI: top level; Moonshot: in the choice; Groq: in `x_groq`. Undefined when there is none. */
function findUsage(value: unknown): unknown {
  const choices = readKey(value, 'choices');
  const places = [value, readKey(choices, 0), readKey(value, 'x_groq')];
  return places.map((place) => readKey(place, 'usage')).find((usage) => readKey(usage, 'prompt_tokens') !== undefined);
}

/**
 * OpenAI's sense: `prompt_tokens` include cached ones, `completion_tokens` include reasoning. Cached ones stand in
 * `prompt_tokens_details` (OpenAI), `prompt_cache_hit_tokens` (DeepSeek) or `cached_tokens` (Moonshot).
 * Null when a figure is not whole, negative or absurd: a wrong figure is unknown.
 */
function readUsage(usage: unknown): Usage | null {
  const details = readKey(usage, 'prompt_tokens_details');
  const prompt = readFigure(readKey(usage, 'prompt_tokens'));
  const output = readFigure(readKey(usage, 'completion_tokens'));
  const cached = readFigure(
    readKey(details, 'cached_tokens') ??
      readKey(usage, 'prompt_cache_hit_tokens') ??
      readKey(usage, 'cached_tokens') ??
      0,
  );
  if (prompt === null || output === null || cached === null || cached > prompt) return null;
  return { 'input-tokens': prompt - cached, 'cached-input-tokens': cached, 'output-tokens': output };
}

function sum(counters: ReadonlyMap<string, TokenCounter>): Count {
  let total: Count = { low: 0, likely: 0, high: 0 };
  for (const counter of counters.values()) total = addCounts(total, counter.total());
  return total;
}
