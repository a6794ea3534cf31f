import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../lib/domain/render-text.ts';
import { en } from '../../lib/domain/texts/en.ts';
import { zh } from '../../lib/domain/texts/zh.ts';

const root = join(import.meta.dirname, '../..');
const english: Readonly<Record<string, string>> = en;
const chinese: Readonly<Record<string, string>> = zh;

/** Words of our design that mean nothing to others. */
const INNER_WORDS =
  /\b(surfaces?|drafts?|verdicts?|refusals?|reserves?d?|outcomes?|wires?|fingerprints?|settle[ds]?)\b/i;
/** Where two of them are plain English: a bank's reserve, an envelope of that name, and a provider's no. */
const PLAIN = /risk check or reserve|reserve=20|\(a refusal costs nothing\)/g;

function placeholders(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted();
}

/** Every source file that may name a key. */
function sources(): string {
  const folders = ['lib', 'components', 'entrypoints', 'companion'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.includes('texts/'))
      .map((file) => join(root, folder, file)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

describe('the catalogue', () => {
  it('has each Chinese text with the same placeholders as the English one', () => {
    for (const [key, template] of Object.entries(chinese)) {
      expect([key, placeholders(template)]).toEqual([key, placeholders(english[key] ?? '')]);
    }
  });

  it('has singular forms only beside a general one, with the same placeholders', () => {
    for (const key of Object.keys(english).filter((each) => each.endsWith('.one'))) {
      const general = english[key.replace(/\.one$/, '')];
      expect(general, key).toBeDefined();
      const missing = placeholders(general ?? '').filter(
        (name) => name !== 'n' && !english[key]?.includes(`{${name}}`),
      );
      expect([key, missing]).toEqual([key, []]);
    }
  });

  it('says each thing in one place: of two texts with one key the first would never be read', () => {
    const folder = join(root, 'lib/domain/texts');
    for (const language of ['en', 'zh']) {
      const files = readdirSync(folder).filter((file) => file.startsWith(language));
      const keys = files.flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}'?([\w.:-]+)'?:(?! \{)/gm),
      ]);
      const seen = keys.map((match) => match[1] ?? '');
      expect(seen.length).toBeGreaterThan(2000);
      expect(seen.filter((key, at) => seen.indexOf(key) !== at)).toEqual([]);
    }
  });

  it('holds no text that nothing uses', () => {
    const code = sources();
    // Keys put together from a part: `meter.${…}`, `source.${…}`.
    const prefixes = [...code.matchAll(/`([\w.-]+\.)\$\{/g)].map((match) => match[1] ?? '');
    const named = new Set([...code.matchAll(/(['"])([\w.:-]+)\1/g)].map((match) => match[2] ?? ''));
    const unused = Object.keys(chinese).filter((key) => {
      const isNamed = named.has(key);
      const isCharged = key.endsWith('.alone');
      return !isNamed && !isCharged && !prefixes.some((prefix) => key.startsWith(prefix));
    });
    expect(unused).toEqual([]);
  });

  it('uses none of our inner words', () => {
    for (const template of Object.values(english)) {
      expect(template.replace(/\{\w+\}/g, '').replace(PLAIN, '')).not.toMatch(INNER_WORDS);
    }
    expect('this draft has a verdict').toMatch(INNER_WORDS);
  });

  it('blames nobody', () => {
    for (const template of Object.values(english))
      expect(template).not.toMatch(/\byou (failed|forgot|should have)\b|\binvalid\b|\boops\b/i);
  });

  it('keeps Chinese punctuation in Chinese texts', () => {
    for (const [key, template] of Object.entries(chinese)) {
      const text = template.replace(/\{\w+\}/g, '').replace(/[\d,]+ ×/g, '');
      if (/[\u4e00-\u9fff]/.test(text))
        expect([key, text]).toEqual([key, expect.not.stringMatching(/[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]/)]);
    }
  });
});

describe('a text', () => {
  it('counts in the singular where there is one', () => {
    expect(renderText({ key: 'notice.recordsCost', params: { n: 1, cost: 'X' } }, 'en')).toBe('1 record sent. Cost X.');
    expect(renderText({ key: 'notice.recordsCost', params: { n: 2, cost: 'X' } }, 'en')).toBe(
      '2 records sent. Cost X.',
    );
    expect(renderText({ key: 'age.days', params: { n: 1 } }, 'en')).toBe('1 day ago');
  });

  it.each([
    [20_000, 'just now', '刚刚'],
    [3 * 60_000, '3 min ago', '3 分钟前'],
    [5 * 3_600_000, '5 h ago', '5 小时前'],
    [50 * 3_600_000, '2 days ago', '2 天前'],
    [-60_000, 'just now', '刚刚'],
  ])('tells an age of %i ms as %s', (ms, english, chinese) => {
    const text = { key: 'popup.read', params: { source: '', age: { kind: 'age', ms } } } as const;
    expect(renderText(text, 'en').trim()).toBe(english);
    expect(renderText(text, 'zh').trim()).toBe(chinese);
  });

  it('cannot be rearranged by a hostile name', () => {
    const provider = `\u202Eevil\n${'x'.repeat(200)}`;
    const text = renderText({ key: 'ask.depleted.head', params: { provider } }, 'en');
    expect(text).not.toMatch(/[\u202E\n]/);
    expect(text.length).toBeLessThan(110);
    expect(renderText({ key: 'ask.depleted.head', params: { provider: '{have} $& {provider}' } }, 'en')).toContain(
      '{have} $& {provider}',
    );
  });

  it('sets names apart from Chinese, and only there', () => {
    expect(renderText({ key: 'ask.notEnough.head', params: { provider: 'Relay', need: 'A', have: 'B' } }, 'zh')).toBe(
      'Relay 要先预扣 A，余额 B。',
    );
    const limit = { kind: 'money', money: { unit: 'credits', nano: 500_000_000_000n } } as const;
    expect(renderText({ key: 'do.raiseOwnLimit', params: { limit } }, 'zh')).toBe('这里低于 500 点不再询问');
    expect(renderText({ key: 'do.raiseOwnLimit', params: { limit: '$2' } }, 'zh')).toBe('这里低于 $2 不再询问');
    expect(renderText({ key: 'ask.notEnough.head', params: { provider: '中转站', need: 'A', have: 'B' } }, 'zh')).toBe(
      '中转站要先预扣 A，余额 B。',
    );
  });
});
