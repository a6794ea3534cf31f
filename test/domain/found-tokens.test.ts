import { expect, it } from 'vitest';
import { costOf } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { chatDraft, chatPrice, lengthsOf } from './samples.ts';

const FEE = 10_000_000_000n;
const rates = { ...chatPrice().rates, searches: FEE };
const price = chatPrice({ rates, contextTokens: 200_000 });
const most = (searchesMax: number | null | undefined, given = price) =>
  estimateCall(chatDraft(searchesMax === undefined ? {} : { searchesMax }), given, null)?.mostNano;
const plain = most(undefined) ?? 0n;

it('what searches cost at most is in what a call costs at most: each is billed, and has the whole context read once more', () => {
  // $0.01 and 200,000 tokens at $10 per million.
  expect(most(1)).toBe(plain + 10_000_000n + 2_000_000_000n);
  expect(most(3)).toBe(plain + 3n * (10_000_000n + 2_000_000_000n));
  const likely = (searchesMax: number) => estimateCall(chatDraft({ searchesMax }), price, null)?.likelyNano;
  expect(likely(3)).toBe(estimateCall(chatDraft(), price, null)?.likelyNano);
});

it('what the provider keeps between two searches costs what keeping costs, and a long context what long ones cost', () => {
  const kept = chatPrice({ rates: { ...rates, 'cache-write-tokens': 12_500_000n }, contextTokens: 200_000 });
  expect(most(1, kept)).toBe(plain + 10_000_000n + 2_500_000_000n);
  const dear = { ...rates, 'input-tokens': 20_000_000n };
  const sized = chatPrice({ rates, contextTokens: 200_000, sizes: [{ aboveInputTokens: 100_000, rates: dear }] });
  expect(most(1, sized)).toBe(plain + 12_000_000n + 10_000_000n + 4_000_000_000n);
});

it.each([
  ['nothing bounds how often', null, price],
  ['the context has no known length', 2, chatPrice({ rates })],
  ['a search has no known price', 2, chatPrice({ contextTokens: 200_000 })],
])('nobody can tell what it costs at most where %s', (_name, searchesMax, given) => {
  const estimate = estimateCall(chatDraft({ searchesMax }), given, null);
  expect(estimate).not.toHaveProperty('mostNano');
  expect(estimate?.basis).toHaveProperty('foundMax');
  expect(estimate?.likelyNano).toBe(estimateCall(chatDraft(), given, null)?.likelyNano);
});

it('what is usual has what the searches cost themselves', () => {
  const lengths = lengthsOf(100, 300, 500, 46, 700);
  const usual = (searchesMax: number) => estimateCall(chatDraft({ searchesMax }), price, lengths)?.usualNano ?? 0n;
  expect(usual(2) - usual(0)).toBe(20_000_000n);
});

it('of an answer that did not say what it was billed, searches are in no count of ours: it is unknown', () => {
  const output = { low: 100, likely: 100, high: 100 };
  const silent = { kind: 'answer', usage: null, cost: null, output } as const;
  expect(costOf(silent, chatDraft({ searchesMax: 2 }), price, true).certainty).toBe('unknown');
  expect(costOf(silent, chatDraft(), price, true).certainty).toBe('estimated');
  const lost = { kind: 'error', status: null } as const;
  expect(costOf(lost, chatDraft({ searchesMax: 2 }), price, true).cost?.highNano).toBe(most(2));
  expect(costOf(lost, chatDraft({ searchesMax: null }), price, true)).toEqual({ cost: null, certainty: 'unknown' });
});
