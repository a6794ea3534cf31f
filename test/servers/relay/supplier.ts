import { type ChatRequest, countPrompt, questionOf } from '../chat-request.ts';
import { cutConnection, sendJson, writePiece } from '../exchange.ts';
import { type Prose, writeProse } from '../prose.ts';
import { countTokens } from '../tokens.ts';
import type { Charge } from './billing.ts';
import { flavours } from './flavours.ts';
import { newRequestId, type RelayExchange } from './log-entry.ts';
import type { BilledTokens } from './quota.ts';
import { formatQuota } from './wording.ts';

/** What the supplier wrote and how many tokens it says that were; `null`: it says nothing about tokens. */
export interface SupplierAnswer {
  readonly prose: Prose;
  readonly reasoning: string;
  readonly usage: BilledTokens | null;
}

/** Asks the supplier. The bound of the caller holds for reasoning and answer together. */
export function askSupplier({ world }: RelayExchange, request: ChatRequest): SupplierAnswer {
  const { supplier } = world;
  const question = questionOf(request);
  const prose = writeProse(question, supplier.answerTokens, request.outputTokensMax);
  const hidden = Math.min(supplier.reasoningTokens, prose.tokens);
  const { text: reasoning } = writeProse(question, hidden, null);
  const promptTokens = countPrompt(request);
  const usage = {
    promptTokens,
    cachedTokens: Math.min(supplier.cachedTokens, promptTokens),
    completionTokens: prose.tokens + countTokens(reasoning),
  };
  return { prose, reasoning, usage: supplier.saysUsage ? usage : null };
}

/** What the relay counts itself (service/usage_helpr.go): the prompt as estimated before the call, the text as sent. */
export function countedTokens({ order }: Charge, sent: string): BilledTokens {
  return { promptTokens: order.promptTokens, cachedTokens: 0, completionTokens: countTokens(sent) };
}

/** The usage object of the wire; cached and reasoning tokens are inside the figures above them. */
export function writeUsage(tokens: BilledTokens, reasoningTokens: number) {
  return {
    prompt_tokens: tokens.promptTokens,
    completion_tokens: tokens.completionTokens,
    total_tokens: tokens.promptTokens + tokens.completionTokens,
    prompt_tokens_details: { cached_tokens: tokens.cachedTokens, text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
    completion_tokens_details: { text_tokens: 0, audio_tokens: 0, reasoning_tokens: reasoningTokens },
  };
}

/** The supplier refuses: its error goes to the client as it is. `false`: it does not refuse. */
export function passSupplierError(exchange: RelayExchange): boolean {
  const { world, entry } = exchange;
  const flavour = flavours[world.site.flavour];
  const refusal = refusalOf(exchange);
  if (refusal === null) return false;
  const isHidden = refusal.status === 429 && flavour.hidesSupplierLimits;
  const words = isHidden ? '当前分组上游负载已饱和，请稍后再试' : refusal.error.message;
  // Newer software hands the body through unmarked: the id in the words is the supplier's, not that of the header.
  const message = flavour.marksSupplierErrors ? `${words} (request id: ${entry.requestId})` : words;
  sendJson(exchange, refusal.status, { error: { ...refusal.error, message } });
  return true;
}

/** An error that comes as an event of a stream that had begun well. */
export async function breakStream(exchange: RelayExchange): Promise<void> {
  if (exchange.world.supplier.trouble === 'cut') return cutConnection(exchange);
  const { error } = emptyRelay(exchange);
  await writePiece(exchange, `data: ${JSON.stringify({ error })}\n\n`);
  exchange.response.end();
}

interface SupplierError {
  readonly status: number;
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param?: string | null;
    readonly code: string | null;
  };
}

function refusalOf(exchange: RelayExchange): SupplierError | null {
  switch (exchange.world.supplier.trouble) {
    case 'empty-relay':
      return emptyRelay(exchange);
    case 'empty-openai':
      return {
        status: 429,
        error: {
          message: 'You exceeded your current quota, please check your plan and billing details.',
          type: 'insufficient_quota',
          param: null,
          code: 'insufficient_quota',
        },
      };
    case 'busy':
      return {
        status: 429,
        error: {
          message: 'Rate limit reached for requests',
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded',
        },
      };
    default:
      return null;
  }
}

// A relay behind the relay, its wallet spent: QuantumNous/new-api#6306 shows such a body reaching the customer.
function emptyRelay({ world }: RelayExchange): SupplierError {
  const left = formatQuota({ ...world.site, flavour: 'new-api', display: 'USD', quotaPerUnit: 500_000 }, -1);
  return {
    status: 403,
    error: {
      message: `用户额度不足, 剩余额度: ${left} (request id: ${newRequestId(world)})`,
      type: 'new_api_error',
      param: '',
      code: 'insufficient_user_quota',
    },
  };
}
