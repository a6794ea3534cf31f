import { describe, expect, it } from 'vitest';
import { heldAmountsOf } from '../../../companion/calls/held-amounts.ts';
import { estimateCall } from '../../../lib/domain/estimate-call.ts';
import { batchDraft, batchPrice, chatDraft, chatPrice, lengthsOf } from '../../domain/samples.ts';

describe('what budgets hold of a call', () => {
  it('is the worst case, and what 19 of 20 such calls keep to; not nine of ten', () => {
    const draft = chatDraft();
    const estimate = estimateCall(draft, chatPrice(), lengthsOf(100, 300, 500, 46, 700));
    expect(heldAmountsOf(draft, { estimate }, {})).toEqual({
      money: { unit: 'USD', worstNano: estimate?.mostNano, usualNano: 33_000_000n },
      tokens: { worst: 1200n + 4096n, usual: 1200n + 700n },
      rates: {},
    });
    expect(estimate?.highNano).toBeLessThan(33_000_000n);
  });

  it('has what searches of the provider add at most; nothing can be held where nothing bounds them', () => {
    const price = chatPrice({ rates: { ...chatPrice().rates, searches: 1n }, contextTokens: 1000 });
    const heldOf = (searchesMax: number | null) => {
      const draft = chatDraft({ searchesMax });
      return heldAmountsOf(draft, { estimate: estimateCall(draft, price, null) }, {});
    };
    expect(heldOf(2).tokens).toEqual({ worst: 1200n + 4096n + 2000n, usual: heldOf(0).tokens?.usual });
    expect((heldOf(2).money?.worstNano ?? 0n) - (heldOf(0).money?.worstNano ?? 0n)).toBe(20_000_001n);
    expect(heldOf(null)).toEqual({ money: null, tokens: null, rates: {} });
  });

  it('of what is billed by what it asks for is that, both times', () => {
    const draft = batchDraft(25);
    const estimate = estimateCall(draft, batchPrice(), null);
    const nano = estimate?.likelyNano;
    expect(heldAmountsOf(draft, { estimate }, {}).money).toEqual({ unit: 'credits', worstNano: nano, usualNano: nano });
  });

  it('is without what is free, which others may take first; what is usual is with it', () => {
    const draft = batchDraft(25);
    const free = [{ meters: ['records'], count: 100, per: 'month', left: 25 }] as const;
    const { worstNano, usualNano } =
      heldAmountsOf(draft, { estimate: estimateCall(draft, { ...batchPrice(), free }, null) }, {}).money ?? {};
    expect([worstNano, usualNano]).toEqual([estimateCall(draft, batchPrice(), null)?.likelyNano, 0n]);
  });
});
