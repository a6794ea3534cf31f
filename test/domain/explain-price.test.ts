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

describe('a price that no list has', () => {
  const rates = [
    { meter: 'input-tokens', low: 9_800_000n, likely: 10_000_000n, high: 10_400_000n },
    { meter: 'output-tokens', low: 29_000_000n, likely: 30_000_000n, high: 31_000_000n },
  ] as const;
  const price = chatPrice({ isGuess: true, basis: { kind: 'drops', drops: 4, unit: 'USD', rates } });

  it('says how many drops of the balance it is learned from, and between what it lies', () => {
    expect(read(price)).toEqual([
      'No list has this price: learned from 4 drops of your balance.',
      'Question: between $9.80 and $10.40 for 1,000,000.',
      'Answer: between $29 and $31 for 1,000,000.',
    ]);
    const zh = explainPrice(price).map((text) => renderText(text, 'zh'));
    expect(zh[1]).toBe('提问：每 1,000,000 个 $9.80 到 $10.40。');
    const credits = {
      meter: 'records',
      low: 18_000_000_000_000n,
      likely: 18_000_000_000_000n,
      high: 18_500_000_000_000n,
    } as const;
    const note: PriceNote = { date, basis: { kind: 'drops', drops: 3, unit: 'credits', rates: [credits] } };
    expect(read(note)[1]).toBe('Records: between 18 credits and 18.5 credits for 1.');
  });

  it('is a range in the sum, without a word of what is set aside, which nobody knows', () => {
    const estimate = estimateCall(chatDraft(), price, null);
    // 1,200 in at the low rate and 60 out, 420 out at the high one.
    expect(estimate).toMatchObject({
      lowNano: 13_500_000n,
      highNano: 25_500_000n,
      reserveNano: null,
      reserveLowNano: null,
    });
    const sum = explainSum(factsOf(null, { estimate })).map((text) => renderText(text, 'en'));
    expect(sum.join('\n')).toContain('learned from 4 drops of your balance');
    expect(sum.join('\n')).not.toContain('Set aside');
    expect(renderText(explainChipBefore(factsOf(null, { estimate })).text, 'en')).toContain(
      'price learned from 4 balance drops',
    );
  });
});

describe('a price that is not as listed', () => {
  const said = (price: Price) => {
    const facts = factsOf(null, { estimate: estimateCall(chatDraft(), price, null) });
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
