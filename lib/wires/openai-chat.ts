import type { Draft } from '../domain/call.ts';
import { parseJson, readKey, readPath } from '../domain/json-path.ts';
import type { Counting } from './input-count.ts';
import { countChatInput } from './openai-chat-input.ts';
import { openChatMeter } from './openai-chat-meter.ts';
import { readChatSearches } from './provider-tools.ts';
import { readBound, readModel, readTier, readWants, reviseBound, reviseTokens } from './request-keys.ts';
import type { Wire } from './wire.ts';

/** OpenAI allows 128 answers; more is a slip of the page, and is not multiplied with. */
const ANSWERS_MAX = 128;
/** Labels above this name no group, characters. */
const GROUP_CHARS_MAX = 64;
/** Where both are there the larger counts: providers differ in which of them they go by. */
const BOUND_KEYS = ['max_tokens', 'max_completion_tokens'] as const;

/** OpenAI's chat completions, as nearly everybody speaks them. https://platform.openai.com/docs/api-reference/chat */
export const openaiChat: Wire = {
  id: 'openai-chat',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    return Array.isArray(readKey(body, 'messages')) ? toDraft(body, ...counting) : null;
  },
  revise: (bodyText, revision) =>
    reviseTokens(bodyText, revision, {
      path: '$.messages[0]',
      // Both are set where both are there: relays differ in which of them they set aside for.
      reviseOutput: (bound) => reviseBound(bodyText, bound, ['$.max_tokens', '$.max_completion_tokens']),
    }),
  openMeter: openChatMeter,
};

function toDraft(body: unknown, ...counting: Counting): Draft {
  const model = readModel(readKey(body, 'model'));
  const tier = readTier(readKey(body, 'service_tier'));
  const group = readModel(readKey(body, 'group'), GROUP_CHARS_MAX);
  return {
    wire: 'openai-chat',
    model,
    ...countChatInput(body, ...counting),
    // No bound is 0.
    outputTokensMax: Math.max(...BOUND_KEYS.map((key) => readBound(readKey(body, key)) ?? 0)) || null,
    answers: Math.min(readBound(readKey(body, 'n')) ?? 1, ANSWERS_MAX),
    units: null,
    ...(group === null ? {} : { group }),
    ...(tier === null ? {} : { tier }),
    ...readWants(
      readKey(body, 'tools') ?? readKey(body, 'functions'),
      readPath(body, '$.response_format.type'),
      readKey(body, 'stop'),
      // OpenAI; OpenRouter; DeepSeek, GLM, Kimi and Doubao.
      readKey(body, 'reasoning_effort') ?? readPath(body, '$.reasoning.effort') ?? readPath(body, '$.thinking.type'),
    ),
    ...readChatSearches(body),
    isStream: readKey(body, 'stream') === true,
    revisable: model === null ? ['output-max'] : ['output-max', 'model'],
  };
}
