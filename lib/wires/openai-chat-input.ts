import { listOf, readKey } from '../domain/json-path.ts';
import { type CountedInput, type Counting, type InputCount, openInputCount, range } from './input-count.ts';

/** What primes the answer. OpenAI: 3; Gemini 0; Qwen 7. */
export const PRIMING = range(0, 3, 8);
/** The template around one message and its role. OpenAI: 3 + 1; DeepSeek 1; Qwen 4 and the role. */
const PER_MESSAGE = range(0, 4, 6);
/** The frame of a tool call in an earlier answer; its name and arguments go in as they stand. */
const PER_TOOL_CALL = range(0, 8, 20);
/**
 * The input tokens of a chat request: what is written, the template around it, and a wide range for what is no text.
 */
export function countChatInput(body: unknown, ...counting: Counting): CountedInput {
  const input = openInputCount(body, ...counting);
  input.frame(PRIMING);
  for (const message of listOf(readKey(body, 'messages'))) pushMessage(message, input);
  for (const key of ['tools', 'functions', 'response_format']) input.tools(readKey(body, key));
  return input.total();
}

function pushMessage(message: unknown, input: InputCount): void {
  input.frame(PER_MESSAGE, 1);
  const content = readKey(message, 'content');
  input.text(content);
  input.text(readKey(message, 'reasoning_content'));
  input.text(readKey(message, 'name'));
  for (const part of listOf(content)) {
    const text = typeof part === 'string' ? part : (readKey(part, 'text') ?? readKey(part, 'refusal'));
    if (!input.text(text)) input.other(part);
  }
  const calls = listOf(readKey(message, 'tool_calls')).map((call) => readKey(call, 'function'));
  for (const call of [...calls, readKey(message, 'function_call')]) {
    input.text(readKey(call, 'arguments'));
    if (input.text(readKey(call, 'name'), 'tools')) input.add(PER_TOOL_CALL);
  }
}
