import { afterEach, describe, expect, it } from 'vitest';
import { rowsOfBuild, withRows } from '../../build/price-rows.ts';
import { METERS } from '../../lib/domain/call.ts';
import { explainPrice } from '../../lib/domain/explain-price.ts';
import { type BilledSample, priceByBills, sampleOf } from '../../lib/domain/learn-price.ts';
import { type Price, pricedBy, priceUsage } from '../../lib/domain/price.ts';
import type { PriceFileRow } from '../../lib/domain/price-file.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { putPriceFileInForce } from '../../lib/prices/file-prices.ts';
import { ANY_PAYER, findPrices } from '../../lib/prices/find-prices.ts';
import { countDiffering, findAbsurd } from '../../lib/prices/judge-file.ts';
import { findBuiltPrice, findKnownPrice } from '../../lib/prices/known-prices.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { ownLists } from '../../lib/webext/own-lists.ts';
import { chat } from '../engine/calls.ts';
import { filedRow, heldFile } from './filed.ts';

afterEach(() => putPriceFileInForce(null));

const of = (list: string) => ({ list, setsAside: 'nothing' }) as const;
const output = (list: string, model: string): bigint | undefined =>
  findKnownPrice(of(list), model)?.rates['output-tokens'];

function pricesAt(id: string, model: string, query = ANY_PAYER): readonly Price[] {
  const provider = findProvider(id);
  if (provider === null) throw new Error(`no ${id}`);
  return findPrices(provider, { ...chat, model }, query);
}

function use(...rows: readonly PriceFileRow[]): void {
  putPriceFileInForce(heldFile(rows));
}

