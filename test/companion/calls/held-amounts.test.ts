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

  it('of what is billed by what it asks for is that, both times', () => {
    const draft = batchDraft(25);
    const estimate = estimateCall(draft, batchPrice(), null);
    const nano = estimate?.likelyNano;
    expect(heldAmountsOf(draft, { estimate }, {}).money).toEqual({ unit: 'credits', worstNano: nano, usualNano: nano });
  });
});
