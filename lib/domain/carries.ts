import type { Estimate } from './estimate.ts';
import type { Carries } from './estimator.ts';
import { type Money, timesIn } from './money.ts';
import type { EstimateSum } from './sum-estimates.ts';
import type { Text } from './text.ts';

/**
 * Whether a balance carries so much: what is set aside is tested before it runs, what it costs is taken afterwards. Null: it is
 * in another unit.
 */
export function carries(
  balance: Money,
  estimate: Pick<Estimate, 'unit' | 'likelyNano' | 'highNano' | 'reserveNano'>,
): Carries | null {
  if (balance.unit !== estimate.unit) return null;
  const { likelyNano, highNano, reserveNano } = estimate;
  if (balance.nano < likelyNano || (reserveNano !== null && balance.nano < reserveNano)) return 'no';
  return balance.nano < highNano ? 'maybe' : 'yes';
}

/** How often a balance suffices for calls like this, by what they are likely to cost; null: any number of times, or not known. */
export function timesCarried(
  balance: Money,
  { unit, likelyNano }: Pick<Estimate, 'unit' | 'likelyNano'>,
): number | null {
  const times = balance.unit === unit ? timesIn(balance.nano, likelyNano) : null;
  return times === null ? null : Number(times);
}

/** Whether a balance carries it, in a sentence. */
export function explainCarries(
  balance: Money,
  estimate: Pick<Estimate, 'unit' | 'likelyNano' | 'highNano' | 'reserveNano'>,
): Text {
  const amount = { kind: 'money', money: balance, rounding: 'down' } as const;
  const answer = carries(balance, estimate);
  if (answer === null) return { key: 'est.cli.carries.unit', params: { unit: estimate.unit, balance: amount } };
  const n = timesCarried(balance, estimate);
  if (answer === 'yes' && n === null) return { key: 'est.cli.carries.any', params: { balance: amount } };
  return { key: `est.cli.carries.${answer}`, params: { balance: amount, n: n ?? 0 } };
}

/** The same of many calls together, in a sentence: what is set aside is tested one by one. */
export function explainAllCarried(balance: Money, sum: EstimateSum): Text {
  const answer = carries(balance, sum);
  const amount = { kind: 'money', money: balance, rounding: 'down' } as const;
  if (answer === null) return { key: 'est.cli.carries.unit', params: { unit: sum.unit, balance: amount } };
  return { key: `est.cli.carriesAll.${answer}`, params: { balance: amount } };
}
