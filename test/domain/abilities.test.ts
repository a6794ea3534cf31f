import { describe, expect, it } from 'vitest';
import { type Abilities, canStandIn, overflowOf, UNKNOWN_ABILITIES } from '../../lib/domain/abilities.ts';
import type { Draft } from '../../lib/domain/call.ts';
import { chatDraft } from './samples.ts';

const plain: Abilities = {
  contextTokens: 128_000,
  outputTokensMax: 16_384,
  takesTools: false,
  takesPictures: false,
  isThinking: false,
};
const able: Abilities = { ...plain, takesTools: true, takesPictures: true };
const picture = { kind: 'image', width: 10, height: 10, times: 1 } as const;

describe('a model that may stand in', () => {
  it.each<[string, Partial<Draft>, Abilities, boolean]>([
    ['text is taken by any that converses', {}, plain, true],
    ['one of which nothing is known may think, or not', {}, UNKNOWN_ABILITIES, true],
    ['tools need one that takes them', { traits: ['tools'] }, plain, false],
    ['tools are taken', { traits: ['tools'] }, able, true],
    [
      'tools are not taken by one of which nobody says so',
      { traits: ['tools'] },
      { ...plain, takesTools: null },
      false,
    ],
    ['pictures need one that takes them', { media: [picture] }, plain, false],
    ['pictures are taken', { media: [picture] }, able, true],
    ['pictures that were not measured count as pictures', { uncounted: 'media' }, plain, false],
    ['sound is taken by few', { media: [{ kind: 'audio', times: 1 }] }, able, false],
    ['what is remembered is remembered of one model', { uncounted: 'remembered' }, able, false],
    ['it must be long enough', { inputTokens: { low: 1, likely: 125_000, high: 130_000 } }, able, false],
    ['its answers must be long enough', { outputTokensMax: 20_000 }, able, false],
    ['one that thinks is written to another way', {}, { ...plain, isThinking: true }, false],
  ])('%s', (_name, change, other, may) => {
    expect(canStandIn(chatDraft(change), plain, other)).toBe(may);
  });

  it('is any where nothing is known of either, and the call is of text', () => {
    expect(canStandIn(chatDraft(), UNKNOWN_ABILITIES, UNKNOWN_ABILITIES)).toBe(true);
    expect(canStandIn(chatDraft({ traits: ['tools'] }), UNKNOWN_ABILITIES, UNKNOWN_ABILITIES)).toBe(false);
  });
});

describe('a call that is too long', () => {
  const inputTokens = { low: 123_000, likely: 127_904, high: 133_000 };

  it('is told with both parts, and is sure only by the lowest count', () => {
    const draft = chatDraft({ inputTokens });
    expect(overflowOf(draft, plain)).toEqual({
      inputTokens: 127_904,
      outputTokens: 4096,
      contextTokens: 128_000,
      outputFits: null,
      isSure: false,
    });
    expect(overflowOf({ ...draft, outputTokensMax: 5001 }, plain)?.isSure).toBe(true);
    const shorter = { low: 100, likely: 110, high: 120_000 };
    expect(overflowOf(chatDraft({ inputTokens: shorter, outputTokensMax: 128_000 }), plain)?.outputFits).toBe(8000);
  });

  it('is none where it fits to the token, where no length is known, or where it is many calls', () => {
    expect(overflowOf(chatDraft({ inputTokens, outputTokensMax: 96 }), plain)).toBeNull();
    expect(overflowOf(chatDraft({ inputTokens }), UNKNOWN_ABILITIES)).toBeNull();
    const each = { low: 100, likely: 200, high: 300 };
    expect(overflowOf(chatDraft({ inputTokens, each }), plain)).toBeNull();
  });
});
