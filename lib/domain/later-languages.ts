import type { Language } from './text.ts';
import { en } from './texts/en.ts';

/** As in `languages.ts`; English stands in until another language was brought, and for what it does not say. */
export const catalogues: Record<Language, Readonly<Record<string, string>>> = { en, zh: en };

/** Resolves when texts of this language are there: before a page says anything in it. Where they cannot be loaded it stays English. */
export async function bringLanguage(language: Language): Promise<void> {
  if (language === 'en' || catalogues.zh !== en) return;
  const { zh } = await import('./texts/zh.ts').catch(() => ({ zh: en }));
  catalogues.zh = zh;
}
