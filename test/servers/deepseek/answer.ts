import { type ChatRequest, countPrompt, questionOf } from '../chat-request.ts';
import type { Fields } from '../exchange.ts';
import { type Prose, writeProse } from '../prose.ts';
import type { BilledTokens } from './billing.ts';
import type { DeepSeekExchange } from './log-entry.ts';

/** What the model wrote, and its own count of it. */
export interface ModelAnswer {
  readonly reasoning: Prose;
  readonly prose: Prose;
  readonly tokens: BilledTokens;
  /** Whether thinking was on: without it usage has no details of the completion. */
  readonly isThinking: boolean;
}

/**
 * Lets the model answer. Thinking comes first and takes from the same bound; tokens are counted in o200k_base, the
 * service has a vocabulary of its own.
 */
export function think({ world }: DeepSeekExchange, request: ChatRequest, body: Fields): ModelAnswer {
  const { answerTokens, reasoningTokens, cachedTokens } = world.model;
  const question = questionOf(request);
  const isThinking = (body.thinking as Fields | null | undefined)?.type !== 'disabled';
  const bound = request.outputTokensMax;
  const reasoning = writeProse(question, isThinking ? reasoningTokens : 0, bound);
  const prose = writeProse(question, answerTokens, bound === null ? null : bound - reasoning.tokens);
  const promptTokens = countPrompt(request);
  const hitTokens = Math.min(cachedTokens, promptTokens);
  const completionTokens = reasoning.tokens + prose.tokens;
  return {
    reasoning,
    prose,
    isThinking,
    tokens: { hitTokens, missTokens: promptTokens - hitTokens, completionTokens },
  };
}

/** The usage object of the wire: hits and misses are the prompt, reasoning is inside the completion. */
export function writeUsage({ tokens, reasoning, isThinking }: ModelAnswer) {
  const promptTokens = tokens.hitTokens + tokens.missTokens;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokens.completionTokens,
    total_tokens: promptTokens + tokens.completionTokens,
    prompt_tokens_details: { cached_tokens: tokens.hitTokens },
    ...(isThinking ? { completion_tokens_details: { reasoning_tokens: reasoning.tokens } } : {}),
    prompt_cache_hit_tokens: tokens.hitTokens,
    prompt_cache_miss_tokens: tokens.missTokens,
  };
}
