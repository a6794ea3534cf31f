import { expect, it } from 'vitest';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { explainRecord } from '../../lib/domain/explain-record.ts';
import { findFits } from '../../lib/domain/find-fits.ts';
import { type Price, pricedBy, priceUsage } from '../../lib/domain/price.ts';
import { chatDraft, chatPrice, chatRecord } from './samples.ts';

/** Half a cent a call, and $1 per million tokens either way. */
const FEE: Price = chatPrice({
  rates: { 'input-tokens': 1_000_000n, 'output-tokens': 1_000_000n },
  callFee: 5_000_000_000n,
});
const DRAFT = chatDraft({ inputTokens: { low: 1000, likely: 1000, high: 1000 }, outputTokensMax: 2000 });

it.each([
  [{ 'input-tokens': 1000, 'output-tokens': 500 }, 6_500_000n],
  [{ 'input-tokens': 1 }, 5_001_000n],
  // Nothing was used: nobody bills a call that was none.
  [{ 'input-tokens': 0 }, 0n],
  [{}, 0n],
  // A provider that counts its calls itself is believed.
  [{ 'input-tokens': 1000, requests: 2 }, 11_000_000n],
])('%j costs the fee of the call besides: %s', (usage, nano) => {
  expect(priceUsage(usage, FEE)).toBe(nano);
});

it('a forecast has the fee as a part of its own, and its parts add up', () => {
  const estimate = estimateCall(DRAFT, FEE, null);
  for (const role of ['likely', 'reserve'] as const) {
    const parts = estimate?.parts.filter((part) => part.role === role) ?? [];
    expect(parts.map(({ meter }) => meter)).toEqual(['input-tokens', 'output-tokens', 'requests']);
    const sum = parts.reduce((nano, part) => nano + part.nano, 0n);
    expect(sum).toBe(role === 'likely' ? estimate?.likelyNano : estimate?.reserveNano);
  }
});

it('what fits is what fits beside the fee', () => {
  expect(findFits(DRAFT, FEE, 7_000_000n, []).outputTokensMax).toBe(1000);
  expect(findFits(DRAFT, FEE, 6_000_000n, []).outputTokensMax).toBeNull();
});

it('a record keeps the fee, and shows it', () => {
  const kept = pricedBy(FEE);
  expect(kept.callFee).toBe(FEE.callFee);
  const usage = { 'input-tokens': 1000, 'output-tokens': 500 };
  const cost = { unit: 'USD', lowNano: 6_500_000n, likelyNano: 6_500_000n, highNano: 6_500_000n };
  const lines = explainRecord(chatRecord({ usage, cost, pricedBy: kept }), null).cost;
  expect(JSON.stringify(lines, (_, value) => (typeof value === 'bigint' ? String(value) : value))).toContain(
    'meter.requests',
  );
});
