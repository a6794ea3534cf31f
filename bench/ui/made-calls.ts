import type { CallRecord } from '../../lib/domain/record.ts';

/** Calls of one document, as one page makes them. */
const CALLS_PER_DOCUMENT = 8;
const YEAR_MS = 365 * 86_400_000;
const RARE_EVERY = 5000;
const MODELS: Readonly<Record<string, readonly string[]>> = {
  openai: ['gpt-5.2', 'gpt-5.2-mini', 'gpt-4.1', 'text-embedding-3-small'],
  deepseek: ['deepseek-chat', 'deepseek-reasoner'],
  openrouter: ['anthropic/claude-sonnet-4.5', 'google/gemini-2.5-pro', 'meta-llama/llama-4-maverick'],
};
const PROVIDERS = ['openai', 'openai', 'deepseek', 'openrouter'] as const;

/** The same for the same number: what is looked for can be made again. */
function pick(at: number, salt: number): number {
  let hash = Math.imul(at ^ (salt * 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Whether a call is of a model that is hardly ever called. */
export function isRare(at: number): boolean {
  return at % RARE_EVERY === 17;
}

/** Call number `at` of `total` over the year before `now`, with what a settled call has: sizes vary, nothing is left out. */
export function makeCall(at: number, total: number, now: number): CallRecord {
  const document = Math.floor(at / CALLS_PER_DOCUMENT);
  const documentId = [1, 2, 3, 4].map((salt) => pick(document, salt)).join('-');
  const callId = `${documentId}-${at % CALLS_PER_DOCUMENT}`;
  const provider = PROVIDERS[pick(document, 5) % PROVIDERS.length] ?? 'openai';
  const models = MODELS[provider] ?? [];
  const model = isRare(at) ? 'rare-model' : (models[pick(at, 6) % models.length] ?? null);
  const openedAt = Math.floor(now - YEAR_MS + (at / total) * (YEAR_MS - 60_000)) + (pick(at, 7) % 5);
  const [input, output] = [50 + (pick(at, 8) % 6000), pick(at, 9) % 1500];
  const isRefused = pick(at, 10) % 40 === 0;
  const nano = BigInt(input * 150 + output * 600);
  const cost = isRefused ? null : { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano };
  return {
    ...{ callId, requestId: callId, providerRequestId: `req_${pick(at, 11).toString(36)}${pick(at, 12).toString(36)}` },
    ...{ provider, surface: 'chat', account: `${provider}:acc_1`, masked: null },
    fingerprint: `${pick(provider.length, 13).toString(16).padStart(8, '0')}`.repeat(8),
    ...{ origin: `https://site-${pick(document, 14) % 40}.example`, model },
    draft: {
      ...{ wire: 'openai-chat', model, tier: null, tokens: null, isStream: true },
      inputTokens: { low: input - 20, likely: input, high: input + 25 },
      output: { low: 1, likely: 300, high: 4096 },
    } as unknown as CallRecord['draft'],
    estimateLikelyNano: nano + BigInt(pick(at, 15) % 90_000),
    forecast: { lowNano: nano / 2n, highNano: nano * 2n, mostNano: BigInt(input * 150 + 4096 * 600) },
    outcome: isRefused ? 'refusal' : pick(at, 16) % 50 === 0 ? 'error' : 'answer',
    usage: isRefused ? null : { 'input-tokens': input, 'output-tokens': output, 'cached-input-tokens': 0 },
    cost,
    ...{ certainty: isRefused ? 'unknown' : 'billed', pricedBy: null, refusalCause: isRefused ? 'wallet-empty' : null },
    ...{ isReviewed: pick(at, 17) % 100 !== 0, openedAt, settledAt: openedAt + 300 + (pick(at, 18) % 20_000) },
    day: dayOf(openedAt),
  } as CallRecord;
}

function dayOf(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
