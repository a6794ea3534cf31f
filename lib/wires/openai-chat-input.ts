import type { Count } from '../domain/call.ts';
import { addCounts, openTokenCounter, type TokenCounter } from '../domain/count-tokens.ts';
import { readKey } from '../domain/json-path.ts';

/** Nothing yet. */
const ZERO: Count = { low: 0, likely: 0, high: 0 };
/** What primes the answer. OpenAI: 3; Gemini 0; Qwen 7. */
const PRIMING: Count = { low: 0, likely: 3, high: 8 };
/** The template around one message and its role. OpenAI: 3 + 1; DeepSeek 1; Qwen 4 and the role. */
const PER_MESSAGE: Count = { low: 0, likely: 4, high: 6 };
/**
 * Tools go into the prompt in a form only the provider knows: OpenAI writes them as TypeScript (about three quarters
 * of their JSON), others as JSON beside a long instruction (DeepSeek 142 tokens and 42 per tool).
 */
const PER_TOOLS: Count = { low: 0, likely: 12, high: 150 };
const PER_TOOL: Count = { low: 0, likely: 7, high: 45 };
const TOOLS_JSON_FACTORS: Count = { low: 0.4, likely: 0.75, high: 1.25 };
/** A tool call of an earlier answer goes in nearly as it stands. */
const PER_TOOL_CALL: Count = { low: 0, likely: 8, high: 20 };
/**
 * Parts that are no text have a price that depends on pixels, seconds or pages, which are not read here: from one
 * 32-pixel patch up to 48,000 tokens for one picture (gpt-4o-mini), 85 to 1,105 for most.
 */
const PART_OTHER: Count = { low: 1, likely: 765, high: 50_000 };
/** Audio: 10 tokens a second; base64 of 4 (speech, compressed) to 130 (wave) characters per millisecond … see below. */
const AUDIO_CHARS_PER_TOKEN: Count = { low: 25_000, likely: 1_500, high: 100 };

/** The input tokens of a chat request: what is written, the template around it, and a range for what is no text. */
export function countChatInput(body: unknown): Count {
  const counter = openTokenCounter();
  let extra = PRIMING;
  for (const message of listOf(readKey(body, 'messages'))) extra = addCounts(extra, countMessage(message, counter));
  extra = addCounts(extra, countTools(body));
  return addCounts(counter.total(), extra);
}

/** Feeds the text of one message to `counter` and returns what comes on top. */
function countMessage(message: unknown, counter: TokenCounter): Count {
  let extra = PER_MESSAGE;
  const content = readKey(message, 'content');
  for (const text of [content, readKey(message, 'name'), readKey(message, 'reasoning_content')])
    pushText(text, counter);
  for (const part of listOf(content)) extra = addCounts(extra, countPart(part, counter));
  for (const call of [...listOf(readKey(message, 'tool_calls')), readKey(message, 'function_call')]) {
    const named = readKey(call, 'function') ?? call;
    if (named === undefined || named === null) continue;
    pushText(readKey(named, 'name'), counter);
    pushText(readKey(named, 'arguments'), counter);
    extra = addCounts(extra, PER_TOOL_CALL);
  }
  return extra;
}

function countPart(part: unknown, counter: TokenCounter): Count {
  const text = typeof part === 'string' ? part : (readKey(part, 'text') ?? readKey(part, 'refusal'));
  if (typeof text === 'string') {
    pushText(text, counter);
    return ZERO;
  }
  const audio = readKey(readKey(part, 'input_audio'), 'data');
  if (typeof audio !== 'string') return PART_OTHER;
  const { low, likely, high } = AUDIO_CHARS_PER_TOKEN;
  return scale(audio.length, { low: 1 / low, likely: 1 / likely, high: 1 / high });
}

function countTools(body: unknown): Count {
  let total = ZERO;
  for (const key of ['tools', 'functions', 'response_format']) {
    const value = readKey(body, key);
    if (typeof value !== 'object' || value === null) continue;
    const counter = openTokenCounter();
    counter.push(toJson(value));
    const { low, likely, high } = counter.total();
    total = addCounts(total, {
      low: Math.floor(low * TOOLS_JSON_FACTORS.low),
      likely: Math.round(likely * TOOLS_JSON_FACTORS.likely),
      high: Math.ceil(high * TOOLS_JSON_FACTORS.high),
    });
    total = addCounts(addCounts(total, PER_TOOLS), scale(listOf(value).length, PER_TOOL));
  }
  return total;
}

function pushText(text: unknown, counter: TokenCounter): void {
  if (typeof text !== 'string') return;
  counter.push(text);
  counter.cut();
}

function scale(times: number, count: Count): Count {
  return {
    low: Math.floor(times * count.low),
    likely: Math.round(times * count.likely),
    high: Math.ceil(times * count.high),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** JSON text; empty when it is nested too deeply to be written. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
