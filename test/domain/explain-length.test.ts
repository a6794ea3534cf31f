import { describe, expect, it } from 'vitest';
import { explainAsk } from '../../lib/domain/explain-ask.ts';
import { explainChipBefore } from '../../lib/domain/explain-chip.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { findTokenLimit, roundUpTokens, tokensOf, toTokenLimit } from '../../lib/domain/token-limit.ts';
import { exampleOf } from './explain-examples.ts';
import { chatDraft } from './samples.ts';

const linesOf = (cause: 'too-long' | 'token-limit', facts: CallFacts, language: 'en' | 'zh' = 'en') =>
  explainAsk(cause, facts).lines.map((line) => renderText(line, language));

describe('a call that is longer than its model takes', () => {
  const facts = exampleOf('too-long', 'en');

  it('is asked about with its sum', () => {
    expect(linesOf('too-long', facts)).toEqual([
      'This is longer than gpt-4-turbo can take.',
      'About 132,000 of 128,000 tokens: 127,904 in, up to 4,096 out.',
      'It would be refused or cut. Not sent yet; your text is safe.',
    ]);
    expect(linesOf('too-long', exampleOf('too-long', 'zh'), 'zh')[1]).toBe(
      '大约 132,000/128,000 tokens：输入 127,904，回答最多 4096。',
    );
  });

  it('can be sent with a shorter answer where there is room, and is never said to be unaskable below a sum', () => {
    const overflow = facts.overflow && { ...facts.overflow, outputFits: 1200 };
    const card = explainAsk('too-long', { ...facts, overflow: overflow ?? null });
    expect(card.buttons[0]?.action).toEqual({
      kind: 'send-revised',
      revision: { kind: 'output-max', outputTokensMax: 1200 },
    });
    expect(card.more.some(({ action }) => action.kind === 'quiet-below')).toBe(false);
  });

  it('is said on the chip before the price, sure or not', () => {
    const sure = explainChipBefore(facts);
    expect(renderText(sure.text, 'en')).toMatch(/^about 132,000 of 128,000 tokens: this will be refused or cut · /);
    expect(sure.mood).toBe('short');
    const overflow = facts.overflow ? { ...facts.overflow, isSure: false } : null;
    const unsure = explainChipBefore({ ...facts, overflow });
    expect(renderText(unsure.text, 'en')).toContain('may be refused or cut');
    expect(unsure.mood).toBe('unsure');
  });
});

describe('the user’s own limit of tokens', () => {
  const facts = exampleOf('token-limit', 'en');

  it('is named, with what the call comes to, and can be raised to a figure that lets it through', () => {
    expect(linesOf('token-limit', facts).slice(0, 2)).toEqual([
      'This is above your limit of 50,000 tokens per call.',
      'About 65,296 tokens: 61,200 in, up to 4,096 out.',
    ]);
    const raise = explainAsk('token-limit', facts).more.find(({ action }) => action.kind === 'raise-own-limit');
    expect(raise?.action).toEqual({ kind: 'raise-own-limit', unit: 'tokens a call', nano: toTokenLimit(66_000) });
    expect(raise && renderText(raise.label, 'en')).toBe("Don't ask below 66,000 tokens here");
  });

  it('says so where nothing bounds the answer', () => {
    expect(linesOf('token-limit', { ...facts, tokens: { input: 61_200, output: null } })[1]).toBe(
      'About 61,200 tokens in; nothing bounds the answer.',
    );
  });

  it('is kept among the limits of an account, under a name of its own', () => {
    expect(findTokenLimit({ 'tokens a call': toTokenLimit(50_000), USD: 7n })).toBe(50_000);
    expect(findTokenLimit({ USD: 7n })).toBeNull();
  });

  it('counts every answer that is asked for', () => {
    expect(tokensOf(chatDraft({ answers: 3 }))).toEqual({ input: 1200, output: 12_288 });
    expect(tokensOf(chatDraft({ outputTokensMax: null }))).toEqual({ input: 1200, output: null });
    expect(tokensOf(chatDraft({ inputTokens: null }))).toBeNull();
  });

  it.each([
    [7, 7],
    [99, 99],
    [101, 110],
    [65_296, 66_000],
  ])('%i tokens are raised to %i', (tokens, limit) => {
    expect(roundUpTokens(tokens)).toBe(limit);
  });
});

it('a call that needs more tokens than are left of this minute says so on the chip', () => {
  const news = { supplierAgoMs: null, rate: null, tokens: { needed: 12_000, left: 9500 } };
  const chip = explainChipBefore(exampleOf('own-limit', 'en'), false, news);
  expect(renderText(chip.text, 'en')).toMatch(/^this call needs 12,000 of the 9,500 tokens left this minute · /);
});
