import { calcPrice, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallbacksOf, toBaseRows } from '../../build/base-prices.ts';
import type { Usage } from '../../lib/domain/call.ts';
import { type ModelMatch, matchesModel } from '../../lib/domain/model-match.ts';
import { priceUsage } from '../../lib/domain/price.ts';
import { priceAt } from '../../lib/domain/price-at.ts';
import base from '../../lib/prices/base-prices.json' with { type: 'json' };
import { type BaseFile, type BaseRow, findBasePrice, modelsOf } from '../../lib/prices/base-prices.ts';

const LISTS = Object.keys(base.lists);
const NOW = new Date('2026-11-21T12:00:00Z');

it.each(LISTS)('the base prices of %s are what the package says: `npm run prices:update` wrote them', (list) => {
  expect((base.lists as Record<string, unknown>)[list]).toEqual(JSON.parse(JSON.stringify(toBaseRows(list))));
});

it('what answers call pictures costs the output of a model that makes nothing else', () => {
  const rateOf = (model: string) =>
    findBasePrice({ list: 'openai', setsAside: 'nothing' }, model)?.rates['image-output-tokens'] ?? null;
  // Dollars a million: https://platform.openai.com/docs/pricing as the package has it; text and pictures differ at 1.5.
  expect(['gpt-image-1', 'gpt-image-1.5', 'gpt-image-2', 'gpt-4o'].map(rateOf)).toEqual([
    40_000_000n,
    32_000_000n,
    30_000_000n,
    null,
  ]);
});

/** Names that a match is made for; a row's own name is not always one of them. */
function namesOf(match: ModelMatch): readonly string[] {
  if ('or' in match) return match.or.flatMap(namesOf);
  if ('and' in match) return [];
  if ('equals' in match) return [match.equals];
  if ('starts_with' in match) return [match.starts_with, `${match.starts_with}-20260821`];
  return 'contains' in match ? [`eu.${match.contains}-v1`] : [];
}

const rowsOf = (list: string): readonly BaseRow[] => (base as unknown as BaseFile).lists[list] ?? [];
const allNames = (list: string): readonly string[] => [
  ...modelsOf(list),
  ...rowsOf(list).flatMap(({ match }) => namesOf(match)),
];
const priced = (list: string): readonly string[] =>
  allNames(list).filter((model) => findBasePrice({ list, setsAside: 'nothing' }, model) !== null);
const unpriced = (list: string): readonly string[] =>
  allNames(list).filter((model) => findBasePrice({ list, setsAside: 'nothing' }, model) === null);

