import type { CallFacts } from '../domain/facts.ts';
import { NO_FITS } from '../domain/find-fits.ts';
import type { Unit } from '../domain/money.ts';

/** A call that waits for an answer beside another. */
export interface WaitingCall {
  /** Which wallet pays for it ({@link walletOf}); null: not known, as of a private window's calls. */
  readonly wallet: string | null;
  /** What is set aside for it, nano-units; null: not known. */
  readonly reserveNano: bigint | null;
}

/**
 * A mark of the wallet that pays, to be compared and never shown: an account has one for each unit. Where the account is
 * not known (null or empty), the key stands for it; `unit` null: unpriced.
 */
export function walletOf(payer: {
  readonly provider: string;
  readonly account: string | null;
  readonly fingerprint: string | null;
  readonly unit: Unit | null;
}): string {
  const { provider, account, fingerprint, unit } = payer;
  return JSON.stringify([provider, account || fingerprint, unit]);
}

/** Those that are paid from the same wallet, as far as it is known: only they can be short together, and share a card. */
export function ofSameWallet(facts: CallFacts, others: readonly WaitingCall[]): readonly WaitingCall[] {
  return others.filter(({ wallet }) => wallet === null || wallet === facts.wallet);
}

/**
 * Calls that wait under one card are judged by their sum; `others` beside the one that `facts` are of. One that turns out
 * to be paid from another wallet counts, and leaves no sum.
 */
export function joinWaiting(facts: CallFacts, others: readonly WaitingCall[]): CallFacts {
  if (others.length === 0) return facts;
  const beside = others.map(({ wallet, reserveNano }) => (wallet === facts.wallet ? reserveNano : null));
  const reserves = [...beside, facts.estimate?.reserveNano ?? null];
  const reserveAllNano = reserves.reduce((sum, nano) => (sum === null || nano === null ? null : sum + nano), 0n);
  // A smaller size of one of them would say nothing about the others.
  return { ...facts, fits: NO_FITS, callsWaiting: reserves.length, reserveAllNano };
}
