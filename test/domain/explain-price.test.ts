import { describe, expect, it } from 'vitest';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { explainChipBefore } from '../../lib/domain/explain-chip.ts';
import { explainPrice } from '../../lib/domain/explain-price.ts';
import { explainRecord } from '../../lib/domain/explain-record.ts';
import { explainSum } from '../../lib/domain/explain-sum.ts';
import { type Price, type PriceNote, pricedBy } from '../../lib/domain/price.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { chatDraft, chatPrice, chatRecord, factsOf } from './samples.ts';

const read = (note: PriceNote): readonly string[] => explainPrice(note).map((text) => renderText(text, 'en'));
const date = '2026-11-10';

it.each<readonly [PriceNote, readonly string[]]>([
  [{ date }, []],
  [{ date, mark: 'third-party' }, ['Price of 2026-11-10, as others tell it: not read at the provider.']],
  [{ date, mark: 'unverified' }, ['Price of 2026-11-10, which nobody has checked.']],
  [{ date, times: '0.85' }, ['The listed price × 0.85, as you set it.']],
  [{ date, basis: { kind: 'own' } }, ['Your own price.']],
  [
    { date, basis: { kind: 'changed', calls: 3 } },
    ['The listed price seems to have changed: the last 3 calls were billed another sum.'],
  ],
  [
    { date, basis: { kind: 'learned', calls: 4, percentOff: 2 } },
    [
      'The listed price seems to have changed: the last 4 calls were billed another sum.',
      'Price learned from what 4 calls were billed, at most 2 % off.',
    ],
  ],
])('%j is said as %j', (note, lines) => {
  expect(read(note)).toEqual(lines);
});

describe('a price that is not as listed', () => {
  const said = (price: Price) => {
    const facts = factsOf(null, { estimate: estimateCall(chatDraft(), price, []) });
    return {
      chip: renderText(explainChipBefore(facts).text, 'en'),
      sum: explainSum(facts).map((text) => renderText(text, 'en')),
    };
  };

  it.each<readonly [Partial<Price>, string, string]>([
    [{ mark: 'third-party' }, 'price told by others', 'as others tell it'],
    [{ mark: 'unverified' }, 'price not checked', 'nobody has checked'],
    [{ basis: { kind: 'changed', calls: 3 } }, 'its price seems to have changed', 'the last 3 calls'],
    [{ basis: { kind: 'learned', calls: 3, percentOff: 1 } }, 'price learned from 3 calls', 'at most 1 % off'],
  ])('%j says so on the chip and in the sum', (change, chip, sum) => {
    expect(said(chatPrice(change)).chip).toContain(chip);
    expect(said(chatPrice(change)).sum.join('\n')).toContain(sum);
    expect(said(chatPrice()).chip).not.toContain(chip);
    expect(said(chatPrice()).sum.join('\n')).not.toContain(sum);
  });

  it('is kept with the record, which says so in the same words', () => {
    const price = chatPrice({ basis: { kind: 'learned', calls: 3, percentOff: 1 } });
    const record = chatRecord({ pricedBy: pricedBy(price) });
    const lines = explainRecord(record, null).cost.map((text) => renderText(text, 'en'));
    expect(lines.join('\n')).toContain('Price learned from what 3 calls were billed');
    expect(explainRecord(chatRecord({ pricedBy: pricedBy(chatPrice()) }), null).cost).toHaveLength(lines.length - 2);
  });
});
