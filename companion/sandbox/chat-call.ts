import type { Answer } from './answer.ts';
import type { ChatRequest } from './chat-request.ts';
import type { Exchange } from './http.ts';
import { chatCostNano } from './pricing.ts';
import { type Charge, settle } from './wallet.ts';

/** A chat call that was let through: what is needed to answer and to bill it. */
export interface ChatCall {
  readonly request: ChatRequest;
  readonly charge: Charge;
  readonly promptTokens: number;
  readonly answers: readonly Answer[];
  readonly completionId: string;
  readonly createdSeconds: number;
}

/** Bills so many output tokens, as `chat` in the account's transactions. */
export function settleChat(exchange: Exchange, call: ChatCall, completionTokens: number): void {
  const { entry, world } = exchange;
  const { request, promptTokens } = call;
  const costNano = chatCostNano(request.model, { promptTokens, completionTokens }, world.rules);
  entry.completionTokens = completionTokens;
  entry.chargedNano = costNano;
  settle(world, call.charge, costNano, {
    kind: 'chat',
    model: request.model.id,
    promptTokens,
    completionTokens,
    requestId: entry.requestId,
  });
}

const paddedPercent = 140;

/** What is billed for so many tokens: in the scenario "padded" two fifths more than there were. */
export function billedTokens({ entry }: Exchange, tokens: number): number {
  return entry.scenario === 'padded' ? Math.round((tokens * paddedPercent) / 100) : tokens;
}

/** The `usage` object of OpenAI's wire. */
export function writeUsage(promptTokens: number, completionTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}
