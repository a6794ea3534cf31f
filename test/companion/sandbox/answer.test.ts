import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeAnswer } from '../../../companion/sandbox/answer.ts';
import { countTokens } from '../../../companion/sandbox/tokens.ts';

const order = { seed: 1, question: 'How do I begin?', tokensWanted: null, outputTokensMax: null };

describe('an answer', () => {
  test('is the same for the same seed and question, and another for another', () => {
    expect(writeAnswer(order)).toEqual(writeAnswer(order));
    expect(writeAnswer({ ...order, seed: 2 }).text).not.toBe(writeAnswer(order).text);
    expect(writeAnswer({ ...order, question: 'And then?' }).text).not.toBe(writeAnswer(order).text);
  });

  test('states the true count of its text', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 500 }), (question, outputTokensMax) => {
        const answer = writeAnswer({ ...order, question, outputTokensMax });
        expect(answer.tokens).toBe(countTokens(answer.text));
        expect(answer.tokens).toBeLessThanOrEqual(outputTokensMax);
      }),
    );
  });

  test('is exactly as long as asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.nat(), (tokensWanted, seed) => {
        expect(writeAnswer({ ...order, seed, tokensWanted }).tokens).toBe(tokensWanted);
      }),
    );
  });

  test('left to itself has at most 400 tokens and ends with a sentence', () => {
    fc.assert(
      fc.property(fc.string(), (question) => {
        const answer = writeAnswer({ ...order, question });
        expect(answer.tokens).toBeGreaterThan(10);
        expect(answer.tokens).toBeLessThanOrEqual(400);
        expect(answer.text).toMatch(/[.。]$/);
        expect(answer.finishReason).toBe('stop');
      }),
    );
  });

  test('is cut at the bound of the caller, and says so', () => {
    expect(writeAnswer({ ...order, tokensWanted: 100, outputTokensMax: 30 })).toMatchObject({
      tokens: 30,
      finishReason: 'length',
    });
    expect(writeAnswer({ ...order, tokensWanted: 30, outputTokensMax: 30 }).finishReason).toBe('stop');
  });

  test('to a Chinese question is Chinese, in whole characters', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (outputTokensMax) => {
        const answer = writeAnswer({ ...order, question: '怎样开始一个小项目？', outputTokensMax });
        expect(answer.text).not.toContain('\uFFFD');
        expect(answer.tokens).toBeLessThanOrEqual(outputTokensMax);
      }),
    );
    expect(writeAnswer({ ...order, question: '怎样开始一个小项目？' }).text).toMatch(/\p{Script=Han}/u);
  });
});
