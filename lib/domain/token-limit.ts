import type { Draft } from './call.ts';
import { atUnit, timesIn, type Unit } from './money.ts';

/** Under this name the user's own limit of tokens is kept among the limits of an account, in nano-tokens like amounts. */
export const CALL_TOKENS: Unit = 'tokens a call';

const NANO = 1_000_000_000n;

/** How long a call can become. */
export interface CallTokens {
  /** As it is likely. */
  readonly input: number;
  /** All answers together at the longest; null: nothing bounds them. */
  readonly output: number | null;
}

/** The tokens of a call; null: it is not counted in tokens. */
export function tokensOf({ inputTokens, outputTokensMax, answers }: Draft): CallTokens | null {
  if (inputTokens === null) return null;
  return { input: inputTokens.likely, output: outputTokensMax === null ? null : outputTokensMax * answers };
}

/** Both together: what a limit is compared with. */
export function sumOfTokens({ input, output }: CallTokens): number {
  return input + (output ?? 0);
}

/** Above how many tokens the user wants to be asked; null: never. */
export function findTokenLimit(ownLimits: Readonly<Record<Unit, bigint>> | undefined): number | null {
  const nano = atUnit(ownLimits, CALL_TOKENS);
  return nano === undefined ? null : Number(timesIn(nano, NANO) ?? 0n);
}

/** So many tokens or more, of two digits: a limit that people can read. */
export function roundUpTokens(tokens: number): number {
  const step = 10 ** Math.max(0, String(Math.ceil(tokens)).length - 2);
  return Math.ceil(tokens / step) * step;
}

/** A limit as it is kept. */
export function toTokenLimit(tokens: number): bigint {
  return BigInt(tokens) * NANO;
}
