import type { ChipView } from '../../lib/domain/card.ts';
import { explainChipAfter, explainChipBefore, explainChipSent } from '../../lib/domain/explain-chip.ts';
import { dollars, exampleOf, nano, RECORDS } from '../domain/explain-examples.ts';

const facts = { ...exampleOf('own-limit', 'en'), balance: dollars('3.92') };
const usd = (decimal: string) => ({ unit: 'USD', nano: nano(decimal) });
const after = { isEstimated: false, cost: usd('0.0021'), estimate: usd('0.0019'), left: usd('3.92'), swapped: null };

/** Every state of the chip, by a name for pictures. */
export const chips: Readonly<Record<string, ChipView>> = {
  enough: explainChipBefore(facts),
  typical: explainChipBefore(facts, true),
  short: explainChipBefore({ ...facts, balance: dollars('0.03') }),
  records: explainChipBefore(RECORDS),
  unread: explainChipBefore({ ...facts, balance: null }),
  unpriced: explainChipBefore({ ...facts, estimate: null }),
  after: explainChipAfter(after),
  swapped: explainChipAfter({ ...after, swapped: { asked: 'gpt-4-turbo', sent: 'gpt-4o-mini' } }),
  unknown: explainChipAfter({ ...after, cost: null }),
  sent: explainChipSent({ ...after, cost: usd('0.006'), left: usd('4.99') }),
  supplier: explainChipBefore(facts, false, { supplierAgoMs: 3 * 60_000, rate: null }),
  rate: explainChipBefore(facts, false, { supplierAgoMs: null, rate: { used: 58, limit: 60 } }),
  'too-fast': explainChipBefore(facts, false, { supplierAgoMs: null, rate: { used: 60, limit: 60 } }),
  peak: explainChipBefore({ ...facts, hours: { until: new Date(2026, 10, 23, 18, 0).getTime(), isDearer: true } }),
  leftOut: { text: { key: 'chip.leftOut', params: { n: 4 } }, mood: 'unsure' },
};
