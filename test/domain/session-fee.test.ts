import { describe, expect, it } from 'vitest';
import { costOf } from '../../lib/domain/cost-of.ts';
import type { Price } from '../../lib/domain/price.ts';
import { withSessionFee } from '../../lib/domain/session-fee.ts';
import { chatDraft } from './samples.ts';

const price: Price = {
  model: 'big',
  unit: 'USD',
  rates: { 'input-tokens': 1_000_000n, 'output-tokens': 2_000_000n },
  sessionFee: 50_000_000_000n,
  rounding: 'half-up',
  outputTokensDefault: null,
  outputTokensPrior: null,
  date: '2026-11-20',
  source: 'made up',
};
const answer = { kind: 'answer', usage: { 'input-tokens': 1000 }, cost: null, output: null } as const;
const nanoOf = (session: 'first' | 'later' | undefined, by = price): bigint | undefined => {
  const draft = chatDraft(session && { session });
  return costOf(answer, draft, withSessionFee(by, draft), null).cost?.likelyNano;
};

describe('a fee for each session', () => {
  it('is paid by its first call, and by none after it', () => {
    expect([nanoOf('first'), nanoOf('later')]).toEqual([51_000_000n, 1_000_000n]);
  });

  it('is paid by each where nobody knows, and the price says so', () => {
    expect(nanoOf(undefined)).toBe(51_000_000n);
    expect(withSessionFee(price, {}).sessionFee).toBe(50_000_000_000n);
    expect(withSessionFee(price, { session: 'first' }).sessionFee).toBeUndefined();
  });

  it('stands beside what each call costs', () => {
    expect(nanoOf('first', { ...price, callFee: 3_000_000_000n })).toBe(54_000_000n);
    const byCall = { ...price, rates: { requests: 3_000_000_000n } };
    expect([nanoOf('first', byCall), nanoOf('later', byCall)]).toEqual([53_000_000n, 3_000_000n]);
  });

  it('of a price that has none changes nothing', () => {
    const { sessionFee: _, ...plain } = price;
    expect(withSessionFee(plain, {})).toEqual(plain);
  });
});
