import { expect, it } from 'vitest';
import { explainPrinted } from '../../lib/domain/explain-printed.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { exampleOf, refusalOf } from './explain-examples.ts';

const cardOf = (cause: 'depleted' | 'unsure', language: 'en' | 'zh') =>
  explainRefusal(cause, exampleOf(cause, language), refusalOf(cause));

it('says what happened, and whether anything was charged', () => {
  const said = (isCharged: boolean | null) => renderText(explainPrinted(cardOf('depleted', 'en'), isCharged), 'en');
  const head = "Your message didn't go through: the balance at Laozhang is used up.";
  expect(said(false)).toBe(`${head} Nothing was charged.`);
  expect(said(true)).toBe(`${head} What had already come was charged.`);
  expect(said(null)).toBe(`${head} Whether anything was charged is not known.`);
  expect(renderText(explainPrinted(cardOf('depleted', 'zh'), false), 'zh')).toBe(
    '消息未能完成：老张 API 余额已用完。本次未扣费。',
  );
});

it('says what cannot be told, rather than what the provider has said already', () => {
  expect(renderText(explainPrinted(cardOf('unsure', 'en'), false), 'en')).toBe(
    "We can't tell from here: used up, set aside, frozen, or the key's own limit. Nothing was charged.",
  );
});
