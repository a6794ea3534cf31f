import type { RefusalReading } from '../../lib/domain/call.ts';
import type { CardCause } from '../../lib/domain/card.ts';
import type { CallFacts, RefusalFacts } from '../../lib/domain/facts.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import type { Language } from '../../lib/domain/text.ts';

/** The examples of the project's design for cards: a relay, gpt-4-turbo at $10/M, 1,200 tokens in, max_tokens 4,096. */

/** A decimal in nano-units. */
export function nano(decimal: string): bigint {
  const value = parseDecimal(decimal);
  if (value === null) throw new Error(`not a decimal: ${decimal}`);
  return value;
}

const LINKS = {
  recharge: 'https://relay.example/topup',
  keys: 'https://relay.example/token',
  transactions: 'https://relay.example/log',
};

const BASE: CallFacts = {
  providerName: 'Laozhang',
  model: 'gpt-4-turbo',
  estimate: {
    unit: 'USD',
    lowNano: nano('0.015'),
    likelyNano: nano('0.024'),
    highNano: nano('0.05296'),
    mostNano: nano('0.05296'),
    reserveNano: nano('0.05296'),
    reserveLowNano: nano('0.05296'),
    isPrior: false,
    parts: [
      { meter: 'input-tokens', role: 'likely', count: 1200, picoPerUnit: 10_000_000n, nano: nano('0.012') },
      { meter: 'output-tokens', role: 'likely', count: 1200, picoPerUnit: 10_000_000n, nano: nano('0.012') },
      { meter: 'input-tokens', role: 'reserve', count: 1200, picoPerUnit: 10_000_000n, nano: nano('0.012') },
      { meter: 'output-tokens', role: 'reserve', count: 4096, picoPerUnit: 10_000_000n, nano: nano('0.04096') },
    ],
  },
  balance: null,
  key: null,
  batch: null,
  fits: { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null },
  links: LINKS,
  rechargeMinNano: null,
  ownLimitNano: null,
  callsWaiting: 1,
  reserveAllNano: null,
  now: 1_000_000_000_000,
};

const MINI = { model: 'gpt-4o-mini', reserveNano: nano('0.0008') };
const OUTPUT = { outputTokensMax: 3700, outputReserveNano: nano('0.049'), batchKeep: null, cheaper: MINI };

/** A balance read three minutes ago. */
export function dollars(usable: string, more: { frozen?: string; open?: string } = {}): CallFacts['balance'] {
  const open = nano(more.open ?? '0');
  return {
    unit: 'USD',
    availableNano: nano(usable) + open,
    frozenNano: more.frozen === undefined ? 0n : nano(more.frozen),
    at: BASE.now - 3 * 60_000,
    source: 'console',
    spentSinceNano: 0n,
    openNano: open,
    usableNano: nano(usable),
  };
}

function reserving(reserve: string): Pick<CallFacts, 'estimate'> {
  const estimate = BASE.estimate;
  if (estimate === null) return { estimate };
  const outputNano = nano(reserve) - nano('0.012');
  const parts = estimate.parts.map((part) =>
    part.role === 'reserve' && part.meter === 'output-tokens'
      ? { ...part, count: Number(outputNano / 10_000n), nano: outputNano }
      : part,
  );
  const reserveNano = nano(reserve);
  return {
    estimate: {
      ...estimate,
      highNano: reserveNano,
      mostNano: reserveNano,
      reserveNano,
      reserveLowNano: reserveNano,
      parts,
    },
  };
}

const KEY = { name: 'dev-1', billing: null, limitNano: nano('10'), usedNano: nano('9.98'), unit: 'USD' } as const;

