import { findModel, type SandboxModel } from './models.ts';
import { countTokensPatiently } from './tokens.ts';

/** One message of a conversation, reduced to text. */
export interface ChatMessage {
  readonly role: string;
  readonly name: string | null;
  readonly text: string;
}

/** A chat request the sandbox can answer. */
export interface ChatRequest {
  readonly model: SandboxModel;
  readonly messages: readonly ChatMessage[];
  /** `null`: not given (0 means that too). */
  readonly outputTokensMax: number | null;
  readonly choices: number;
  readonly isStream: boolean;
  readonly includeUsage: boolean;
}

/** Why a body is no chat request, in OpenAI's words. */
export interface ChatRequestError {
  readonly status: number;
  readonly error: { readonly message: string; readonly param?: string; readonly code?: string };
}

/** Characters of a conversation above which it is refused as too long. */
const promptCharactersMax = 8_000_000;

const choicesMax = 16;
const outputTokensMaxMax = 1_000_000_000;

/** Reads the body of `POST /v1/chat/completions`. */
export function readChatRequest(body: Readonly<Record<string, unknown>>): ChatRequest | ChatRequestError {
  if (typeof body.model !== 'string') return invalid('you must provide a model parameter', 'model');
  const model = findModel(body.model);
  if (model === null) return unknownModel(body.model);
  const messages = readMessages(body.messages);
  if (messages === null) return invalid("'messages' must be a non-empty array of {role, content}", 'messages');
  const characters = messages.reduce((sum, message) => sum + message.text.length, 0);
  if (characters > promptCharactersMax) return tooLong();
  const limit = readCount(body.max_completion_tokens ?? body.max_tokens, 0, outputTokensMaxMax);
  if (limit === 'bad') return invalid("'max_tokens' must be a whole number, 0 or more", 'max_tokens');
  const choices = readCount(body.n, 1, choicesMax);
  if (choices === 'bad') return invalid(`'n' must be a whole number from 1 to ${choicesMax}`, 'n');
  return {
    model,
    messages,
    outputTokensMax: limit === 0 ? null : limit,
    choices: choices ?? 1,
    isStream: body.stream === true,
    includeUsage: asksForUsage(body.stream_options),
  };
}

/**
 * Tokens of a conversation as OpenAI counts them: 3 per message and its role, name (plus 1) and content, and 3 that
 * prime the reply (https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken).
 */
export async function countPromptTokens(messages: readonly ChatMessage[]): Promise<number> {
  let sum = 3;
  for (const message of messages) {
    sum += 3 + (await countTokensPatiently(message.role)) + (await countTokensPatiently(message.text));
    if (message.name !== null) sum += 1 + (await countTokensPatiently(message.name));
  }
  return sum;
}

function readMessages(value: unknown): ChatMessage[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages = value.map(readMessage);
  return messages.every((message) => message !== null) ? messages : null;
}

function readMessage(value: unknown): ChatMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { role, name, content } = value as Record<string, unknown>;
  const text = readContent(content);
  if (typeof role !== 'string' || text === null) return null;
  return { role, name: typeof name === 'string' ? name : null, text };
}

function readContent(content: unknown): string | null {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const texts = content.map((part) => (part?.type === 'text' && typeof part.text === 'string' ? part.text : null));
  return texts.every((text) => text !== null) ? texts.join('') : null;
}

function readCount(value: unknown, min: number, max: number): number | null | 'bad' {
  if (value === undefined || value === null) return null;
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : 'bad';
}

function asksForUsage(options: unknown): boolean {
  return (
    typeof options === 'object' && options !== null && 'include_usage' in options && options.include_usage === true
  );
}

function invalid(message: string, param: string): ChatRequestError {
  return { status: 400, error: { message, param } };
}

function unknownModel(id: string): ChatRequestError {
  const message = `The model \`${id.slice(0, 100)}\` does not exist or you do not have access to it.`;
  return { status: 404, error: { message, param: 'model', code: 'model_not_found' } };
}

function tooLong(): ChatRequestError {
  const message = `This model's maximum context length is ${promptCharactersMax} characters. Reduce the length of the messages.`;
  return { status: 400, error: { message, param: 'messages', code: 'context_length_exceeded' } };
}
