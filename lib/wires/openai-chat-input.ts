import type { Count } from '../domain/call.ts';
import { addCounts, openTokenCounter, type TokenCounter } from '../domain/count-tokens.ts';
import { attempt, listOf, readKey } from '../domain/json-path.ts';

/** What primes the answer. OpenAI: 3; Gemini 0; Qwen 7. */
const PRIMING = range(0, 3, 8);
/** The template around one message and its role. OpenAI: 3 + 1; DeepSeek 1; Qwen 4 and the role. */
const PER_MESSAGE = range(0, 4, 6);
/** A name that is given to a role costs a token besides its text. */
const PER_NAME = range(0, 1, 1);
/** The frame of a tool call in an earlier answer; its name and arguments go in as they stand. */
const PER_TOOL_CALL = range(0, 8, 20);
/**
 * Tools go into the prompt in a form that only the provider knows: OpenAI writes them as TypeScript (about three
 * quarters of the tokens of their JSON), others as JSON beside a long instruction (DeepSeek 142 tokens, 42 per tool).
 */
const TOOLS_FACTOR = range(0.4, 0.75, 1.25);
const PER_TOOLS = range(0, 12, 150);
const PER_TOOL = range(0, 7, 45);
/**
 * Pictures, audio and files cost by pixels, seconds or pages, which are not read here. A picture takes from one token
 * (a 32-pixel patch) to 48,000 (gpt-4o-mini, 8 tiles); 765 is one of 1024 × 1024 at gpt-4o. Until the exact formulas
 * are known, the high end says that we do not know.
 */
const PER_OTHER_PART = range(1, 765, 50_000);

/** The input tokens of a chat request: what is written, the template around it, and a wide range for what is no text. */
export function countChatInput(body: unknown): Count {
  const counter = openTokenCounter();
  const extras = [PRIMING];
  for (const message of listOf(readKey(body, 'messages'))) pushMessage(message, counter, extras);
  for (const key of ['tools', 'functions', 'response_format']) pushTools(readKey(body, key), extras);
  return extras.reduce(addCounts, counter.total());
}

/** Feeds the text of one message to `counter`, and what comes on top to `extras`. */
function pushMessage(message: unknown, counter: TokenCounter, extras: Count[]): void {
  extras.push(PER_MESSAGE);
  const content = readKey(message, 'content');
  pushText(content, counter);
  pushText(readKey(message, 'reasoning_content'), counter);
  if (pushText(readKey(message, 'name'), counter)) extras.push(PER_NAME);
  for (const part of listOf(content)) {
    const text = typeof part === 'string' ? part : (readKey(part, 'text') ?? readKey(part, 'refusal'));
    if (!pushText(text, counter)) extras.push(PER_OTHER_PART);
  }
  const calls = listOf(readKey(message, 'tool_calls')).map((call) => readKey(call, 'function'));
  for (const call of [...calls, readKey(message, 'function_call')]) {
    pushText(readKey(call, 'arguments'), counter);
    if (pushText(readKey(call, 'name'), counter)) extras.push(PER_TOOL_CALL);
  }
}

function pushTools(tools: unknown, extras: Count[]): void {
  if (typeof tools !== 'object' || tools === null) return;
  const counter = openTokenCounter();
  // Nested too deeply to be written, it would be refused anyway.
  counter.push(attempt(() => JSON.stringify(tools), ''));
  const count = listOf(tools).length;
  extras.push(times(counter.total(), TOOLS_FACTOR), PER_TOOLS, times(range(count, count, count), PER_TOOL));
}

/** Whether there was a text to push. */
function pushText(text: unknown, counter: TokenCounter): boolean {
  if (typeof text !== 'string') return false;
  counter.push(text);
  counter.cut();
  return true;
}

function times(a: Count, b: Count): Count {
  return range(Math.floor(a.low * b.low), Math.round(a.likely * b.likely), Math.ceil(a.high * b.high));
}

function range(low: number, likely: number, high: number): Count {
  return { low, likely, high };
}
