import { catalogues } from './languages.ts';
import type { Language } from './text.ts';
import { en, type TextKey } from './texts/en.ts';

const locales: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/**
 * The template of a key, with its `{placeholders}` still in it. `count` is the number the sentence speaks of: where it
 * is singular in this language and the catalogue has a singular form, that one is taken; null: there is none.
 */
export function templateOf(key: TextKey, language: Language, count: number | null): string {
  const catalogue = catalogues[language];
  const singular = count === null ? undefined : catalogue[`${key}.one`];
  if (singular !== undefined && count !== null && isSingular(count, language)) return singular;
  return catalogue[key] ?? en[key];
}

/** Whether there is such a text: for keys made of what others say. */
export function hasText(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

function isSingular(count: number, language: Language): boolean {
  return new Intl.PluralRules(locales[language]).select(count) === 'one';
}
