import type { Fields } from './exchange.ts';
import { countTokens } from './tokens.ts';

/** One message of a conversation, reduced to text. */
interface ChatMessage {
  readonly role: string;
  readonly name: string | null;
  readonly text: string;
}

/** A chat request as OpenAI's wire has it. */
export interface ChatRequest {
  /** Empty when the body names none. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** `max_tokens` or `max_completion_tokens`, the larger one; 0 is as good as not given, on this wire `null`. */
  readonly outputTokensMax: number | null;
  readonly isStream: boolean;
  /** `stream_options.include_usage`; `null`: not said. */
  readonly includeUsage: boolean | null;
  /** Group of the relay's playground; empty when the body names none. */
  readonly group: string;
}

/** Reads a chat body; `null` when the messages are none. */
export function readChatRequest(body: Fields): ChatRequest | null {
  const { messages } = body;
  if (!Array.isArray(messages) || messages.length === 0) return null;
  const limit = Math.max(readCount(body.max_tokens), readCount(body.max_completion_tokens));
  return {
    model: textOf(body.model),
    messages: messages.map(readMessage),
    outputTokensMax: limit === 0 ? null : limit,
    isStream: body.stream === true,
    includeUsage: readUsageOption(body.stream_options),
    group: textOf(body.group),
  };
}

/** Prompt tokens as OpenAI counts them: 3 a message with its role, name (plus 1) and text, and 3 that prime the reply. */
export function countPrompt({ messages }: ChatRequest): number {
  return messages.reduce((sum, { role, name, text }) => {
    const named = name === null ? 0 : 1 + countTokens(name);
    return sum + 3 + countTokens(role) + countTokens(text) + named;
  }, 3);
}

/** All that was said, for an answer that depends on it. */
export function questionOf({ messages }: ChatRequest): string {
  return messages.map(({ text }) => text).join('\n');
}

function readMessage(value: unknown): ChatMessage {
  const { role, name, content } = (typeof value === 'object' && value !== null ? value : {}) as Fields;
  return { role: textOf(role), name: typeof name === 'string' ? name : null, text: readContent(content) };
}

function readContent(content: unknown): string {
  if (!Array.isArray(content)) return textOf(content);
  return content.map((part) => textOf((part as Fields | null)?.text)).join('');
}

function readCount(value: unknown): number {
  return Number.isInteger(value) && Number(value) > 0 ? Number(value) : 0;
}

function readUsageOption(options: unknown): boolean | null {
  const value = typeof options === 'object' && options !== null ? (options as Fields).include_usage : undefined;
  return typeof value === 'boolean' ? value : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
