import { describe, expect, it } from 'vitest';
import { findAbilities, findDescribed } from '../../lib/prices/model-abilities.ts';

describe('what a model can do', () => {
  it.each([
    ['openai', 'gpt-4o-mini'],
    ['openai', 'gpt-4o-mini-2024-07-18'],
    [null, 'openai/gpt-4o-mini'],
    ['openai', 'GPT-4o-mini'],
  ])('is found in %s by the name %s', (list, model) => {
    expect(findAbilities(list, model)).toEqual({
      contextTokens: 128_000,
      outputTokensMax: 16_384,
      takesTools: true,
      takesPictures: true,
      isThinking: false,
    });
  });

  it('is not known of a model that nobody has described, but for a length that its list tells', () => {
    expect(findAbilities('openai', 'no-such-model').contextTokens).toBeNull();
    expect(findAbilities('openai', 'codex-mini')).toMatchObject({ contextTokens: 200_000, takesTools: null });
  });

  it('is the longer length where two are told: nothing is called too long that one of them would take', () => {
    expect(findAbilities('openai', 'gpt-4.1').contextTokens).toBe(1_047_576);
  });

  it('is told with the maker of the model', () => {
    expect(findDescribed('claude-haiku-4-5-20251001')?.maker).toBe('anthropic');
    expect(findDescribed('whatever')).toBeNull();
  });
});
