import { expect, it } from 'vitest';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { explainSum } from '../../lib/domain/explain-sum.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { dollars, exampleOf, nano, RECORDS, refusalOf } from './explain-examples.ts';
import { chatDraft, chatPrice, lengthsOf, ONE } from './samples.ts';

const sum = (facts: CallFacts, language: 'en' | 'zh' = 'en') =>
  explainSum(facts).map((line) => renderText(line, language));
const base = exampleOf('not-enough', 'en');

it('writes out the arithmetic in full where all tokens have one price', () => {
  expect(sum(base)).toEqual([
    'Likely cost: 1,200 + 1,200 tokens, / 1,000,000 × $10 = $0.024',
    'Between $0.015 and $0.05296, most likely $0.024.',
    'Set aside first: 1,200 + 4,096 tokens, / 1,000,000 × $10 = $0.05296',
    'Balance: $0.05 (read in the console 3 min ago)',
    'Short: $0.05296 − $0.05 = $0.00296',
  ]);
});

it('gives each part a line where the prices differ, and adds them up', () => {
  const estimate = base.estimate && {
    ...base.estimate,
    lowNano: nano('0.07'),
    likelyNano: nano('0.07'),
    highNano: nano('0.07'),
    reserveNano: null,
    parts: [
      { meter: 'input-tokens', role: 'likely', count: 1000, picoPerUnit: 10_000_000n, nano: nano('0.01') },
      { meter: 'output-tokens', role: 'likely', count: 2000, picoPerUnit: 30_000_000n, nano: nano('0.06') },
      { meter: 'requests', role: 'likely', count: 0, picoPerUnit: 1_000_000n, nano: 0n },
    ] as const,
  };
  expect(sum({ ...base, estimate, balance: null })).toEqual([
    'Question: 1,000 tokens, / 1,000,000 × $10 = $0.01',
    'Answer: 2,000 tokens, / 1,000,000 × $30 = $0.06',
    'Likely cost: $0.01 + $0.06 = $0.07',
    'The balance has not been read yet.',
  ]);
});

it('gives pictures and sound a row of their own where they have a rate of their own', () => {
  const exactly = (tokens: number) => ({ low: tokens, likely: tokens, high: tokens });
  const draft = chatDraft({
    inputTokens: exactly(3178),
    outputTokensMax: 100,
    apart: [
      { meter: 'image-input-tokens', tokens: exactly(258) },
      { meter: 'audio-input-tokens', tokens: exactly(1920) },
    ],
  });
  const rates = { 'input-tokens': 300_000n, 'output-tokens': 2_500_000n, 'audio-input-tokens': 1_000_000n };
  const facts = {
    ...base,
    estimate: estimateCall(draft, chatPrice({ rates }), lengthsOf(100, 100, 100)),
    balance: null,
  };
  expect(sum(facts)).toEqual([
    'Question: 1,258 tokens, / 1,000,000 × $0.30 = $0.0003774',
    'Question, sound: 1,920 tokens, / 1,000,000 × $1 = $0.00192',
    'Answer: 100 tokens, / 1,000,000 × $2.50 = $0.00025',
    'Likely cost: $0.0003774 + $0.00192 + $0.00025 = $0.0025474',
    '3,178 tokens in (counted), 100 out (your last 46 calls to this model).',
    'Of these, 258 in are pictures.',
    'Of these, 1,920 in are sound.',
    'At most $0.0025474: the answer may have 100 tokens.',
    'Question: 1,258 tokens, / 1,000,000 × $0.30 = $0.0003774',
    'Question, sound: 1,920 tokens, / 1,000,000 × $1 = $0.00192',
    'Answer: 100 tokens, / 1,000,000 × $2.50 = $0.00025',
    'Set aside first: $0.0003774 + $0.00192 + $0.00025 = $0.0025474',
    'The balance has not been read yet.',
  ]);
  const chinese = sum(facts, 'zh').join('\n');
  for (const row of ['1,920 tokens ÷ 1,000,000', '是图片', '是声音'])
    expect(chinese.replaceAll('1920', '1,920')).toContain(row);
});

it('puts records, balance and what is missing into one line', () => {
  expect(sum(RECORDS)[0]).toBe('25 records × 18 = 450 credits; balance 392; 58 short');
  expect(sum(RECORDS, 'zh')[0]).toBe('25 条 × 18 点 = 450 点；余额 392 点；差 58 点');
});

it('shows what was spent and set aside after the reading', () => {
  const balance = dollars('0.4', { open: '0.5', frozen: '12' });
  const facts = {
    ...base,
    estimate: null,
    balance: balance && { ...balance, availableNano: nano('1'), spentSinceNano: nano('0.1') },
  };
  expect(sum(facts)).toEqual([
    'The price of this call is not known.',
    'Balance: $1.00 (read in the console 3 min ago) − $0.10 spent since − $0.50 set aside by running calls = $0.40',
    'Frozen: $12.00, not counted.',
  ]);
});

it("puts the key's own limit and the provider's own figures beside", () => {
  expect(sum(exampleOf('key-limit', 'en'))).toContain('Key "dev-1": $10.00 − $9.98 used = $0.02');
  const reading = {
    ...refusalOf('not-enough').reading,
    availableNano: nano('0.03'),
    neededNano: nano('0.06'),
    unit: 'USD',
  };
  const lines = explainSum(base, reading).map((line) => renderText(line, 'en'));
  expect(lines.slice(-2)).toEqual(['The provider says: $0.03 there, $0.06 needed.', 'Short: $0.06 − $0.03 = $0.03']);
});

it('of a relay that bills in points leads to the figures of the card, likely and set aside', () => {
  const points = {
    perUnitNano: 500_000n * ONE,
    parts: 100n,
    rates: { 'input-tokens': 15n, 'output-tokens': 60n },
    pointsMin: 1n,
  };
  const rates = { 'input-tokens': 300_000n, 'output-tokens': 1_200_000n };
  const inputTokens = { low: 8, likely: 8, high: 8 };
  const draft = chatDraft({ inputTokens, outputTokensMax: 2 });
  const flat = { inputTokensMin: 0, form: 'floor' } as const;
  const estimate = estimateCall(draft, chatPrice({ points, rates, setsAside: flat }), lengthsOf(2, 2, 2));
  expect(estimate).toMatchObject({ likelyNano: 4000n, reserveNano: 2000n });
  const facts = { ...exampleOf('depleted', 'en'), estimate, balance: null, key: null };
  expect(explainSum(facts).map((text) => renderText(text, 'en'))).toEqual([
    'Question: 8 × 0.15 = 1.2 points',
    'Answer: 2 × 0.6 = 1.2 points',
    'Together: 1.2 + 1.2 = 2.4 points',
    'Rounded to whole points: 2',
    'Likely cost: 2 points, 500,000 to $1 = $0.000004',
    '8 tokens in (counted), 2 out (your last 46 calls to this model).',
    'At most $0.000004: the answer may have 2 tokens.',
    'Question: 8 × 0.15 = 1.2 points',
    'Answer: 2 × 0.15 = 0.3 points',
    'Together: 1.2 + 0.3 = 1.5 points',
    'Rounded to whole points: 1',
    'Set aside first: 1 point, 500,000 to $1 = $0.000002',
    'The balance has not been read yet.',
  ]);
});
