import type { Commitment, Package } from '../../lib/advice/billing-ways.ts';
import { parseDecimal } from '../../lib/domain/money.ts';

/** Offers that are looked at at once. */
const OFFERS_MAX = 20;
const PACKAGE = /^([\d.]{1,20})\s?([A-Za-z]{1,20})=([\d.]{1,20})\s?([A-Za-z]{1,20})(?:@(\S{1,100}))?$/;
const COMMITMENT = /^([\d.]{1,20})\s?([A-Za-z]{1,20})-(\d{1,2}(?:\.\d{1,2})?)%(?:@(\S{1,100}))?$/;

/** An offer that was not understood; its message says what would be. */
export class OfferProblem extends Error {}

/** Packages of a month as people write them, with commas: `20USD=30USD@openai`, `9USD=1000calls`. @throws OfferProblem */
export function readPackages(text: string): readonly Package[] {
  return listOf(text).map((entry) => {
    const [, price, unit = '', amount, what = '', provider = null] = PACKAGE.exec(entry) ?? [];
    const nano = parseDecimal(price);
    const count = Number(amount);
    const includedNano = parseDecimal(amount);
    const isCount = what === 'calls' || what === 'tokens';
    // Nothing is no offer.
    if (!nano || !includedNano || (isCount ? !Number.isSafeInteger(count) : what !== unit)) {
      throw new OfferProblem(
        `"${entry}" is no package: 20USD=30USD@openai is use for 30 dollars that costs 20, 9USD=1000calls a thousand calls`,
      );
    }
    const includes = isCount ? ({ kind: what, count } as const) : ({ kind: 'amount', nano: includedNano } as const);
    return { provider, unit, nano, includes };
  });
}

/** Commitments of a month, with commas: `500USD-10%@openai`. @throws OfferProblem */
export function readCommitments(text: string): readonly Commitment[] {
  return listOf(text).map((entry) => {
    const [, amount, unit = '', percent, provider = null] = COMMITMENT.exec(entry) ?? [];
    const nano = parseDecimal(amount);
    if (!nano || percent === undefined) {
      throw new OfferProblem(
        `"${entry}" is no commitment: 500USD-10%@openai is at least 500 dollars a month, and everything 10 % cheaper`,
      );
    }
    return { provider, unit, nano, percent: Number(percent) };
  });
}

function listOf(text: string): readonly string[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length > OFFERS_MAX) throw new OfferProblem(`at most ${OFFERS_MAX} offers are looked at at once`);
  return entries;
}
