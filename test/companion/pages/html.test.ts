import fc from 'fast-check';
import { expect, it } from 'vitest';
import { html, raw } from '../../../companion/pages/html.ts';
import { wordsOf } from '../../../companion/pages/page-words.ts';

it('whatever is filled in stays a text, in an element and in an attribute', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [, inside = ''] = /^<a title="(.*)">\1<\/a>$/s.exec(html`<a title="${text}">${text}</a>`.html) ?? [];
      expect(inside).not.toMatch(/[<>"']/);
      const back = inside.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name] ?? '?');
      expect(back).toBe(text);
    }),
  );
});

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

it('what is HTML already stays it, lists stand below each other, nothing is nothing', () => {
  expect(html`<ul>${[html`<li>${1}</li>`, html`<li>${'<'}</li>`]}${null}${raw('<hr>')}</ul>`.html).toBe(
    '<ul><li>1</li>\n<li>&lt;</li><hr></ul>',
  );
});

it('amounts are rounded for reading, counted ones are whole, what nobody knows is said', () => {
  const en = wordsOf({ language: 'en', now: 0, zone: 'UTC' });
  const zh = wordsOf({ language: 'zh', now: 0, zone: 'Asia/Shanghai' });
  expect(en.money('12.3456789', 'USD')).toBe('$12.35');
  // What there is is never rounded up.
  expect(en.have('12.3456789', 'USD')).toBe('$12.34');
  expect(en.money('-0.5', 'EUR')).toBe('-€0.50');
  expect(en.money('1200', 'tokens')).toBe('1,200 tokens');
  expect(zh.money('3', 'calls')).toBe('3 次调用');
  expect(en.money(null, 'USD')).toBe('not known');
  expect(zh.money('0', 'USD')).toBe('$0.00');
  expect([0, 59_999, 90_000, 7_200_000, 200_000_000].map((ms) => en.span(ms))).toEqual([
    'less than a minute',
    'less than a minute',
    '2 min',
    '2 h',
    '2 days',
  ]);
  expect(zh.time(0).html).toBe('<time datetime="1970-01-01T00:00:00.000Z">1970年1月1日 08:00</time>');
  expect(zh.join(['一。', '二。'])).toBe('一。二。');
});