describe.each(LISTS)('every model of %s', (list) => {
  const counts = fc.record({
    // A call without a token is none: the package takes no fee for it.
    fresh: fc.oneof(
      fc.integer({ min: 1, max: 1000 }),
      fc.constantFrom(128_000, 199_999, 200_000, 200_001, 272_000, 272_001, 1_000_000),
    ),
    cached: fc.nat(300_000),
    written: fc.nat(20_000),
    heard: fc.nat(5000),
    output: fc.nat(50_000),
  });
  const instants = fc.constantFrom(NOW, new Date('2025-06-09T23:59:59Z'), new Date('2026-08-21T00:00:00Z'));

  it('costs what the package works out, to the nano-dollar, at each side of every bound', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...priced(list)),
        counts,
        instants,
        (model, { fresh, cached, written, heard, output }, at) => {
          const listed = findBasePrice({ list, setsAside: 'nothing' }, model);
          const provider = findProvider({ providerId: list });
          if (listed === null || provider === undefined) throw new Error(`${model} has no price`);
          const price = priceAt(listed, { startedAt: at.getTime(), endedAt: at.getTime() });
          const hasWrites = price.rates['cache-write-tokens'] !== undefined;
          const hasReads = price.rates['cached-input-tokens'] !== undefined;
          const hears = price.rates['audio-input-tokens'] !== undefined;
          const speaks = price.rates['audio-output-tokens'] !== undefined && output > 0;
          const usage: Usage = {
            'input-tokens': fresh,
            'output-tokens': price.rates['output-tokens'] === undefined ? 0 : output,
            ...(hasReads && { 'cached-input-tokens': cached }),
            ...(hasWrites && { 'cache-write-tokens': written }),
            ...(hears && { 'audio-input-tokens': heard }),
            ...(speaks && { 'audio-output-tokens': heard }),
          };
          const theirs = calcPrice(
            {
              input_tokens: fresh + (hasReads ? cached : 0) + (hasWrites ? written : 0) + (hears ? heard : 0),
              ...(hears && { input_audio_tokens: heard, cache_audio_read_tokens: 0 }),
              ...(speaks && { output_audio_tokens: heard }),
              cache_read_tokens: hasReads ? cached : 0,
              cache_write_tokens: hasWrites ? written : 0,
              output_tokens: (usage['output-tokens'] ?? 0) + (speaks ? heard : 0),
            },
            model,
            { provider, timestamp: at },
          );
          const ours = Number(priceUsage(usage, price)) / 1e9;
          expect(Math.abs(ours - (theirs?.total_price ?? Number.NaN)), model).toBeLessThan(2e-9);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('has a price, unless the package has none by what we count', () => {
    const provider = findProvider({ providerId: list });
    if (provider === undefined) throw new Error('no such list');
    expect(priced(list).length).toBeGreaterThan(unpriced(list).length);
    for (const model of unpriced(list)) {
      const theirs = calcPrice({ input_tokens: 1_000_000, output_tokens: 1_000_000 }, model, { provider });
      expect(theirs?.total_price ?? 0, model).toBe(0);
    }
  });
});

describe('a base price', () => {
  const openai = { list: 'openai', setsAside: 'nothing' } as const;

  it('is unknown for a model nobody lists, and for a list that is none', () => {
    expect(findBasePrice(openai, 'my-own-model')).toBeNull();
    expect(findBasePrice({ ...openai, list: 'nobody' }, 'gpt-4o')).toBeNull();
  });

  it('is that of the first row that names the model, dated snapshots included', () => {
    const rates = findBasePrice(openai, 'gpt-4o-2024-08-06')?.rates;
    expect(rates).toMatchObject({ 'input-tokens': 2_500_000n, 'output-tokens': 10_000_000n });
  });

  it('is found whatever the case of its name, and however its day is written', () => {
    const rates = { 'input-tokens': 300_000n, 'output-tokens': 300_000n };
    const together = { list: 'together', setsAside: 'nothing' } as const;
    for (const name of ['Gryphe/MythoMax-L2-13b', 'gryphe/mythomax-l2-13B']) {
      expect(findBasePrice(together, name)?.rates).toEqual(rates);
    }
    expect(findBasePrice(openai, 'gpt-audio-20250828')).toEqual({
      ...findBasePrice(openai, 'gpt-audio-2025-08-28'),
      model: 'gpt-audio-20250828',
    });
  });

  it('of a list that has no row is that of the lists it falls back on, as the package says', () => {
    const azure = { list: 'azure', setsAside: 'nothing' } as const;
    expect(fallbacksOf('azure')).toContain('openai');
    expect(findBasePrice(azure, 'gpt-5')?.rates).toEqual(findBasePrice(openai, 'gpt-5')?.rates);
    expect(findBasePrice({ list: 'groq', setsAside: 'nothing' }, 'gpt-5')).toBeNull();
  });

  it.each([
    ['mistral', 'mistral-ocr-latest', 'pages'],
    ['groq', 'whisper-large-v3', 'hours of sound'],
    ['google', 'gemma-4-31b-it', 'nothing that its list tells'],
  ])('%s %s is unpriced, never 0: it is billed by %s', (list, model) => {
    expect(findBasePrice({ list, setsAside: 'nothing' }, model)).toBeNull();
  });

  it.each([
    ['google', 'gemini-2.5-flash-image'],
    ['openai', 'gpt-realtime'],
    ['perplexity', 'sonar-deep-research'],
  ])('%s %s may cost another sum: part of its answers has a rate that is not counted', (list, model) => {
    expect(findBasePrice({ list, setsAside: 'nothing' }, model)?.isGuess).toBe(true);
  });

  it('has a fee for each call where the list says so, beside what the length costs', () => {
    const price = findBasePrice({ list: 'perplexity', setsAside: 'nothing' }, 'sonar-pro');
    if (price === null) throw new Error('no price');
    expect(priceUsage({ 'input-tokens': 1000, 'output-tokens': 200 }, price)).toBe(20_000_000n);
    expect(priceUsage({ 'input-tokens': 0 }, price)).toBe(0n);
  });

  it('of a model without answers needs no forecast', () => {
    expect(findBasePrice(openai, 'text-embedding-3-small')).toMatchObject({
      outputTokensDefault: 0,
      outputTokensPrior: null,
    });
  });
});

it.each([
  [{ equals: 'a' }, 'a', true],
  [{ equals: 'a' }, 'ab', false],
  [{ starts_with: 'a' }, 'ab', true],
  [{ ends_with: 'b' }, 'ab', true],
  [{ contains: '-x-' }, 'a-x-b', true],
  [{ regex: '^a(?!.*-tts)' }, 'a-tts', false],
  [{ or: [{ equals: 'a' }, { equals: 'b' }] }, 'b', true],
  [{ and: [{ starts_with: 'a' }, { ends_with: 'b' }] }, 'a', false],
])('%j names "%s": %s', (match, model, isNamed) => {
  expect(matchesModel(match, model)).toBe(isNamed);
});