/** 25 records at 18 credits, 392 in the wallet. */
export const RECORDS: CallFacts = {
  ...BASE,
  providerName: 'Enrich',
  model: null,
  estimate: {
    unit: 'credits',
    lowNano: nano('450'),
    likelyNano: nano('450'),
    highNano: nano('450'),
    reserveNano: nano('450'),
    reserveLowNano: nano('450'),
    isPrior: false,
    parts: [{ meter: 'records', role: 'likely', count: 25, picoPerUnit: 18_000_000_000_000n, nano: nano('450') }],
  },
  balance: {
    unit: 'credits',
    availableNano: nano('392'),
    frozenNano: 0n,
    at: BASE.now - 3 * 60_000,
    source: 'console',
    spentSinceNano: 0n,
    openNano: 0n,
    usableNano: nano('392'),
  },
  batch: { count: 25, eachNano: nano('18'), unit: 'credits' },
  fits: { outputTokensMax: null, outputReserveNano: null, batchKeep: 21, cheaper: null },
};

/** The facts of each cause's example; names are those a person reads in that language. */
export function exampleOf(cause: CardCause, language: Language): CallFacts {
  const provider = language === 'zh' ? '老张 API' : 'Laozhang';
  const relay = language === 'zh' ? '中转站' : 'The relay';
  const examples: Readonly<Record<CardCause, CallFacts>> = {
    depleted: { ...BASE, providerName: provider, balance: dollars('0'), rechargeMinNano: nano('1') },
    'not-enough': { ...BASE, providerName: relay, balance: dollars('0.05'), fits: OUTPUT },
    frozen: { ...BASE, ...reserving('0.95'), balance: dollars('0.40', { frozen: '12' }), fits: OUTPUT },
    'in-flight': { ...BASE, ...reserving('0.95'), balance: dollars('0.40', { open: '2.10' }), fits: OUTPUT },
    'billing-mismatch': { ...BASE, balance: dollars('7.18'), key: { ...KEY, billing: 'per-request' } },
    'key-limit': { ...BASE, ...reserving('0.25'), balance: dollars('43.10'), key: KEY, fits: OUTPUT },
    'org-limit': { ...BASE, balance: dollars('7.18') },
    'supplier-empty': { ...BASE, balance: dollars('7.18'), fits: { ...OUTPUT, outputTokensMax: null } },
    'rate-limit': { ...BASE, balance: dollars('7.18') },
    budget: {
      ...BASE,
      balance: dollars('7.18'),
      budget: {
        ...{ name: 'daily', reason: 'limit', counts: { of: 'money', unit: 'USD' }, cap: nano('5') },
        ...{ spent: nano('4.95'), held: nano('0.02'), needed: nano('0.05296'), isOld: false },
      },
    },
    repeat: {
      ...BASE,
      balance: dollars('7.18'),
      prompt: {
        tokens: 1200,
        turns: { count: 1, firstTokens: 1200 },
        waste: { repeats: { count: 6, sinceMs: 4 * 60_000 }, isTooMany: true, lost: null, carried: null },
      },
    },
    'own-limit': { ...BASE, balance: dollars('7.18'), ownLimitNano: nano('0.02') },
    'token-limit': {
      ...BASE,
      balance: dollars('7.18'),
      tokens: { input: 61_200, output: 4096 },
      tokensMax: 50_000,
    },
    'too-long': {
      ...BASE,
      balance: dollars('7.18'),
      overflow: {
        inputTokens: 127_904,
        outputTokens: 4096,
        contextTokens: 128_000,
        outputFits: null,
        isSure: true,
      },
    },
    batch: RECORDS,
    unsure: { ...BASE, providerName: provider, balance: dollars('0.31') },
  };
  return examples[cause];
}

/** A refusal of which nothing was charged and for whose retry the page still waits. */
export function refusalOf(cause: CardCause): RefusalFacts {
  const reading: RefusalReading = {
    says: 'money',
    status: 402,
    code: 'insufficient_balance',
    availableNano: null,
    neededNano: null,
    unit: null,
    retryAfterMs: cause === 'rate-limit' ? 12_000 : null,
    providerRequestId: null,
    hasAnswerBegun: false,
  };
  return { reading, original: '{"error":"Insufficient account balance"}', canRetry: true, isCharged: false };
}
