import { describe, expect, it } from 'vitest';
import { openaiEmbeddings } from '../../lib/wires/openai-embeddings.ts';
import { openMedia } from '../../lib/wires/read-media.ts';

const draftOf = (body: object) =>
  openaiEmbeddings.readRequest(
    JSON.stringify({ model: 'text-embedding-3-small', ...body }),
    null,
    undefined,
    openMedia,
  );
const tokensOf = (body: object) => draftOf(body)?.inputTokens;
const exactly = (tokens: number) => ({ low: tokens, likely: tokens, high: tokens });

/** https://platform.openai.com/docs/api-reference/embeddings/create: a string, strings, tokens, or arrays of tokens. */
describe('what is embedded', () => {
  it('is as long as its texts, in one or in several', () => {
    const one = tokensOf({ input: 'the quick brown fox' });
    expect(one?.likely).toBeGreaterThanOrEqual(4);
    const two = tokensOf({ input: ['the quick brown fox', 'the quick brown fox'] });
    expect(Math.abs((two?.likely ?? 0) - 2 * (one?.likely ?? 0))).toBeLessThanOrEqual(1);
    expect(tokensOf({ texts: ['the quick brown fox'] })).toEqual(one);
  });

  it.each([
    [[1, 2, 3], 3],
    [[[1, 2, 3], [4]], 4],
    [[[1, 2], 5], 3],
    [[], 0],
  ])('%j are as many tokens as there are: %d', (input, tokens) => {
    expect(tokensOf({ input })).toEqual(exactly(tokens));
  });

  it('adds texts and tokens up', () => {
    const text = tokensOf({ input: 'fox' })?.likely ?? 0;
    expect(tokensOf({ input: ['fox', [1, 2, 3]] })?.likely).toBe(text + 3);
  });

  it.each([[[{ a: 1 }]], [[null]], [[true]], [[[]]]])(
    '%j is nothing that anybody knows, and so not nothing',
    (input) => {
      const tokens = tokensOf({ input });
      expect((tokens?.low ?? 0) > 0 && (tokens?.high ?? 0) > 1000).toBe(true);
      expect(draftOf({ input })?.uncounted).toBe('media');
    },
  );

  it('may be pictures (Cohere)', () => {
    expect(draftOf({ images: ['data:image/png;base64,AAAA'] })?.media).toEqual([
      { kind: 'image', width: null, height: null, times: 1 },
    ]);
  });

  it.each([{}, { input: 5 }, { input: {} }, { input: null }])('%j is none', (body) => {
    expect(draftOf(body)).toBeNull();
  });
});
