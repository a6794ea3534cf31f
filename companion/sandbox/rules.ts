/** How an inexact sum becomes whole nano-units. */
export type RoundingMode = 'up' | 'half-up' | 'down';

/** What can be varied about the sandbox's way of billing; every rule has a default in `defaultRules`. */
export interface SandboxRules {
  /** Output tokens set aside when `max_tokens` is missing or 0. */
  readonly outputTokensDefault: number;
  /** Nano-USD: an account with more available than this skips pre-deduction. `null`: nobody does. */
  readonly trustedAbove: bigint | null;
  /** Output price as a multiple of the input price, by model id, instead of the listed output price. */
  readonly completionRatioByModel: Readonly<Record<string, number>>;
  readonly roundingMode: RoundingMode;
  /** Step every sum is rounded to, in nano-units. Relays that count 500,000 quota points a dollar round to 2,000. */
  readonly roundingStepNano: bigint;
  /** What every price is multiplied with: the ratio of the group that pays, at most six decimals. */
  readonly priceRatio: number;
  /** Nano-USD that each chat costs besides its tokens. */
  readonly callFeeNano: bigint;
  /** Nano-USD that a chat costs at the least. */
  readonly chargeNanoMin: bigint;
  /** What is set aside as a multiple of what the call can cost at most, at most six decimals. */
  readonly reserveRatio: number;
  /** Tokens of a prompt are counted as so many times as many, rounded up, and so many more: another counter. */
  readonly countRatio: number;
  readonly countExtraTokens: number;
  /** For so long the console still shows the old balance after a change. */
  readonly balanceLagMs: number;
  /** Status of the terse refusals; the relay form has its own. */
  readonly refusalStatus: 402 | 403;
  readonly relayLanguage: 'zh' | 'en';
  /** Calls per key in any 60 seconds; `null`: no limit. */
  readonly rateLimitPerMinute: number | null;
  /** Wait before the first byte of an answer, unless the request says otherwise. */
  readonly delayMs: number;
  /** Wait between two chunks of a stream, unless the request says otherwise. */
  readonly chunkDelayMs: number;
  /** Tokens per chunk of a stream, unless the request says otherwise. */
  readonly chunkTokens: number;
}

/** The rules a fresh sandbox starts with. */
export const defaultRules: SandboxRules = {
  outputTokensDefault: 4096,
  trustedAbove: null,
  completionRatioByModel: {},
  roundingMode: 'up',
  roundingStepNano: 1n,
  priceRatio: 1,
  callFeeNano: 0n,
  chargeNanoMin: 0n,
  reserveRatio: 1,
  countRatio: 1,
  countExtraTokens: 0,
  balanceLagMs: 0,
  refusalStatus: 402,
  relayLanguage: 'zh',
  rateLimitPerMinute: null,
  delayMs: 0,
  chunkDelayMs: 10,
  chunkTokens: 4,
};

type RuleReader = (value: unknown) => unknown;

const readers: Readonly<Record<keyof SandboxRules, RuleReader>> = {
  outputTokensDefault: wholeNumber(1, 1_000_000_000),
  trustedAbove: (value) => (value === null ? null : wholeNano(value, 0n)),
  completionRatioByModel: readRatios,
  roundingMode: oneOf(['up', 'half-up', 'down']),
  roundingStepNano: (value) => wholeNano(value, 1n),
  priceRatio: readRatio,
  callFeeNano: (value) => wholeNano(value, 0n),
  chargeNanoMin: (value) => wholeNano(value, 0n),
  reserveRatio: readRatio,
  countRatio: readRatio,
  countExtraTokens: wholeNumber(0, 1_000_000),
  balanceLagMs: wholeNumber(0, 24 * 3_600_000),
  refusalStatus: oneOf([402, 403]),
  relayLanguage: oneOf(['zh', 'en']),
  rateLimitPerMinute: (value) => (value === null ? null : wholeNumber(1, 1_000_000)(value)),
  delayMs: wholeNumber(0, 600_000),
  chunkDelayMs: wholeNumber(0, 60_000),
  chunkTokens: wholeNumber(1, 10_000),
};

/**
 * Reads a change of rules from JSON (`{"outputTokensDefault": 2048}`; nano sums as whole numbers or digit strings).
 * A string instead of rules is the reason why it was not understood.
 */
export function readRules(value: unknown): Partial<SandboxRules> | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'rules must be an object';
  const rules: Record<string, unknown> = {};
  for (const [name, raw] of Object.entries(value)) {
    const read = Object.hasOwn(readers, name) ? readers[name as keyof SandboxRules] : undefined;
    if (read === undefined) return `there is no rule "${name}"; there are ${Object.keys(readers).join(', ')}`;
    const parsed = read(raw);
    if (parsed === undefined) return `rule "${name}" cannot be ${JSON.stringify(raw)}`;
    rules[name] = parsed;
  }
  return rules as Partial<SandboxRules>;
}

/** The rules as plain JSON values, the counterpart of `readRules`. */
export function writeRules(rules: SandboxRules): Readonly<Record<string, unknown>> {
  return {
    ...rules,
    trustedAbove: rules.trustedAbove === null ? null : rules.trustedAbove.toString(),
    roundingStepNano: rules.roundingStepNano.toString(),
    callFeeNano: rules.callFeeNano.toString(),
    chargeNanoMin: rules.chargeNanoMin.toString(),
  };
}

function wholeNumber(min: number, max: number): RuleReader {
  return (value) => (Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? value : undefined);
}

function wholeNano(value: unknown, min: bigint): bigint | undefined {
  const text = String(value).trim();
  if (!/^\d{1,30}$/.test(text)) return undefined;
  const nano = BigInt(text);
  return nano >= min ? nano : undefined;
}

function oneOf(allowed: readonly unknown[]): RuleReader {
  return (value) => (allowed.includes(value) ? value : undefined);
}

function readRatio(value: unknown): unknown {
  return typeof value === 'number' && value >= 0 && value <= 1000 ? value : undefined;
}

function readRatios(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.values(value).every((ratio) => readRatio(ratio) !== undefined) ? value : undefined;
}
