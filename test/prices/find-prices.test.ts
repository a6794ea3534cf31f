import { expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { findPrices } from '../../lib/prices/find-prices.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { chat } from '../engine/calls.ts';

it('a deployment at Azure that is called as a model may be another one: nobody is held for its price', () => {
  const draft: Draft = { ...chat, model: 'gpt-5' };
  const guessed = (id: string): unknown => {
    const provider = findProvider(id);
    return provider && findPrices(provider, draft).map(({ rates, isGuess }) => [rates['output-tokens'], isGuess]);
  };
  expect(guessed('openai')).toEqual([[10_000_000n, undefined]]);
  expect(guessed('azure-openai')).toEqual([[10_000_000n, true]]);
  // The list's own row stays as it is for others.
  expect(guessed('openai')).toEqual([[10_000_000n, undefined]]);
});