describe('the file in force', () => {
  it('goes before the base list, also for names with a day and for lists that fall back on it; off, the build holds again', () => {
    expect([output('openai', 'gpt-5'), output('openai', 'gpt-5-2025-08-07')]).toEqual([10_000_000n, 10_000_000n]);
    use(filedRow());
    for (const model of ['gpt-5', 'GPT-5', 'gpt-5-2025-08-07'])
      expect([model, output('openai', model)]).toEqual([model, 12_000_000n]);
    expect(output('azure', 'gpt-5')).toBe(12_000_000n);
    // Another model is another row.
    expect(output('openai', 'gpt-5-mini')).toBe(2_000_000n);
    putPriceFileInForce(null);
    expect(output('openai', 'gpt-5')).toBe(10_000_000n);
  });

  it('has steps and a least sum where its row does', () => {
    use(filedRow({ steps: { 'output-tokens': { each: 100 } }, callMin: 5_000_000 }));
    const price = findKnownPrice(of('openai'), 'gpt-5');
    expect(price && [priceUsage({ 'output-tokens': 1 }, price), price.callMin]).toEqual([1_200_000n, 5_000_000n]);
    use(filedRow());
    expect(findKnownPrice(of('openai'), 'gpt-5')?.steps).toBeUndefined();
  });

  it('of a list that others fall back on is not before what the build has in those themselves', () => {
    const built = output('azure', 'o1-mini');
    use(filedRow({ model: 'o1-mini' }));
    expect([output('openai', 'o1-mini'), output('azure', 'o1-mini')]).toEqual([12_000_000n, built]);
    use(filedRow({ model: 'o1-mini' }), filedRow({ list: 'azure', model: 'o1-mini', rates: { 'output-tokens': 7 } }));
    expect([output('openai', 'o1-mini'), output('azure', 'o1-mini')]).toEqual([12_000_000n, 7n]);
    // Azure's own row is found by this name too.
    expect(output('azure', 'o1-mini-2024-09-12')).toBe(7n);
  });

  it('goes before the overlay, whose row for a model it replaces and no other', () => {
    const named = 'claude-haiku-5-5';
    const before = output('anthropic', 'claude-sonnet-5-5');
    use(filedRow({ list: 'anthropic', model: named }));
    expect([output('anthropic', named), output('anthropic', `${named}-20261007`)]).toEqual([12_000_000n, 12_000_000n]);
    expect(findKnownPrice(of('anthropic'), named)?.sizes).toBeUndefined();
    expect(output('anthropic', 'claude-sonnet-5-5')).toBe(before);
  });

  it('brings models that no list has, and takes away what cannot be relied on', () => {
    expect(output('openai', 'gpt-9')).toBeUndefined();
    use(filedRow({ model: 'gpt-9' }), filedRow({ rates: {} }));
    expect(output('openai', 'gpt-9')).toBe(12_000_000n);
    expect(findKnownPrice(of('openai'), 'gpt-5')).toBeNull();
  });

  it('keeps the kinds of service that the overlay knows', () => {
    use(filedRow());
    expect(findKnownPrice(of('openai'), 'gpt-5')?.tiers?.batch?.times).toEqual({ of: 1n, per: 2n });
  });

  it("replaces a price of a provider's own file, in its currency; what that says of setting aside stays", () => {
    const [before] = pricesAt('deepseek', 'deepseek-v4-flash');
    if (before === undefined) throw new Error('no price');
    use(filedRow({ list: 'deepseek', model: 'deepseek-v4-flash', unit: before.unit }));
    const [after] = pricesAt('deepseek', 'deepseek-v4-flash');
    expect(after).toMatchObject({
      unit: before.unit,
      rates: { 'output-tokens': 12_000_000n },
      setsAside: before.setsAside,
    });
    // Its hours are gone: what a price is said to be is said whole.
    expect([before.windows?.length ?? 0, after?.windows]).toEqual([expect.any(Number), undefined]);
    use(filedRow({ list: 'deepseek', model: 'deepseek-v4-flash', unit: 'EUR' }));
    expect(pricesAt('deepseek', 'deepseek-v4-flash')[0]).toEqual(before);
  });

  it('has a price for each currency of a provider that bills in several', () => {
    const of = { list: 'deepseek', model: 'deepseek-v4-flash' };
    const rows = [
      filedRow({ ...of, unit: 'CNY', rates: { 'output-tokens': 3_000_000 } }),
      filedRow({ ...of, rates: { 'output-tokens': 400_000 } }),
    ];
    for (const order of [rows, rows.toReversed()]) {
      use(...order);
      const prices = pricesAt('deepseek', of.model).map(({ unit, rates }) => [unit, rates['output-tokens']]);
      expect(Object.fromEntries(prices)).toEqual({ USD: 400_000n, CNY: 3_000_000n });
    }
    expect(findAbsurd(rows, ownLists())).toBeNull();
    expect(withRows([filedRow()], rows)).toEqual([filedRow(), ...rows]);
  });

  it("goes behind the user's own price, and behind what calls were billed", () => {
    use(filedRow());
    const own = { model: 'gpt-5', unit: 'USD', rates: { 'output-tokens': 1n }, on: '2026-11-21' };
    const [mine] = pricesAt('openai', 'gpt-5', { ...ANY_PAYER, own: { times: {}, prices: [own] } });
    expect(mine).toMatchObject({ rates: { 'output-tokens': 1n }, basis: { kind: 'own' } });
    expect(mine?.file).toBeUndefined();

    const [listed] = pricesAt('openai', 'gpt-5');
    if (listed === undefined) throw new Error('no price');
    // By the file 1,000 tokens cost $0.012; each call was billed half of it.
    const samples = [1000, 2000, 5000, 9000].map((tokens): BilledSample | null =>
      sampleOf(listed, { 'output-tokens': tokens }, String((tokens * 6) / 1_000_000)),
    );
    const learned = priceByBills(
      listed,
      samples.filter((one) => one !== null),
    );
    expect(learned).toMatchObject({ rates: { 'output-tokens': 6_000_000n }, basis: { kind: 'learned', calls: 4 } });
  });

  it('is named wherever the price is, and in what a record keeps', () => {
    use(filedRow({ mark: 'third-party' }));
    const [price] = pricesAt('openai', 'gpt-5');
    if (price === undefined) throw new Error('no price');
    const lines = (language: 'en' | 'zh') => explainPrice(pricedBy(price)).map((text) => renderText(text, language));
    expect(lines('en')).toEqual([
      'From the price file of 2026-11-20 by prices.example.org.',
      'Price of 2026-11-19, as others tell it: not read at the provider.',
    ]);
    expect(lines('zh')[0]).toBe('来自 prices.example.org 发布的 2026-11-20 价格文件。');
    putPriceFileInForce(null);
    const [ours] = pricesAt('openai', 'gpt-5');
    expect(ours && explainPrice(ours)).toEqual([]);
  });
});

describe('what a file is held against', () => {
  const own = ownLists();

  it('this build, signed as it is, differs from itself in nothing and is not absurd', () => {
    const rows = rowsOfBuild();
    expect(rows.length).toBeGreaterThan(400);
    expect(findAbsurd(rows, own)).toBeNull();
    expect(countDiffering(rows, own)).toEqual({ prices: rows.length, differing: 0 });
    const built = rows.map(({ list, model }) => findBuiltPrice(of(list), model));
    putPriceFileInForce(heldFile(rows));
    for (const [index, { list, model }] of rows.entries()) {
      const { file, date, source, tiers, ...price } = findKnownPrice(of(list), model) ?? {};
      const { date: _date, source: _source, ...before } = built[index] ?? {};
      expect(price, `${list} ${model}`).toEqual(before);
    }
    expect(countDiffering(withRows(rows, [filedRow(), filedRow({ model: 'gpt-9' })]), own).differing).toBe(2);
  });

  it('lists that this build has not are passed over', () => {
    const rows = [filedRow({ list: 'nobody', rates: { 'input-tokens': 1 } })];
    expect([findAbsurd(rows, own), countDiffering(rows, own)]).toEqual([null, { prices: 0, differing: 0 }]);
  });

  // gpt-5 is 1,250,000 and 10,000,000 in the base list.
  it.each([
    ['a hundred times as much is the most', { rates: { 'output-tokens': 1_000_000_000 } }, false],
    ['one more is too much', { rates: { 'output-tokens': 1_000_000_001 } }, true],
    ['a hundredth is the least', { rates: { 'output-tokens': 100_000 } }, false],
    ['one less is too little', { rates: { 'output-tokens': 99_999 } }, true],
    ['free, where it was not', { rates: { 'input-tokens': 0 } }, true],
    [
      'too much in one of its sizes',
      { sizes: [{ aboveInputTokens: 9, rates: { 'input-tokens': 125_000_001 } }] },
      true,
    ],
    ['too much from a day on', { dated: [{ from: '2027-01-01', rates: { 'input-tokens': 125_000_001 } }] }, true],
    ['another currency', { unit: 'CNY' }, true],
    ['no price any more', { rates: {} }, false],
    ['a new model, in millionths by mistake', { model: 'gpt-9', rates: { 'input-tokens': 3_000_000_000_000 } }, true],
    ['a new model, a million times too cheap', { model: 'gpt-9', rates: { 'input-tokens': 3 } }, true],
    ['a fee of thousands for each call', { callFee: 9_000_000_000_000_000 }, true],
    ['as much for each call as it may be where there was no fee', { callFee: 10_000_000_000_000 }, false],
    ['one more', { callFee: 10_000_000_000_001 }, true],
    ['as much for each call at least', { callMin: 10_000_000_000_000 }, false],
    ['one more at least', { callMin: 10_000_000_000_001 }, true],
    ['thousands for one picture', { rates: { images: 9_000_000_000_000_000 } }, true],
    ['too much for a search, where the build has no price of one', { rates: { searches: 10_000_000_000_001 } }, true],
    ['a price of a search', { model: 'gpt-9', rates: { searches: 10_000_000_000 } }, false],
    ['too much for a thousandth of a second', { rates: { milliseconds: 10_000_000_001 } }, true],
    ['a new model that is free', { model: 'gpt-9', rates: { 'input-tokens': 0 } }, false],
  ] as const)('%s', (_name, change, isAbsurd) => {
    const row = filedRow(change as Partial<PriceFileRow>);
    expect(findAbsurd([row], own)).toBe(isAbsurd ? `openai ${row.model}` : null);
  });

  // 12,000,000,000 in the base list.
  it.each([
    [1_200_000_000_000, null],
    [1_200_000_000_001, 'perplexity sonar'],
    [0, 'perplexity sonar'],
  ])('a fee of %i for each call is held against the fee that there was', (callFee, absurd) => {
    expect(findAbsurd([filedRow({ list: 'perplexity', model: 'sonar', rates: {}, callFee })], own)).toBe(absurd);
  });

  it.each(METERS)('there is no price of %s that is not bounded', (meter) => {
    const rates = { [meter]: 9_000_000_000_000_000 };
    expect(findAbsurd([filedRow({ model: 'gpt-9', rates })], own)).toBe('openai gpt-9');
  });
});
